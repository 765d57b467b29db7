/**
 * What the region says about the run, as a key of the catalogue, and the line that says it.
 *
 * @typedef {import("../types.js").State} State
 */

import { el } from "../base/dom.js";

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
