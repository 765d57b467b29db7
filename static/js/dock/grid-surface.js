/**
 * The elements of a number grid: only the rows and columns in sight exist, and an element stays as
 * long as its cell does, so focus and editors survive every update.
 *
 * @typedef {object} GridModel
 * @property {number} rows
 * @property {number} columns
 * @property {(row: number, column: number) => number} value
 * @property {(row: number) => string} rowLabel
 * @property {(column: number) => string} columnLabel
 * @property {number|null} [currentRow]
 * @property {number} [scale]     the magnitude at which a cell has its full colour; none: no colour
 * @property {boolean} [isReadOnly]
 * @property {(row: number, column: number) => boolean} [isLit]   the cell belongs to what is pointed at
 *
 * @typedef {object} Face   what a cell shows
 * @property {boolean} isActive
 * @property {boolean} isSelected
 * @property {boolean} isWrong
 * @property {boolean} isReadOnly
 * @property {boolean} isLit
 * @property {number|null} value   null: an editor stands in the cell
 * @property {number} width        of a column, px
 * @property {number|null} strength   of its colour, per cent
 *
 * @typedef {import("./grid-selection.js").Place} Place
 * @typedef {{node: HTMLElement, head: HTMLElement, cells: Map<number, HTMLElement>}} Row
 */

import { el, setText } from "../base/dom.js";
import { fittedNumber, fullNumber } from "../numbers/written.js";
import { indicesWith, scrollToShow, visibleRange } from "./grid-selection.js";

const ROW = { fine: 26, coarse: 38 };  // px; a finger needs more room
const HEAD = 20;
const CHARACTER = 7;  // px, of the grid's type
const MOST_SHOWN = 7.5;

export class GridSurface {
  /** @type {Map<number, Row>} */
  #rows = new Map();
  /** @type {Map<number, HTMLElement>} */
  #heads = new Map();
  /** @type {WeakMap<HTMLElement, Face>} */
  #faces = new WeakMap();
  #headWidth;
  #least;
  #column = 40;
  #sight = { left: 0, top: 0, width: 0, height: 0 };
  #row = matchMedia("(pointer: coarse)").matches ? ROW.coarse : ROW.fine;

  /** @type {GridModel} */
  model = { rows: 0, columns: 0, value: () => 0, rowLabel: String, columnLabel: String };
  /** @type {Place} */
  active = { row: 0, column: 0 };
  /** @type {(place: Place) => {isSelected: boolean, isWrong: boolean, isEdited: boolean}} */
  mark = () => ({ isSelected: false, isWrong: false, isEdited: false });

