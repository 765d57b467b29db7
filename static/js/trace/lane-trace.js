/**
 * What one layer computed in one direction, in the order of the sequence.
 *
 * @typedef {import("../types.js").Direction} Direction
 * @typedef {import("./model.js").CellModel} CellModel
 * @typedef {{D: number, H: number, P: number}} Sizes   of the input, of the layer, of its output
 * @typedef {{layer: number, direction: Direction, unit: number}} Lens
 * @typedef {import("./series.js").At} At
 */

import { LaneWeights } from "./model.js";
import { PathNorms, Series, blank, entryAt, write } from "./series.js";

export class LaneTrace {
  #series;
  #gradients;
  #preActivations;
  #nodes;
  #norms;
  #logNorms;
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
    this.#series = new Series(steps);
    this.#gradients = new Series(steps);
    this.#preActivations = new Series(steps);
    this.#nodes = new Series(steps);
    this.#norms = new Series(steps);
    this.#logNorms = new Series(steps);
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
    const { gates, states } = this.model;
    for (const name of [...gates, ...states]) this.#series.reserve(name, this.width(name));
    for (const name of [...this.blocks, ...states, "x"]) this.#gradients.reserve(name, this.width(name));
    for (const name of this.#gradients.names) this.#norms.reserve(name);
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
    for (const state of this.model.states) if (Object.hasOwn(line, state) && !Object.hasOwn(values, state)) values[state] = line[state];
    return this.#add(line, this.#forward, (t, at) => {
      write(this.x, t * this.inputSize, at(line.x));
      this.#series.add(t, values, at);
      this.#preActivations.add(t, line.z, at);
      this.#nodes.add(t, line.nodes, at);
    });
  }

  /**
   * @param {any} line  of one step, or of several in columns
   * @returns {number} how many of its steps are new
   */
  addBackward(line) {
    return this.#add(line, this.#backward, (t, at) => {
      this.#gradients.add(t, line.grad, at);
      this.#nodes.add(t, line.nodes, at);
      this.#addNorms(t, line, at);
      if (line.paths) this.#addPaths(t, line.paths, at);
    });
  }

  /** @param {number} t @param {any} line @param {At} at */
  #addNorms(t, { norm, log10_norm: logs = {} }, at) {
    for (const name in norm) this.#norms.of(name)[t] = at(norm[name]) ?? NaN;
    for (const name in logs) this.#logNorms.reserve(name)[t] = at(logs[name]) ?? NaN;
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

  /** @param {number} t @param {any} paths @param {At} at */
  #addPaths(t, paths, at) {
    this.paths.add(t, paths, at);
    const outside = paths.grad?.h?.loss ?? paths.grad?.h?.above;
    if (outside) write(this.outside, t * this.outputSize, at(outside));
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
    return kept.at(name, t, unit);
  }

  /** @param {string} id @param {number} t @param {number} unit */
  #nodeAt(id, t, unit) {
    const isNarrow = this.#lens !== null && this.sizeOf(this.model.node(Number(id)).size) > 1;
    if (!isNarrow) return this.#nodes.at(id, t, unit);
    const { layer, direction, unit: shown } = /** @type {Lens} */ (this.#lens);
    return layer === this.layer && direction === this.direction && unit === shown ? this.#nodes.at(id, t, 0) : NaN;
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
    return this.#series.of(quantity);
  }

  /**
   * Of the loss, with respect to h, c, x, and each block's pre-activation.
   * @param {string} quantity
   * @returns {Float64Array} T·H, for x T·D
   */
  gradient(quantity) {
    return this.#gradients.of(quantity);
  }

  /**
   * @param {string} quantity
   * @returns {Float64Array} T
   */
  norm(quantity) {
    return this.#norms.of(quantity);
  }

  /**
   * log10 of a norm where the server sends it, because the norm itself is below what a float holds.
   * @param {string} quantity
   * @returns {Float64Array|null} T; null where no step has one
   */
  logNorm(quantity) {
    const found = this.#logNorms.of(quantity);
    return found.length > 0 ? found : null;
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
    return this.#series.at(state, before, unit);
  }
}
