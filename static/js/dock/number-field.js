/**
 * A spin button: typing, arrow keys, dragging and two small buttons. Text that is no allowed number
 * stays where it is, with the reason under it.
 *
 * @typedef {object} Options
 * @property {string} label
 * @property {string} [name]        for screen readers, where the label alone would not tell two fields apart
 * @property {import("../base/i18n.js").I18n} i18n
 * @property {(value: number|null, merge: string) => void} onChange   null: an optional field left empty
 * @property {number} [min]
 * @property {number} [max]
 * @property {number} [step]        of arrow keys and drags; without it, one that suits the value
 * @property {boolean} [isInteger]
 * @property {boolean} [isOptional]
 * @property {string} [placeholder]
 */

import { el } from "../base/dom.js";
import { factorOf, gestureKey, makeDraggable } from "../hands/gesture.js";
import { naturalStep, nudged, parseNumber } from "../numbers/read.js";
import { fullNumber } from "../numbers/written.js";
import { messageFor, uniqueId } from "./field.js";

/** Typing pauses this long before the number counts without Enter, in ms. */
const PAUSE = 600;

export class NumberField {
  /** @type {number|null} */
  #value = null;
  #options;
  #merge = "";
  #hasDraft = false;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #timer;

  /** @param {Options} options */
  constructor(options) {
    this.#options = { ...options };
    this.input = el("input", {
      class: "number-input",
      role: "spinbutton",
      "aria-label": options.name,
      inputmode: options.isInteger ? "numeric" : "decimal",
      autocomplete: "off",
      spellcheck: "false",
      placeholder: options.placeholder,
    });
    this.message = messageFor(this.input);
    const stepper = el("span", { class: "stepper" },
      this.#stepButton("−", -1), this.input, this.#stepButton("+", 1));
    this.input.id = uniqueId("number");
    this.node = el("div", { class: "field" },
      el("label", { class: "field-label", for: this.input.id }, options.label), stepper, this.message.node);
    this.#listen();
    this.#bound();
  }

  /** @param {number|null} value @param {{min?: number, max?: number, isDisabled?: boolean}} [bounds] */
  update(value, { min, max, isDisabled = false } = {}) {
    if (min !== undefined) this.#options.min = min;
    if (max !== undefined) this.#options.max = max;
    this.input.disabled = isDisabled;
    this.#bound();
    const isSame = Object.is(value, this.#value);
    this.#value = value;
    if (this.#hasDraft && (isSame || this.#isFocused())) return;
    this.#write();
  }

  /** @param {string|null} text */
  showError(text) {
    this.message.show(text);
  }

  #isFocused() {
    return document.activeElement === this.input;
  }

  #bound() {
    const { min, max } = this.#options;
    if (min !== undefined) this.input.setAttribute("aria-valuemin", String(min));
    if (max !== undefined) this.input.setAttribute("aria-valuemax", String(max));
  }

  #write() {
    this.#hasDraft = false;
    this.input.value = this.#value === null ? "" : fullNumber(this.#value);
    if (this.#value === null) this.input.removeAttribute("aria-valuenow");
    else this.input.setAttribute("aria-valuenow", String(this.#value));
  }

  /** @param {string} text @param {number} sign */
  #stepButton(text, sign) {
    const press = (/** @type {MouseEvent} */ event) => {
      this.#merge = gestureKey("press");
      this.#nudge(sign, event);
    };
    return el("button", { type: "button", class: "step-button", tabindex: -1, "aria-hidden": "true", onclick: press }, text);
  }

  #listen() {
    const { input } = this;
    input.addEventListener("focus", () => (this.#merge = gestureKey("type")));
    input.addEventListener("input", () => {
      this.#hasDraft = true;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#commit(true), PAUSE);
    });
    input.addEventListener("blur", () => this.#commit());
    input.addEventListener("keydown", (event) => this.#onKey(event));
    const drag = makeDraggable(input, (event) => this.#dragHandle(event));
    input.addEventListener("click", () => !drag.wasDragged() && this.#isFocused() && !this.#hasDraft && input.select());
  }

  /** @param {PointerEvent} event */
  #dragHandle(event) {
    if (this.#isFocused() || this.input.disabled || this.#value === null) return null;
    if (event.pointerType === "touch") return null;
    const { isInteger, step } = this.#options;
    const value = this.#value;
    return {
      value,
      step: step ?? (isInteger ? 1 : naturalStep(value)),
      change: (/** @type {number} */ next, /** @type {string} */ merge) => this.#send(next, merge),
    };
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key === "Enter") this.#commit();
    else if (event.key === "Escape" && this.#hasDraft) this.#cancel();
    else if (event.key === "ArrowUp") this.#nudge(1, event);
    else if (event.key === "ArrowDown") this.#nudge(-1, event);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #cancel() {
    clearTimeout(this.#timer);
    this.#write();
    this.message.show(null);
  }

  /** @param {number} sign @param {KeyboardEvent|MouseEvent} event */
  #nudge(sign, event) {
    this.#commit();
    const { isInteger, step, min } = this.#options;
    const from = this.#value ?? min ?? 0;
    const unit = step ?? (isInteger ? 1 : naturalStep(from));
    this.#send(nudged(from, sign * unit * (isInteger && event.altKey ? 1 : factorOf(event))), this.#merge);
  }

  /** Brings a nudged or dragged value into its bounds. @param {number} value @param {string} merge */
  #send(value, merge) {
    const { min = -Infinity, max = Infinity, isInteger } = this.#options;
    const next = Math.min(max, Math.max(min, isInteger ? Math.round(value) : value));
    if (next === this.#value) return;
    this.#value = next;
    this.#write();
    this.message.show(null);
    this.#options.onChange(next, merge);
  }

  /** @param {boolean} [isTyping]  still typing: what is not yet a number is no mistake */
  #commit(isTyping = false) {
    clearTimeout(this.#timer);
    if (!this.#hasDraft) return;
    const text = this.input.value.trim();
    const value = parseNumber(text);
    const isLeftEmpty = text === "" && Boolean(this.#options.isOptional);
    const problem = isLeftEmpty ? null : this.#problem(value);
    if (problem && isTyping) return;
    this.message.show(problem);
    if (problem) return;
    const isNew = value !== this.#value;
    this.#value = value;
    if (!isTyping) this.#write();
    if (isNew) this.#options.onChange(value, this.#merge);
  }

  /** @param {number|null} value @returns {string|null} */
  #problem(value) {
    const { i18n, isInteger, min = -Infinity, max = Infinity } = this.#options;
    const isWrong = value === null || (isInteger && !Number.isInteger(value));
    if (!isWrong && value >= min && value <= max) return null;
    const kind = isInteger ? "integer" : "number";
    if (min === -Infinity && max === Infinity) return i18n.t(`dock.need_${kind}`);
    if (max === Infinity) return i18n.t(`dock.need_${kind}_from`, { min: fullNumber(min) });
    return i18n.t(`dock.need_${kind}_between`, { min: fullNumber(min), max: fullNumber(max) });
  }
}
