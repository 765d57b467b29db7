/**
 * The gates' blocks: a coloured heading and a grid of numbers each.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("./weight-lane.js").WeightLane} WeightLane
 * @typedef {import("./weight-lane.js").Column} Column
 * @typedef {import("./grid-selection.js").Place} Place
 *
 * @typedef {object} Shown
 * @property {number|null} unit          null: all of them
 * @property {boolean} hasBothBiases
 * @property {boolean} isTransposed      a column for each unit
 * @property {boolean} hasStatistics
 * @typedef {import("../scenario/weight-code.js").CodeFormat} CodeFormat
 * @typedef {import("../scenario/weight-code.js").PlaceProblem} PlaceProblem
 */

import { el } from "../base/dom.js";
import { shortNumber } from "../numbers/written.js";
import { pasteWeights, setWeights } from "../scenario/edits.js";
import { piecesOf, placeCode, readCode, writeCode } from "../scenario/weight-code.js";
import { statisticsOf } from "../scenario/weights.js";
import { changesOf, readNumbers, sayReadProblem } from "./context.js";
import { button, selectField } from "./field.js";
import { NumberField } from "./number-field.js";
import { NumberGrid } from "./number-grid.js";
import { isLit, pointedQuantity } from "./weight-lane.js";

export class WeightBlocks {
  #context;
  /** @type {WeightLane|null} */
  lane = null;
  /** @type {Map<string, Block>} */
  #blocks = new Map();
  #titles = "";

  /** @param {Context} context */
  constructor(context) {
    this.#context = context;
    this.node = el("div", { class: "weight-blocks" });
  }

