/**
 * What one layer computed in one direction, as flat typed arrays in the order of the sequence:
 * entry (t, j) of a vector of size n is at t·n + j. What has not arrived, or is not finite, is NaN.
 *
 * @typedef {import("../types.js").Direction} Direction
 * @typedef {import("./model.js").CellModel} CellModel
 * @typedef {{D: number, H: number, P: number}} Sizes   of the input, of the layer, of its output
 * @typedef {{layer: number, direction: Direction, unit: number}} Lens
 * @typedef {(value: any) => any} At   picks a step's entry out of what a line holds
 */

import { LaneWeights } from "./lane-weights.js";
import { PathNorms } from "./path-norms.js";

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
  #weights;
  #lens;

  /**
   * @param {object} lane
   * @param {number} lane.layer
   * @param {Direction} lane.direction
   * @param {number} lane.steps
   * @param {CellModel} lane.model
   * @param {Sizes} lane.sizes
   * @param {Record<string, any>|null} lane.tensors
   * @param {Record<string, number[]|null>} lane.initial  by state, where this lane starts; null is zero
   * @param {Lens|null} [lane.lens]  the one unit whose inner nodes are sent; null for all
   */
  constructor({ layer, direction, steps, model, sizes, tensors, initial, lens = null }) {
    this.layer = layer;
    this.direction = direction;
    this.steps = steps;
    this.model = model;
    this.inputSize = sizes.D;
    this.hiddenSize = sizes.H;
    /** Of h, which a projection makes smaller than the layer. */
    this.outputSize = sizes.P;
    /** What the gradients of a step are of, besides states and input. @type {readonly string[]} */
    this.blocks = model.gradients;
    /** @type {readonly string[]} */
    this.gateNames = model.gates;
    this.x = blank(steps * this.inputSize);
    this.#weights = new LaneWeights({ layer, direction, model, tensors, sizeOf: (letter) => this.sizeOf(letter) });
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

  /** The unit's row of a matrix, or its entry of a vector. @param {string} parameter @param {number} unit */
  weights(parameter, unit) {
    return this.#weights.row(parameter, unit);
  }

  /** The unit's column of a matrix. @param {string} parameter @param {number} unit */
  column(parameter, unit) {
    return this.#weights.column(parameter, unit);
  }

  /** Where a parameter's entries stand in the tensors. @param {string} parameter @param {number} unit */
  places(parameter, unit) {
    return this.#weights.places(parameter, unit);
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
}
