/**
 * One run as it arrives: lines go in, in any order after `start`, and typed arrays fill up.
 *
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("../types.js").Direction} Direction
 * @typedef {import("../types.js").RunState["warnings"][number]} Warning
 * @typedef {{lens?: import("./lane-trace.js").Lens|null, hasNodes?: boolean, hasPaths?: boolean}} Asked
 *   lens: the one unit whose inner nodes were asked for; null for all units
 * @typedef {object} Output
 * @property {Float64Array} y
 * @property {Float64Array|null} gradient  ∂L/∂y; null where it was not asked for
 * @property {number} loss                 this step's share, NaN where not compared
 * @typedef {{tensors: Record<string, any>|null, norm: Record<string, number>}} Gradients
 */

import { CellOfRun } from "./model.js";
import { LaneTrace } from "./lane-trace.js";

export { LaneTrace };

export class Trace {
  /** @type {Scenario|null} */
  #scenario = null;
  /** @type {Map<string, LaneTrace>} */
  #byName = new Map();
  #forwardCount = 0;
  #backwardCount = 0;
  /** @type {CellOfRun|null} */
  #models = null;

  /** @param {Asked} [asked]  how much of the run; everything, where nothing is said */
  constructor({ lens = null, hasNodes = true, hasPaths = true } = {}) {
    this.asked = { lens, hasNodes, hasPaths };
    this.steps = 0;
    /** @type {Record<string, any>|null} */
    this.tensors = null;
    this.parameters = 0;
    /** @type {string|null} */
    this.link = null;
    /** @type {LaneTrace[]} */
    this.lanes = [];
    /** @type {(Output|null)[]} entry t, null where the step has no output line */
    this.outputs = [];
    this.loss = NaN;
    /** @type {Gradients|null} */
    this.gradients = null;
    this.globalNorm = NaN;
    /** @type {Warning[]} */
    this.warnings = [];
    this.isComplete = false;
    /** @type {number} seconds that the server took, NaN until the end */
    this.seconds = NaN;
  }

  /** @param {Asked} [asked] */
  static empty(asked) {
    return new Trace(asked);
  }

  /** @param {Iterable<any>} lines */
  static from(lines) {
    const trace = new Trace();
    for (const line of lines) trace.add(line);
    return trace;
  }

  get hasStarted() {
    return this.#scenario !== null;
  }

  /** @returns {Scenario} as the server read it, every default filled in */
  get scenario() {
    if (!this.#scenario) throw new Error("the trace has not started");
    return this.#scenario;
  }

  get cell() {
    return this.scenario.cell;
  }

  get isForwardComplete() {
    return this.hasStarted && this.#forwardCount === this.steps * this.lanes.length;
  }

  /** Steps of all lanes that have arrived. */
  get forwardCount() {
    return this.#forwardCount;
  }

  /** 0 … 1, both passes. */
  get progress() {
    if (this.isComplete) return 1;
    const total = 2 * this.steps * this.lanes.length;
    return total === 0 ? 0 : (this.#forwardCount + this.#backwardCount) / total;
  }

  /**
   * @param {number} layer
   * @param {Direction} direction
   * @returns {LaneTrace|null}
   */
  lane(layer, direction) {
    return this.#byName.get(`${layer}/${direction}`) ?? null;
  }

  /** @param {any} line one parsed line of the stream; types that are not known are passed over */
  add(line) {
    switch (line.type) {
      case "start": return this.#start(line);
      case "forward": return this.#forward(line);
      case "backward": return this.#backward(line);
      case "output": return this.#output(line);
      case "loss": this.loss = line.value ?? NaN; return;
      case "gradients": return this.#setGradients(line);
      case "warning": this.warnings.push(line); return;
      case "end": this.isComplete = true; this.seconds = line.seconds ?? NaN; return;
    }
  }

  /** @param {any} line */
  #start(line) {
    this.#scenario = line.scenario;
    this.steps = line.steps;
    this.tensors = line.tensors ?? null;
    this.parameters = line.parameters;
    this.link = line.link ?? null;
    this.outputs = new Array(this.steps).fill(null);
    this.#models = new CellOfRun(line.cell);
    this.#models.lanes.forEach((lane, row) => this.#addLane(lane, row));
  }

  /** What the cells of the run are. */
  get models() {
    if (!this.#models) throw new Error("the trace has not started");
    return this.#models;
  }

  /**
   * @param {CellOfRun["lanes"][number]} lane
   * @param {number} row  of the scenario's initial states: the order of the lanes is PyTorch's
   */
  #addLane({ layer, direction, model, input_size: D, hidden_size: H, output_size: P }, row) {
    const { steps, tensors, asked: { lens } } = this;
    const sizes = { D, H, P };
    const lane = new LaneTrace({ layer, direction, steps, model, sizes, tensors, initial: this.#initialOf(model, row), lens });
    this.lanes.push(lane);
    this.#byName.set(`${layer}/${direction}`, lane);
  }

  /** @param {import("./model.js").CellModel} model @param {number} row @returns {Record<string, number[]|null>} */
  #initialOf({ states }, row) {
    const { h0, c0, state0 } = this.scenario;
    const given = /** @type {Record<string, number[][]|null|undefined>} */ ({ ...state0, h: h0, c: c0 });
    return Object.fromEntries(states.map((state) => [state, given[state]?.[row] ?? null]));
  }

  /** @param {any} line */
  #forward(line) {
    this.#forwardCount += this.lane(line.layer, line.direction)?.addForward(line) ?? 0;
  }

  /** @param {any} line */
  #backward(line) {
    this.#backwardCount += this.lane(line.layer, line.direction)?.addBackward(line) ?? 0;
  }

  /** @param {any} line */
  #output(line) {
    const gradient = line.grad ? floats(line.grad.y) : null;
    this.outputs[line.t] = { y: floats(line.y), gradient, loss: line.loss ?? NaN };
  }

  /** @param {any} line */
  #setGradients(line) {
    this.gradients = { tensors: line.tensors ?? null, norm: line.norm ?? {} };
    this.globalNorm = line.global_norm ?? NaN;
  }
}

/** `null` on the wire is a value that is not finite. @param {(number|null)[]} values */
const floats = (values) => Float64Array.from(values, (value) => value ?? NaN);
