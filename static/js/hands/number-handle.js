/**
 * One number to take hold of: drag it, nudge it with the arrow keys, or type in its place after
 * Enter, F2 or a double click.
 *
 * @typedef {import("./handles.js").Handle} Handle
 * @typedef {import("../base/i18n.js").I18n} I18n
 * @typedef {object} Use
 * @property {I18n} i18n
 * @property {(handle: Handle, value: number, merge: string) => void} change
 * @property {(handle: Handle) => void} grab     a drag begins
 * @property {(handle: Handle) => void} release  what a what-if holds
 */

import { el, setText } from "../base/dom.js";
import { parseNumber } from "../numbers/read.js";
import { fullNumber, givenNumber, wireNumber } from "../numbers/written.js";
import { draggedValue, followDrag, gestureKey, nudgedValue } from "./gesture.js";
import { handleName } from "./offers.js";

export class NumberHandle {
  #use;
  #handle;
  #merge = "";
  /** @type {Element|null} what had the focus before the field */
  #opener = null;
  #symbol = el("span", { class: "handle-symbol", "aria-hidden": "true" });
  #product = el("span", { class: "handle-product", "aria-hidden": "true" });
  #field = el("input", { class: "handle-field", inputmode: "decimal", autocomplete: "off", spellcheck: "false", hidden: true });

  /** @param {Handle} handle @param {Use} use */
  constructor(handle, use) {
    this.#use = use;
    this.#handle = handle;
    this.number = el("span", { class: "handle-number", role: "spinbutton", tabindex: 0 });
    this.element = el("div", { class: `handle handle-${handle.kind}`, "data-light": handle.quantity, "data-index": handle.index },
      this.#symbol, this.number, this.#field, this.#product);
    this.#listen();
    this.update(handle);
  }

  get isTyping() {
    return !this.#field.hidden;
  }

  /** @param {Handle} handle  the same one with what it is now */
  update(handle) {
    this.#handle = handle;
    const { symbol, value, factors, kind } = handle;
    const name = handleName(this.#use.i18n, handle);
    setText(this.#symbol, symbol);
    setText(this.number, kind === "gate" ? wireNumber(value) : givenNumber(value));
    setText(this.#product, factors.map((factor) => `· ${wireNumber(factor)}`).join(" "));
    this.number.setAttribute("aria-label", name);
    this.#field.setAttribute("aria-label", name);
    this.number.title = fullNumber(value);
    if (Number.isFinite(value)) this.number.setAttribute("aria-valuenow", String(value));
    else this.number.removeAttribute("aria-valuenow");
  }

  #listen() {
    const { number } = this;
    number.addEventListener("focus", () => (this.#merge = gestureKey("handle")));
    number.addEventListener("pointerdown", (event) => event.button === 0 && this.drag(number, event));
    number.addEventListener("dblclick", () => this.type());
    number.addEventListener("keydown", (event) => this.press(event));
    this.#field.addEventListener("keydown", (event) => this.#onFieldKey(event));
    this.#field.addEventListener("input", () => this.#field.removeAttribute("aria-invalid"));
    this.#field.addEventListener("blur", () => this.isTyping && this.#close(this.#read()));
  }

  /** @param {HTMLElement} node @param {PointerEvent} event */
  drag(node, event) {
    const start = this.#handle;
    if (!Number.isFinite(start.value) || this.isTyping) return;
    const merge = gestureKey("handle");
    followDrag(node, event, {
      begin: () => this.#use.grab(start),
      move: (pixels) => this.#use.change(start, draggedValue(start, pixels), merge),
    });
  }

  /** Does what a key means for a handle. @param {KeyboardEvent} event */
  press(event) {
    const { key } = event;
    if (event.ctrlKey || event.metaKey) return;
    if (key === "ArrowUp" || key === "ArrowDown") this.#nudge(key === "ArrowUp" ? 1 : -1, event);
    else if (key === "Enter" || key === "F2") this.type();
    else if (key === "Delete" && this.#handle.isHeld) this.#use.release(this.#handle);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {1|-1} way @param {KeyboardEvent} event */
  #nudge(way, event) {
    if (!Number.isFinite(this.#handle.value)) return;
    if (this.#merge === "") this.#merge = gestureKey("handle");
    this.#use.change(this.#handle, nudgedValue(this.#handle, way, event), this.#merge);
  }

  /** Opens a field in place of the number. */
  type() {
    const { value } = this.#handle;
    this.#opener = document.activeElement;
    this.#field.value = Number.isFinite(value) ? fullNumber(value) : "";
    this.#show(true);
    this.#field.focus();
    this.#field.select();
  }

  /** @param {KeyboardEvent} event */
  #onFieldKey(event) {
    if (event.key === "Escape") this.#close(null);
    else if (event.key === "Enter" && !event.isComposing) this.#commit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #commit() {
    const value = this.#read();
    this.#field.setAttribute("aria-invalid", String(value === null));
    if (value !== null) this.#close(value);
  }

  #read() {
    return parseNumber(this.#field.value);
  }

  /** @param {number|null} value  null: nothing is changed */
  #close(value) {
    const hasFocus = document.activeElement === this.#field;
    this.#show(false);
    this.#field.removeAttribute("aria-invalid");
    if (value !== null && value !== this.#handle.value) this.#use.change(this.#handle, value, gestureKey("handle"));
    if (hasFocus) this.#focusBack();
  }

  #focusBack() {
    const isFocusable = this.#opener instanceof SVGElement && this.#opener.isConnected;
    (isFocusable ? /** @type {SVGElement} */ (this.#opener) : this.number).focus();
  }

  /** @param {boolean} isTyping */
  #show(isTyping) {
    this.#field.hidden = !isTyping;
    this.number.hidden = isTyping;
  }
}
