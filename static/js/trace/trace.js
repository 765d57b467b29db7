/**
 * One run as it arrives: lines go in, in any order after `start`, and typed arrays fill up.
 *
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("../types.js").Direction} Direction
 * @typedef {import("../types.js").RunState["warnings"][number]} Warning
 * @typedef {{y: Float64Array, loss: number}} Output   loss: this step's share, NaN where not compared
 * @typedef {{tensors: Record<string, any>|null, norm: Record<string, number>}} Gradients
 */

import { LaneTrace } from "./lane-trace.js";

export { LaneTrace };

export class Trace {
  /** @type {Scenario|null} */
  #scenario = null;
  /** @type {Map<string, LaneTrace>} */
  #byName = new Map();
  #forwardCount = 0;
  #backwardCount = 0;

  constructor() {
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

  static empty() {
    return new Trace();
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
    const { cell } = this;
    const directions = /** @type {Direction[]} */ (cell.bidirectional ? ["forward", "reverse"] : ["forward"]);
    for (let layer = 0; layer < cell.num_layers; layer += 1) {
      for (const direction of directions) this.#addLane(layer, direction);
    }
  }

  /**
   * @param {number} layer
   * @param {Direction} direction
   */
  #addLane(layer, direction) {
    const { h0, c0, cell } = this.scenario;
    const row = this.lanes.length;  // PyTorch's order of h0 and c0 is the order of the lanes
    const initial = { h: h0?.[row] ?? null, c: c0?.[row] ?? null };
    const lane = new LaneTrace({ layer, direction, steps: this.steps, cell, tensors: this.tensors, initial });
    this.lanes.push(lane);
    this.#byName.set(`${layer}/${direction}`, lane);
  }

  /** @param {any} line */
  #forward(line) {
    if (this.lane(line.layer, line.direction)?.addForward(line)) this.#forwardCount += 1;
  }

  /** @param {any} line */
  #backward(line) {
    if (this.lane(line.layer, line.direction)?.addBackward(line)) this.#backwardCount += 1;
  }

  /** @param {any} line */
  #output(line) {
    const y = Float64Array.from(line.y, (/** @type {number|null} */ value) => value ?? NaN);
    this.outputs[line.t] = { y, loss: line.loss ?? NaN };
  }

  /** @param {any} line */
  #setGradients(line) {
    this.gradients = { tensors: line.tensors ?? null, norm: line.norm ?? {} };
    this.globalNorm = line.global_norm ?? NaN;
  }
}
