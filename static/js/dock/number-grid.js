/**
 * A spreadsheet of numbers: arrow keys, typing, F2 or Enter to edit, Escape to leave, Delete for
 * zeros, ranges with Shift, copy and paste, Control+D to fill down, and every value can be dragged.
 *
 * `arrows: "nudge"` gives ↑ and ↓ to the value (for weights); with Control they go to the next row.
 *
 * @typedef {import("./grid-selection.js").Place} Place
 * @typedef {import("./grid-surface.js").GridModel} GridModel
 * @typedef {{row: number, column: number, value: number}} Change
 *
 * @typedef {object} Options
 * @property {string} label
 * @property {import("../base/i18n.js").I18n} i18n
 * @property {"move"|"nudge"} [arrows]
 * @property {string} [corner]          what the row headings are
 * @property {number} [headWidth]
 * @property {number} [least]           width of a column, px
 * @property {(changes: Change[], merge?: string) => void} onChange
 * @property {(place: Place, text: string) => string|null} [onPaste]   returns what was wrong
 * @property {(row: number) => void} [onPick]                          a row was pointed at
 * @property {(place: Place|null) => void} [onPoint]                   the pointer or the focus is on a cell, or left
 * @property {(value: number) => string|null} [refuse]                 why a number may not stand here
 */

import { el } from "../base/dom.js";
import { factorOf, gestureKey } from "../hands/gesture.js";
import { naturalStep, nudged, parseNumber } from "../numbers/read.js";
import { fullNumber } from "../numbers/written.js";
import { messageFor } from "./field.js";
import { commandFor, GridEditor, listenToClipboard, listenToPointer, listenToPointing } from "./grid-input.js";
import { fillArea, filled, GridSelection, placesIn } from "./grid-selection.js";
import { GridSurface } from "./grid-surface.js";

export class NumberGrid {
  /** @type {Options} */
  #options;
  #surface;
  #editor;
  #selection;
  #isEntering = false;
  #nudges = "";
  /** @type {Set<string>} */
  #wrong = new Set();

