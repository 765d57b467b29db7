/**
 * Edits of all weights of a kind at once: forget biases, sizes.
 *
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../types.js").TensorWeights["tensors"]} Tensors
 * @typedef {import("../types.js").InitialisedWeights} InitialisedWeights
 */

import { ROW_BLOCKS, hasTensors, lanes, setInitialiser, tensorName } from "../scenario/edits.js";

/** Entries of a bias that belong to the forget gate. @param {Scenario} scenario */
function forgetRows({ cell }) {
  const first = ROW_BLOCKS.lstm.indexOf("f") * cell.hidden_size;
  return Array.from({ length: cell.hidden_size }, (_, unit) => first + unit);
}

/**
 * The forget bias as the initialiser or the tensors have it, the mean over all lanes; 0 where it is
 * drawn at random around 0.
 * @param {Scenario} scenario
 */
export function forgetBiasOf(scenario) {
  const { weights, cell } = scenario;
  if (!hasTensors(weights)) return weights.forget_bias ?? 0;
  const rows = forgetRows(scenario);
  const names = lanes(cell).flatMap(({ layer, direction }) => ["bias_ih", "bias_hh"].map((part) => tensorName(part, layer, direction)));
  const values = names.flatMap((name) => rows.map((row) => biasAt(weights.tensors, name, row)));
  return values.reduce((sum, value) => sum + value, 0) / (values.length / 2);  // both biases are added
}

/** An absent bias is zero. @param {Tensors} tensors @param {string} name @param {number} row */
const biasAt = (tensors, name, row) => Number(/** @type {number[]|undefined} */ (tensors[name])?.[row] ?? 0);

/**
 * Both biases of every forget gate add up to the value.
 * @param {Scenario} scenario  an LSTM with biases
 * @param {number} value
 * @returns {Scenario}
 */
export function withForgetBias(scenario, value) {
  const { weights } = scenario;
  if (hasTensors(weights)) return { ...scenario, weights: { tensors: biasedTensors(scenario, weights.tensors, value) } };
  return setInitialiser(scenario, { forget_bias: value, ...(weights.edits && { edits: withoutForgetBias(scenario, weights.edits) }) });
}

/** @param {Scenario} scenario @param {Tensors} tensors @param {number} value */
function biasedTensors(scenario, tensors, value) {
  const next = { ...tensors };
  const size = ROW_BLOCKS.lstm.length * scenario.cell.hidden_size;
  for (const { layer, direction } of lanes(scenario.cell)) {
    const [name, other] = ["bias_ih", "bias_hh"].map((part) => tensorName(part, layer, direction));
    const bias = [.../** @type {number[]} */ (next[name] ?? Array(size).fill(0))];
    for (const row of forgetRows(scenario)) bias[row] = value - biasAt(tensors, other, row);
    next[name] = bias;
  }
  return next;
}

/** Edits of single forget biases would hide the new one. @param {Scenario} scenario @param {NonNullable<InitialisedWeights["edits"]>} edits */
function withoutForgetBias(scenario, edits) {
  const rows = new Set(forgetRows(scenario).map(String));
  const kept = Object.entries(edits).map(([name, entries]) => {
    const isBias = name.startsWith("bias_");
    return /** @type {const} */ ([name, Object.fromEntries(Object.entries(entries).filter(([key]) => !isBias || !rows.has(key)))]);
  });
  return Object.fromEntries(kept.filter(([, entries]) => Object.keys(entries).length > 0));
}

/**
 * Multiplies every weight and bias that is given; of an initialiser the gain, a forget bias, and edits.
 * @param {Scenario} scenario
 * @param {number} factor
 * @returns {Scenario}
 */
export function scaleWeights(scenario, factor) {
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
export function scaleRecurrent(scenario, layer, factor) {
  const { weights } = scenario;
  if (!hasTensors(weights)) return { ...scenario, weights: scaleInitialiser(weights, factor) };
  const names = ["forward", "reverse"].map((direction) => tensorName("weight_hh", layer, /** @type {any} */ (direction)));
  return { ...scenario, weights: { tensors: scaleTensors(weights.tensors, factor, (name) => names.includes(name)) } };
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
