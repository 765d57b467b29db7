/**
 * Typing in the equations: a frame around one number at a time, of a weight, a bias or an input.
 * It is the one place of the equations that takes the focus: arrow keys to the sides go from number
 * to number, those up and down change it, Enter opens a field in its place, and so does a double
 * click on any of them. The frame lies over the formulas, because what is inside of a formula takes
 * no focus.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../hands/handles.js").Handle} Handle
 * @typedef {{element: Element, handle: Handle}} Stop   a number that can be changed
 */

import { el } from "../base/dom.js";
import { showWholeStep, draggedValue, followDrag, gestureKey } from "../hands/gesture.js";
import { Handles } from "../hands/handles.js";
import { NumberHandle } from "../hands/number-handle.js";
import { pointedAt } from "../hands/offers.js";

/** Numbers put in; in the symbol form the same weights stand a second time. */
const NUMBERS = ".equation-numbers [data-light]";
const WAYS = Object.freeze({ ArrowLeft: -1, ArrowRight: 1 });

/** @param {Handle} handle */
const nameOf = ({ quantity, index }) => `${quantity}/${index}`;

export class EquationCursor {
  #app;
  #sheet;
  #handleAt;
  #hint = el("span", { class: "visually-hidden", id: "equation-cursor-hint" });
  #layer = el("div", { class: "equation-cursor", hidden: true });
  /** @type {NumberHandle|null} */
  #drawn = null;
  #at = "";
  /** @type {Element|null} what the frame is around */
  #around = null;

  /**
   * @param {HTMLElement} sheet  holds the equations; places are counted from its corner
   * @param {App} app
   * @param {(node: EventTarget|null) => Handle|null} handleAt  of an element of an equation
   */
  constructor(sheet, app, handleAt) {
    this.#sheet = sheet;
    this.#app = app;
    this.#handleAt = handleAt;
    sheet.append(this.#layer, this.#hint);
    this.#layer.addEventListener("focusin", () => this.#place());
    this.#layer.addEventListener("keydown", (event) => this.#onKey(event));
    sheet.addEventListener("dblclick", ({ target }) => this.#open(target));
  }

  /** After the equations were filled: stays at its number, or goes to the first one. */
  update() {
    this.#hint.textContent = this.#app.i18n.t("equations.cursor_hint");
    if (this.#drawn?.isTyping) return;
    const stops = this.#stops(this.#hasFocus ? Infinity : 1);
    const stop = stops.find(({ handle }) => nameOf(handle) === this.#at) ?? stops[0];
    if (stop) this.#show(stop);
    else this.#hide();
  }

  get #hasFocus() {
    return this.#layer.contains(document.activeElement);
  }

  /** @param {number} most  of the first numbers that are looked at, besides the present one @returns {Stop[]} */
  #stops(most) {
    const found = [];
    for (const element of this.#sheet.querySelectorAll(NUMBERS)) {
      const isPresent = `${element.getAttribute("data-light")}/${element.getAttribute("data-index")}` === this.#at;
      if (found.length >= most && !isPresent) continue;
      const handle = this.#handleAt(element);
      if (handle) found.push({ element, handle });
    }
    return found;
  }

  /** @param {Stop} stop */
  #show({ element, handle }) {
    const isSame = this.#drawn !== null && nameOf(handle) === this.#at;
    this.#at = nameOf(handle);
    this.#around = element;
    this.#layer.hidden = false;
    if (isSame) this.#drawn?.update(handle);
    else this.#draw(handle);
    if (this.#hasFocus) this.#place();
  }

  /** A new element for each number, so that a screen reader says which one has the focus. @param {Handle} handle */
  #draw(handle) {
    const hadFocus = this.#hasFocus;
    this.#drawn = new NumberHandle(handle, {
      i18n: this.#app.i18n,
      change: (changed, value, merge) => this.#change(changed, value, merge),
      grab: () => undefined,
      release: () => undefined,
    });
    this.#drawn.number.setAttribute("aria-describedby", this.#hint.id);
    this.#layer.replaceChildren(this.#drawn.element);
    if (hadFocus) this.#drawn.number.focus({ preventScroll: true });
  }

  #hide() {
    this.#layer.hidden = true;
    this.#at = "";
    this.#around = null;
  }

  /** @param {Handle} handle @param {number} value @param {string} merge */
  #change(handle, value, merge) {
    const { store, actions } = this.#app;
    showWholeStep(this.#app);
    actions.editScenario(handle.edit(store.state.scenario, value), { merge });
  }

  /** Only while it is seen: asking for places lays the page out. */
  #place() {
    if (!this.#around?.isConnected) return;
    const box = this.#around.getBoundingClientRect();
    const sheet = this.#sheet.getBoundingClientRect();
    const place = { left: box.left - sheet.left, top: box.top - sheet.top, width: box.width, height: box.height };
    for (const [name, value] of Object.entries(place)) this.#layer.style.setProperty(`--${name}`, `${Math.round(value)}px`);
    this.#around.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** @param {EventTarget|null} target */
  #open(target) {
    const node = target instanceof Element ? target.closest("[data-light]") : null;
    const handle = node && this.#handleAt(node);
    if (!handle) return;
    this.#show({ element: node, handle });
    this.#place();
    this.#drawn?.type();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const way = WAYS[/** @type {keyof typeof WAYS} */ (event.key)];
    if (way === undefined || this.#drawn?.isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const stops = this.#stops(Infinity);
    const at = stops.findIndex(({ element }) => element === this.#around);
    const next = stops[at + way];
    if (next) this.#show(next);
  }
}

// Weights, biases and inputs written in the equations are dragged like those of the circuit. Only
// with a mouse or a pen: a finger scrolls here, and the circuit has the same numbers.

/**
 * What can be changed of what an element stands for.
 * @param {App} app
 * @param {() => import("../cell/step.js").Step|null} step  the one that is shown
 * @returns {(target: EventTarget|null) => Handle|null}
 */
export const handleFinder = ({ store }, step) => (target) => {
  const pointed = pointedAt(target);
  const shown = step();
  if (!pointed || !shown) return null;
  const { scenario, limits } = store.state;
  const handle = new Handles(shown, scenario, limits).of(pointed.quantity, pointed.index);
  return handle && handle.kind !== "gate" && Number.isFinite(handle.value) ? handle : null;
};

/**
 * @param {HTMLElement} table
 * @param {App} app
 * @param {(target: EventTarget|null) => Handle|null} handleOf
 */
export function makeTermsDraggable(table, app, handleOf) {
  const { store, actions } = app;
  /** @param {PointerEvent|MouseEvent} event @returns {Handle|null} */
  const handleAt = ({ target }) => handleOf(target);
  table.addEventListener("pointerover", (event) => {
    if (table.classList.contains("is-dragging")) return;
    table.classList.toggle("is-over-handle", event.pointerType !== "touch" && handleAt(event) !== null);
  });
  table.addEventListener("pointerdown", (event) => {
    const handle = event.button === 0 && event.pointerType !== "touch" ? handleAt(event) : null;
    if (!handle) return;
    event.preventDefault();
    const merge = gestureKey("term");
    followDrag(table, event, {
      begin: () => {
        if (handle.kind === "input") actions.pause();
        showWholeStep(app);
      },
      move: (pixels) => actions.editScenario(handle.edit(store.state.scenario, draggedValue(handle, pixels)), { merge }),
      end: () => table.classList.remove("is-over-handle"),
    });
  });
}
