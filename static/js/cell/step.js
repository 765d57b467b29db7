/**
 * One unit at one step: every number that the run holds of it, by the nodes of its cell's graph.
 * Whatever shows numbers of a step reads them here; nothing is computed.
 *
 * @typedef {import("../trace/trace.js").Trace} Trace
 * @typedef {import("../trace/lane-trace.js").LaneTrace} LaneTrace
 * @typedef {import("../types.js").Direction} Direction
 * @typedef {import("../types.js").Intervention} Intervention
 */

/**
 * @param {readonly Intervention[]} interventions
 * @param {{layer: number, direction: Direction, unit: number, t: number}} place
 * @returns {Set<string>} targets held there
 */
export function heldAt(interventions, { layer, direction, unit, t }) {
  const here = interventions.filter((edit) => edit.layer === layer && edit.direction === direction
    && edit.from <= t && t <= edit.to && (edit.unit ?? unit) === unit);
  return new Set(here.map((edit) => edit.target));
}

/** The step after t in the order in which the lane reads. @param {LaneTrace} lane @param {number} t */
export const stepAfter = (lane, t) => (lane.direction === "reverse" ? t - 1 : t + 1);

/** The step that it read before t. @param {LaneTrace} lane @param {number} t */
export const stepBefore = (lane, t) => (lane.direction === "reverse" ? t + 1 : t - 1);

export class Step {
  /**
   * @param {Trace} trace
   * @param {LaneTrace} lane
   * @param {number} t
   * @param {number} unit
   */
  constructor(trace, lane, t, unit) {
    this.trace = trace;
    this.lane = lane;
    this.model = lane.model;
    this.t = t;
    this.unit = unit;
    this.layer = lane.layer;
    this.direction = lane.direction;
    this.isForward = lane.hasForward(t);
    this.isBackward = lane.hasBackward(t);
    /** False where the server left the tensors out. */
    this.hasWeights = trace.tensors !== null;
    /** Targets of what-ifs that hold here. */
    this.held = heldAt(trace.scenario.interventions, this);
  }

  /** Whether h goes to the loss, or to a layer above. */
  get isTop() {
    return this.lane.layer === this.trace.lanes.reduce((most, { layer }) => Math.max(most, layer), 0);
  }

  /** ∂L/∂h from the loss or the layer above; NaN where it has not come. */
  get outside() {
    return this.lane.outside[this.t * this.lane.outputSize + this.unit] ?? NaN;
  }

  /** @param {number} id @returns {number} a node's number, NaN where it is not known */
  number(id) {
    return this.#at(id, this.t, this.unit);
  }

  /** Of another unit of the layer. @param {number} id @param {number} unit */
  numberOf(id, unit) {
    return this.#at(id, this.t, unit);
  }

  /** A node's number at the step read next. @param {number} id @param {number} [unit] @returns {number} 0 beyond the end */
  later(id, unit = this.unit) {
    const next = stepAfter(this.lane, this.t);
    return this.#isStep(next) ? this.#at(id, next, unit) : 0;
  }

  /** Whether a step is read after this one. */
  get hasLater() {
    return this.#isStep(stepAfter(this.lane, this.t));
  }

  /** A node's numbers for all units. @param {number} id @returns {number[]} */
  vector(id) {
    return Array.from({ length: this.lane.sizeOf(this.model.node(id).size) }, (_, unit) => this.#at(id, this.t, unit));
  }

  /** @param {number} id @returns {number[]} zeros beyond the end */
  laterVector(id) {
    return Array.from({ length: this.lane.sizeOf(this.model.node(id).size) }, (_, unit) => this.later(id, unit));
  }

  /**
   * The unit's row of a matrix, or its entry of a vector as the only one; empty where the tensors
   * were left out.
   * @param {string} parameter
   * @param {number} [unit]
   * @returns {number[]}
   */
  weights(parameter, unit = this.unit) {
    return this.lane.weights(parameter, unit);
  }

  /** The column of a matrix: what its transposed has as the unit's row. @param {string} parameter @param {number} [unit] @returns {number[]} */
  column(parameter, unit = this.unit) {
    return this.lane.column(parameter, unit);
  }

  /** @param {number} t */
  #isStep(t) {
    return t >= 0 && t < this.lane.steps;
  }

  /** @param {number} id @param {number} t @param {number} unit @returns {number} */
  #at(id, t, unit) {
    const node = this.model.node(id);
    if (node.at === "number") return node.value ?? NaN;
    const [place, name] = node.at.split(".");
    if (place === "parameter") return this.weights(name, unit)[0] ?? NaN;
    if (place === "previous") return this.lane.previous(name, t, unit);
    return this.lane.at(node.at, t, unit);
  }
}

/**
 * @param {Trace} trace
 * @param {LaneTrace} lane
 * @param {number} t
 * @param {number} unit
 * @returns {Step}
 */
export const readStep = (trace, lane, t, unit) => new Step(trace, lane, t, unit);

/**
 * Makes a reader of the step looked at: a new one only when another place is looked at or lines
 * came, so that a frame of the animation finds what it found before.
 * @returns {(state: import("../types.js").State) => Step|null} null while the step has not arrived
 */
export function stepReader() {
  /** @type {readonly unknown[]} */
  let key = [];
  /** @type {Step|null} */
  let step = null;
  return ({ trace, traceVersion, view }) => {
    const next = [trace, trace?.isComplete ? -1 : traceVersion, view.t, view.unit, view.layer, view.direction];
    if (next.length === key.length && next.every((part, k) => Object.is(part, key[k]))) return step;
    key = next;
    const lane = trace?.hasStarted ? trace.lane(view.layer, view.direction) : null;
    step = trace && lane?.hasForward(view.t) ? readStep(trace, lane, view.t, view.unit) : null;
    return step;
  };
}
