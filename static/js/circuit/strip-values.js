/**
 * All units of a layer at one step: for each wire of the circuit one number for each unit. The
 * numbers come from `cell/values.js`, unit by unit, so that they cannot differ from those of the unit's
 * own circuit; only the sums of the pre-activations are taken for all units at once.
 *
 * @typedef {import("../trace/trace.js").Trace} Trace
 * @typedef {import("../trace/lane-trace.js").LaneTrace} LaneTrace
 * @typedef {import("../types.js").Pass} Pass
 * @typedef {import("../cell/snapshot.js").Snapshot} Snapshot
 * @typedef {import("../cell/snapshot.js").Share} Share
 * @typedef {import("../cell/values.js").Values} Values
 * @typedef {import("../cell/values.js").Upstream} Upstream
 * @typedef {{vectors: Record<string, Float64Array>, values: Values, held: ReadonlySet<string>[]}} AllUnits
 *   values: of all units together, root mean squares; openings of the first. held: by unit
 */

import { SQUASHES } from "../cell/local-derivatives.js";
import { heldAt, stepAfter } from "../cell/snapshot.js";
import { cellParts, gradientFromAbove, nextParts } from "../cell/upstream.js";
import { valuesOf, wiresOf } from "../cell/values.js";
import { rootMeanSquare } from "../drawing/bins.js";

/**
 * @param {Trace} trace
 * @param {LaneTrace} lane
 * @param {number} t
 * @param {Pass} pass
 * @returns {AllUnits}
 */
export function allUnits(trace, lane, t, pass) {
  const steps = unitSteps(trace, lane, t);
  const upstreams = pass === "backward" ? allUpstreams(trace, lane, t) : null;
  const each = steps.map((step, unit) => wiresOf(step, pass, upstreams?.[unit] ?? NOTHING));
  const vectors = Object.fromEntries(Object.keys(each[0]).map((name) => [name, Float64Array.from(each, (wires) => wires[name])]));
  const { inputSize } = lane;
  vectors.x = (pass === "forward" ? lane.x : lane.gradient("x")).slice(t * inputSize, (t + 1) * inputSize);
  return { vectors, values: together(steps, vectors, pass), held: steps.map(({ held }) => held) };
}

/** @type {Upstream} */
const NOTHING = Object.freeze({ above: NaN, next: {}, line: NaN, peephole: NaN, back: {} });

/** @param {Snapshot[]} steps @param {Record<string, Float64Array>} vectors @param {Pass} pass @returns {Values} */
function together(steps, vectors, pass) {
  const { openings, squashes } = valuesOf(steps[0], pass, NOTHING);
  return {
    openings,
    squashes,
    wires: Object.fromEntries(Object.entries(vectors).map(([name, vector]) => [name, rootMeanSquare(vector, 0, vector.length)])),
    local: {},
    vectors: { x: [...vectors.x] },
    held: new Set(steps.flatMap(({ held }) => [...held])),
  };
}

/** @param {Trace} trace @param {LaneTrace} lane @param {number} t @returns {Snapshot[]} without their terms */
function unitSteps(trace, lane, t) {
  const { cell, scenario, tensors } = trace;
  const { layer, direction, hiddenSize } = lane;
  const hPrevAll = Array.from({ length: hiddenSize }, (_, unit) => lane.previous("h", t, unit));
  const shares = Object.fromEntries(lane.blocks.map((block) => [block, blockShares(trace, lane, t, block, hPrevAll)]));
  const peepholes = cell.peephole ? tensors?.[lane.tensorName("weight_peephole")] : null;
  const read = (/** @type {Float64Array} */ series, /** @type {number} */ unit) => series[t * hiddenSize + unit] ?? NaN;
  return hPrevAll.map((hPrev, unit) => {
    const own = Object.fromEntries(lane.blocks.map((block) => [block, shares[block][unit]]));
    const c = read(lane.series("c"), unit);
    return {
      kind: cell.kind, activations: cell.activations, hasWeights: tensors !== null, t, unit, layer, direction, shares: own, c,
      isBidirectional: cell.bidirectional,
      isForward: lane.hasForward(t), isBackward: lane.hasBackward(t), x: [], hPrevAll, hPrev,
      cPrev: cell.kind === "lstm" ? lane.previous("c", t, unit) : NaN,
      gates: Object.fromEntries(lane.gateNames.map((gate) => [gate, read(lane.series(gate), unit)])),
      squashed: cell.kind === "lstm" ? SQUASHES[cell.activations.output].value(c) : NaN,
      h: read(lane.series("h"), unit),
      z: Object.fromEntries(Object.entries(own).map(([block, share]) => [block, tensors ? share.input + share.recurrent + share.bias + share.peephole : NaN])),
      recurrentCandidate: cell.kind === "gru" ? own.n.inner : NaN,
      peepholes: peepholes ? { i: peepholes[0][unit], f: peepholes[1][unit], o: peepholes[2][unit] } : null,
      held: heldAt(scenario.interventions, { layer, direction, unit, t }),
      grads: Object.fromEntries([...lane.blocks, "h", "c"].map((name) => [name, read(lane.gradient(name), unit)])),
      xGrads: [],
    };
  });
}

