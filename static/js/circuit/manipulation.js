/**
 * Taking hold of the circuit: gates, biases and lone weights are dragged on the picture itself,
 * and the numbers behind a gate or the input come up beside it when it is pointed at or focused.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../types.js").State} State
 * @typedef {import("./drawing.js").Drawing} Drawing
 * @typedef {import("../hands/handles.js").Handle} Handle
 * @typedef {import("../cell/step.js").Step} Step
 */

import { draggedValue, followDrag, gestureKey, showWholeStep } from "../hands/gesture.js";
import { Handles, targetOf } from "../hands/handles.js";
import { release } from "../hands/hold.js";
import { follows, gateAt, handleName, INPUT, Offers, pointedAt, releasedAt, subjectAt } from "../hands/offers.js";
import { Popover } from "../hands/popover.js";

/** The pointer rests this long before the numbers come up, and may stray this long from them, ms. */
const REST = 170;
const STRAY = 320;

export class Manipulation {
  #app;
  #root;
  #stage;
  /** @type {Drawing|null} */
  #drawing = null;
  /** @type {Handles|null} */
  #handles = null;
  /** @type {Step|null} */
  #step = null;
  /** @type {readonly unknown[]} */
  #seen = [];
  /** @type {string|null} what is open: a block, or the input */
  #open = null;
  #offers;
  #isDragging = false;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #timer;
  #popover;

