/**
 * The numbers of one layer in one direction, arranged as the dock shows them: a block for each
 * gate, in it a row for each unit and a column for each thing the gate reads.
 *
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("../types.js").Direction} Direction
 * @typedef {import("../scenario/weights.js").WeightEdit} WeightEdit
 * @typedef {{name: string, entry: number|null, label: string}} Column
 *   entry: the column of a matrix; null: a bias, or the peephole of the unit itself
 */

import { inputName, stateName, written } from "../cell/entry-names.js";
import { PEEPHOLE_ROWS, ROW_BLOCKS, hasTensors, layerInputSize, tensorName } from "../scenario/edits.js";

/** Blocks in the order in which they are read: forgetting first. @type {Record<string, string[]>} */
export const SHOWN_BLOCKS = { lstm: ["f", "i", "g", "o"], gru: ["r", "z", "n"], rnn: ["a"] };

export class WeightLane {
  /** @type {Record<string, any>} */
  #tensors;
  #edits;
  /** @type {number|null} */
  #scale = null;

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
    this.isGiven = hasTensors(weights);
    this.#tensors = hasTensors(weights) ? weights.tensors : (resolved ?? {});
    this.#edits = hasTensors(weights) ? {} : (weights.edits ?? {});
  }

  get blocks() {
    return SHOWN_BLOCKS[this.cell.kind];
  }

  /** Whether there are numbers to show. */
  get isKnown() {
    return this.#name("weight_ih") in this.#tensors;
  }

  /** Whether the second bias says anything that the first does not. */
  get needsBothBiases() {
    if (!this.cell.bias) return false;
    if (this.cell.kind === "gru") return true;
    const name = this.#name("bias_hh");
    const isZero = (/** @type {number} */ value) => value === 0;
    return !(this.#tensors[name] ?? []).every(isZero) || Object.values(this.#edits[name] ?? {}).some((v) => v !== 0);
  }

  /** @param {string} block @param {boolean} hasBothBiases @returns {Column[]} */
  columns(block, hasBothBiases) {
    const { cell } = this;
    const inputs = range(layerInputSize(cell, this.layer)).map((entry) => this.#column("weight_ih", entry, this.#inputLabel(entry)));
    const states = range(cell.hidden_size).map((entry) => this.#column("weight_hh", entry, stateLabel(cell, entry)));
    const columns = [...inputs, ...states];
    if (cell.bias) columns.push(this.#column("bias_ih", null, "b"));
    if (cell.bias && hasBothBiases) columns.push(this.#column("bias_hh", null, "b′"));
    if (cell.peephole && PEEPHOLE_ROWS.includes(block)) columns.push(this.#column("weight_peephole", null, block === "o" ? "c" : "c′"));
    return columns;
  }

  /** The row and column of a number in its tensor. @param {string} block @param {number} unit @param {Column} column */
  place(block, unit, { name, entry }) {
    if (name.startsWith("weight_peephole")) return { name, row: PEEPHOLE_ROWS.indexOf(block), column: unit };
    const row = ROW_BLOCKS[this.cell.kind].indexOf(block) * this.cell.hidden_size + unit;
    return { name, row, column: entry };
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
    if (tensor === undefined) return this.isGiven && name.startsWith("bias_") ? 0 : NaN;
    return (entry === null ? tensor[row] : tensor[row]?.[entry]) ?? NaN;
  }

  /** The largest magnitude, by which colours are scaled. */
  scale() {
    return (this.#scale ??= this.#largest());
  }

  #largest() {
    let most = 0;
    for (const block of this.blocks) {
      for (const column of this.columns(block, true)) {
        for (let unit = 0; unit < this.cell.hidden_size; unit += 1) {
          const size = Math.abs(this.value(block, unit, column));
          if (size > most) most = size;
        }
      }
    }
    return most;
  }

  /** @param {string} part @param {number|null} entry @param {string} label @returns {Column} */
  #column(part, entry, label) {
    return { name: this.#name(part), entry, label };
  }

  /** @param {string} part */
  #name(part) {
    return tensorName(part, this.layer, this.direction);
  }

  /** @param {number} entry */
  #inputLabel(entry) {
    return written(inputName(this.cell, this.layer, entry));
  }
}

/** @param {Cell} cell @param {number} unit */
const stateLabel = (cell, unit) => (cell.hidden_size === 1 ? "h′" : written(stateName(unit)));

/** @param {number} count */
const range = (count) => Array.from({ length: count }, (_, k) => k);
