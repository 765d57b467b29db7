/**
 * What stands above the figures: which analysis, as a row of chips, what the section itself offers,
 * and what the laboratory says while there is nothing, something old or something wrong.
 *
 * @typedef {import("../types.js").LabControl} LabControl
 * @typedef {import("../types.js").LabSection} LabSection
 * @typedef {import("../base/i18n.js").I18n} I18n
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").FieldError} FieldError
 * @typedef {import("../wire/analysis-run.js").AnalysisRun} AnalysisRun
 * @typedef {object} Status
 * @property {string} key       of the catalogue
 * @property {"info"|"warning"} tone
 * @property {string} [what]    key of the work under way
 * @property {number|null} [share]   of that work, 0 … 1; null: not known
 * @property {string[]} [details]    the server's words
 * @property {"run"|"analysis"} [retry]  what can be tried again
 */

import { el, setText } from "../base/dom.js";

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

const KNOWN = ["network", "busy", "too_large", "server", "stream"];

/**
 * @param {Readonly<State>} state
 * @param {Pick<AnalysisRun, "status"|"progress"|"errors">|null} analysis  null where none is asked for
 * @param {{hasFigures: boolean, isBehind: boolean, hasFailedToLoad: boolean}} page
 * @returns {Status|null} null where the figures speak for themselves
 */
export function statusOf({ run, trace, player }, analysis, { hasFigures, isBehind, hasFailedToLoad }) {
  if (run.status === "error") return { key: hasFigures ? "run_error" : "run_failed", tone: "warning" };
  if (run.status === "cut") return { key: "run_cut", tone: "warning", retry: "run" };
  if (!trace?.hasStarted) return { key: run.status === "running" ? "waiting" : "empty", tone: "info" };
  if (hasFailedToLoad) return { key: "no_library", tone: "warning" };
  if (player.isPlaying && isBehind) return { key: "playing", tone: "info" };
  if (run.status === "running") return hasFigures ? null : { key: "waiting", tone: "info" };
  return analysis ? analysisStatus(analysis) : null;
}

/**
 * @param {Pick<AnalysisRun, "status"|"progress"|"errors">} analysis
 * @returns {Status|null}
 */
function analysisStatus({ status, progress, errors }) {
  if (status === "cut") return { key: "cut", tone: "warning", retry: "analysis" };
  if (status === "error") return failure(errors);
  if (status !== "running") return null;
  return { key: "computing", tone: "info", what: progress?.analysis ?? "run", share: progress?.done ?? null };
}

/**
 * @param {FieldError[]} errors
 * @returns {Status}
 */
function failure(errors) {
  const [first] = errors;
  const details = errors.map(({ msg }) => msg).filter((msg) => msg !== "");
  if (first && first.loc.length > 0) return { key: "refused", tone: "warning", details };
  const key = KNOWN.includes(first?.type ?? "") ? first?.type ?? "server" : "server";
  return { key, tone: "warning", details, retry: "analysis" };
}

/** The line that says it, with the share of the work done and the way to try again. */
export class StatusLine {
  #text = el("span", { class: "lab-status-text" });
  #share = el("span", { class: "lab-status-share", "aria-hidden": "true" });
  #details = el("span", { class: "lab-status-details" });
  #button = el("button", { type: "button", class: "plain-button lab-retry", hidden: true, onclick: () => this.#retry() });
  #fill = el("span");
  #bar = el("div", { class: "lab-bar", "aria-hidden": "true", hidden: true }, this.#fill);
  element = el("div", { class: "lab-status", hidden: true },
    el("p", { role: "status" }, this.#text, this.#details), this.#share, this.#button, this.#bar);
  #onRetry;
  /** @type {Status|null} */
  #status = null;

  /** @param {(what: "run"|"analysis") => void} onRetry */
  constructor(onRetry) {
    this.#onRetry = onRetry;
  }

  #retry() {
    const what = this.#status?.retry;
    if (what) this.#onRetry(what);
  }

  /**
   * @param {Status|null} status
   * @param {I18n} i18n
   */
  show(status, i18n) {
    this.#status = status;
    const hadFocus = this.#button === document.activeElement;
    this.element.hidden = status === null;
    this.element.classList.toggle("is-warning", status?.tone === "warning");
    const what = status?.what ? i18n.t(`lab.running.${status.what}`) : "";
    setText(this.#text, status ? i18n.t(`lab.status.${status.key}`, { what }) : "");
    setText(this.#details, (status?.details ?? []).map((detail) => ` ${i18n.t("lab.status.detail", { detail })}`).join(""));
    this.#button.hidden = !status?.retry;
    setText(this.#button, i18n.t("lab.retry"));
    if (hadFocus && this.#button.hidden) this.element.closest("main")?.focus();  // the button goes away; the keys must not
    this.#showShare(status?.share, i18n);
  }

  /**
   * @param {number|null|undefined} share  undefined: nothing is under way
   * @param {I18n} i18n
   */
  #showShare(share, i18n) {
    this.#bar.hidden = share === undefined;
    this.#bar.classList.toggle("is-unknown", share === null);
    this.#fill.style.inlineSize = share === null ? "" : `${100 * (share ?? 0)}%`;
    setText(this.#share, typeof share === "number" ? i18n.t("lab.percent", { value: Math.round(100 * share) }) : "");
  }
}
