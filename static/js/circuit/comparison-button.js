/** Takes the run before the edit away again; there only while that run is seen behind the present one. */

import { el, hide, setText } from "../base/dom.js";

export class ComparisonButton {
  #i18n;

  /** @param {import("../types.js").App} app */
  constructor({ i18n, actions }) {
    this.#i18n = i18n;
    this.element = el("button", { type: "button", class: "clear-comparison", hidden: true, onclick: () => actions.clearComparison() });
  }

  /** @param {boolean} isShown */
  render(isShown) {
    hide(this.element, !isShown);
    const text = this.#i18n.t("circuit.clear_comparison");
    setText(this.element, text);
  }
}
