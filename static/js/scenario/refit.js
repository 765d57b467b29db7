/**
 * What becomes of the weights when the cell changes. What has the same name keeps its numbers: a
 * tensor, or a parameter of the equations that is packed otherwise now. New places of an old tensor
 * are 0; a parameter that only another cell brings is drawn afresh.
 *
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../types.js").TensorWeights} TensorWeights
 * @typedef {import("../types.js").InitialisedWeights} InitialisedWeights
 * @typedef {import("../types.js").Edits} Edits
 * @typedef {import("./shapes.js").PlacedTensor} PlacedTensor
 * @typedef {import("./shapes.js").Axis} Axis
 * @typedef {number[]|number[][]} Tensor
 * @typedef {Map<string, {letters: string[], axes: Axis[], values: Tensor}>} Park   what has no place now, by lane and parameter
 * @typedef {import("./contract.js").ParameterForm} ParameterForm
 */

import {
  axesOf, axisMap, hasForgetBias, isKnown, layersOf, length, parameterOf, parameterRows, remapMatrix, remapVector,
  tensorsOf,
} from "./shapes.js";
import { defaultWeights, hasTensors } from "./weights.js";

/**
 * @param {Scenario["weights"]} weights
 * @param {Cell} before
 * @param {Cell} cell
 * @param {Park} [park]   holds what loses its place here, and gives it back
 * @returns {Scenario["weights"]}
 */
export function refitWeights(weights, before, cell, park = new Map()) {
  if (!isKnown(before) || !isKnown(cell)) return weights;
  const isOther = changesCell(before, cell);
  if (isOther && !sharesParameters(before, cell)) return fitForgetBias(withoutNumbers(weights), cell);
  if (sameShapes(before, cell)) return hasTensors(weights) ? weights : fitForgetBias(weights, cell);
  if (hasTensors(weights)) return { tensors: refitTensors(weights.tensors, before, cell, park, isOther) };
  const kept = fitForgetBias(weights, cell);
  if (!kept.edits) return kept;
  const edits = refitEdits(kept.edits, before, cell);
  const { edits: _, ...rest } = kept;
  return Object.keys(edits).length > 0 || !isOther ? { ...rest, edits } : rest;
}

/** Whether any layer is another cell, and not only of other sizes and options. @param {Cell} before @param {Cell} cell */
function changesCell(before, cell) {
  const own = layersOf(before);
  return layersOf(cell).some(({ index, kind, equations }) => own[index] && (own[index].kind !== kind || own[index].equations !== equations));
}

/** Whether a matrix of the one cell is found in the other. @param {Cell} before @param {Cell} cell */
function sharesParameters(before, cell) {
  const layers = layersOf(before);
  return layersOf(cell).some(({ index, form }) => form?.parameters.some(({ name, shape }) =>
    layers[index]?.form?.parameters.some((old) => old.name === name && shape.length > 1 && isSame(old.shape, shape))));
}

/** @param {readonly unknown[]} a @param {readonly unknown[]} b */
const isSame = (a, b) => a.length === b.length && a.every((entry, k) => entry === b[k]);

/** @param {InitialisedWeights} weights @param {Cell} cell */
function fitForgetBias(weights, cell) {
  const { forget_bias: _, ...rest } = weights;
  return hasForgetBias(cell) ? weights : rest;
}

/** @param {Scenario["weights"]} weights @returns {InitialisedWeights} */
function withoutNumbers(weights) {
  if (hasTensors(weights)) return defaultWeights();
  const { edits: _, ...rest } = weights;
  return rest;
}

/** @param {Cell} cell */
const shapeKey = (cell) => JSON.stringify(tensorsOf(cell).map((placed) => [placed.name, axesOf(placed)]));

/** @param {Cell} before @param {Cell} cell */
const sameShapes = (before, cell) => shapeKey(before) === shapeKey(cell);

// Given tensors.

/** @param {TensorWeights["tensors"]} tensors @param {Cell} before @param {Cell} cell @param {Park} park @param {boolean} isOther */
function refitTensors(tensors, before, cell, park, isOther) {
  const old = new Map(tensorsOf(before).map((placed) => [placed.name, placed]));
  const parts = takenApart(tensors, before);
  const placedNow = new Set();
  /** @type {TensorWeights["tensors"]} */
  const next = {};
  for (const placed of tensorsOf(cell)) {
    const same = old.get(placed.name);
    const isKept = same && same.tensor.parameters.some((name) => placed.tensor.parameters.includes(name));
    if (isKept && placed.name in tensors) next[placed.name] = remap(tensors[placed.name], axesOf(same), axesOf(placed));
    else next[placed.name] = gathered(placed, isKept ? new Map() : parts, park, placedNow, isOther);
    for (const name of placed.tensor.parameters) placedNow.add(laneKey(placed, name));
  }
  for (const [key, part] of parts) if (!placedNow.has(key)) park.set(key, part);
  return next;
}

/** @param {PlacedTensor} placed @param {string} parameter */
const laneKey = ({ layer, direction }, parameter) => `${layer.index} ${direction} ${parameter}`;

/** @param {Tensor} tensor @param {Axis[]} before @param {Axis[]} after @returns {Tensor} */
function remap(tensor, before, after) {
  const [rows, columns] = after.map((axis, k) => axisMap(before[k] ?? [], axis));
  if (columns) return remapMatrix(/** @type {number[][]} */ (tensor), rows, columns);
  return remapVector(/** @type {number[]} */ (tensor), rows);
}