/** @param {readonly number[]} weights @param {ArrayLike<number>} values @param {number} offset */
function dot(weights, values, offset) {
  let sum = 0;
  for (let k = 0; k < weights.length; k += 1) sum += weights[k] * values[offset + k];
  return sum;
}

/**
 * What a block's pre-activations add up, for each unit; NaN where the weights were left out.
 * @param {Trace} trace
 * @param {LaneTrace} lane
 * @param {number} t
 * @param {string} block
 * @param {readonly number[]} hPrevAll
 * @returns {(Share & {inner: number})[]}  inner: U·h′, with the bias that r multiplies too
 */
function blockShares({ tensors, cell }, lane, t, block, hPrevAll) {
  const first = lane.blocks.indexOf(block) * lane.hiddenSize;
  const tensor = (/** @type {string} */ role) => tensors?.[lane.tensorName(role)];
  const [input, hidden, inputBias, hiddenBias] = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"].map(tensor);
  const isCandidate = block === "n";
  return hPrevAll.map((_, unit) => {
    const row = first + unit;
    if (!input || !hidden) return { terms: [], input: NaN, recurrent: NaN, bias: NaN, peephole: NaN, inner: NaN };
    const bias = hiddenBias?.[row] ?? 0;
    const inner = dot(hidden[row], hPrevAll, 0) + (isCandidate ? bias : 0);
    const factor = isCandidate ? lane.series("r")[t * lane.hiddenSize + unit] : 1;
    return {
      terms: [],
      input: dot(input[row], lane.x, t * lane.inputSize),
      recurrent: factor * inner,
      inner,
      bias: (inputBias?.[row] ?? 0) + (isCandidate ? 0 : bias),
      peephole: cell.peephole ? peepholeShare(tensor("weight_peephole"), lane, t, block, unit) : 0,
    };
  });
}

/** @param {number[][]|undefined} weights @param {LaneTrace} lane @param {number} t @param {string} block @param {number} unit */
function peepholeShare(weights, lane, t, block, unit) {
  const row = ["i", "f", "o"].indexOf(block);
  if (!weights || row < 0) return 0;
  return weights[row][unit] * (block === "o" ? lane.series("c")[t * lane.hiddenSize + unit] : lane.previous("c", t, unit));
}

/** @param {Trace} trace @param {LaneTrace} lane @param {number} t @returns {Upstream[]} */
function allUpstreams(trace, lane, t) {
  const next = recurrentSums(trace, lane, stepAfter(lane, t));
  const back = recurrentSums(trace, lane, t);
  const partsOf = (/** @type {Float64Array[]} */ sums, /** @type {number} */ unit) =>
    Object.fromEntries(lane.blocks.map((block, b) => [block, sums[b][unit]]));
  return Array.from({ length: lane.hiddenSize }, (_, unit) => ({
    above: gradientFromAbove(trace, lane, t, unit),
    next: nextParts(trace, lane, t, unit, partsOf(next, unit)),
    ...cellParts(trace, lane, t, unit),
    back: partsOf(back, unit),
  }));
}

/**
 * U_kᵀ·∂L/∂z_k of a step for each block k and each unit; in the candidate of a GRU, r stands between.
 * @param {Trace} trace
 * @param {LaneTrace} lane
 * @param {number} step
 * @returns {Float64Array[]} by block
 */
function recurrentSums(trace, lane, step) {
  const { hiddenSize } = lane;
  const isThere = step >= 0 && step < lane.steps;
  const rows = trace.tensors?.[lane.tensorName("weight_hh")];
  return lane.blocks.map((block, b) => {
    const sums = new Float64Array(hiddenSize);
    if (!isThere) return sums;
    if (!rows) return sums.fill(NaN);
    for (let k = 0; k < hiddenSize; k += 1) {
      const at = step * hiddenSize + k;
      const value = lane.gradient(block)[at] * (block === "n" ? lane.series("r")[at] : 1);
      const row = rows[b * hiddenSize + k];
      for (let unit = 0; unit < hiddenSize; unit += 1) sums[unit] += row[unit] * value;
    }
    return sums;
  });
}
