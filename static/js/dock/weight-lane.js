/**
 * The numbers of one layer in one direction, arranged as the dock shows them: a block for each
 * equation that has parameters, in it a row for each unit and a column for each thing it reads.
 *
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("../types.js").Direction} Direction
 * @typedef {import("../scenario/shapes.js").Layer} Layer
 * @typedef {import("../scenario/shapes.js").PlacedTensor} PlacedTensor
 * @typedef {import("../scenario/contract.js").ParameterForm} ParameterForm
 *
 * @typedef {object} Column
 * @property {string} name           of the tensor
 * @property {string} parameter      of the equations
 * @property {string} beside         what it multiplies, where that has a name
 * @property {number|null} entry     the column of a matrix; null: a vector, or the unit's own place in a table
 * @property {string} label
 * @property {boolean} isSecond      added to the same parameter in another tensor
 * @property {number} start          its first row in the tensor
 * @property {boolean} isTable
 * @typedef {{name: string, value: string, rows: number, columns: Column[]}} Block
 * @typedef {import("../types.js").Highlight} Highlight
 * @typedef {{block: string, unit: number, column: Column}} Entry   one number of a block
 */

import { inputLabel, stateName, subscript, written } from "../cell/names.js";
import { axesOf, hasTensors, layerAt, length, parameterOf, parameterRows, sizeOf, tensorsOf } from "../scenario/edits.js";

export class WeightLane {
  /** @type {Record<string, any>} */
  #tensors;
  #edits;
  /** @type {number|null} */
  #scale = null;
  /** @type {Map<string, Block>} */
  #blocks;
  /** Tensors that hold biases alone: absent ones are zero. @type {Set<string>} */
  #biases;