  /** @param {{label: string, headWidth: number, least: number, corner: string}} options
   *   least: width of a column in px; corner: what the row headings are, or nothing */
  constructor({ label, headWidth, least, corner }) {
    this.#headWidth = headWidth;
    this.#least = least;
    this.headRow = el("div", { class: "grid-head", role: "row", "aria-rowindex": 1 });
    this.corner = el("div", { class: "grid-corner", role: corner ? "columnheader" : "none" }, corner);
    this.headRow.append(this.corner);
    this.sheet = el("div", { class: "grid-sheet", role: "presentation" }, this.headRow);
    this.node = el("div", { class: "number-grid", role: "grid", "aria-label": label }, this.sheet);
    this.node.addEventListener("scroll", () => this.#look(), { passive: true });
    this.sizes = new ResizeObserver(() => this.#look());
    this.sizes.observe(this.node);
  }

  /** Without row headings a single row needs no column for them. @param {number} width */
  set headWidth(width) {
    this.#headWidth = width;
    this.node.classList.toggle("has-no-row-heads", width === 0);
  }

  /** Sizes are read when they or the scroll offset have changed, never in between: playback renders
   *  in every frame, and reading them there would lay the whole page out twice. */
  #look() {
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = this.node;
    this.#sight = { left: scrollLeft, top: scrollTop, width: clientWidth, height: clientHeight };
    this.render();
  }

  render() {
    const { model } = this;
    this.#measure();
    const { left, top, width, height } = this.#sight;
    const across = visibleRange(left, width, this.#column, model.columns);
    const down = visibleRange(top, height || MOST_SHOWN * this.#row, this.#row, model.rows);
    const columns = indicesWith(across, this.active.column, model.columns);
    this.#renderHeads(columns);
    this.#renderRows(indicesWith(down, this.active.row, model.rows), columns);
  }

  /** The cell at a place, scrolled into sight. @param {Place} place */
  reveal({ row, column }) {
    if (this.#sight.height === 0) this.#look();
    const sight = this.#sight;
    const top = scrollToShow(sight.top, sight.height - HEAD, this.#row, row);
    const left = scrollToShow(sight.left, sight.width - this.#headWidth, this.#column, column);
    if (top !== sight.top || left !== sight.left) this.node.scrollTo({ top, left, behavior: "instant" });
    this.#sight = { ...sight, top, left };
    this.render();
    return this.cell({ row, column });
  }

  /** @param {Place} place @returns {HTMLElement|null} */
  cell({ row, column }) {
    return this.#rows.get(row)?.cells.get(column) ?? null;
  }

  /** Where an element is. @param {EventTarget|null} target @returns {Place|null} */
  placeOf(target) {
    const cell = target instanceof Element ? target.closest(".grid-cell") : null;
    if (!(cell instanceof HTMLElement) || !this.node.contains(cell)) return null;
    return { row: Number(cell.dataset.row), column: Number(cell.dataset.column) };
  }

  /** The row whose heading an element is. @param {EventTarget|null} target */
  headingRow(target) {
    const head = target instanceof Element ? target.closest(".grid-row-head") : null;
    return head instanceof HTMLElement ? Number(head.dataset.row) : null;
  }

  #measure() {
    const { node, model, sheet } = this;
    const free = (this.#sight.width || 250) - this.#headWidth;
    this.#column = Math.max(this.#least, Math.floor(free / Math.max(1, model.columns)));
    const width = this.#headWidth + this.#column * model.columns;
    sheet.style.width = `${width}px`;
    sheet.style.height = `${HEAD + model.rows * this.#row}px`;
    node.style.setProperty("--shown-rows", String(Math.min(model.rows, MOST_SHOWN)));
    node.style.setProperty("--row", `${this.#row}px`);
    node.style.setProperty("--head-width", `${this.#headWidth}px`);
    node.setAttribute("aria-rowcount", String(model.rows + 1));
    node.setAttribute("aria-colcount", String(model.columns + 1));
  }

  /** @param {number[]} columns */
  #renderHeads(columns) {
    dropOthers(this.#heads, columns, (head) => head.remove());
    for (const column of columns) {
      let head = this.#heads.get(column);
      if (!head) {
        head = el("div", { class: "grid-column-head", role: "columnheader", "aria-colindex": column + 2 });
        this.#heads.set(column, head);
        insertInOrder(this.headRow, head, this.#heads, column);
      }
      this.#place(head, column);
      setText(head, this.model.columnLabel(column));
    }
  }

  /** @param {number[]} rows @param {number[]} columns */
  #renderRows(rows, columns) {
    dropOthers(this.#rows, rows, ({ node }) => node.remove());
    for (const index of rows) {
      let row = this.#rows.get(index);
      if (!row) {
        row = newRow(index);
        this.#rows.set(index, row);
        insertInOrder(this.sheet, row.node, new Map([...this.#rows].map(([k, r]) => [k, r.node])), index);
      }
      this.#renderRow(row, index, columns);
    }
  }

  /** @param {Row} row @param {number} index @param {number[]} columns */
  #renderRow(row, index, columns) {
    row.node.style.top = `${HEAD + index * this.#row}px`;
    const isCurrent = index === this.model.currentRow;
    row.node.classList.toggle("is-current", isCurrent);
    if (isCurrent) row.head.setAttribute("aria-current", "step");
    else row.head.removeAttribute("aria-current");
    setText(row.head, this.model.rowLabel(index));
    dropOthers(row.cells, columns, (cell) => cell.remove());
    for (const column of columns) {
      let cell = row.cells.get(column);
      if (!cell) {
        cell = newCell(index, column);
        row.cells.set(column, cell);
        insertInOrder(row.node, cell, row.cells, column);
      }
      this.#place(cell, column);
      this.#renderCell(cell, { row: index, column });
    }
  }

  /**
   * While a value is dragged all cells are asked in every frame, and one or two have changed.
   * @param {HTMLElement} cell @param {Place} place
   */
  #renderCell(cell, place) {
    const { isSelected, isWrong, isEdited } = this.mark(place);
    const value = isEdited ? null : this.model.value(place.row, place.column);
    const face = {
      isActive: place.row === this.active.row && place.column === this.active.column,
      isSelected,
      isWrong,
      isReadOnly: this.model.isReadOnly ?? false,
      isLit: this.model.isLit?.(place.row, place.column) ?? false,
      value,
      width: this.#column,
      strength: value === null || this.model.scale === undefined ? null : strengthOf(value, this.model.scale),
    };
    const isEditorLeft = !isEdited && cell.childElementCount > 0;
    if (isEditorLeft || !isSameFace(this.#faces.get(cell), face)) draw(cell, face);
    this.#faces.set(cell, face);
  }

  /** @param {HTMLElement} node @param {number} column */
  #place(node, column) {
    const left = `${this.#headWidth + column * this.#column}px`;
    const width = `${this.#column}px`;
    if (node.style.left !== left) node.style.left = left;
    if (node.style.width !== width) node.style.width = width;
  }
}

/** @param {number} index @returns {Row} */
function newRow(index) {
  const head = el("div", { class: "grid-row-head", role: "rowheader", "aria-colindex": 1, "data-row": index });
  const node = el("div", { class: "grid-row", role: "row", "aria-rowindex": index + 2, "data-row": index }, head);
  return { node, head, cells: new Map() };
}

/** @param {number} row @param {number} column */
function newCell(row, column) {
  const place = { "data-row": row, "data-column": column, "aria-colindex": column + 2 };
  return el("div", { class: "grid-cell", role: "gridcell", tabindex: -1, ...place });
}

/** @template T @param {Map<number, T>} pool @param {number[]} kept @param {(entry: T) => void} drop */
function dropOthers(pool, kept, drop) {
  const stays = new Set(kept);
  for (const [index, entry] of pool) {
    if (stays.has(index)) continue;
    drop(entry);
    pool.delete(index);
  }
}

/** Elements never move once they are in place: moving one would take its focus away. @param {HTMLElement} parent @param {HTMLElement} node @param {Map<number, HTMLElement>} pool @param {number} index */
function insertInOrder(parent, node, pool, index) {
  let next = Infinity;
  for (const other of pool.keys()) if (other > index && other < next) next = other;
  parent.insertBefore(node, pool.get(next) ?? null);
}

/** @param {Face|undefined} one @param {Face} other */
function isSameFace(one, other) {
  const names = /** @type {(keyof Face)[]} */ (Object.keys(other));
  return one !== undefined && names.every((name) => Object.is(one[name], other[name]));
}

/** @param {HTMLElement} cell @param {Face} face */
function draw(cell, { isActive, isSelected, isWrong, isReadOnly, isLit, value, width, strength }) {
  const tabIndex = isActive ? 0 : -1;
  if (cell.tabIndex !== tabIndex) cell.tabIndex = tabIndex;  // writing it makes the browser match styles at once
  cell.setAttribute("aria-selected", String(isSelected));
  if (isWrong) cell.setAttribute("aria-invalid", "true");
  else cell.removeAttribute("aria-invalid");
  if (isReadOnly) cell.setAttribute("aria-readonly", "true");
  cell.classList.toggle("is-lit", isLit);
  if (value === null) return;
  setText(cell, fittedNumber(value, Math.floor((width - 2) / CHARACTER)));
  cell.title = Number.isFinite(value) ? fullNumber(value) : "";
  if (strength === null) return;
  cell.dataset.sign = value < 0 ? "negative" : "positive";
  cell.style.setProperty("--strength", `${strength}%`);
}

/** The root keeps small weights visible beside large ones. @param {number} value @param {number} scale */
function strengthOf(value, scale) {
  const share = scale > 0 && Number.isFinite(value) ? Math.min(1, Math.abs(value) / scale) : 0;
  return Math.round(45 * Math.sqrt(share));
}