  /** @param {Options} options */
  constructor(options) {
    this.#options = options;
    this.#surface = new GridSurface({
      label: options.label,
      headWidth: options.headWidth ?? 34,
      least: options.least ?? 44,
      corner: options.corner ?? "",
    });
    this.#selection = new GridSelection(this.#surface);
    this.message = messageFor(this.#surface.node);
    this.node = el("div", { class: "grid-frame" }, this.#surface.node, this.message.node);
    this.#editor = new GridEditor({
      read: (text) => this.#read(text),
      commit: (place, value) => this.#set([{ ...place, value }]),
      leave: (place, key) => this.#leaveEditor(place, key),
      show: (text) => this.message.show(text),
    });
    this.#surface.mark = (place) => this.#mark(place);
    this.#listen();
  }

  /** @param {GridModel} model */
  update(model) {
    this.#surface.model = model;
    if (this.#selection.clamp()) this.#editor.close();
    this.#surface.render();
  }

  /** Takes effect with the next update. @param {number} width */
  setHeadWidth(width) {
    this.#surface.headWidth = width;
  }

  get currentRow() {
    return this.#surface.model.currentRow;
  }

  get size() {
    const { rows, columns } = this.#surface.model;
    return { rows, columns };
  }

  /** The active cell. */
  get place() {
    return this.#selection.place;
  }

  /** @param {Place} place */
  focus(place) {
    this.#selection.focus(place);
  }

  /** Fills the selected cells, or from the active one to the end. @param {import("./grid-selection.js").FillKind} kind */
  fill(kind) {
    const area = fillArea(this.#selection.area, this.#surface.model, kind);
    this.#set(filled(area, (place) => this.#value(place), kind));
  }

  /** Brings a row into sight without touching the focus. @param {number} row */
  reveal(row) {
    if (!this.node.contains(document.activeElement)) {
      this.#surface.reveal({ row, column: this.#surface.active.column });
    }
  }

  /** Marks wrong cells, as the server names them. @param {Place[]} places @param {string|null} text */
  showErrors(places, text) {
    this.#wrong = new Set(places.map(({ row, column }) => `${row},${column}`));
    this.message.show(text);
    this.#surface.render();
  }

  dispose() {
    this.#surface.sizes.disconnect();
  }

  /** @param {Place} place */
  #mark(place) {
    const isShown = this.#selection.isRange || this.node.contains(document.activeElement);
    return {
      isSelected: isShown && this.#selection.has(place),
      isWrong: this.#wrong.has(`${place.row},${place.column}`),
      isEdited: this.#editor.isAt(place),
    };
  }

  #listen() {
    const { node } = this.#surface;
    node.addEventListener("keydown", (event) => this.#onKey(event));
    node.addEventListener("focusin", (event) => this.#onFocus(event));
    node.addEventListener("focusout", () => requestAnimationFrame(() => this.#surface.render()));
    const value = (/** @type {Place} */ place) => this.#value(place);
    if (this.#options.onPoint) listenToPointing(this.#surface, this.#options.onPoint);
    listenToClipboard(this.#surface, this.#editor, {
      area: () => this.#selection.area,
      value,
      paste: this.#options.onPaste,
      show: (text) => this.message.show(text),
    });
    listenToPointer(this.#surface, this.#editor, {
      value,
      set: (place, next, merge) => this.#set([{ ...place, value: next }], merge),
      pick: (row) => this.#options.onPick?.(row),
      go: (place, isStretch) => this.#goTo(place, isStretch),
      edit: (place) => this.#edit(place),
    });
  }

  /** @param {Place} place @param {boolean} isStretch */
  #goTo(place, isStretch) {
    this.#isEntering = false;
    if (isStretch) this.#selection.extend(place);
    else this.focus(place);
  }

  /** @param {FocusEvent} event */
  #onFocus(event) {
    const place = this.#surface.placeOf(event.target);
    this.#nudges = gestureKey("nudge");
    if (place) this.#selection.follow(place);
    this.#surface.render();
  }

  /** @param {Place} place */
  #value({ row, column }) {
    return this.#surface.model.value(row, column);
  }

  /** @param {Change[]} changes @param {string} [merge] */
  #set(changes, merge) {
    const allowed = changes.filter(({ value }) => !this.#options.refuse?.(value));
    if (allowed.length > 0) this.#options.onChange(allowed, merge);
  }

  /** @param {string} text @returns {{value: number}|{problem: string}} */
  #read(text) {
    const { i18n, refuse } = this.#options;
    const value = parseNumber(text);
    if (value === null) return { problem: i18n.t("dock.need_number") };
    const problem = refuse?.(value);
    return problem ? { problem } : { value };
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (this.#editor.owns(event.target)) return this.#editor.onKey(event);
    if (this.#handleKey(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key was for the grid */
  #handleKey(event) {
    const { isReadOnly = false } = this.#surface.model;
    const mode = { arrows: this.#options.arrows ?? "move", isEntering: this.#isEntering, isReadOnly };
    const command = commandFor(event, mode);
    switch (command?.name) {
      case "move":
        this.#isEntering = false;
        return this.#move(command.down, command.right);
      case "stretch":
        this.#selection.extend(this.#selection.beside(command.down, command.right));
        return true;
      case "edge": return this.#toEdge(command.isEnd, command.isWholeGrid);
      case "nudge": return this.#nudge(command.sign, event);
      case "all":
        this.#selection.selectAll();
        return true;
      case "fill":
        this.fill("down");
        return true;
      case "tab": return this.#tab(command.isBack);
      case "collapse": return this.#collapse();
      case "zero": return this.#zero();
      case "edit": return this.#edit(this.place, command.typed);
      default: return false;
    }
  }

  /** @param {number} sign @param {KeyboardEvent} event */
  #nudge(sign, event) {
    const value = this.#value(this.place);
    if (this.#surface.model.isReadOnly || !Number.isFinite(value)) return true;
    const change = sign * factorOf(event) * (this.#options.refuse ? 1 : naturalStep(value));
    this.#set([{ ...this.place, value: nudged(value, change) }], this.#nudges);
    return true;
  }

  /** @param {number} down @param {number} right */
  #move(down, right) {
    const before = this.place.row;
    this.focus(this.#selection.beside(down, right));
    if (this.place.row !== before) this.#options.onPick?.(this.place.row);
    return true;
  }

  /** @param {boolean} isEnd @param {boolean} isWholeGrid */
  #toEdge(isEnd, isWholeGrid) {
    const { rows, columns } = this.#surface.model;
    return this.#move(isWholeGrid ? (isEnd ? rows : -rows) : 0, isEnd ? columns : -columns);
  }

  /** After typing, Tab goes on through the cells; out of the last one it leaves the grid. @param {boolean} isBack */
  #tab(isBack) {
    const next = this.#selection.neighbour(isBack);
    if (next) this.focus(next);
    return next !== null;
  }

  #collapse() {
    if (!this.#selection.isRange && !this.#isEntering) return false;
    this.#isEntering = false;
    this.#selection.activate(this.place);
    this.#surface.render();
    return true;
  }

  #zero() {
    this.#set(placesIn(this.#selection.area).map((place) => ({ ...place, value: 0 })));
    return true;
  }

  /** @param {Place} place @param {string|null} [typed]  replaces the number */
  #edit(place, typed = null) {
    if (this.#surface.model.isReadOnly) return true;
    const cell = this.#surface.reveal(place);
    if (!cell) return true;
    this.#editor.close();
    this.#isEntering = true;
    const { rowLabel, columnLabel } = this.#surface.model;
    const value = this.#value(place);
    this.#editor.open(cell, place, {
      label: `${columnLabel(place.column)}, ${rowLabel(place.row)}`,
      text: typed ?? (Number.isFinite(value) ? fullNumber(value) : ""),
      selectAll: typed === null,
    });
    return true;
  }

  /** @param {Place} place @param {string|null} key  that ended the editing */
  #leaveEditor(place, key) {
    this.#surface.render();
    if (key === null) return;
    this.focus(place);
    if (key === "Enter") this.#move(1, 0);
    if (key === "Tab") this.#tab(false);
    if (key === "Shift+Tab") this.#tab(true);
  }
}
