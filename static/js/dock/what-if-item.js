/**
 * One line of the what-if list: a switch with the what-if in words, its fields, and its removal.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("../types.js").Intervention} Intervention
 *
 * @typedef {object} Acts
 * @property {() => void} toggle
 * @property {() => void} remove
 * @property {(patch: Partial<Intervention>, merge: string) => void} change
 * @typedef {{isOff: boolean, isSuited: boolean, problem: string|null}} Standing
 *   isSuited: the cell and the steps have what it names
 */

import { el } from "../base/dom.js";
import { fullNumber } from "../numbers/text.js";
import { button, uniqueId } from "./field.js";
import { interventionFields } from "./what-if-form.js";

export class WhatIfItem {
  #context;
  #fields;
  #isOpen = false;
  /** @type {Intervention|null} */
  one = null;

  /** @param {Context} context @param {Acts} acts */
  constructor(context, acts) {
    const { t } = context;
    this.#context = context;
    this.#fields = interventionFields(context, acts.change);
    this.box = el("input", { type: "checkbox", onchange: acts.toggle });
    this.words = el("span");
    this.editButton = button("✎", () => this.#open(!this.#isOpen), { class: "dock-button icon", title: t("what_if_edit_short"), "aria-controls": (this.#fields.node.id = uniqueId("what-if")) });
    this.removeButton = button("×", acts.remove, { class: "dock-button icon", title: t("remove") });
    this.problem = el("p", { class: "field-message" });
    this.node = el("li", null, el("label", { class: "check" }, this.box, this.words), this.editButton, this.removeButton, this.problem, this.#fields.node);
    this.#open(false);
  }

  /** @param {Intervention} one @param {Standing} standing */
  update(one, { isOff, isSuited, problem }) {
    const { t } = this.#context;
    const words = describe(this.#context, one);
    this.one = one;
    this.node.className = isOff ? "what-if is-off" : "what-if";
    this.box.checked = !isOff;
    this.box.disabled = isOff && !isSuited;
    this.words.textContent = words;
    this.editButton.disabled = !isSuited;
    this.editButton.setAttribute("aria-label", t("what_if_edit", { what: words }));
    this.removeButton.setAttribute("aria-label", t("what_if_remove", { what: words }));
    this.problem.textContent = problem ?? (isSuited ? "" : t("what_if_unsuited"));
    this.problem.hidden = this.problem.textContent === "";
    if (!isSuited) this.#open(false);
    this.#show();
  }

  /** @param {boolean} isOpen */
  #open(isOpen) {
    this.#isOpen = isOpen;
    this.#fields.node.hidden = !isOpen;
    this.editButton.setAttribute("aria-expanded", String(isOpen));
    this.#show();
  }

  #show() {
    if (this.#isOpen && this.one) this.#fields.update(this.one, this.#context.state, { isOrdered: true });
  }
}

/** "forget gate of unit 2 held at 1 from t = 3 to 5". @param {Context} context @param {Intervention} one */
export function describe({ t, state }, one) {
  const { cell } = state.scenario;
  const hasUnit = one.unit !== null && one.unit !== undefined;
  const place = hasUnit ? t("what_if_unit", { unit: Number(one.unit) }) : t("what_if_all_units");
  const lane = cell.num_layers > 1 || cell.bidirectional ? t(`what_if_lane_${one.direction}`, { layer: one.layer }) : "";
  const value = fullNumber(one.value);
  const params = { what: t(`target_${one.target}`), place: place + lane, value, from: one.from, to: one.to };
  return t(one.from === one.to ? "what_if_at" : "what_if_span", params);
}
