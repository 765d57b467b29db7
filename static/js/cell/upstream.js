/**
 * Where ∂L/∂h(t) of a unit comes from: along the next step of the same lane, and directly, from
 * the loss or from the layer above. Computed from what the stream sent, not as a remainder, so
 * that the two can be checked against the total.
 *
 * @typedef {import("../trace/trace.js").Trace} Trace
 * @typedef {import("../trace/lane-trace.js").LaneTrace} LaneTrace
 * @typedef {{block: string, index: number, weight: number, value: number, factor: number, product: number}} Flow
 */

import { heldAt, stepAfter } from "./snapshot.js";

/** @param {LaneTrace} lane @param {number} t */
const exists = (lane, t) => t >= 0 && t < lane.steps;

/**
 * The products Σ U[k, unit]·∂L/∂z_k(step) of every block k, through which a state that `step`
 * reads receives its gradient. In the candidate of a GRU, r stands between.
 * @param {Trace} trace
 * @param {LaneTrace} lane
 * @param {number} step
 * @param {number} unit
 * @returns {Flow[]|null} null where the weights were left out
 */
export function recurrentFlows(trace, lane, step, unit) {
  if (!exists(lane, step)) return [];
  const rows = trace.tensors?.[lane.tensorName("weight_hh")];
  if (!rows) return null;
  const { hiddenSize } = lane;
  return lane.blocks.flatMap((block, b) => Array.from({ length: hiddenSize }, (_, k) => {
    const weight = rows[b * hiddenSize + k][unit];
    const value = lane.gradient(block)[step * hiddenSize + k];
    const factor = block === "n" ? lane.series("r")[step * hiddenSize + k] : 1;
    return { block, index: k, weight, value, factor, product: weight * factor * value };
  }));
}

/**
 * The same products added up by block.
 * @param {Trace} trace
 * @param {LaneTrace} lane
 * @param {number} step
 * @param {number} unit
 * @returns {Record<string, number>} 0 where there is no such step, NaN where the weights were left out
 */
export function recurrentParts(trace, lane, step, unit) {
  const flows = recurrentFlows(trace, lane, step, unit);
  const parts = Object.fromEntries(lane.blocks.map((block) => [block, flows ? 0 : NaN]));
  flows?.forEach(({ block, product }) => { parts[block] += product; });
  return parts;
}

/**
 * How large the parts of a step's ∂L/∂h are, over all units: what is known of them without the weights.
 * @param {LaneTrace} lane
 * @param {number} step
 * @returns {Record<string, number>} root mean squares by block
 */
export function partSizes(lane, step) {
  const root = Math.sqrt(lane.hiddenSize);
  return Object.fromEntries(lane.blocks.map((block) => [block, exists(lane, step) ? 10 ** lane.paths.logs("h", block)[step] / root : NaN]));
}

/**
 * GRU: the next step's ∂L/∂h and z, the way along the line; null for other cells, at the last step,
 * and where the next h is held.
 * @param {Trace} trace
 * @param {LaneTrace} lane
 * @param {number} t
 * @param {number} unit
 * @returns {{gradient: number, z: number}|null}
 */
export function lineFlow(trace, lane, t, unit) {
  const next = stepAfter(lane, t);
  if (trace.cell.kind !== "gru" || !exists(lane, next)) return null;
  if (heldAt(trace.scenario.interventions, { ...lane, unit, t: next }).has("h")) return null;
  const at = next * lane.hiddenSize + unit;
  return { gradient: lane.gradient("h")[at], z: lane.series("z")[at] };
}

/**
 * What h(t) receives from the step read next; of a GRU what comes along the line too.
 * @param {Trace} trace
 * @param {LaneTrace} lane
 * @param {number} t
 * @param {number} unit
 * @param {Record<string, number>} blocks  through its gates
 * @returns {Record<string, number>}
 */
export function nextParts(trace, lane, t, unit, blocks) {
  if (trace.cell.kind !== "gru") return blocks;
  const along = lineFlow(trace, lane, t, unit);
  return { ...blocks, direct: along ? along.gradient * along.z : 0 };
}

/**
 * LSTM: what c(t) receives from the next step, factor by factor; null at the last step.
 * @param {Trace} trace
 * @param {LaneTrace} lane
 * @param {number} t
 * @param {number} unit
 * @returns {{c: number, f: number, zi: number, zf: number}|null}  c is 0 where the next c is held
 */
export function cellFlow(trace, lane, t, unit) {
  const next = stepAfter(lane, t);
  if (!exists(lane, next)) return null;
  const at = next * lane.hiddenSize + unit;
  const isHeld = heldAt(trace.scenario.interventions, { ...lane, unit, t: next }).has("c");
  const gradient = (/** @type {string} */ name) => lane.gradient(name)[at];
  return { c: isHeld ? 0 : gradient("c"), f: lane.series("f")[at], zi: gradient("i"), zf: gradient("f") };
}

