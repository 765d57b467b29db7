/**
 * The pointer and the clipboard on a number grid.
 *
 * @typedef {import("./grid-selection.js").Place} Place
 * @typedef {import("./grid-surface.js").GridSurface} GridSurface
 * @typedef {Pick<KeyboardEvent, "key"|"ctrlKey"|"metaKey"|"shiftKey"|"altKey">} Press
 * @typedef {{arrows: "move"|"nudge", isEntering: boolean, isReadOnly: boolean}} Mode
 *   isEntering: numbers are being typed one after the other
 * @typedef {{name: "move"|"stretch", down: number, right: number}
 *   | {name: "edge", isEnd: boolean, isWholeGrid: boolean}
 *   | {name: "nudge", sign: number}
 *   | {name: "tab", isBack: boolean}
 *   | {name: "edit", typed: string|null}
 *   | {name: "all"|"collapse"|"zero"|"fill"}} Command
 * @typedef {object} Options
 * @property {(text: string) => {value: number}|{problem: string}} read
 * @property {(place: Place, value: number) => void} commit
 * @property {(place: Place, key: string|null) => void} leave   null: the focus had already gone
 * @property {(problem: string|null) => void} show
 */

import { el } from "../base/dom.js";
import { makeDraggable } from "../hands/gesture.js";
import { naturalStep } from "../numbers/read.js";
import { tableText } from "./grid-selection.js";

/**
 * A press moves the focus, a second one on the same cell (or a tap) edits, a drag changes the value.
 * @param {GridSurface} surface
 * @param {GridEditor} editor
 * @param {object} host
 * @param {(place: Place) => number} host.value
 * @param {(place: Place, value: number, merge: string) => void} host.set
 * @param {(row: number) => void} host.pick
 * @param {(place: Place, isStretch: boolean) => void} host.go
 * @param {(place: Place) => void} host.edit
 */
export function listenToPointer(surface, editor, host) {
  let hadFocus = false;
  const drag = makeDraggable(surface.node, (event) => {
    const place = surface.placeOf(event.target);
    if (!place || editor.isAt(place)) return null;
    hadFocus = document.activeElement === surface.cell(place);
    const value = host.value(place);
    if (surface.model.isReadOnly || !Number.isFinite(value) || event.shiftKey) return null;
    return { value, step: naturalStep(value), change: (next, merge) => host.set(place, next, merge) };
  });
  surface.node.addEventListener("click", (event) => {
    const heading = surface.headingRow(event.target);
    if (heading !== null) host.pick(heading);
    const place = surface.placeOf(event.target);
    if (!place || editor.isAt(place)) return;
    const isTap = event instanceof PointerEvent && event.pointerType === "touch";
    host.go(place, event.shiftKey);
    host.pick(place.row);
    if (!drag.wasDragged() && !event.shiftKey && (isTap || hadFocus)) host.edit(place);
  });
}

/**
 * Ranges are copied as spreadsheets do, and pasted at the range's first cell.
 * @param {GridSurface} surface
 * @param {GridEditor} editor
 * @param {object} host
 * @param {() => import("./grid-selection.js").Area} host.area
 * @param {(place: Place) => number} host.value
 * @param {((place: Place, text: string) => string|null)|undefined} host.paste
 * @param {(problem: string|null) => void} host.show
 */
export function listenToClipboard(surface, editor, host) {
  surface.node.addEventListener("copy", (event) => {
    if (editor.owns(event.target)) return;
    event.clipboardData?.setData("text/plain", tableText(host.area(), host.value));
    event.preventDefault();
  });
  surface.node.addEventListener("paste", (event) => {
    if (!host.paste || surface.model.isReadOnly || editor.owns(event.target)) return;
    event.preventDefault();
    const { top, left } = host.area();
    const text = event.clipboardData?.getData("text/plain") ?? "";
    host.show(host.paste({ row: top, column: left }, text));
  });
}

/**
 * Tells which cell is pointed at, with the mouse or by the focus, and when none is any more.
 * @param {GridSurface} surface
 * @param {(place: Place|null) => void} point
 */
export function listenToPointing(surface, point) {
  const { node } = surface;
  node.addEventListener("pointerover", (event) => event.pointerType === "mouse" && point(surface.placeOf(event.target)));
  node.addEventListener("pointerleave", () => point(null));
  node.addEventListener("focusin", (event) => point(surface.placeOf(event.target)));
  node.addEventListener("focusout", () => point(null));
}

