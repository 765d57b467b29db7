/**
 * The biases of forget gates: where they stand among the tensors, and what they are.
 *
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../types.js").TensorWeights["tensors"]} Tensors
 * @typedef {import("../types.js").Edits} Edits
 * @typedef {{name: string, length: number, start: number, stop: number, isFirst: boolean}} Place
 *   rows of a tensor; isFirst: of the tensors that are added the one that the initialisers write to
 */

import { contract } from "./contract.js";
import { axesOf, length, parameterRows, tensorsOf } from "./shapes.js";

/** @param {Cell} cell @returns {Place[]} */
export function forgetBiasPlaces(cell) {
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