  /** @param {HTMLElement} root @param {HTMLElement} stage @param {App} app */
  constructor(root, stage, app) {
    this.#app = app;
    this.#root = root;
    this.#stage = stage;
    this.#offers = new Offers(app.i18n);
    this.#popover = new Popover({
      i18n: app.i18n,
      change: (handle, value, merge) => this.#change(handle, value, merge),
      grab: (handle) => this.#grab(handle),
      release: ({ quantity }) => this.#release(quantity),
    });
    root.append(this.#popover.element);
    stage.classList.add("is-editable");
    this.#listen();
  }

  dispose() {
    clearTimeout(this.#timer);
  }

  /** @param {State} state @param {Step} step @param {Drawing} drawing */
  render(state, step, drawing) {
    const { scenario, limits, view } = state;
    const seen = [step, scenario, drawing, view.pass, view.lang];
    if (seen.every((part, k) => Object.is(part, this.#seen[k]))) return;
    this.#seen = seen;
    this.#drawing = drawing;
    this.#step = step;
    this.#handles = new Handles(step, scenario, limits);
    for (const [block, gate] of drawing.gates) {
      const handle = view.pass === "forward" ? this.#handles.gate(block) : null;
      gate.offer(handle && { name: handleName(this.#app.i18n, handle), value: handle.value });
    }
    drawing.offerInput(this.#handles.hasInputs ? (text) => this.#app.i18n.t("circuit.input_label", { text, t: view.t }) : null);
    if (this.#open) this.#show(this.#open);
  }

  // ---- what comes up ---------------------------------------------------------------------------

  /** @param {string} what a block, or the input */
  #show(what) {
    const { scenario } = this.#app.store.state;
    const content = this.#handles && this.#step && this.#offers.content(what, this.#handles, this.#step, scenario);
    if (!content) return this.close();
    this.#open = what;
    this.#popover.show(content);
    this.place();
  }

  /** Puts what is open where it belongs; the circuit may have got another size. */
  place() {
    const anchor = this.#anchor();
    if (!anchor) return;
    const shape = anchor.querySelector(".node-shape") ?? anchor;
    this.#popover.place(shape.getBoundingClientRect(), this.#root.getBoundingClientRect());
  }

  /** What is open as it is drawn. @returns {SVGElement|null} */
  #anchor() {
    if (this.#open === null) return null;
    if (this.#open === INPUT) return this.#drawing?.inputLabel ?? null;
    return this.#drawing?.gates.get(this.#open)?.group ?? null;
  }

  close() {
    clearTimeout(this.#timer);
    this.#open = null;
    this.#offers.forget();
    this.#popover.hide();
  }

  // ---- edits -----------------------------------------------------------------------------------

  /** @param {Handle} handle @param {number} value @param {string} merge */
  #change(handle, value, merge) {
    const { store, actions } = this.#app;
    showWholeStep(this.#app);
    actions.editScenario(handle.edit(store.state.scenario, value), { merge });
  }

  /** What is held at one step cannot be followed while the steps run on. @param {Handle} handle */
  #grab({ kind, quantity, index }) {
    if (kind === "gate" || kind === "input") this.#app.actions.pause();
    this.#app.actions.highlight(quantity, index);
  }

  /** @param {string} block */
  #release(block) {
    const { store, actions } = this.#app;
    const place = /** @type {Step} */ (this.#step);
    actions.editScenario(release(store.state.scenario, targetOf(place.model, block), place));
    this.#anchor()?.focus();
  }

  // ---- pointer and keys ------------------------------------------------------------------------

  #listen() {
    const { element } = this.#popover;
    this.#stage.addEventListener("pointerover", (event) => event.pointerType !== "touch" && this.#plan(subjectAt(event)));
    this.#stage.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && this.#plan(null));
    element.addEventListener("pointerenter", () => clearTimeout(this.#timer));
    element.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && this.#plan(null));
    this.#stage.addEventListener("pointerdown", (event) => this.#onDown(event));
    this.#stage.addEventListener("click", (event) => this.#onClick(event));
    this.#stage.addEventListener("dblclick", (event) => this.#onDoubleClick(event));
    this.#stage.addEventListener("focusin", (event) => this.#onFocus(event));
    this.#stage.addEventListener("keydown", (event) => this.#onNodeKey(event));
    element.addEventListener("keydown", (event) => this.#onPopoverKey(event));
    this.#root.addEventListener("focusout", (event) => this.#onFocusOut(event));
    const point = (/** @type {Event} */ event) => this.#point(event);
    for (const type of ["pointerover", "focusin"]) element.addEventListener(type, point);
    element.addEventListener("pointerleave", () => this.#app.actions.highlight(null));
  }

  /** Pointing at a number lights it everywhere. @param {Event} event */
  #point({ target }) {
    const pointed = pointedAt(target);
    this.#app.actions.highlight(pointed?.quantity ?? null, pointed?.index ?? null);
  }

  /** The numbers come up, or go, when the pointer has rested. @param {string|null} what */
  #plan(what) {
    clearTimeout(this.#timer);
    if (this.#isDragging || (what !== null && what === this.#open)) return;
    this.#timer = setTimeout(() => {
      if (this.#isBusy()) return;
      if (what === null) this.close();
      else this.#show(what);
    }, what === null ? STRAY : REST);
  }

  /** Somebody is at work in what is open: drags, types, or came there by keyboard. */
  #isBusy() {
    if (this.#isDragging || this.#popover.isTyping) return true;
    const focused = document.activeElement;
    const isInside = this.#popover.element.contains(focused) || (this.#open !== null && this.#anchor() === focused);
    return isInside && focused !== null && focused.matches(":focus-visible");
  }

  /** @param {PointerEvent} event */
  #onDown(event) {
    const handle = event.button === 0 && !releasedAt(event) ? this.#handleAt(event) : null;
    if (!handle || !Number.isFinite(handle.value)) return;
    const merge = gestureKey("handle");
    followDrag(this.#stage, event, {
      begin: () => {
        this.#isDragging = true;
        this.#grab(handle);
      },
      move: (pixels) => this.#change(handle, draggedValue(handle, pixels), merge),
      end: () => (this.#isDragging = false),
    });
  }

  /** What lies under the pointer on the picture itself; in the backward pass the numbers there are others. @param {Event} event @returns {Handle|null} */
  #handleAt(event) {
    if (this.#app.store.state.view.pass !== "forward" || !(event.target instanceof Element)) return null;
    const block = gateAt(event);
    if (block !== null) return this.#handles?.gate(block) ?? null;
    const quantity = event.target.closest(".label")?.getAttribute("data-light");
    return quantity ? this.#handles?.only(quantity) ?? null : null;
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const pin = releasedAt(event);
    if (pin) return this.#release(pin);
    const what = subjectAt(event);
    if (what !== null) this.#show(what);
  }

  /** @param {MouseEvent} event */
  #onDoubleClick(event) {
    const handle = this.#handleAt(event);
    const what = subjectAt(event) ?? (handle ? handle.words.block ?? null : null);
    if (!handle || what === null) return;
    this.#show(what);
    (handle.kind === "gate" ? this.#popover.gateRow : this.#popover.row(handle))?.type();
  }

  /** @param {FocusEvent} event */
  #onFocus(event) {
    const what = subjectAt(event);
    if (what !== null) this.#show(what);
    else if (this.#open !== null && !this.#isDragging) this.close();
  }

  /** @param {FocusEvent} event */
  #onFocusOut({ relatedTarget }) {
    const isStill = relatedTarget instanceof Node && (this.#popover.element.contains(relatedTarget) || relatedTarget === this.#anchor());
    if (!isStill && !this.#popover.isTyping) this.#plan(null);
  }

  /** @param {KeyboardEvent} event */
  #onNodeKey(event) {
    const what = subjectAt(event);
    if (what === null) return;
    const { isOpen, stops } = this.#popover;
    if (isOpen && event.key === "Escape") this.close();
    else if (isOpen && event.key === "Tab" && !event.shiftKey && stops.length > 0) stops[0].focus();
    else if (what === INPUT) return this.#enterInput(event);
    else return this.#pressGate(what, event);
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {KeyboardEvent} event */
  #enterInput(event) {
    if (event.key !== "Enter" && event.key !== " ") return;
    this.#show(INPUT);
    this.#popover.stops[0]?.focus();
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {string} block @param {KeyboardEvent} event */
  #pressGate(block, event) {
    if (this.#app.store.state.view.pass !== "forward" || event.key === "Tab" || event.key === "Escape") return;
    this.#show(block);
    this.#popover.gateRow?.press(event);
  }

  /** Tab goes on from what it belongs to and comes back there. @param {KeyboardEvent} event */
  #onPopoverKey(event) {
    const { stops } = this.#popover;
    const at = stops.indexOf(/** @type {HTMLElement} */ (event.target));
    if (event.key === "Escape") this.#leave(0);
    else if (event.key === "Tab" && event.shiftKey && at === 0) this.#leave(0);
    else if (event.key === "Tab" && !event.shiftKey && at === stops.length - 1 && at >= 0) {
      if (!this.#leave(1)) return;  // the last of the circuit: on to what follows it on the page
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /**
   * Back to what it belongs to (0), or to what comes after that (1).
   * @param {0|1} way
   * @returns {boolean} whether there was somewhere to go
   */
  #leave(way) {
    const all = /** @type {NodeListOf<SVGElement>} */ (this.#stage.querySelectorAll("[tabindex='0']"));
    const anchor = this.#anchor();
    const next = way === 0 ? anchor : [...all].find((node) => anchor && follows(anchor, node));
    next?.focus();
    if (way === 0) this.close();
    return Boolean(next);
  }
}