/** Parameters by lane and name; one that stands in two tensors is their sum. @param {TensorWeights["tensors"]} tensors @param {Cell} cell @returns {Park} */
function takenApart(tensors, cell) {
  /** @type {Park} */
  const found = new Map();
  for (const placed of tensorsOf(cell)) {
    const tensor = tensors[placed.name];
    if (!tensor) continue;
    for (const name of placed.tensor.parameters) {
      const [start, stop] = /** @type {[number, number]} */ (parameterRows(placed, name));
      const isTable = placed.tensor.is_table;
      const values = /** @type {Tensor} */ (isTable ? tensor[start] : tensor.slice(start, stop));
      const first = found.get(laneKey(placed, name));
      const axes = isTable ? [axesOf(placed)[1]] : [[{ key: name, size: stop - start }], ...axesOf(placed).slice(1)];
      found.set(laneKey(placed, name), { letters: parameterOf(placed.layer, name).shape, axes, values: first ? sum(first.values, values) : values });
    }
  }
  return found;
}

/** @param {Tensor} a @param {Tensor} b @returns {Tensor} */
function sum(a, b) {
  return /** @type {Tensor} */ (a.map((entry, k) => (Array.isArray(entry) ? entry.map((value, d) => value + /** @type {number[][]} */ (b)[k][d]) : entry + /** @type {number[]} */ (b)[k])));
}

/** A tensor made of its parameters. @param {PlacedTensor} placed @param {Park} parts @param {Park} park @param {Set<string>} placedNow @param {boolean} isOther @returns {Tensor} */
function gathered(placed, parts, park, placedNow, isOther) {
  const stacked = placed.tensor.parameters.map((name) => {
    const key = laneKey(placed, name);
    const parameter = parameterOf(placed.layer, name);
    const axes = partAxes(placed, name);
    const source = parts.get(key) ?? park.get(key);
    // Of two tensors that are added the first takes the whole.
    if (placedNow.has(key)) return zeros(axes);
    if (source && isSame(source.letters, parameter.shape)) return remap(source.values, source.axes, axes);
    return isOther ? freshNumbers(parameter, key, axes.map(length), placed.layer.hidden) : zeros(axes);
  });
  return /** @type {Tensor} */ (placed.tensor.is_table ? stacked : stacked.flat());
}

/** @param {PlacedTensor} placed @param {string} name @returns {Axis[]} */
function partAxes(placed, name) {
  const [rows, columns] = axesOf(placed);
  if (placed.tensor.is_table) return [columns];
  const own = rows.filter(({ key }) => key === name);
  return columns ? [own, columns] : [own];
}

/** @param {Axis[]} axes @returns {Tensor} */
function zeros([rows, columns]) {
  const count = length(rows);
  if (!columns) return Array(count).fill(0);
  return Array.from({ length: count }, () => Array(length(columns)).fill(0));
}

// Edits on top of an initialiser.

/** @param {Edits} edits @param {Cell} before @param {Cell} cell @returns {Edits} */
function refitEdits(edits, before, cell) {
  const old = new Map(tensorsOf(before).map((placed) => [placed.name, axesOf(placed)]));
  const now = new Map(tensorsOf(cell).map((placed) => [placed.name, axesOf(placed)]));
  /** @type {Edits} */
  const next = {};
  for (const [name, entries] of Object.entries(edits)) {
    const axes = old.get(name);
    const after = now.get(name);
    if (!axes || !after) continue;
    const kept = moveEntries(entries, after.map((axis, k) => axisMap(axes[k] ?? [], axis)));
    if (Object.keys(kept).length > 0) next[name] = kept;
  }
  return next;
}

/** @param {Record<string, number>} entries @param {number[][]} maps */
function moveEntries(entries, maps) {
  /** @type {Record<string, number>} */
  const moved = {};
  for (const [key, value] of Object.entries(entries)) {
    const place = key.split(",").map((index, k) => maps[k]?.indexOf(Number(index)) ?? -1);
    if (place.every((index) => index >= 0)) moved[place.join(",")] = value;
  }
  return moved;
}

// Numbers for a parameter that an edit of the equations brings into given weights: by PyTorch's rule,
// even over ±1/√H; a bias starts at 0, a single number where the equations say. The same name gives
// the same numbers.

/**
 * @param {ParameterForm} parameter
 * @param {string} label     what the numbers depend on
 * @param {number[]} lengths
 * @param {number} hidden    H
 * @returns {number[]|number[][]}
 */
function freshNumbers({ is_bias: isBias, initial }, label, [rows, columns], hidden) {
  const draw = drawer(label);
  const bound = 1 / Math.sqrt(hidden);
  const number = () => (isBias ? 0 : initial ?? Number(((2 * draw() - 1) * bound).toPrecision(6)));
  const row = (/** @type {number} */ count) => Array.from({ length: count }, number);
  return columns === undefined ? row(rows) : Array.from({ length: rows }, () => row(columns));
}

/** Numbers in [0, 1) that a text decides (mulberry32 over FNV-1a). @param {string} label */
function drawer(label) {
  let state = [...label].reduce((hash, character) => Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193), 0x811c9dc5);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
