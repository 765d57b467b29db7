/**
 * What one layer computed in one direction, as flat typed arrays in the order of the sequence:
 * entry (t, j) of a vector of size n is at t·n + j. What has not arrived, or is not finite, is NaN.
 *
 * @typedef {import("../types.js").Direction} Direction
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("./model.js").CellModel} CellModel
 * @typedef {{D: number, H: number, P: number}} Sizes   of the input, of the layer, of its output
 * @typedef {{layer: number, direction: Direction, unit: number}} Lens
 * @typedef {(value: any) => any} At   picks a step's entry out of what a line holds
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

/**
 * An entry of a series whose steps have as many numbers as it is long for.
 * @param {Float64Array} series
 * @param {number} steps
 * @param {number} t
 * @param {number} unit  of what is one number for all units any
 */
function entryAt(series, steps, t, unit) {
  const size = series.length / steps;
  return (size === 1 ? series[t] : unit < size ? series[t * size + unit] : NaN) ?? NaN;
}

/**
 * What gradients a cell's lines hold besides those of states and input: PyTorch's cells those of
 * row blocks, all others those of their values.
 * @param {CellModel} model
 * @returns {string[]}
 */
function gradientNames(model) {
  const sent = new Set(model.nodes.filter(({ at }) => at.startsWith("grad.")).map(({ at }) => at.slice(5)));
  const blocks = Object.keys(model.blocks);
  const isByBlock = blocks.length > 0 && blocks.every((block) => model.nodes.some(({ op, at }) => at === `grad.${block}` && op !== "total" && op !== "gradient"));
  return (isByBlock ? blocks : model.values).filter((name) => sent.has(name) && !model.states.includes(name));
}

export class LaneTrace {
  /** @type {Map<string, Float64Array>} */
  #series = new Map();
  /** @type {Map<string, Float64Array>} */
  #gradients = new Map();
  /** @type {Map<string, Float64Array>} */
  #preActivations = new Map();
  /** @type {Map<string, Float64Array>} */
  #nodes = new Map();
  /** @type {Map<string, Float64Array>} */
  #norms = new Map();
  /** @type {Map<string, Float64Array>} */
  #logNorms = new Map();
  #forward;
  #backward;
  #initial;
  #tensors;
  #cell;
  #lens;

  /**
   * @param {object} lane
   * @param {number} lane.layer
   * @param {Direction} lane.direction
   * @param {number} lane.steps
   * @param {Cell} lane.cell
   * @param {CellModel} lane.model
   * @param {Sizes} lane.sizes
   * @param {Record<string, any>|null} lane.tensors
   * @param {Record<string, number[]|null>} lane.initial  by state, where this lane starts; null is zero
   * @param {Lens|null} [lane.lens]  the one unit whose inner nodes are sent; null for all
   */
  constructor({ layer, direction, steps, cell, model, sizes, tensors, initial, lens = null }) {
    this.layer = layer;
    this.direction = direction;
    this.steps = steps;
    this.model = model;
    this.inputSize = sizes.D;
    this.hiddenSize = sizes.H;
    /** Of h, which a projection makes smaller than the layer. */
    this.outputSize = sizes.P;
    /** What the gradients of a step are of, besides states and input. @type {readonly string[]} */
    this.blocks = gradientNames(model);
    /** @type {readonly string[]} */
    this.gateNames = model.gates;
    this.x = blank(steps * this.inputSize);
    this.#cell = cell;
    this.#tensors = tensors;
    this.#initial = initial;
    this.#lens = lens;
    /** The parts of every state's gradient, by the path along which they came. */
    this.paths = new PathNorms(steps);
    /** ∂L/∂h from the loss or the layer above, T·P. */
    this.outside = blank(steps * this.outputSize);
    this.#forward = new Uint8Array(steps);
    this.#backward = new Uint8Array(steps);
    this.#allocate();
  }

  #allocate() {
    const { steps, model } = this;
    for (const name of [...model.gates, ...model.states]) this.#series.set(name, blank(steps * this.width(name)));
    for (const name of [...this.blocks, ...model.states]) this.#gradients.set(name, blank(steps * this.width(name)));
    this.#gradients.set("x", blank(steps * this.inputSize));
    for (const name of this.#gradients.keys()) this.#norms.set(name, blank(steps));
  }

