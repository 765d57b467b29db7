/**
 * Edits of the weights.
 *
 * Given tensors are edited in place; an initialiser carries `edits` on top of its numbers.
 *
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../types.js").TensorWeights} TensorWeights
 * @typedef {import("../types.js").InitialisedWeights} InitialisedWeights
 * @typedef {import("../types.js").Edits} Edits
 * @typedef {{name: string, row: number, column: number|null, value: number}} WeightEdit   column null: a bias
 * @typedef {{count: number, mean: number, std: number, min: number, max: number, norm: number}} Statistics
 *   std: of the numbers themselves (divided by their count); norm: the L2 norm
 * @typedef {import("../types.js").TensorWeights["tensors"]} Tensors
 * @typedef {{name: string, length: number, start: number, stop: number, isFirst: boolean}} Place
 *   rows of a tensor; isFirst: of the tensors that are added the one that the initialisers write to
 */

import { contract } from "./contract.js";
import { axesOf, countParameters, length, parameterRows, tensorShapes, tensorsOf } from "./shapes.js";

/** @returns {InitialisedWeights} */
export function defaultWeights() {
  const { init, seed } = contract().defaults.scenario.weights;
  return { init, seed };
}

/** @param {TensorWeights|InitialisedWeights} weights @returns {weights is TensorWeights} */
export const hasTensors = (weights) => "tensors" in weights;

/** @param {Scenario} scenario @param {WeightEdit[]} changes @returns {Scenario} */
export function setWeights(scenario, changes) {
  const weights = hasTensors(scenario.weights)
    ? { tensors: editTensors(scenario.weights.tensors, changes, tensorShapes(scenario.cell)) }
    : { ...scenario.weights, edits: addEdits(scenario.weights.edits ?? {}, changes) };
  return { ...scenario, weights };
}

/** Like `setWeights`; numbers for every entry of every tensor replace an initialiser. @param {Scenario} scenario @param {WeightEdit[]} changes @returns {Scenario} */
export function pasteWeights(scenario, changes) {
  const places = new Set(changes.map(({ name, row, column }) => `${name} ${row} ${column}`));
  const isAll = places.size === countParameters(scenario.cell);
  return setWeights(isAll ? { ...scenario, weights: { tensors: {} } } : scenario, changes);
}

/** @param {number[]} shape @returns {number[][]|number[]} */
function zeros([rows, columns]) {
  if (columns === undefined) return Array(rows).fill(0);
  return Array.from({ length: rows }, () => Array(columns).fill(0));
}

/** @param {TensorWeights["tensors"]} tensors @param {WeightEdit[]} changes @param {Map<string, number[]>} shapes */
function editTensors(tensors, changes, shapes) {
  const next = { ...tensors };
  const copied = new Set();
  for (const { name, row, column, value } of changes) {
    if (!copied.has(name)) next[name] = copyTensor(next[name] ?? zeros(shapes.get(name) ?? []));
    copied.add(name);
    const tensor = /** @type {any} */ (next[name]);
    if (column === null) tensor[row] = value;
    else tensor[row][column] = value;
  }
  return next;
}

/** @param {number[][]|number[]} tensor */
function copyTensor(tensor) {
  return /** @type {any} */ (
    tensor.map((/** @type {any} */ row) => (Array.isArray(row) ? [...row] : row))
  );
}

/** @param {Edits} edits @param {WeightEdit[]} changes @returns {Edits} */
function addEdits(edits, changes) {
  /** @type {Edits} */
  const next = Object.fromEntries(Object.entries(edits).map(([name, e]) => [name, { ...e }]));
  for (const { name, row, column, value } of changes) {
    next[name] ??= {};
    next[name][column === null ? `${row}` : `${row},${column}`] = value;
  }
  return next;
}

/** How many numbers were changed by hand on top of the initialiser. @param {Scenario} scenario */
export function countEdits({ weights }) {
  if (hasTensors(weights)) return 0;
  return Object.values(weights.edits ?? {}).reduce((sum, e) => sum + Object.keys(e).length, 0);
}

/** @param {Scenario} scenario @returns {Scenario} */
export function clearEdits(scenario) {
  if (hasTensors(scenario.weights)) return scenario;
  const { edits: _, ...weights } = scenario.weights;
  return { ...scenario, weights };
}

/**
 * Changes the initialiser; given tensors make way for it, edits by hand stay on top.
 * @param {Scenario} scenario
 * @param {Partial<InitialisedWeights>} patch   null for `forget_bias` or `gain` takes it away
 * @returns {Scenario}
 */
