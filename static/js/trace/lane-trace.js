/**
 * What one layer computed in one direction, as flat typed arrays in the order of the sequence:
 * entry (t, j) of a vector of size n is at t·n + j. What has not arrived, or is not finite, is NaN.
 *
 * @typedef {import("../types.js").Direction} Direction
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {"x"|"h"|"bias"|"peephole"} TermKind
 * @typedef {object} Term   one product of a pre-activation
 * @property {TermKind} kind
 * @property {string} name     the tensor that the weight is from
 * @property {number} index    entry of x, of h' or of c; of a bias and a peephole the unit
 * @property {number} weight
 * @property {number} value    what the weight multiplies; 1 for a bias
 * @property {number} factor   1; in the candidate of a GRU the reset gate, for what comes from h'
 * @property {number} product  factor · weight · value
 */

import { PathNorms } from "./path-norms.js";

/** Row blocks of the weights, in PyTorch's order. */
export const BLOCKS = Object.freeze({
  lstm: Object.freeze(["i", "f", "g", "o"]),
  gru: Object.freeze(["r", "z", "n"]),
  rnn: Object.freeze(["a"]),
});

const PEEPHOLE_ROWS = ["i", "f", "o"];
const NOTHING = new Float64Array(0);

/** @param {number} length */
const blank = (length) => new Float64Array(length).fill(NaN);

/**
 * `null` on the wire is a value that is not finite; a typed array would read it as 0.
 * @param {Float64Array} target
 * @param {number} offset
 * @param {(number|null)[]} values
 */
function write(target, offset, values) {
  for (let j = 0; j < values.length; j += 1) target[offset + j] = values[j] ?? NaN;
}

export class LaneTrace {
  /** @type {Map<string, Float64Array>} */
  #series = new Map();
  /** @type {Map<string, Float64Array>} */
  #gradients = new Map();
  /** @type {Map<string, Float64Array>} */
  #norms = new Map();
  /** @type {Map<string, Float64Array>} */
  #logNorms = new Map();
  #forward;
  #backward;
  #initial;
  #tensors;
  #cell;

  /**
   * @param {object} lane
   * @param {number} lane.layer
   * @param {Direction} lane.direction
   * @param {number} lane.steps
   * @param {Cell} lane.cell
   * @param {Record<string, any>|null} lane.tensors
   * @param {{h: number[]|null, c: number[]|null}} lane.initial  h0 and c0 of this lane; null is zero
   */
  constructor({ layer, direction, steps, cell, tensors, initial }) {
    this.layer = layer;
    this.direction = direction;
    this.steps = steps;
    this.hiddenSize = cell.hidden_size;
    this.inputSize = layer === 0 ? cell.input_size : cell.hidden_size * (cell.bidirectional ? 2 : 1);
    /** @type {readonly string[]} */
    this.blocks = BLOCKS[cell.kind];
    /** @type {readonly string[]} */
    this.gateNames = cell.kind === "rnn" ? [] : this.blocks;
    this.x = blank(steps * this.inputSize);
    this.#cell = cell;
    this.#tensors = tensors;
    this.#initial = initial;
    /** The parts of ∂L/∂h and ∂L/∂c, by the path along which they came. */
    this.paths = new PathNorms(steps);
    this.#forward = new Uint8Array(steps);
    this.#backward = new Uint8Array(steps);
    this.#allocate();
  }

  #allocate() {
    const { steps, hiddenSize } = this;
    const states = this.#cell.kind === "lstm" ? ["c", "h"] : ["h"];
    for (const name of [...this.gateNames, ...states]) this.#series.set(name, blank(steps * hiddenSize));
    for (const name of [...this.blocks, ...states]) this.#gradients.set(name, blank(steps * hiddenSize));
    this.#gradients.set("x", blank(steps * this.inputSize));
    for (const name of this.#gradients.keys()) this.#norms.set(name, blank(steps));
  }

  /**
   * @param {any} line
   * @returns {boolean} whether the step is new
   */
  addForward(line) {
    const { t } = line;
    write(this.x, t * this.inputSize, line.x);
    for (const [name, values] of Object.entries({ ...line.gates, c: line.c, h: line.h })) {
      const target = this.#series.get(name);
      if (target && values) write(target, t * this.hiddenSize, values);
    }
    const isNew = this.#forward[t] === 0;
    this.#forward[t] = 1;
    return isNew;
  }

  /**
   * @param {any} line
   * @returns {boolean} whether the step is new
   */
  addBackward(line) {
    const { t } = line;
    for (const [name, values] of Object.entries(line.grad)) {
      const target = this.#gradients.get(name);
      const size = name === "x" ? this.inputSize : this.hiddenSize;
      if (target) write(target, t * size, /** @type {number[]} */ (values));
    }
    for (const [name, value] of Object.entries(line.norm)) {
      const target = this.#norms.get(name);
      if (target) target[t] = /** @type {number|null} */ (value) ?? NaN;
    }
    for (const [name, value] of Object.entries(line.log10_norm ?? {})) {
      this.#logNormsOf(name)[t] = /** @type {number|null} */ (value) ?? NaN;
    }
    if (line.paths) this.paths.add(t, line.paths);
    const isNew = this.#backward[t] === 0;
    this.#backward[t] = 1;
    return isNew;
  }