  /** @param {import("./model.js").SizeLetter} letter */
  sizeOf(letter) {
    return { D: this.inputSize, H: this.hiddenSize, P: this.outputSize, 1: 1 }[letter];
  }

  /** How many numbers a value, or the gradient at one, has at a step. @param {string} name  or "x" */
  width(name) {
    if (name === "x") return this.inputSize;
    const equation = this.model.named(name);
    return equation ? this.sizeOf(this.model.node(equation.node).size) : this.hiddenSize;
  }

  /**
   * @param {any} line  of one step, or of several in columns
   * @returns {number} how many of its steps are new
   */
  addForward(line) {
    const values = { ...line.gates, ...line.states };
    for (const state of this.model.states) if (state in line && !(state in values)) values[state] = line[state];
    return this.#add(line, this.#forward, (t, at) => {
      write(this.x, t * this.inputSize, at(line.x));
      this.#writeAll(this.#series, t, values, at);
      this.#writeAll(this.#preActivations, t, line.z, at);
      this.#writeNodes(t, line.nodes, at);
    });
  }

  /**
   * @param {any} line  of one step, or of several in columns
   * @returns {number} how many of its steps are new
   */
  addBackward(line) {
    return this.#add(line, this.#backward, (t, at) => {
      this.#writeAll(this.#gradients, t, line.grad, at);
      this.#writeNodes(t, line.nodes, at);
      for (const [name, value] of Object.entries(line.norm)) {
        const target = this.#norms.get(name);
        if (target) target[t] = at(value) ?? NaN;
      }
      for (const [name, value] of Object.entries(line.log10_norm ?? {})) {
        const log = at(value);
        if (log !== undefined) this.#logNormsOf(name)[t] = log ?? NaN;
      }
      if (line.paths) this.#addPaths(t, line.paths, at);
    });
  }

  /**
   * @param {any} line
   * @param {Uint8Array} arrived
   * @param {(t: number, at: At) => void} take
   */
  #add({ t: steps }, arrived, take) {
    if (!Array.isArray(steps)) return this.#arrive(arrived, steps, (value) => value, take);
    return steps.reduce((count, t, k) => count + this.#arrive(arrived, t, (value) => value?.[k], take), 0);
  }

  /** @param {Uint8Array} arrived @param {number} t @param {At} at @param {(t: number, at: At) => void} take */
  #arrive(arrived, t, at, take) {
    take(t, at);
    const isNew = arrived[t] === 0;
    arrived[t] = 1;
    return isNew ? 1 : 0;
  }

  /**
   * Values of a name that nothing was kept for yet take as many numbers a step as the line has.
   * @param {Map<string, Float64Array>} kept
   * @param {number} t
   * @param {Record<string, any>|undefined} values
   * @param {At} at
   */
  #writeAll(kept, t, values, at) {
    for (const name in values) {
      const entries = at(values[name]);
      if (!entries) continue;
      const target = kept.get(name) ?? blank(this.steps * entries.length);
      kept.set(name, target);
      write(target, t * (target.length / this.steps), entries);
    }
  }

  /** @param {number} t @param {Record<string, any>|undefined} nodes @param {At} at */
  #writeNodes(t, nodes, at) {
    this.#writeAll(this.#nodes, t, nodes, at);
  }

  /** @param {number} t @param {any} paths @param {At} at */
  #addPaths(t, { norm, log10_norm: logs, grad }, at) {
    this.paths.add(t, norm, logs, at);
    const outside = grad?.h?.loss ?? grad?.h?.above;
    if (outside) write(this.outside, t * this.outputSize, at(outside));
  }

  /**
   * The pre-activation of a row block.
   * @param {string} block
   * @returns {Float64Array} T·H
   */
  preActivations(block) {
    return this.#preActivations.get(block) ?? NOTHING;
  }

  /**
   * A number of a step by its place in the lines, as the nodes of the cell's graph name it.
   * @param {string} place  "gates.i", "c", "z.i", "nodes.12", "grad.c", "x"
   * @param {number} t
   * @param {number} unit
   * @returns {number} NaN where it is not known
   */
  at(place, t, unit) {
    const dot = place.indexOf(".");
    const [kind, name] = dot < 0 ? ["states", place] : [place.slice(0, dot), place.slice(dot + 1)];
    if (place === "x") return entryAt(this.x, this.steps, t, unit);
    if (kind === "nodes") return this.#nodeAt(name, t, unit);
    const kept = kind === "z" ? this.#preActivations : kind === "grad" ? this.#gradients : this.#series;
    return entryAt(kept.get(name) ?? NOTHING, this.steps, t, unit);
  }

  /** @param {string} id @param {number} t @param {number} unit */
  #nodeAt(id, t, unit) {
    const series = this.#nodes.get(id) ?? NOTHING;
    const isNarrow = this.#lens !== null && this.sizeOf(this.model.node(Number(id)).size) > 1;
    if (!isNarrow) return entryAt(series, this.steps, t, unit);
    const { layer, direction, unit: shown } = /** @type {Lens} */ (this.#lens);
    return layer === this.layer && direction === this.direction && unit === shown ? entryAt(series, this.steps, t, 0) : NaN;
  }

  /**
   * The unit's row of a matrix, or its entry of a vector, as the equations mean it: what stands in
   * two tensors is their sum.
   * @param {string} name  of a parameter
   * @param {number} unit
   * @returns {number[]} empty where the tensors were left out
   */
  weights(name, unit) {
    const parameter = this.model.parameter(name);
    if (!this.#tensors || !parameter) return [];
    const rows = parameter.tensors.map((place) => this.#rowOf(parameter, place, unit));
    return rows.reduce((sum, row) => (sum.length === 0 ? row : sum.map((value, j) => value + (row[j] ?? 0))), []);
  }

  /**
   * The unit's column of a matrix.
   * @param {string} name
   * @param {number} unit
   * @returns {number[]} empty where the tensors were left out
   */
  column(name, unit) {
    const rows = this.model.parameter(name)?.shape[0];
    if (!this.#tensors || !rows) return [];
    return Array.from({ length: this.sizeOf(rows) }, (_, row) => this.weights(name, row)[unit] ?? NaN);
  }

  /**
   * Where a weight stands: PyTorch stacks the parameters of a cell in few tensors.
   * @param {string} name  of a parameter
   * @param {number} unit
   * @returns {{tensor: string, row: number, column: number|null}[]} of a vector the entry, of a matrix the row's first
   */
  places(name, unit) {
    const parameter = this.model.parameter(name);
    return (parameter?.tensors ?? []).map(({ tensor, block, is_table: isTable }) => ({
      tensor: this.tensorName(tensor),
      row: isTable ? block : block * this.#rowsOf(/** @type {import("./model.js").Parameter} */ (parameter)) + (parameter?.shape.length ? unit : 0),
      column: isTable ? unit : (parameter?.shape.length ?? 0) > 1 ? 0 : null,
    }));
  }

  /** @param {import("./model.js").Parameter} parameter */
  #rowsOf({ shape }) {
    return shape.length > 0 ? this.sizeOf(shape[0]) : 1;
  }

  /**
   * @param {import("./model.js").Parameter} parameter
   * @param {import("./model.js").TensorPlace} place
   * @param {number} unit
   * @returns {number[]}
   */
  #rowOf(parameter, { tensor, block, is_table: isTable }, unit) {
    const rows = this.#tensors?.[this.tensorName(tensor)];
    if (rows === undefined || rows === null) return [];
    if (isTable) return [rows[block]?.[unit] ?? NaN];
    const entry = Math.min(unit, this.#rowsOf(parameter) - 1);
    const row = rows[block * this.#rowsOf(parameter) + entry];
    return Array.isArray(row) ? row : [row ?? NaN];
  }

  /**
   * @param {string} quantity  a gate or a state; empty for one that this cell has not
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
   * The state that step t reads: of its neighbour in reading order, or where the lane starts.
   * @param {string} state
   * @param {number} t
   * @param {number} unit
   * @returns {number}
   */
  previous(state, t, unit) {
    const before = this.direction === "reverse" ? t + 1 : t - 1;
    if (before < 0 || before >= this.steps) return this.#initial[state]?.[unit] ?? 0;
    return entryAt(this.series(state), this.steps, before, unit);
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