// What a key means in a number grid.

const NUMBER_START = /^[0-9.,+\-−０-９]$/;
const PAGE = 7;
/** @type {Record<string, [down: number, right: number]>} */
const MOVES = {
  ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0],
  PageUp: [-PAGE, 0], PageDown: [PAGE, 0],
};

/** @param {Press} press @param {Mode} mode @returns {Command|null} null: not for the grid */
export function commandFor(press, mode) {
  const { key } = press;
  const hasCommand = press.ctrlKey || press.metaKey;
  if (key in MOVES) return moveFor(press, mode);
  if (key === "Home" || key === "End") return { name: "edge", isEnd: key === "End", isWholeGrid: hasCommand };
  if (hasCommand) return chordFor(key.toLowerCase(), mode);
  if (key === "Tab") return mode.isEntering ? { name: "tab", isBack: press.shiftKey } : null;
  if (key === "Escape") return { name: "collapse" };
  return mode.isReadOnly ? null : editFor(key);
}

/** @param {string} key @param {Mode} mode @returns {Command|null} */
function chordFor(key, { isReadOnly }) {
  if (key === "a") return { name: "all" };
  return key === "d" && !isReadOnly ? { name: "fill" } : null;
}

/** ↑ and ↓ move or nudge; with Control the other of the two. @param {Press} press @param {Mode} mode @returns {Command|null} */
function moveFor(press, { arrows }) {
  const [down, right] = MOVES[press.key];
  const hasCommand = press.ctrlKey || press.metaKey;
  const isNudge = Math.abs(down) === 1 && (arrows === "nudge") !== hasCommand;
  if (isNudge) return { name: "nudge", sign: -down };
  if (press.altKey) return null;
  return { name: press.shiftKey ? "stretch" : "move", down, right };
}

/** @param {string} key @returns {Command|null} */
function editFor(key) {
  if (key === "Enter" || key === "F2") return { name: "edit", typed: null };
  if (key === "Delete" || key === "Backspace") return { name: "zero" };
  return NUMBER_START.test(key) ? { name: "edit", typed: key } : null;
}

// The text box in the cell of a number grid that is being typed into.

export class GridEditor {
  #options;
  /** @type {{input: HTMLInputElement, place: Place, before: string}|null} */
  #open = null;

  /** @param {Options} options */
  constructor(options) {
    this.#options = options;
  }

  /** @param {Place} place */
  isAt({ row, column }) {
    return this.#open?.place.row === row && this.#open.place.column === column;
  }

  /** @param {EventTarget|null} target */
  owns(target) {
    return this.#open !== null && target === this.#open.input;
  }

  /** @param {HTMLElement} cell @param {Place} place @param {{label: string, text: string, selectAll: boolean}} start */
  open(cell, place, { label, text, selectAll }) {
    const input = el("input", {
      class: "grid-editor",
      inputmode: "decimal",
      autocomplete: "off",
      spellcheck: "false",
      "aria-label": label,
    });
    input.value = text;
    this.#open = { input, place, before: selectAll ? text : "" };
    cell.replaceChildren(input);
    input.focus({ preventScroll: true });
    if (selectAll) input.select();
    input.addEventListener("blur", () => this.#finish(null));
  }

  /** Ends the editing without a change. */
  close() {
    const open = this.#open;
    this.#open = null;
    if (!open) return;
    this.#options.show(null);
    open.input.remove();
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    event.stopPropagation();
    const place = this.#open?.place;
    if (event.isComposing || !place) return;
    if (event.key === "Escape") {
      event.preventDefault();
      this.close();
      this.#options.leave(place, "Escape");
    } else if (event.key === "Enter" || event.key === "Tab") {
      event.preventDefault();
      this.#finish(event.key === "Tab" && event.shiftKey ? "Shift+Tab" : event.key);
    }
  }

  /** Takes the number over; what is none stays, with the reason. @param {string|null} key */
  #finish(key) {
    const open = this.#open;
    if (!open) return;
    const result = this.#options.read(open.input.value);
    if ("problem" in result) {
      open.input.setAttribute("aria-invalid", "true");
      this.#options.show(result.problem);
      return;
    }
    const isChanged = open.input.value !== open.before;
    this.close();
    if (isChanged) this.#options.commit(open.place, result.value);
    this.#options.leave(open.place, key);
  }
}
