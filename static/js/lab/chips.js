/**
 * What can be chosen: the analysis, as a row of chips, and what the section itself offers.
 *
 * @typedef {import("../types.js").LabControl} LabControl
 * @typedef {import("../types.js").LabSection} LabSection
 * @typedef {import("../base/i18n.js").I18n} I18n
 */

import { el } from "../base/dom.js";

export class Chips {
  /** @type {{section: LabSection, input: HTMLInputElement, text: HTMLElement}[]} */
  #chips;
  #shown = "";
  element;

  /**
   * @param {readonly LabSection[]} sections
   * @param {(key: string) => void} onChoose
   */
  constructor(sections, onChoose) {
    this.#chips = sections.map((section) => {
      const input = el("input", { type: "radio", name: "lab-section", value: section.key });
      return { section, input, text: el("span") };
    });
    const labels = this.#chips.map(({ input, text }) => el("label", { class: "lab-chip" }, input, text));
    this.element = el("div", { class: "lab-chips", role: "radiogroup", onchange: (/** @type {Event} */ event) => {
      onChoose(/** @type {HTMLInputElement} */ (event.target).value);
    } }, labels);
  }

  /**
   * @param {string} key  of the section shown
   * @param {I18n} i18n
   */
  show(key, i18n) {
    const shown = `${key}/${i18n.lang}`;
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.element.setAttribute("aria-label", i18n.t("lab.analysis"));
    for (const { section, input, text } of this.#chips) {
      input.checked = section.key === key;
      text.textContent = i18n.t(`lab.chip.${section.key}`);
    }
  }
}

/** The selects of a section. */
export class Controls {
  element = el("div", { class: "lab-controls", hidden: true });
  #shown = "";
  #onChoose;

  /** @param {(key: string, value: string) => void} onChoose */
  constructor(onChoose) {
    this.#onChoose = onChoose;
  }

  /**
   * @param {readonly LabControl[]} controls
   * @param {Readonly<Record<string, string>>} options
   */
  show(controls, options) {
    this.element.hidden = controls.length === 0;
    const shown = JSON.stringify(controls);
    if (shown !== this.#shown) this.element.replaceChildren(...controls.map((control) => this.#select(control)));
    this.#shown = shown;
    for (const { key, choices } of controls) {
      const select = /** @type {HTMLSelectElement} */ (this.element.querySelector(`[data-key="${key}"]`));
      const isOffered = choices.some(({ value }) => value === options[key]);
      select.value = (isOffered ? options[key] : choices[0]?.value) ?? "";
    }
  }

  /** @param {LabControl} control */
  #select({ key, label, choices }) {
    const options = choices.map(({ value, label: text }) => el("option", { value }, text));
    const onchange = (/** @type {Event} */ event) => this.#onChoose(key, /** @type {HTMLSelectElement} */ (event.target).value);
    return el("label", { class: "lab-control" }, el("span", null, label), el("select", { class: "plots-order", "data-key": key, onchange }, options));
  }
}
