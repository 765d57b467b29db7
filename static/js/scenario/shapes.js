/**
 * Layers of a network, and names and shapes of its tensors, from the forms of its cells.
 *
 * An axis of a tensor is made of named runs (a parameter's rows, a direction's features): what has to
 * be kept when a size, an option or the cell itself changes is found by these names.
 *
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("../types.js").Direction} Direction
 * @typedef {import("../types.js").LayerChoice} LayerChoice
 * @typedef {import("./contract.js").CellForm} CellForm
 * @typedef {import("./contract.js").ParameterForm} ParameterForm
 * @typedef {{key: string, size: number}[]} Axis
 * @typedef {object} Layer   with everything filled in that it leaves to the cell
 * @property {number} index
 * @property {string} kind
 * @property {string|null} equations
 * @property {CellForm|null} form       null: a text that is not known yet
 * @property {number} input             D of this layer
 * @property {Axis} reads               the same by what it is made of
 * @property {number} hidden            H
 * @property {number} output            P, which is H without a projection
 * @property {Direction[]} directions
 * @property {string} merge
 * @property {number} features          what the layer above reads
 * @property {boolean} bias
 * @property {boolean} peephole
 * @property {number|null} proj_size
 * @property {Cell["activations"]} activations
 * @typedef {import("./forms.js").Choice & {hidden_size: number, bidirectional: boolean, reverse: boolean, merge: string, activations: Cell["activations"]}} Filled
 * @typedef {{layer: Layer, direction: Direction, name: string, tensor: import("./contract.js").TensorForm}} PlacedTensor
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {Scenario["sequence"]} Sequence
 */

import { contract, generators } from "./contract.js";
import { formOf } from "./forms.js";

const INHERITED = /** @type {const} */ (["kind", "hidden_size", "bidirectional", "merge", "bias", "activations"]);
/** What belongs to a kind: a layer of another one does not have it from the cell. */
export const OF_KIND = /** @type {const} */ (["equations", "peephole", "proj_size"]);

/** What a layer chooses, and what it leaves to the cell. @param {Cell} cell @param {LayerChoice} own @returns {Filled} */
function filled(cell, own) {
  const { cell: plain } = contract().defaults;
  const isAlike = (own.kind ?? cell.kind) === cell.kind;
  const inherited = INHERITED.map((name) => [name, own[name] ?? cell[name] ?? plain[name]]);
  const ofKind = OF_KIND.map((name) => [name, own[name] ?? (isAlike ? cell[name] : null) ?? plain[name]]);
  return { reverse: own.reverse ?? false, ...Object.fromEntries([...inherited, ...ofKind]) };
}

/** @type {WeakMap<Cell, {forms: (CellForm|null)[], layers: Layer[]}>} */
const kept = new WeakMap();

/** The lowest first. @param {Cell} cell @returns {Layer[]} */
export function layersOf(cell) {
  const choices = (cell.layers ?? Array.from({ length: cell.num_layers }, () => ({}))).map((own) => filled(cell, own));
  const forms = choices.map(formOf);
  const known = kept.get(cell);
  if (known && known.forms.every((form, k) => form === forms[k])) return known.layers;
  /** @type {Layer[]} */
  const layers = [];
  /** @type {Axis} */
  let reads = [{ key: "x", size: cell.input_size }];
  for (const [index, choice] of choices.entries()) {
    layers.push(layerOf(choice, index, reads, forms[index]));
    reads = featuresOf(layers[index]);
  }
  kept.set(cell, { forms, layers });
  return layers;
}

/** @param {Filled} choice @param {number} index @param {Axis} reads @param {CellForm|null} form @returns {Layer} */
function layerOf(choice, index, reads, form) {
  const { kind, equations = null, hidden_size: hidden, proj_size = null, bidirectional, reverse, merge, bias = true, peephole = false, activations } = choice;
  const directions = /** @type {Direction[]} */ (bidirectional ? ["forward", "reverse"] : [reverse ? "reverse" : "forward"]);
  const output = proj_size ?? hidden;
  const features = output * (merge === "concat" ? directions.length : 1);
  return { index, kind, equations, form, input: length(reads), reads, hidden, output, directions, merge, features, bias, peephole, proj_size, activations };
}

