/**
 * What "Try it" does: for each suggestion an edit, scenario → scenario. Pure. An edit that cannot be
 * made, or that would change nothing, is not offered.
 *
 * @typedef {import("../types.js").Finding} Finding
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../trace/trace.js").Trace} Trace
 * @typedef {{scenario: Scenario, key: string, params: Record<string, number>}} Remedy
 *   key: below `doctor.apply.` in the catalogues; params: numbers it names
 * @typedef {import("../types.js").TensorWeights["tensors"]} Tensors
 * @typedef {import("../types.js").InitialisedWeights} InitialisedWeights
 */

import { contract } from "../scenario/contract.js";
import {
  setCell, setComparedSteps, setInitialiser, setLoss, setLossKind, hasTensors, setSequence, tensorsOf,
} from "../scenario/edits.js";
import { meanForgetBias, statisticsOf, withForgetBiases, withoutForgetEdits } from "../scenario/weights.js";

/** A forget gate with a bias of this is open 0.95. */
const WIDE_OPEN = 3;
/** Beyond this a larger bias opens nothing any more. */
const LARGEST_BIAS = 8;

/**
 * @param {Finding} finding
 * @param {Scenario} scenario
 * @param {Trace|null} trace  of this scenario
 * @returns {Remedy|null}
 */
export function remedyFor(finding, scenario, trace) {
  const remedy = REMEDIES[finding.suggestion]?.(scenario, finding, trace) ?? null;
  return remedy && JSON.stringify(remedy.scenario) !== JSON.stringify(scenario) ? remedy : null;
}

/** @typedef {(scenario: Scenario, finding: Finding, trace: Trace|null) => Remedy|null} Cure */

/** @type {Record<string, Cure>} */
const REMEDIES = {
  forget_bias_one: (scenario) => bias(scenario, 1),
  enable_bias: (scenario) => bias(setCell(scenario, { bias: true }), 1),
  open_forget_gate: openForgetGate,
  use_gates: (scenario) => ({ ...bias(setCell(scenario, { kind: contract().defaults.cell.kind, layers: null, bias: true }), 1), key: "use_gates" }),
  shrink_weights: (scenario) => ({ scenario: scaleWeights(scenario, 0.5), key: "shrink_weights", params: {} }),
  clip_gradients: shrinkRecurrent,
  other_seed: drawAnew,
  fewer_units: tellApart,
  scale_inputs: scaleInputs,
  compare_every_step: compareEveryStep,
};

/** @param {Scenario} scenario @param {number} value @returns {Remedy} */
const bias = (scenario, value) => ({ scenario: withForgetBias(scenario, value), key: "forget_bias", params: { value } });

/** @type {Cure} */
function openForgetGate(scenario) {
  const open = scenario.cell.bias ? scenario : setCell(scenario, { bias: true });
  const now = forgetBiasOf(open);
  const value = now < WIDE_OPEN ? WIDE_OPEN : Math.min(LARGEST_BIAS, Math.ceil(now) + 2);
  return value > now ? bias(open, value) : null;
}

/** So far that a step would no longer enlarge the gradient of a linear cell. @type {Cure} */
function shrinkRecurrent(scenario, { evidence, place }) {
  const factor = Math.floor(100 / Number(evidence.step_factor)) / 100;
  if (!(factor > 0 && factor < 1)) return null;
  const key = hasTensors(scenario.weights) ? "shrink_recurrent" : "shrink_gain";
  return { scenario: scaleRecurrent(scenario, place.layer ?? 0, factor), key, params: { factor } };
}

/** @type {Cure} */
function drawAnew(scenario) {
  const { weights } = scenario;
  const isGiven = hasTensors(weights) || weights.init === "zeros";
  if (isGiven) return { scenario: setInitialiser(scenario, { init: "pytorch", edits: undefined }), key: "draw_weights", params: {} };
  const seed = weights.seed + 1;
  return { scenario: setInitialiser(scenario, { seed }), key: "other_seed", params: { seed } };
}

/** Units that are drawn at random need only be fewer; given ones do not tell which of them to keep. @type {Cure} */
function tellApart(scenario, finding, trace) {
  const { weights, cell } = scenario;
  if (hasTensors(weights) || weights.init === "zeros") return drawAnew(scenario, finding, trace);
  const size = Math.max(1, cell.hidden_size - Number(finding.evidence.count) + 1);
  return { scenario: setCell(scenario, { hidden_size: size }), key: "fewer_units", params: { size } };
}

/** @type {Cure} */
function scaleInputs(scenario, _finding, trace) {
  const next = scaledInputs(scenario, trace);
  return next && { scenario: next, key: "scale_inputs", params: {} };
}

/** A text can be asked for its next character; numbers are compared with zeros until others are given. @type {Cure} */
function compareEveryStep(scenario) {
  if ("text" in scenario.sequence && scenario.loss.kind === "cross_entropy") {
    return { scenario: setLoss(scenario, { kind: "cross_entropy", targets: "next" }), key: "compare_next", params: {} };
  }
  const compared = scenario.loss.kind === "probe" ? setLossKind(scenario, "squared_error") : scenario;
  return { scenario: setComparedSteps(compared, "all"), key: "compare_every_step", params: {} };
}