  /**
   * @param {Cell} cell
   * @param {number} layer
   * @param {Direction} direction
   * @param {State["scenario"]["weights"]} weights
   * @param {Record<string, any>|null} resolved   what the server made of an initialiser
   */
  constructor(cell, layer, direction, weights, resolved) {
    this.cell = cell;
    this.layer = layer;
    this.direction = direction;
    this.own = layerAt(cell, layer);
    this.isGiven = hasTensors(weights);
    this.#tensors = hasTensors(weights) ? weights.tensors : (resolved ?? {});
    this.#edits = hasTensors(weights) ? {} : (weights.edits ?? {});
    const placed = tensorsOf(cell).filter((one) => one.layer.index === layer && one.direction === direction);
    this.#blocks = blocksOf(this.own, placed);
    this.#biases = new Set(placed.filter(({ tensor }) => tensor.parameters.every((name) => parameterOf(this.own, name).is_bias)).map(({ name }) => name));
    this.first = placed.find(({ name }) => !this.#biases.has(name))?.name ?? "";
  }

  get blocks() {
    return [...this.#blocks.keys()];
  }

  /** Whether there are numbers to show. */
  get isKnown() {
    return this.first in this.#tensors;
  }

  /** Whether the biases that are added to others say anything of their own. */
  get needsBothBiases() {
    const seconds = new Set([...this.#blocks.values()].flatMap(({ columns }) => columns.filter(({ isSecond }) => isSecond)));
    const isZero = (/** @type {number} */ value) => value === 0;
    return [...seconds].some(({ name, start }) => {
      const rows = (this.#tensors[name] ?? []).slice(start, start + this.own.hidden);
      return !rows.every(isZero) || Object.values(this.#edits[name] ?? {}).some((value) => value !== 0);
    });
  }

  /** Whether any bias is added to another one. */
  get hasBothBiases() {
    return [...this.#blocks.values()].some(({ columns }) => columns.some(({ isSecond }) => isSecond));
  }

  /** @param {string} name @returns {Block} */
  block(name) {
    return /** @type {Block} */ (this.#blocks.get(name));
  }

  /** How many rows a block has: units, or outputs of a projection, or one for single numbers. @param {string} block */
  rows(block) {
    return this.#blocks.get(block)?.rows ?? 0;
  }

  /** @param {string} block @param {boolean} hasBothBiases @returns {Column[]} */
  columns(block, hasBothBiases) {
    return (this.#blocks.get(block)?.columns ?? []).filter(({ isSecond }) => hasBothBiases || !isSecond);
  }

  /** The row and column of a number in its tensor. @param {string} _block @param {number} unit @param {Column} column */
  place(_block, unit, { name, entry, start, isTable }) {
    return isTable ? { name, row: start, column: unit } : { name, row: start + unit, column: entry };
  }

  /** NaN where it is not known. @param {string} block @param {number} unit @param {Column} column @returns {number} */
  value(block, unit, column) {
    const { name, row, column: entry } = this.place(block, unit, column);
    return this.number(name, row, entry);
  }

  /** A number of a tensor of any lane; NaN where it is not known. @param {string} name @param {number} row @param {number|null} entry @returns {number} */
  number(name, row, entry) {
    const edit = this.#edits[name]?.[entry === null ? `${row}` : `${row},${entry}`];
    if (edit !== undefined) return edit;
    const tensor = this.#tensors[name];
    if (tensor === undefined) return this.isGiven && this.#biases.has(name) ? 0 : NaN;
    return (entry === null ? tensor[row] : tensor[row]?.[entry]) ?? NaN;
  }

  /** The largest magnitude, by which colours are scaled. */
  scale() {
    return (this.#scale ??= this.#largest());
  }

  #largest() {
    let most = 0;
    for (const { name, rows, columns } of this.#blocks.values()) {
      for (const column of columns) {
        for (let unit = 0; unit < rows; unit += 1) {
          const size = Math.abs(this.value(name, unit, column));
          if (size > most) most = size;
        }
      }
    }
    return most;
  }
}

/** @param {Layer} layer @param {PlacedTensor[]} placed @returns {Map<string, Block>} */
function blocksOf(layer, placed) {
  /** @type {Map<string, Block>} */
  const blocks = new Map();
  const names = new Map(Object.entries(layer.form?.blocks ?? {}).map(([block, value]) => [value, block]));
  const seen = new Set();
  for (const { used_by: value, shape } of layer.form?.parameters ?? []) {
    const key = blockKey(names, value, shape);
    if (!blocks.has(key)) blocks.set(key, { name: key, value, rows: shape.length > 0 ? sizeOf(layer, shape[0]) : 1, columns: [] });
  }
  for (const one of placed) {
    for (const name of one.tensor.parameters) {
      const parameter = parameterOf(layer, name);
      const block = /** @type {Block} */ (blocks.get(blockKey(names, parameter.used_by, parameter.shape)));
      block.columns.push(...columnsOf(layer, one, parameter, seen.has(name), block));
      seen.add(name);
    }
  }
  return blocks;
}

/** Rows of another length are a block of their own. @param {Map<string, string>} names @param {string} value @param {string[]} shape */
function blockKey(names, value, shape) {
  const name = names.get(value) ?? value;
  return (shape[0] ?? "1") === "H" ? name : `${name} ${shape.length > 0 ? shape[0] : "1"}`;
}

/** @param {Layer} layer @param {PlacedTensor} placed @param {ParameterForm} parameter @param {boolean} isSecond @param {Block} block @returns {Column[]} */
function columnsOf(layer, placed, parameter, isSecond, block) {
  const [start] = /** @type {[number, number]} */ (parameterRows(placed, parameter.name));
  const { beside, name } = parameter;
  const common = { name: placed.name, parameter: name, beside, isSecond, start, isTable: placed.tensor.is_table };
  if (parameter.shape.length < 2) return [{ ...common, entry: null, label: vectorLabel(parameter, isSecond, block) }];
  const width = length(axesOf(placed)[1]);
  return Array.from({ length: width }, (_, entry) => ({ ...common, entry, label: entryLabel(layer, parameter, entry, width) }));
}

/** @param {ParameterForm} parameter @param {boolean} isSecond @param {Block} block */
function vectorLabel({ name, is_bias: isBias, beside }, isSecond, block) {
  if (!isBias) return beside ? beside.replace("'", "′") : name;
  return isSecond || block.columns.some(({ label }) => label === "b") ? "b′" : "b";
}

/** @param {Layer} layer @param {ParameterForm} parameter @param {number} entry @param {number} width */
function entryLabel(layer, { name, shape, beside }, entry, width) {
  if (shape[1] === "D") return readLabel(layer, entry);
  if (beside === "h'") return width === 1 ? "h′" : written(stateName(entry));
  const read = beside ? beside.replace("'", "′") : name;
  return width === 1 ? read : `${read}${subscript(entry)}`;
}

/** What a layer reads from below: the sequence, or the units of the layer below. @param {Layer} layer @param {number} entry */
function readLabel({ index, reads }, entry) {
  if (index === 0) return inputLabel(entry);
  let before = 0;
  const run = reads.find(({ size }) => entry < before + size || ((before += size), false));
  const arrow = reads.length === 1 ? "↓" : run?.key === "reverse" ? "←" : "→";
  return written({ base: `h${arrow}`, sub: String(entry - before) });
}

// Which weights belong to what is pointed at, and what pointing at a weight names.
//
// Weights are named for the unit that is shown ("W_f"); of other units what they read is.

/** @type {Highlight} */
const NOTHING = { quantity: null, index: null };

/**
 * What a column reads: x, h_prev, c_prev or c with the entry, or nothing for a bias.
 * @param {Column} column
 * @returns {Highlight}
 */
function readBy({ beside, entry }) {
  if (!beside) return NOTHING;
  return { quantity: beside.replace(/'$/, "_prev"), index: entry };
}

/**
 * A gate lights its block, or the row of one unit; what is read lights its column; a weight itself.
 * @param {Highlight} highlight
 * @param {Entry} entry
 * @param {number} shownUnit
 */
export function isLit({ quantity, index }, entry, shownUnit) {
  if (quantity === null) return false;
  const { block, unit, column } = entry;
  if (quantity === column.parameter) return unit === shownUnit && (index === null || index === (column.entry ?? index));
  if (quantity === block) return index === null || index === unit;
  const read = readBy(column);
  return read.quantity === quantity && (index === null || index === (read.index ?? unit));
}

/** @param {Entry|null} entry @param {number} shownUnit @returns {Highlight} */
export function pointedQuantity(entry, shownUnit) {
  if (!entry) return NOTHING;
  if (entry.unit === shownUnit) return { quantity: entry.column.parameter, index: entry.column.entry };
  const read = readBy(entry.column);
  return read.quantity === null ? { quantity: entry.block, index: entry.unit } : read;
}
