/**
 * The What-if part: values that are replaced during the run, in words, each with a switch.
 *
 * A what-if that is switched off is not part of the scenario; it waits in the view, and so in the
 * link.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("./context.js").Part} Part
 * @typedef {import("../types.js").Intervention} Intervention
 * @typedef {import("../types.js").State} State
 * @typedef {object} Acts
 * @property {() => void} toggle
 * @property {() => void} remove
 * @property {(patch: Partial<Intervention>, merge: string) => void} change
 * @typedef {{isOff: boolean, isSuited: boolean, problem: string|null}} Standing
 *   isSuited: the cell and the steps have what it names
 */

import { el } from "../base/dom.js";
import { fullNumber } from "../numbers/written.js";
import { addIntervention, changeIntervention, lanes, layersOf, removeIntervention, setInterventions, suits } from "../scenario/edits.js";
import { isSameIntervention, withoutHeld } from "../scenario/what-ifs.js";
import { followPlayhead, whenChanged } from "./context.js";
import { button, Section, uniqueId } from "./field.js";
import { interventionForm, interventionFields, targetName } from "./what-if-form.js";

/** @param {Context} context @returns {Part} */
export function whatIfPart(context) {
  const { t, errors } = context;
  const section = new Section("what-if", t("what_if"), false);
  const open = () => section.open();
  const list = el("ul", { class: "what-ifs", "aria-label": t("what_if_list") });
  const none = el("p", { class: "hint" }, t("what_if_none"));
  const form = interventionForm(context);
  const clear = button(t("what_if_clear"), () => clearAll(context), { class: "link-button" });
  const clearRow = el("div", { class: "tools" }, clear);
  const follow = (/** @type {Intervention} */ one) => (switched = one);
  const active = new ItemList((at) => new WhatIfItem(context, activeActs(context, at, follow)));
  const parked = new ItemList((at) => new WhatIfItem(context, parkedActs(context, at, follow)));
  /** @type {Map<number, string>} */
  let wrong = new Map();
  /** @type {Intervention|null} */
  let switched = null;

  const refresh = () => {
    const { scenario } = context.state;
    const { interventions } = scenario;
    const off = shownOff(context.state);
    active.update(interventions, (one, at) => ({ isOff: false, isSuited: true, problem: wrong.get(at) ?? null }));
    parked.update(off, (one) => ({ isOff: true, isSuited: suits(scenario, one), problem: null }));
    place(list, [...active.nodes, ...parked.nodes]);
    if (switched) focusOn(switched, [...active.items, ...parked.items]);
    switched = null;
    none.hidden = interventions.length + off.length > 0;
    clearRow.hidden = !none.hidden;
    section.aside.textContent = interventions.length > 0 ? describe(context, interventions[0]) + more(interventions.length) : "";
  };

  errors.register(["interventions"], (found) => {
    wrong = new Map(found.map(({ rest, msg }) => [Number(rest[0] ?? 0), msg]));
    refresh();
  }, open);
  section.body.append(list, none, clearRow, form.node);
  const update = whenChanged(({ scenario, view }) => [scenario, layersOf(scenario.cell), view.off, view.layer, view.direction], (state) => {
    refresh();
    form.update(state);
  });
  const followStep = followPlayhead(context, (state) => form.update(state));
  return {
    section,
    update(state) {
      update(state);
      followStep(state);
    },
  };
}

/** Undo can bring back what was switched off: it is then on, and shown once. @param {Readonly<State>} state @returns {Intervention[]} */
function shownOff({ scenario, view }) {
  return withoutHeld(view.off, scenario.interventions);
}

/** The one that was switched keeps the focus, wherever it went. @param {Intervention} one @param {WhatIfItem[]} items */
function focusOn(one, items) {
  items.find((item) => item.one && isSameIntervention(item.one, one))?.box.focus();
}

/** @param {Context} context @param {number} at @param {(one: Intervention) => void} follow @returns {Acts} */
function activeActs(context, at, follow) {
  const { actions } = context.app;
  return {
    toggle: () => {
      const one = context.state.scenario.interventions[at];
      follow(one);
      actions.select({ off: [...shownOff(context.state), one] });
      context.edit((s) => removeIntervention(s, at));
    },
    remove: () => context.edit((s) => removeIntervention(s, at)),
    change: (patch, merge) => context.edit((s) => changeIntervention(s, at, patch), merge),
  };
}

/** @param {Context} context @param {number} at @param {(one: Intervention) => void} follow @returns {Acts} */
function parkedActs(context, at, follow) {
  const { actions } = context.app;
  const remove = () => actions.select({ off: shownOff(context.state).toSpliced(at, 1) });
  return {
    remove,
    toggle: () => {
      const one = shownOff(context.state)[at];
      follow(one);
      context.edit((s) => addIntervention(s, one));
      remove();
    },
    change: (patch) => {
      const off = shownOff(context.state);
      actions.select({ off: off.with(at, { ...off[at], ...patch }) });
    },
  };
}

/** @param {Context} context */
function clearAll(context) {
  context.app.actions.select({ off: [] });
  context.edit((s) => setInterventions(s, []));
}

/** Items by their place in a list; they stay while it has that many. */
class ItemList {
  /** @type {WhatIfItem[]} */
  items = [];
  #make;

  /** @param {(at: number) => WhatIfItem} make */
  constructor(make) {
    this.#make = make;
  }

  get nodes() {
    return this.items.map(({ node }) => node);
  }

  /** @param {Intervention[]} list @param {(one: Intervention, at: number) => Standing} standing */
  update(list, standing) {
    this.items.length = Math.min(this.items.length, list.length);
    while (this.items.length < list.length) this.items.push(this.#make(this.items.length));
    list.forEach((one, at) => this.items[at].update(one, standing(one, at)));
  }
}

/** Lines that stay keep their place in the document, and so their focus. @param {HTMLElement} list @param {HTMLElement[]} nodes */
function place(list, nodes) {
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  const line = focused ? [...list.children].findIndex((child) => child.contains(focused)) : -1;
  for (const child of [...list.children]) if (!nodes.includes(/** @type {HTMLElement} */ (child))) child.remove();
  nodes.forEach((node, k) => list.children[k] !== node && list.insertBefore(node, list.children[k] ?? null));
  if (!focused || focused.isConnected) return;
  const next = nodes[Math.min(line, nodes.length - 1)];
  /** @type {HTMLElement|null|undefined} */ (next?.querySelector(focused.matches("input") ? "input" : "button"))?.focus();
}

/** @param {number} count */
const more = (count) => (count > 1 ? ` +${count - 1}` : "");

// One line of the what-if list: a switch with the what-if in words, its fields, and its removal.

class WhatIfItem {
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
function describe(context, one) {
  const { t, state } = context;
  const { cell } = state.scenario;
  const hasUnit = one.unit !== null && one.unit !== undefined;
  const place = hasUnit ? t("what_if_unit", { unit: Number(one.unit) }) : t("what_if_all_units");
  const inLayer = lanes(cell).filter(({ layer }) => layer === one.layer);
  const way = one.direction === "forward" && inLayer.length > 1 ? "forward_of_two" : one.direction;
  const lane = lanes(cell).length > 1 ? t(`what_if_lane_${way}`, { layer: one.layer }) : "";
  const value = fullNumber(one.value);
  const params = { what: targetName(context, state.scenario.cell, one.layer, one.target), place: place + lane, value, from: one.from, to: one.to };
  return t(one.from === one.to ? "what_if_at" : "what_if_span", params);
}