// Inputs brought to where a recurrent cell works: every channel to mean 0 and deviation 1.

/** A channel of which single values still lie further out is scaled down to this. */
const FARTHEST = 3;

/**
 * @param {Scenario} scenario
 * @param {Trace|null} trace  of this scenario; it knows what a generator made
 * @returns {Scenario|null} with a sequence of values; null where they are not known
 */
function scaledInputs(scenario, trace) {
  /** @type {number[][]|null} */
  const values = "values" in scenario.sequence ? scenario.sequence.values : readValues(trace);
  if (!values) return null;
  const channels = values[0].map((_, d) => scaledChannel(values.map((row) => row[d])));
  return setSequence(scenario, { values: values.map((_, t) => channels.map((channel) => channel[t])) });
}

/** @param {Trace|null} trace @returns {number[][]|null} */
function readValues(trace) {
  const lane = trace?.lane(0, "forward");
  if (!lane || !trace?.isForwardComplete) return null;
  return Array.from({ length: lane.steps }, (_, t) => [...lane.x.subarray(t * lane.inputSize, (t + 1) * lane.inputSize)]);
}

/** @param {number[]} channel @returns {number[]} */
function scaledChannel(channel) {
  const { mean, std } = statisticsOf(channel);
  const centred = channel.map((value) => (value - mean) / (std || 1));
  const most = Math.max(...centred.map(Math.abs));
  const shrink = most > FARTHEST ? FARTHEST / most : 1;
  return centred.map((value) => Number((value * shrink).toFixed(4)) || 0);
}

// Edits of all weights of a kind at once: forget biases, sizes.

/**
 * The forget bias as the initialiser or the tensors have it, the mean over all lanes; 0 where it is
 * drawn at random around 0.
 * @param {Scenario} scenario
 */
function forgetBiasOf({ weights, cell }) {
  return hasTensors(weights) ? meanForgetBias(cell, weights.tensors) : (weights.forget_bias ?? 0);
}

/**
 * Both biases of every forget gate add up to the value.
 * @param {Scenario} scenario  of a cell with forget biases
 * @param {number} value
 * @returns {Scenario}
 */
function withForgetBias(scenario, value) {
  const { weights, cell } = scenario;
  if (hasTensors(weights)) return { ...scenario, weights: { tensors: withForgetBiases(cell, weights.tensors, (other) => value - other) } };
  return setInitialiser(scenario, { forget_bias: value, ...(weights.edits && { edits: withoutForgetEdits(cell, weights.edits) }) });
}

/**
 * Multiplies every weight and bias that is given; of an initialiser the gain, a forget bias, and edits.
 * @param {Scenario} scenario
 * @param {number} factor
 * @returns {Scenario}
 */
function scaleWeights(scenario, factor) {
  const { weights } = scenario;
  if (hasTensors(weights)) return { ...scenario, weights: { tensors: scaleTensors(weights.tensors, factor, () => true) } };
  return { ...scenario, weights: scaleInitialiser(weights, factor) };
}

/**
 * Multiplies the recurrent weights of a layer; an initialiser has one gain for all weights.
 * @param {Scenario} scenario
 * @param {number} layer
 * @param {number} factor
 * @returns {Scenario}
 */
function scaleRecurrent(scenario, layer, factor) {
  const { weights } = scenario;
  if (!hasTensors(weights)) return { ...scenario, weights: scaleInitialiser(weights, factor) };
  const names = tensorsOf(scenario.cell).filter((one) => one.layer.index === layer && isRecurrent(one)).map(({ name }) => name);
  return { ...scenario, weights: { tensors: scaleTensors(weights.tensors, factor, (name) => names.includes(name)) } };
}

/** Whether a tensor holds matrices that multiply something of the cell's own. @param {import("../scenario/shapes.js").PlacedTensor} placed */
function isRecurrent({ layer, tensor }) {
  return tensor.parameters.every((name) => {
    const shape = layer.form?.parameters.find((one) => one.name === name)?.shape ?? [];
    return shape.length > 1 && shape[1] !== "D";
  });
}

/** @param {Tensors} tensors @param {number} factor @param {(name: string) => boolean} isMeant @returns {Tensors} */
function scaleTensors(tensors, factor, isMeant) {
  /** @type {(entry: any) => any} */
  const scale = (entry) => (Array.isArray(entry) ? entry.map(scale) : tidy(entry * factor));
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, isMeant(name) ? scale(tensor) : tensor]));
}

/** @param {InitialisedWeights} weights @param {number} factor @returns {InitialisedWeights} */
function scaleInitialiser({ edits, ...weights }, factor) {
  const gain = tidy((weights.gain ?? 1) * factor);
  return { ...weights, gain, ...(edits && { edits: /** @type {any} */ (scaleEdits(edits, factor)) }) };
}

/** @param {NonNullable<InitialisedWeights["edits"]>} edits @param {number} factor */
function scaleEdits(edits, factor) {
  const scaled = (/** @type {Record<string, number>} */ entries) =>
    Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, tidy(value * factor)]));
  return Object.fromEntries(Object.entries(edits).map(([name, entries]) => [name, scaled(entries)]));
}

/** 0.1 · 3 is 0.3 to whoever reads it. @param {number} value */
const tidy = (value) => Number(value.toPrecision(12));
