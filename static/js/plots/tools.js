/**
 * The controls in the header of the region: how the rows are sorted, and whether heat maps show the
 * difference to the run before. Each is there only while it has something to act on.
 *
 * @typedef {import("./scene.js").OrderName} OrderName
 * @typedef {import("../base/i18n.js").I18n} I18n
 */

import { el } from "../base/dom.js";
import { ORDERS } from "./scene.js";

export class Tools {
  #options = ORDERS.map((name) => el("option", { value: name }));
  #select = el("select", { class: "plots-order" }, this.#options);
  #sort = el("label", { class: "plots-sort", hidden: true });
  #word = el("span", { class: "plots-tool-word" });
  #toggle = el("button", { type: "button", class: "plots-difference", "aria-pressed": "false", hidden: true },
    el("span", { "aria-hidden": "true" }, "Δ"), this.#word);
  element = el("div", { class: "plots-tools" }, this.#toggle, this.#sort);

  /** @param {() => void} onChange */
  constructor(onChange) {
    this.#sort.append(el("span", { class: "plots-tool-word" }), this.#select);
    this.#select.addEventListener("change", onChange);
    this.#toggle.addEventListener("click", () => {
      this.#toggle.setAttribute("aria-pressed", String(!this.isDifference));
      onChange();
    });
  }

  /** @returns {OrderName} */
  get order() {
    return /** @type {OrderName} */ (this.#select.value);
  }

  get isDifference() {
    return this.#toggle.getAttribute("aria-pressed") === "true";
  }

  /**
   * Shows what can be used; a difference that has nothing left to compare with is switched off.
   * @param {{hasRows: boolean, hasBefore: boolean}} uses
   */
  offer({ hasRows, hasBefore }) {
    this.#sort.hidden = !hasRows;
    this.#toggle.hidden = !hasBefore;
    if (!hasBefore) this.#toggle.setAttribute("aria-pressed", "false");
  }

  /** @param {I18n} i18n */
  label(i18n) {
    const name = i18n.t("plots.sort");
    this.#sort.firstElementChild?.replaceChildren(name);
    this.#sort.title = i18n.t("plots.sort_hint");
    this.#word.textContent = i18n.t("plots.difference");
    this.#toggle.title = i18n.t("plots.difference_hint");
    this.#options.forEach((option, k) => (option.textContent = i18n.t(`plots.sort_${ORDERS[k]}`)));
  }
}

/**
 * What the region says about the run, as a key of the catalogue, and the line that says it.
 *
 * @typedef {import("../types.js").State} State
 */

export class StatusNote {
  element = el("p", { class: "plots-note", role: "status", hidden: true });

  /**
   * @param {string} text  empty: the plots speak for themselves
   * @returns {boolean} whether the line has come or gone
   */
  show(text) {
    const { hidden } = this.element;
    this.element.hidden = text === "";
    this.element.textContent = text;
    return hidden !== this.element.hidden;
  }
}

/**
 * @param {Readonly<State>} state
 * @param {boolean} hasSource      there is something to draw
 * @param {boolean} hasFailedToLoad  Plotly could not be had
 * @returns {string|null} null where the plots speak for themselves
 */
export function statusKey({ run }, hasSource, hasFailedToLoad) {
  if (run.status === "error") return hasSource ? "plots.state_error" : "plots.state_error_empty";
  if (run.status === "cut") return "plots.state_cut";
  if (!hasSource) return run.status === "running" ? "plots.state_loading" : "plots.state_empty";
  return hasFailedToLoad ? "plots.state_no_library" : null;
}