  /** @param {WeightLane} lane @param {Shown} shown */
  update(lane, shown) {
    this.lane = lane;
    const titles = lane.blocks.map((name) => blockTitle(this.#context, lane, name));
    if (this.#titles !== JSON.stringify([lane.blocks, titles])) this.#rebuild(lane, titles);
    const scale = lane.isKnown ? lane.scale() : 0;
    this.node.hidden = !lane.isKnown;
    for (const [name, block] of this.#blocks) block.update(lane, lane.columns(name, shown.hasBothBiases), shown, scale);
  }

  dispose() {
    for (const block of this.#blocks.values()) block.grid.dispose();
  }

  /** @param {WeightLane} lane @param {string[]} titles */
  #rebuild(lane, titles) {
    this.dispose();
    this.#titles = JSON.stringify([lane.blocks, titles]);
    this.#blocks = new Map(lane.blocks.map((name, k) => [name, new Block(this.#context, name, titles[k])]));
    this.node.replaceChildren(...[...this.#blocks.values()].map(({ node }) => node));
  }
}

/**
 * What a block is called: the part that its value plays in a gated cell, or its equation.
 * @param {Context} context
 * @param {WeightLane} lane
 * @param {string} name
 */
function blockTitle({ t, i18n }, lane, name) {
  const { value } = lane.block(name);
  const { slots = {}, states = [] } = lane.own.form ?? {};
  const key = slots[value] === "candidate" && !states.includes(value) ? "block_g" : `block_${name}`;
  const isKnown = slots[value] && i18n.has(`dock.${key}`);
  return isKnown ? t(key) : t("block_of", { name: value });
}

class Block {
  /** @type {Column[]} */
  #columns = [];
  /** @type {number|null} */
  #unit = 0;
  #isTransposed = false;
  /** @type {WeightLane|null} */
  #lane = null;
  #context;
  #name;

  /** @param {Context} context @param {string} name @param {string} title */
  constructor(context, name, title) {
    const { t } = context;
    this.#context = context;
    this.#name = name;
    this.grid = new NumberGrid({
      label: t("weights_grid", { gate: title }),
      i18n: context.i18n,
      arrows: "nudge",
      headWidth: 0,
      least: 43,
      onChange: (changes, merge) => this.#change(changes, merge),
      onPick: (row) => this.#pick(row),
      onPaste: (place, text) => this.#paste(place, text),
      onPoint: (place) => this.#point(place),
    });
    const copy = button(t("copy_block"), () => void this.#copy(copy), { class: "link-button", title: t("copy_block_label", { gate: title }), "aria-label": t("copy_block_label", { gate: title }) });
    this.statistics = el("p", { class: "block-statistics" });
    const head = el("div", { class: "block-head" }, el("span", { class: "block-symbol" }, name), el("span", { class: "block-title" }, title), copy);
    this.node = el("div", { class: "weight-block", "data-gate": name }, head, this.statistics, this.grid.node);
  }

  /** @param {WeightLane} lane @param {Column[]} columns @param {Shown} shown @param {number} scale */
  update(lane, columns, { unit, isTransposed, hasStatistics }, scale) {
    this.#lane = lane;
    this.#columns = columns;
    const total = lane.rows(this.#name);
    this.#unit = unit === null ? null : Math.min(unit, total - 1);
    this.#isTransposed = isTransposed;
    const units = unit === null ? total : 1;
    const [rows, across] = isTransposed ? [columns.length, units] : [units, columns.length];
    const unitLabel = (/** @type {number} */ index) => String(this.#unit ?? index);
    const inputLabel = (/** @type {number} */ index) => columns[index].label;
    const { highlight, view } = this.#context.state;
    this.grid.setHeadWidth(rows > 1 || isTransposed ? 34 : 0);
    this.grid.update({
      rows,
      columns: across,
      scale,
      value: (row, column) => lane.value(this.#name, ...this.#entry({ row, column })),
      rowLabel: isTransposed ? inputLabel : unitLabel,
      columnLabel: isTransposed ? unitLabel : inputLabel,
      currentRow: unit === null && !isTransposed ? view.unit : null,
      isLit: (row, column) => isLit(highlight, this.#named({ row, column }), view.unit),
    });
    this.statistics.hidden = !hasStatistics;
    if (hasStatistics) this.#showStatistics(lane, columns);
  }

  /** The unit and the column that a cell of the grid stands for. @param {Place} place @returns {[unit: number, column: Column]} */
  #entry({ row, column }) {
    const [unit, input] = this.#isTransposed ? [column, row] : [row, column];
    return [this.#unit ?? unit, this.#columns[input]];
  }

  /** @param {Place} place */
  #named(place) {
    const [unit, column] = this.#entry(place);
    return { block: this.#name, unit, column };
  }

  /** @param {WeightLane} lane @param {Column[]} columns */
  #showStatistics(lane, columns) {
    const units = Array.from({ length: lane.rows(this.#name) }, (_, unit) => unit);
    const { mean, std, min, max, norm } = statisticsOf(units.flatMap((unit) => columns.map((column) => lane.value(this.#name, unit, column))));
    const texts = Object.entries({ mean, std, min, max, norm }).map(([key, value]) => [key, shortNumber(value)]);
    this.statistics.textContent = this.#context.t("block_statistics", Object.fromEntries(texts));
  }

  /** @param {import("./number-grid.js").Change[]} changes @param {string} [merge] */
  #change(changes, merge) {
    const lane = this.#lane;
    if (!lane) return;
    const edits = changes.map(({ row, column, value }) => ({
      ...lane.place(this.#name, ...this.#entry({ row, column })),
      value,
    }));
    this.#context.edit((scenario) => setWeights(scenario, edits), merge);
  }

  /** @param {number} row */
  #pick(row) {
    if (this.#unit === null && !this.#isTransposed) this.#context.app.actions.select({ unit: row });
  }

  /** @param {Place|null} place */
  #point(place) {
    const { app, state } = this.#context;
    const { quantity, index } = pointedQuantity(place && this.#named(place), state.view.unit);
    app.actions.highlight(quantity, index);
  }

  /** Code goes where its names and shapes say; a table goes where it is pasted. @param {Place} place @param {string} text @returns {string|null} */
  #paste(place, text) {
    if (!this.#lane) return null;
    if (text.includes("[")) return pasteCode(this.#context, this.#lane, this.#name, text);
    const { rows, problem } = readNumbers(this.#context, text);
    if (rows) this.#change(changesOf(rows, place, this.grid.size));
    return problem;
  }

  /** @param {HTMLElement} copy */
  async #copy(copy) {
    const { t } = this.#context;
    const lane = this.#lane;
    if (!lane) return;
    try {
      await navigator.clipboard.writeText(laneCode(lane, this.#name, "numpy"));
      copy.textContent = t("copied");
    } catch {
      copy.textContent = t("copy_failed");
    }
    setTimeout(() => (copy.textContent = t("copy_block")), 1600);
  }
}

// Blocks as code.

/** @param {WeightLane} lane @param {string|null} block @param {CodeFormat} format */
export function laneCode(lane, block, format) {
  return writeCode(piecesOf(lane.cell, lane, block, (name, row, column) => lane.number(name, row, column)), format);
}

/**
 * Takes the numbers of pasted code over.
 * @param {Context} context
 * @param {WeightLane} lane
 * @param {string|null} block
 * @param {string} text
 * @returns {string|null} what was wrong
 */
export function pasteCode(context, lane, block, text) {
  const { found, problem } = readCode(text);
  if (problem) return sayReadProblem(context, problem);
  const { edits, problem: misplaced } = placeCode(lane.cell, lane, block, found);
  if (misplaced) return sayPlaceProblem(context, misplaced);
  context.edit((s) => pasteWeights(s, edits));
  return null;
}

/** @param {Context} context @param {PlaceProblem} problem */
function sayPlaceProblem({ t }, { kind, ...params }) {
  return t(`code_${kind}`, params);
}

// Sets every number of a block, or of one of its parts, to one value.

/** What columns of a block have in common. @type {Record<string, (column: Column) => boolean>} */
const PARTS = {
  all: () => true,
  weight_ih: ({ entry, beside }) => entry !== null && beside === "x",
  weight_hh: ({ entry, beside }) => entry !== null && beside !== "x",
  bias: ({ entry, beside }) => entry === null && !beside,
  weight_peephole: ({ entry, beside }) => entry === null && Boolean(beside),
};

/** @param {Context} context @param {() => WeightLane|null} shownLane */
export function blockSetter(context, shownLane) {
  const { t } = context;
  let block = "";
  let part = "all";
  let value = 0;
  const blocks = selectField(t("set_block"), (chosen) => (block = chosen));
  const parts = selectField(t("set_part"), (chosen) => (part = chosen));
  const number = new NumberField({ label: t("set_value"), i18n: context.i18n, onChange: (next) => (value = next ?? 0) });
  number.update(0);
  const apply = () => {
    const lane = shownLane();
    if (lane) context.edit((s) => setWeights(s, editsOf(lane, block, part, value)));
  };
  const node = el("details", { class: "more" },
    el("summary", null, t("set_block_title")),
    el("div", { class: "field-row" }, blocks.node, parts.node, number.node, button(t("set_apply"), apply)));
  return {
    node,
    /** @param {WeightLane} lane */
    update(lane) {
      node.hidden = !lane.isKnown;
      if (!lane.blocks.includes(block)) block = lane.blocks[0];
      const known = Object.keys(PARTS).filter((name) => name === "all" || editsOf(lane, block, name, 0).length > 0);
      if (!known.includes(part)) part = "all";
      blocks.update(lane.blocks.map((name) => ({ value: name, text: `${name} ${blockTitle(context, lane, name)}` })), block);
      parts.update(known.map((name) => ({ value: name, text: t(`part_${name}`) })), part);
    },
  };
}

/** @param {WeightLane} lane @param {string} block @param {string} part @param {number} value */
function editsOf(lane, block, part, value) {
  const columns = lane.columns(block, true).filter(PARTS[part]);
  const units = Array.from({ length: lane.rows(block) }, (_, unit) => unit);
  return units.flatMap((unit) => columns.map((column) => ({ ...lane.place(block, unit, column), value })));
}