/** What the layer above reads. @param {Layer} layer @returns {Axis} */
function featuresOf({ output, directions, merge }) {
  if (merge !== "concat") return [{ key: "forward", size: output }];
  return directions.map((key) => ({ key, size: output }));
}

/** @param {Axis} axis */
export const length = (axis) => axis.reduce((sum, { size }) => sum + size, 0);

/** @param {Cell} cell @param {number} layer */
export const layerAt = (cell, layer) => layersOf(cell)[layer];

/** Every (layer, direction) in the row order of initial states. @param {Cell} cell */
export function lanes(cell) {
  return layersOf(cell).flatMap(({ index, directions }) => directions.map((direction) => ({ layer: index, direction })));
}

/** Width of the top layer's output. @param {Cell} cell */
export function featureSize(cell) {
  return /** @type {Layer} */ (layersOf(cell).at(-1)).features;
}

/** The top layer's output by what it is made of. @param {Cell} cell */
export const topFeatures = (cell) => featuresOf(/** @type {Layer} */ (layersOf(cell).at(-1)));

/** What an intervention may replace in a layer. @param {Cell} cell @param {number} layer */
export function interventionTargets(cell, layer) {
  return layerAt(cell, layer)?.form?.targets ?? [];
}

/** How many units a value of a layer has. @param {Cell} cell @param {number} layer @param {string} value */
export function valueSize(cell, layer, value) {
  const own = layerAt(cell, layer);
  return own?.form?.sizes[value] === "P" ? own.output : (own?.hidden ?? 0);
}

/** Whether any layer has a forget gate's bias. @param {Cell} cell */
export const hasForgetBias = (cell) => layersOf(cell).some(({ form }) => form?.has_forget_bias);

/** Whether everything is known of every layer's cell. @param {Cell} cell */
export const isKnown = (cell) => layersOf(cell).every(({ form }) => form !== null);

/** @param {string} part @param {number} layer @param {Direction} direction */
export function tensorName(part, layer, direction) {
  return `${part}_l${layer}${direction === "reverse" ? "_reverse" : ""}`;
}

/** Every tensor of the network, in the order of the server. @param {Cell} cell @returns {PlacedTensor[]} */
export function tensorsOf(cell) {
  return layersOf(cell).flatMap((layer) => layer.directions.flatMap((direction) =>
    (layer.form?.tensors ?? []).map((tensor) => ({ layer, direction, tensor, name: tensorName(tensor.name, layer.index, direction) }))));
}

/** @param {Layer} layer @param {string} name @returns {ParameterForm} */
export function parameterOf(layer, name) {
  return /** @type {ParameterForm} */ (layer.form?.parameters.find((one) => one.name === name));
}

/** @param {Layer} layer @param {string} letter */
export const sizeOf = (layer, letter) => ({ D: layer.input, H: layer.hidden, P: layer.output }[letter] ?? 1);

/** The lengths of a parameter; of a single number [1]. @param {Layer} layer @param {ParameterForm} parameter */
function parameterLengths(layer, { shape }) {
  return shape.length === 0 ? [1] : shape.map((letter) => sizeOf(layer, letter));
}

/** @param {PlacedTensor} placed @returns {Axis[]} */
export function axesOf({ layer, tensor }) {
  const parts = tensor.parameters.map((name) => parameterOf(layer, name));
  const lengths = parts.map((part) => parameterLengths(layer, part));
  if (tensor.is_table) return [parts.map(({ name }) => ({ key: name, size: 1 })), [{ key: "units", size: lengths[0][0] }]];
  const rows = parts.map(({ name }, k) => ({ key: name, size: lengths[k][0] }));
  return lengths[0].length === 1 ? [rows] : [rows, columnsOf(layer, parts[0])];
}

/** @param {Layer} layer @param {ParameterForm} parameter @returns {Axis} */
function columnsOf(layer, { shape }) {
  return shape[1] === "D" ? layer.reads : [{ key: "units", size: sizeOf(layer, shape[1]) }];
}

/** Name → lengths of every tensor. @param {Cell} cell @returns {Map<string, number[]>} */
export function tensorShapes(cell) {
  return new Map(tensorsOf(cell).map((placed) => [placed.name, axesOf(placed).map(length)]));
}

/** How many numbers the tensors hold, without a head. @param {Cell} cell */
export function countParameters(cell) {
  let count = 0;
  for (const shape of tensorShapes(cell).values()) count += shape.reduce((a, b) => a * b, 1);
  return count;
}