  /**
   * @param {string} quantity  a gate, "c" or "h"; empty for one that this kind of cell has not
   * @returns {Float64Array} T·H
   */
  series(quantity) {
    return this.#series.get(quantity) ?? NOTHING;
  }

  /**
   * Of the loss, with respect to h, c, x, and each block's pre-activation.
   * @param {string} quantity
   * @returns {Float64Array} T·H, for x T·D
   */
  gradient(quantity) {
    return this.#gradients.get(quantity) ?? NOTHING;
  }

  /**
   * @param {string} quantity
   * @returns {Float64Array} T
   */
  norm(quantity) {
    return this.#norms.get(quantity) ?? NOTHING;
  }

  /** @param {string} quantity */
  #logNormsOf(quantity) {
    const found = this.#logNorms.get(quantity) ?? blank(this.steps);
    this.#logNorms.set(quantity, found);
    return found;
  }

  /**
   * log10 of a norm where the server sends it, because the norm itself is below what a float holds.
   * @param {string} quantity
   * @returns {Float64Array|null} T; null where no step has one
   */
  logNorm(quantity) {
    return this.#logNorms.get(quantity) ?? null;
  }

  /** @param {number} t */
  hasForward(t) {
    return this.#forward[t] === 1;
  }

  /** @param {number} t */
  hasBackward(t) {
    return this.#backward[t] === 1;
  }

  /**
   * The state that step t reads: of its neighbour in reading order, or h0 and c0 at the first.
   * @param {"h"|"c"} state
   * @param {number} t
   * @param {number} unit
   * @returns {number}
   */
  previous(state, t, unit) {
    const before = this.direction === "reverse" ? t + 1 : t - 1;
    if (before < 0 || before >= this.steps) return this.#initial[state]?.[unit] ?? 0;
    return this.series(state)[before * this.hiddenSize + unit] ?? NaN;
  }

  /**
   * The terms of a block's pre-activation summed. NaN where the weights were left out.
   * @param {string} block
   * @param {number} t
   * @param {number} unit
   * @returns {number}
   */
  preActivation(block, t, unit) {
    if (!this.#tensors) return NaN;
    let sum = 0;
    this.#visit(block, t, unit, (kind, name, index, weight, value, factor) => {
      sum += factor * weight * value;
    });
    return sum;
  }

  /**
   * The products that a block's pre-activation adds up; empty where the weights were left out.
   * @param {string} block
   * @param {number} t
   * @param {number} unit
   * @returns {Term[]}
   */
  terms(block, t, unit) {
    /** @type {Term[]} */
    const terms = [];
    this.#visit(block, t, unit, (kind, name, index, weight, value, factor) => {
      terms.push({ kind, name, index, weight, value, factor, product: factor * weight * value });
    });
    return terms;
  }

  /** @param {string} role */
  tensorName(role) {
    return `${role}_l${this.layer}${this.direction === "reverse" ? "_reverse" : ""}`;
  }

  /**
   * @param {string} block
   * @param {number} t
   * @param {number} unit
   * @param {(kind: TermKind, name: string, index: number, weight: number, value: number, factor: number) => void} visit
   */
  #visit(block, t, unit, visit) {
    const row = this.blocks.indexOf(block) * this.hiddenSize + unit;
    if (!this.#tensors || row < 0) return;
    const factor = block === "n" ? (this.series("r")[t * this.hiddenSize + unit] ?? NaN) : 1;
    const input = this.tensorName("weight_ih");
    this.#row(input, row).forEach((weight, j) => {
      visit("x", input, j, weight, this.x[t * this.inputSize + j] ?? NaN, 1);
    });
    const hidden = this.tensorName("weight_hh");
    this.#row(hidden, row).forEach((weight, j) => {
      visit("h", hidden, j, weight, this.previous("h", t, j), factor);
    });
    this.#visitPeephole(block, t, unit, visit);
    this.#visitBias(this.tensorName("bias_ih"), row, unit, 1, visit);
    this.#visitBias(this.tensorName("bias_hh"), row, unit, factor, visit);
  }

  /**
   * @param {string} name
   * @param {number} row
   * @returns {number[]}
   */
  #row(name, row) {
    return this.#tensors?.[name]?.[row] ?? [];
  }

  /**
   * i and f see the old cell state, o sees the new one.
   * @param {string} block
   * @param {number} t
   * @param {number} unit
   * @param {(kind: TermKind, name: string, index: number, weight: number, value: number, factor: number) => void} visit
   */
  #visitPeephole(block, t, unit, visit) {
    const row = PEEPHOLE_ROWS.indexOf(block);
    if (!this.#cell.peephole || row < 0) return;
    const name = this.tensorName("weight_peephole");
    const weight = this.#row(name, row)[unit] ?? 0;
    const seen = block === "o" ? (this.series("c")[t * this.hiddenSize + unit] ?? NaN) : this.previous("c", t, unit);
    visit("peephole", name, unit, weight, seen, 1);
  }

  /**
   * @param {string} name
   * @param {number} row
   * @param {number} unit
   * @param {number} factor
   * @param {(kind: TermKind, name: string, index: number, weight: number, value: number, factor: number) => void} visit
   */
  #visitBias(name, row, unit, factor, visit) {
    const weight = this.#tensors?.[name]?.[row];
    if (weight !== undefined && weight !== null) visit("bias", name, unit, weight, 1, factor);
  }
}
