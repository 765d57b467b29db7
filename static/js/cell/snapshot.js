/**
 * Everything about one unit at one step, read from a trace into plain numbers. The circuit and the
 * equations take their numbers from here and from nowhere else.
 *
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("../types.js").Direction} Direction
 * @typedef {import("../types.js").Intervention} Intervention
 * @typedef {import("../trace/trace.js").Trace} Trace
 * @typedef {import("../trace/lane-trace.js").LaneTrace} LaneTrace
 * @typedef {import("../trace/lane-trace.js").Term} Term
 *
 * @typedef {object} Share   a block's pre-activation by where it comes from
 * @property {Term[]} terms
 * @property {number} input       W·x
 * @property {number} recurrent   U·h′
 * @property {number} bias        both biases; of the candidate of a GRU b_ih alone
 * @property {number} peephole    p·c
 *
 * @typedef {object} Snapshot
 * @property {Cell["kind"]} kind
 * @property {Cell["activations"]} activations
 * @property {boolean} hasWeights    false where the server left the tensors out
 * @property {boolean} isForward     the forward values are there
 * @property {boolean} isBackward    the gradients are there
 * @property {number} t
 * @property {number} unit
 * @property {number} layer
 * @property {Direction} direction
 * @property {boolean} isBidirectional
 * @property {number[]} x
 * @property {number[]} hPrevAll
 * @property {number} hPrev
 * @property {number} cPrev          NaN without a cell state
 * @property {Record<string, number>} gates
 * @property {number} c
 * @property {number} squashed       output(c)
 * @property {number} h
 * @property {Record<string, number>} z         pre-activation of each block
 * @property {Record<string, Share>} shares
 * @property {number} recurrentCandidate        GRU: U h′ + b of n, before r
 * @property {{i: number, f: number, o: number}|null} peepholes
 * @property {Set<string>} held      what a what-if replaces at this step
 * @property {Record<string, number>} grads     h, c and each block's ∂L/∂z
 * @property {number[]} xGrads
 */

import { BLOCKS } from "../trace/lane-trace.js";
import { SQUASHES } from "./local-derivatives.js";

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

/** @param {readonly Term[]} terms @param {(term: Term) => boolean} isMeant */
const total = (terms, isMeant) => terms.reduce((sum, term) => (isMeant(term) ? sum + term.product : sum), 0);

/**
 * @param {Term[]} terms
 * @param {boolean} isCandidateOfGru  b_hh is inside what r multiplies
 * @returns {Share}
 */
function shareOf(terms, isCandidateOfGru) {
  /** @param {Term} term */
  const isInner = (term) => isCandidateOfGru && term.name.startsWith("bias_hh");
  return {
    terms,
    input: total(terms, (term) => term.kind === "x"),
    recurrent: total(terms, (term) => term.kind === "h" || isInner(term)),
    bias: total(terms, (term) => term.kind === "bias" && !isInner(term)),
    peephole: total(terms, (term) => term.kind === "peephole"),
  };
}

/** @param {LaneTrace} lane @param {Trace} trace @param {number} unit */
function peepholesOf(lane, trace, unit) {
  if (!trace.cell.peephole || !trace.tensors) return null;
  const rows = trace.tensors[lane.tensorName("weight_peephole")];
  return rows ? { i: rows[0][unit], f: rows[1][unit], o: rows[2][unit] } : null;
}

/**
 * @param {Trace} trace
 * @param {LaneTrace} lane
 * @param {number} t
 * @param {number} unit
 * @returns {Snapshot}
 */
export function snapshot(trace, lane, t, unit) {
  const { cell, scenario } = trace;
  const { layer, direction, hiddenSize, inputSize } = lane;
  const at = t * hiddenSize + unit;
  const blocks = BLOCKS[cell.kind];
  const hasWeights = trace.tensors !== null;
  const read = (/** @type {string} */ name) => lane.series(name)[at] ?? NaN;
  const gradient = (/** @type {string} */ name) => lane.gradient(name)[at] ?? NaN;
  const shares = Object.fromEntries(blocks.map((block) => [block, shareOf(lane.terms(block, t, unit), block === "n")]));
  const c = read("c");
  return {
    kind: cell.kind, activations: cell.activations, hasWeights, t, unit, layer, direction, shares, c,
    isBidirectional: cell.bidirectional,
    isForward: lane.hasForward(t),
    isBackward: lane.hasBackward(t),
    x: [...lane.x.subarray(t * inputSize, (t + 1) * inputSize)],
    hPrevAll: Array.from({ length: hiddenSize }, (_, j) => lane.previous("h", t, j)),
    hPrev: lane.previous("h", t, unit),
    cPrev: cell.kind === "lstm" ? lane.previous("c", t, unit) : NaN,
    gates: Object.fromEntries(lane.gateNames.map((gate) => [gate, read(gate)])),
    squashed: cell.kind === "lstm" ? SQUASHES[cell.activations.output].value(c) : NaN,
    h: read("h"),
    z: Object.fromEntries(blocks.map((block) => [block, lane.preActivation(block, t, unit)])),
    recurrentCandidate: cell.kind === "gru" ? candidateFromState(shares.n.terms) : NaN,
    peepholes: peepholesOf(lane, trace, unit),
    held: heldAt(scenario.interventions, { layer, direction, unit, t }),
    grads: Object.fromEntries([...blocks, "h", "c"].map((name) => [name, gradient(name)])),
    xGrads: [...lane.gradient("x").subarray(t * inputSize, (t + 1) * inputSize)],
  };
}

/** U h′ + b_hh of the candidate of a GRU, before r multiplies it. @param {readonly Term[]} terms */
function candidateFromState(terms) {
  const inner = terms.filter((term) => term.kind === "h" || term.name.startsWith("bias_hh"));
  return terms.length === 0 ? NaN : inner.reduce((sum, term) => sum + term.weight * term.value, 0);
}