/** The rows of a tensor that a parameter takes, or null. @param {PlacedTensor} placed @param {string} parameter @returns {[start: number, stop: number]|null} */
export function parameterRows(placed, parameter) {
  let start = 0;
  for (const { key, size } of axesOf(placed)[0]) {
    if (key === parameter) return [start, start + size];
    start += size;
  }
  return null;
}

/**
 * The rows of a lane's tensor that make a row block's pre-activation, or null where it has none there.
 * @param {Cell} cell
 * @param {number} layer
 * @param {string} name   of the tensor, with or without its layer
 * @param {string} block
 * @returns {[start: number, stop: number]|null}
 */
export function blockRows(cell, layer, name, block) {
  const own = layerAt(cell, layer);
  const placed = tensorsOf(cell).find((one) => one.layer.index === layer && (one.name === name || one.tensor.name === name));
  const value = own?.form?.blocks[block];
  const parameter = placed?.tensor.parameters.find((one) => parameterOf(own, one).used_by === value);
  return placed && parameter ? parameterRows(placed, parameter) : null;
}

/**
 * For every index of the new axis the index of the old one that holds the same thing, or −1.
 * @param {Axis} before
 * @param {Axis} after
 * @returns {number[]}
 */
export function axisMap(before, after) {
  /** @type {Map<string, {start: number, size: number}>} */
  const starts = new Map();
  let start = 0;
  for (const { key, size } of before) {
    starts.set(key, { start, size });
    start += size;
  }
  return after.flatMap(({ key, size }) => {
    const old = starts.get(key) ?? { start: 0, size: 0 };
    return Array.from({ length: size }, (_, k) => (k < old.size ? old.start + k : -1));
  });
}

/** Entries without names: the first stay the first. @param {number} before @param {number} after */
export const lengthMap = (before, after) => axisMap([{ key: "", size: before }], [{ key: "", size: after }]);

/** Takes entries by an axis map; what is new is 0. @param {number[]} row @param {number[]} map */
export function remapVector(row, map) {
  return map.map((from) => (from < 0 ? 0 : row[from]));
}

/** @param {number[][]} matrix @param {number[]} rows @param {number[]} columns */
export function remapMatrix(matrix, rows, columns) {
  return rows.map((from) =>
    from < 0 ? columns.map(() => 0) : remapVector(matrix[from], columns),
  );
}

// The width of a sequence: what a text or a generator demands, and how values follow.

/**
 * The input sizes that a sequence can have without being rewritten: values are padded or cut.
 * @param {Scenario["sequence"]} sequence
 * @returns {[min: number, max: number]}
 */
export function widthRange(sequence) {
  if ("generator" in sequence) return generators()[sequence.generator]?.widths ?? [1, Infinity];
  const size = alphabetSize(sequence);
  return size === null ? [1, Infinity] : [size, size];
}

/** The nearest input size that the sequence can have. @param {Scenario["sequence"]} sequence @param {number} size */
export function nearestWidth(sequence, size) {
  const [min, max] = widthRange(sequence);
  return Math.min(max, Math.max(min, size));
}

/** @param {Scenario["sequence"]} sequence @param {number} width @returns {Scenario["sequence"]} */
export function refitWidth(sequence, width) {
  if (!("values" in sequence)) return sequence;
  const { values } = /** @type {import("../types.js").ValueSequence} */ (sequence);
  if (values.every((row) => row.length === width)) return sequence;
  return { values: values.map((row) => fitRow(row, width)) };
}

/** Padded with zeros or cut. @param {number[]} row @param {number} width */
export function fitRow(row, width) {
  return Array.from({ length: width }, (_, k) => row[k] ?? 0);
}

// How long and how wide a sequence is, whatever it is made of.

/** Characters, not UTF-16 halves: the server counts them so. @param {string} text */
export const characters = (text) => Array.from(text);

/** @param {Sequence} sequence */
export function stepCount(sequence) {
  if ("values" in sequence) return sequence.values.length;
  if ("text" in sequence) return characters(sequence.text).length;
  return sequence.steps;
}

/** Null for a sequence that is not a text. @param {Sequence} sequence */
export function alphabetSize(sequence) {
  return "text" in sequence ? characters(sequence.alphabet).length : null;
}
