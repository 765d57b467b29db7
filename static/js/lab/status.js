/**
 * What the laboratory says about itself while there is nothing, something old or something wrong.
 *
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
   * @param {import("../base/i18n.js").I18n} i18n
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
   * @param {import("../base/i18n.js").I18n} i18n
   */
  #showShare(share, i18n) {
    this.#bar.hidden = share === undefined;
    this.#bar.classList.toggle("is-unknown", share === null);
    this.#fill.style.inlineSize = share === null ? "" : `${100 * (share ?? 0)}%`;
    setText(this.#share, typeof share === "number" ? i18n.t("lab.percent", { value: i18n.number(Math.round(100 * share)) }) : "");
  }
}
