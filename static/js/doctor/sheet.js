/**
 * The findings on the page: a list, each with its evidence and what to try, and a line above that
 * says how things stand. What has not changed is not drawn again, and the focus stays where it was.
 *
 * @typedef {import("../types.js").Finding} Finding
 * @typedef {import("../types.js").Severity} Severity
 * @typedef {import("./findings.js").FindingWords} FindingWords
 * @typedef {import("./remedies.js").Remedy} Remedy
 * @typedef {import("./findings.js").Note} Note
 * @typedef {import("../base/i18n.js").I18n} I18n
 * @typedef {{finding: Finding, words: FindingWords, remedy: Remedy|null}} Entry
 * @typedef {{note: Note, isStale: boolean, findings: Entry[], clipping: string|null}} Content
 * @typedef {{show: (finding: Finding) => void, apply: (finding: Finding) => void, retry: () => void}} Deeds
 */

import { el, svg } from "../base/dom.js";
import { givenNumber } from "../numbers/written.js";

/** A shape for each severity, on a grid of 16, because colour alone tells too little. @type {Record<Severity, string[]>} */
const ICONS = {
  error: ["M5.2 1.5h5.6l3.7 3.7v5.6l-3.7 3.7H5.2l-3.7-3.7V5.2z", "m5.8 5.8 4.4 4.4m0-4.4-4.4 4.4"],
  warning: ["M8 1.8 15 14H1z", "M8 6.4v3.4m0 2v.1"],
  info: ["M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13", "M8 7.2v4m0-6.5v.1"],
};

export class Sheet {
  #status = el("p", { class: "doctor-status", role: "status", tabindex: "-1" });
  #more = el("p", { class: "doctor-more" });
  #retry;
  #list = el("ul", { class: "doctor-list", role: "list" });
  #clipping = el("p", { class: "doctor-clipping" });
  #drawn = "";
  #i18n;
  #deeds;

  /**
   * @param {HTMLElement} root
   * @param {I18n} i18n
   * @param {Deeds} deeds
   */
  constructor(root, i18n, deeds) {
    this.#i18n = i18n;
    this.#deeds = deeds;
    this.#retry = el("button", { type: "button", class: "plain-button", hidden: true, onclick: deeds.retry });
    this.root = root;
    root.append(el("div", { class: "doctor-sheet" }, el("div", { class: "doctor-head" }, this.#status, this.#retry), this.#more, this.#list, this.#clipping));
  }

  clear() {
    this.root.replaceChildren();
  }

  /** @param {Content} content */
  show(content) {
    const { lang } = this.#i18n;
    const { note, isStale, findings, clipping } = content;
    const said = findings.map(({ words, finding, remedy }) => [words, finding.place, remedy?.key, remedy?.params]);
    const key = JSON.stringify([lang, note, isStale, clipping, said]);
    if (key === this.#drawn) return;
    this.#drawn = key;
    this.#say(note);
    const focused = /** @type {HTMLElement|null} */ (document.activeElement?.closest?.(".doctor-list [data-deed]"))?.dataset.deed;
    this.#list.setAttribute("aria-label", this.#i18n.t("doctor.label"));
    this.#list.setAttribute("aria-busy", String(isStale && note.tone === "busy"));
    this.#list.toggleAttribute("data-stale", isStale);
    this.#list.hidden = findings.length === 0;
    this.#list.replaceChildren(...findings.map((entry, index) => this.#item(entry, index, isStale)));
    this.#clipping.textContent = clipping ?? "";
    this.#clipping.hidden = clipping === null;
    if (focused) this.#focus(focused);
  }

  /** @param {Note} note */
  #say({ key, params, tone }) {
    const i18n = this.#i18n;
    this.#status.textContent = i18n.t(key, params);
    this.#status.dataset.tone = tone;
    this.#more.textContent = tone === "healthy" ? i18n.t("doctor.healthy_text") : "";
    this.#more.hidden = tone !== "healthy";
    this.#retry.textContent = i18n.t("alert.retry");
    this.#retry.hidden = key !== "doctor.failed";
  }

  /** The button that was pressed, or if it is gone the line above. @param {string} deed */
  #focus(deed) {
    const buttons = /** @type {HTMLElement[]} */ ([...this.#list.querySelectorAll("[data-deed]")]);
    (buttons.find((button) => button.dataset.deed === deed) ?? this.#status).focus({ preventScroll: true });
  }

  /**
   * @param {Entry} entry
   * @param {number} index
   * @param {boolean} isStale
   */
  #item({ finding, words, remedy }, index, isStale) {
    const text = `doctor-text-${index}`;
    const { layer, direction, gate } = finding.place;
    const deed = (/** @type {string} */ name) => [name, finding.code, layer, direction, gate].join(" ");
    return el("li", { class: "doctor-finding", "data-severity": finding.severity },
      el("p", { class: "doctor-severity" }, icon(finding.severity), el("span", {}, words.severity)),
      el("h3", {}, words.title),
      el("p", { class: "doctor-text", id: text }, words.text),
      el("p", { class: "doctor-advice" }, words.advice),
      el("div", { class: "doctor-buttons" },
        this.#button("doctor.show", text, deed("show"), isStale, () => this.#deeds.show(finding), this.#i18n.t("doctor.show_what", { title: words.title })),
        remedy && this.#button(`doctor.apply.${remedy.key}`, text, deed("apply"), isStale, () => this.#deeds.apply(finding), null, this.#numbers(remedy.params))));
  }

  /** @param {Record<string, number>} params */
  #numbers(params) {
    return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, givenNumber(value)]));
  }

  /**
   * @param {string} key
   * @param {string} describedBy
   * @param {string} deed
   * @param {boolean} isStale
   * @param {() => void} act
   * @param {string|null} label
   * @param {Record<string, string>} [params]
   */
  #button(key, describedBy, deed, isStale, act, label, params = {}) {
    const attributes = { type: "button", class: "plain-button", "data-deed": deed, "aria-describedby": describedBy, "aria-label": label, "aria-disabled": isStale ? "true" : null };
    return el("button", { ...attributes, onclick: () => isStale || act() }, this.#i18n.t(key, params));
  }
}

/** @param {Severity} severity */
function icon(severity) {
  const attributes = { class: "doctor-icon", viewBox: "0 0 16 16", "aria-hidden": "true", focusable: "false" };
  return svg("svg", attributes, ICONS[severity].map((d) => svg("path", { d })));
}

// The number of findings on the doctor's tab, once they were looked at; it vanishes with the run
// that they are about. To a screen reader the panel itself says it.

/** @param {number|null} count  null: not known */
export function showCount(count) {
  const tab = document.querySelector("#tab-doctor");
  const badge = tab?.parentElement?.querySelector(".doctor-badge");
  if (!tab || count === null || count === 0) return badge?.remove();
  if (badge) badge.textContent = String(count);
  else tab.after(el("span", { class: "doctor-badge", "aria-hidden": "true" }, count));
}