/**
 * LSTM: what c(t) receives from the step read next, by its way.
 * @param {Trace} trace
 * @param {LaneTrace} lane
 * @param {number} t
 * @param {number} unit
 * @returns {{line: number, peephole: number}} 0 at the last step; peephole: NaN where the weights were left out
 */
export function cellParts(trace, lane, t, unit) {
  const flow = trace.cell.kind === "lstm" ? cellFlow(trace, lane, t, unit) : null;
  if (!flow) return { line: 0, peephole: 0 };
  const line = flow.c * flow.f;
  if (!trace.cell.peephole) return { line, peephole: 0 };
  const rows = trace.tensors?.[lane.tensorName("weight_peephole")];
  return { line, peephole: rows ? rows[0][unit] * flow.zi + rows[1][unit] * flow.zf : NaN };
}

/**
 * What h(t) receives from above: from the loss at the top layer, else from the inputs of the layer
 * that reads it.
 * @param {Trace} trace
 * @param {LaneTrace} lane
 * @param {number} t
 * @param {number} unit
 * @returns {number} NaN where it cannot be told
 */
export function gradientFromAbove(trace, lane, t, unit) {
  const { cell } = trace;
  const column = (lane.direction === "reverse" ? cell.hidden_size : 0) + unit;
  if (lane.layer === cell.num_layers - 1) return lossGradient(trace, t, column);
  const readers = trace.lanes.filter((other) => other.layer === lane.layer + 1);
  return readers.reduce((sum, other) => sum + other.gradient("x")[t * other.inputSize + column], 0);
}

/**
 * Of the loss at step t, by the top layer's feature `column`.
 * @param {Trace} trace
 * @param {number} t
 * @param {number} column
 */
function lossGradient(trace, t, column) {
  const outputs = outputGradient(trace, t);
  const { head } = trace.scenario;
  if (!head) return outputs[column] ?? NaN;
  const weight = trace.tensors?.["head.weight"] ?? head.weight;
  if (!weight) return NaN;
  return outputs.reduce((sum, value, o) => sum + value * weight[o][column], 0);
}

/** @param {Trace} trace @returns {number} */
function outputCount({ scenario, cell, tensors }) {
  const { head } = scenario;
  if (!head) return cell.hidden_size * (cell.bidirectional ? 2 : 1);
  return (tensors?.["head.weight"] ?? head.weight)?.length ?? head.output_size;
}

/** The outputs of a step: y, or the top layer's h of both directions. @param {Trace} trace @param {number} t @returns {number[]} */
function outputsAt(trace, t) {
  const line = trace.outputs[t];
  if (line) return [...line.y];
  const top = trace.lanes.filter((lane) => lane.layer === trace.cell.num_layers - 1);
  return top.flatMap((lane) => [...lane.series("h").subarray(t * lane.hiddenSize, (t + 1) * lane.hiddenSize)]);
}

/**
 * Of the loss, by the outputs of step t.
 * @param {Trace} trace
 * @param {number} t
 * @returns {number[]}
 */
export function outputGradient(trace, t) {
  const { loss } = trace.scenario;
  const size = outputCount(trace);
  const none = new Array(size).fill(0);
  if (loss.kind === "probe") {
    const step = (loss.step ?? -1) < 0 ? trace.steps + (loss.step ?? -1) : loss.step;
    return step === t ? none.map((_, o) => ((loss.unit ?? o) === o ? 1 : 0)) : none;
  }
  const steps = comparedSteps(trace);
  const row = steps.indexOf(t);
  if (row < 0) return none;
  const y = outputsAt(trace, t);
  if (loss.kind === "cross_entropy") {
    const target = targetClass(trace, row);
    return softmax(y).map((share, o) => (share - (o === target ? 1 : 0)) / steps.length);
  }
  const scale = loss.kind === "mse" ? 2 / (steps.length * size) : 1;
  const targets = Array.isArray(loss.targets) ? loss.targets[row] : [];
  return y.map((value, o) => scale * (value - (targets[o] ?? NaN)));
}

/** @param {Trace} trace @returns {number[]} */
function comparedSteps({ scenario: { loss }, steps }) {
  if (loss.targets === "next") return Array.from({ length: steps - 1 }, (_, t) => t);
  if (loss.at === "last") return [steps - 1];
  if (Array.isArray(loss.at)) return loss.at.map((t) => (t < 0 ? steps + t : t));
  return Array.from({ length: steps }, (_, t) => t);
}

/** @param {Trace} trace @param {number} row @returns {number} */
function targetClass({ scenario: { loss, sequence } }, row) {
  if (loss.targets !== "next") return loss.targets[row];
  if (!("text" in sequence)) return NaN;
  return [...sequence.alphabet].indexOf([...sequence.text][row + 1]);
}

/** @param {readonly number[]} y @returns {number[]} */
function softmax(y) {
  const most = Math.max(...y);
  const powers = y.map((value) => Math.exp(value - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