export function setInitialiser(scenario, patch) {
  const before = hasTensors(scenario.weights) ? defaultWeights() : scenario.weights;
  /** @type {Record<string, any>} */
  const weights = { ...before, ...patch };
  for (const key of ["forget_bias", "gain"]) if (weights[key] === null) delete weights[key];
  return { ...scenario, weights: /** @type {InitialisedWeights} */ (weights) };
}

// What can be said about a block of numbers.

/**
 * Unknown numbers are left out; of none everything is NaN.
 * @param {Iterable<number>} numbers
 * @returns {Statistics}
 */
export function statisticsOf(numbers) {
  const known = [...numbers].filter(Number.isFinite);
  const count = known.length;
  if (count === 0) return { count, mean: NaN, std: NaN, min: NaN, max: NaN, norm: NaN };
  const mean = known.reduce((sum, value) => sum + value, 0) / count;
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
  const min = known.reduce((a, b) => Math.min(a, b));
  const max = known.reduce((a, b) => Math.max(a, b));
  return { count, mean, std: Math.sqrt(variance), min, max, norm: Math.hypot(...squeezed(known)) };
}

/** A call takes only so many arguments. @param {number[]} numbers @returns {number[]} */
function squeezed(numbers) {
  const MOST = 1000;
  if (numbers.length <= MOST) return numbers;
  const parts = Array.from({ length: Math.ceil(numbers.length / MOST) }, (_, k) => Math.hypot(...numbers.slice(k * MOST, (k + 1) * MOST)));
  return squeezed(parts);
}

// The biases of forget gates: where they stand among the tensors, and what they are.

/** @param {Cell} cell @returns {Place[]} */
function forgetBiasPlaces(cell) {
  const { forget_bias: parameter } = contract();
  const seen = new Set();
  return tensorsOf(cell).flatMap((placed) => {
    const rows = placed.tensor.parameters.includes(parameter) ? parameterRows(placed, parameter) : null;
    if (!rows) return [];
    const lane = `${placed.layer.index} ${placed.direction}`;
    const isFirst = !seen.has(lane);
    seen.add(lane);
    return [{ name: placed.name, length: length(axesOf(placed)[0]), start: rows[0], stop: rows[1], isFirst }];
  });
}

/** An absent bias is zero. @param {Tensors} tensors @param {string} name @param {number} row */
const biasAt = (tensors, name, row) => Number(/** @type {number[]|undefined} */ (tensors[name])?.[row] ?? 0);

/** The mean over all lanes of what is added to the forget gates. @param {Cell} cell @param {Tensors} tensors */
export function meanForgetBias(cell, tensors) {
  const places = forgetBiasPlaces(cell);
  let sum = 0;
  let count = 0;
  for (const { name, start, stop, isFirst } of places) {
    for (let row = start; row < stop; row += 1) sum += biasAt(tensors, name, row);
    if (isFirst) count += stop - start;
  }
  return sum / count;
}

/**
 * Tensors in which the first of the added biases is such that `value` says what it becomes.
 * @param {Cell} cell
 * @param {Tensors} tensors
 * @param {(others: number) => number} value  from what the other bias of the same gate is
 * @returns {Tensors}
 */
export function withForgetBiases(cell, tensors, value) {
  const next = { ...tensors };
  const places = forgetBiasPlaces(cell);
  places.forEach(({ name, length: size, start, stop, isFirst }, k) => {
    if (!isFirst) return;
    const other = places[k + 1]?.isFirst === false ? places[k + 1] : null;
    const bias = [.../** @type {number[]} */ (next[name] ?? Array(size).fill(0))];
    for (let row = start; row < stop; row += 1) bias[row] = value(other ? biasAt(tensors, other.name, other.start + row - start) : 0);
    next[name] = bias;
  });
  return next;
}

/**
 * Edits by hand lie on top of the initialiser and would hide a forget bias.
 * @param {Cell} cell
 * @param {Edits} edits
 * @param {(place: Place) => boolean} [isMeant]  which of the added biases are to be free of edits
 * @returns {Edits}
 */
export function withoutForgetEdits(cell, edits, isMeant = () => true) {
  const places = forgetBiasPlaces(cell).filter(isMeant);
  /** @type {Edits} */
  const kept = {};
  for (const [name, entries] of Object.entries(edits)) {
    const hides = (/** @type {number} */ row) => places.some((one) => one.name === name && row >= one.start && row < one.stop);
    const left = Object.entries(entries).filter(([row]) => !hides(Number(row)));
    if (left.length > 0) kept[name] = Object.fromEntries(left);
  }
  return kept;
}
