/**
 * The numbers behind a gate or the input, beside it: compact, and each to be dragged or typed.
 *
 * @typedef {import("./handles.js").Handle} Handle
 * @typedef {import("./number-handle.js").Use} Use
 * @typedef {object} Content
 * @property {string} key         the same as long as it is about the same thing
 * @property {string} title
 * @property {string} tone
 * @property {Handle|null} gate
 * @property {readonly Handle[]} handles
 * @property {number} hidden      terms left out
 * @property {string} note        in place of handles that there are not
 * @property {string} held        by which what-if
 * @typedef {{left: number, right: number, top: number, bottom: number}} Box
 */

import { el } from "../base/dom.js";
import { NumberHandle } from "./number-handle.js";

const GAP = 4;
/** It may stand out of the circuit by so many pixels before it goes to the other side. */
const OVERHANG = 70;

export class Popover {
  #use;
  #title = el("span", { class: "popover-title" });
  #held = el("span", { class: "popover-held" });
  #release = el("button", { type: "button", class: "popover-release" }, "×");
  #status = el("div", { class: "popover-status" }, this.#held, this.#release);
  #list = el("div", { class: "popover-list" });
  #note = el("p", { class: "popover-note" });
  #key = "";
  /** @type {Map<string, NumberHandle>} */
  #rows = new Map();

  /** @param {Use} use */
  constructor(use) {
    this.#use = use;
    this.element = el("div", { class: "circuit-popover", role: "group", hidden: true },
      this.#title, this.#status, this.#list, this.#note);
    this.#release.addEventListener("click", () => this.gate && this.#use.release(this.gate));
  }

  /** @type {Handle|null} */
  gate = null;

  get isOpen() {
    return !this.element.hidden;
  }

  get isTyping() {
    return [...this.#rows.values()].some((row) => row.isTyping);
  }

  /** Everything in it that takes the focus. @returns {HTMLElement[]} */
  get stops() {
    const all = [...this.#rows.values()].map(({ number }) => number);
    return this.#status.hidden ? all : [this.#release, ...all];
  }

  /** The row of the gate itself. */
  get gateRow() {
    return this.#rows.get("gate") ?? null;
  }

  /** The row of a handle. @param {Pick<Handle, "quantity"|"index">} handle */
  row({ quantity, index }) {
    return this.#rows.get(`${quantity}/${index}`) ?? null;
  }

  /** @param {Content} content */
  show({ key, title, tone, gate, handles, hidden, note, held }) {
    const { i18n } = this.#use;
    this.gate = gate;
    this.element.hidden = false;
    this.element.dataset.tone = tone;
    this.element.setAttribute("aria-label", title);
    this.#title.textContent = title;
    this.#fill(key, [...(gate ? [gate] : []), ...handles]);
    this.#held.textContent = held;
    this.#status.hidden = held === "";
    this.#release.setAttribute("aria-label", i18n.t("circuit.release", { what: title }));
    this.#release.title = i18n.t("circuit.release_hint");
    this.#note.textContent = hidden > 0 ? i18n.t("circuit.more_terms", { count: hidden }) : note;
    this.#note.hidden = this.#note.textContent === "";
  }

  hide() {
    this.element.hidden = true;
    this.#key = "";
  }

  /** Keeps the elements as long as the handles are the same, and with them focus and drag. @param {string} key @param {readonly Handle[]} handles */
  #fill(key, handles) {
    const names = handles.map((handle) => (handle.kind === "gate" ? "gate" : `${handle.quantity}/${handle.index}`));
    const next = `${key}:${names.join()}`;
    if (next !== this.#key) {
      this.#key = next;
      this.#rows = new Map(names.map((name, k) => [name, new NumberHandle(handles[k], this.#use)]));
      this.#list.replaceChildren(...[...this.#rows.values()].map(({ element }) => element));
      return;
    }
    names.forEach((name, k) => this.#rows.get(name)?.update(handles[k]));
  }

  /**
   * Below what it belongs to, or above it where there is no room.
   * @param {Box} anchor  on the screen
   * @param {Box} frame   of the circuit
   */
  place(anchor, frame) {
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const { left, top } = popoverPlace({ width, height }, anchor, frame);
    this.element.style.setProperty("left", `${Math.round(left)}px`);
    this.element.style.setProperty("top", `${Math.round(top)}px`);
  }
}

/**
 * Where a popover of that size stands, relative to the frame.
 * @param {{width: number, height: number}} size
 * @param {Box} anchor
 * @param {Box} frame
 */
export function popoverPlace({ width, height }, anchor, frame) {
  const below = anchor.bottom + GAP - frame.top;
  const above = anchor.top - GAP - height - frame.top;
  const fits = below + height <= frame.bottom - frame.top + OVERHANG;
  const middle = (anchor.left + anchor.right) / 2 - frame.left - width / 2;
  const left = Math.max(2, Math.min(frame.right - frame.left - width - 2, middle));
  return { left, top: fits || above < 0 ? below : above };
}
