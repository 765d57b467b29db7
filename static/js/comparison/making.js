/**
 * Variants worth looking at: another kind of cell of equal size, forget biases, the cell as it is.
 *
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../types.js").Variant} Variant
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("../types.js").Kind} Kind
 * @typedef {"units"|"parameters"} Sizing   what is to be equal
 * @typedef {{key: string, kind: Kind, peephole: boolean}} Sort
 * @typedef {Sort & {hiddenSize: number, parameters: number, isPresent: boolean}} Offer   isPresent: the scenario's own cell is of this sort
 */

import { setCell } from "../scenario/cell.js";
import { asVariant, withoutComparison } from "../scenario/comparison.js";
import { outputSize } from "../scenario/objective.js";
import { countParameters, featureSize, lanes, tensorName, tensorShapes } from "../scenario/shapes.js";
import { hasTensors } from "../scenario/weights.js";

/** @type {readonly Sort[]} */
export const SORTS = Object.freeze([
  { key: "rnn", kind: "rnn", peephole: false },
  { key: "gru", kind: "gru", peephole: false },
  { key: "lstm", kind: "lstm", peephole: false },
  { key: "peephole", kind: "lstm", peephole: true },
]);

export const FORGET_BIASES = Object.freeze([0, 1, 3]);

/** @param {Cell} cell @returns {Sort} */
export function sortOf({ kind, peephole }) {
  return /** @type {Sort} */ (SORTS.find((sort) => sort.kind === kind && sort.peephole === peephole) ?? SORTS[0]);
}

/**
 * Numbers of a network with its read-out, as the server counts them.
 * @param {Scenario} scenario
 */
export function parameterCount(scenario) {
  return countParameters(scenario.cell) + headSize(scenario.cell, scenario.head ? outputSize(scenario) : 0);
}

/** @param {Cell} cell @param {number} outputs */
const headSize = (cell, outputs) => (outputs > 0 ? outputs * (featureSize(cell) + 1) : 0);

/**
 * Every sort of cell with the size it would have beside the scenario's own.
 * @param {Scenario} scenario
 * @param {Sizing} sizing
 * @param {number} most  hidden size at most
 * @returns {Offer[]}
 */
export function offersFor(scenario, sizing, most) {
  return SORTS.map((sort) => {
    const hiddenSize = sizing === "units" ? scenario.cell.hidden_size : nearestHiddenSize(scenario, sort, most);
    const parameters = countAt(scenario, sort, hiddenSize);
    return { ...sort, hiddenSize, parameters, isPresent: sortOf(scenario.cell).key === sort.key };
  });
}

/**
 * The hidden size whose number of parameters is nearest to the scenario's; of two the smaller.
 * @param {Scenario} scenario
 * @param {Sort} sort
 * @param {number} most
 */
export function nearestHiddenSize(scenario, sort, most) {
  const wanted = parameterCount(scenario);
  let size = 1;
  let distance = Math.abs(countAt(scenario, sort, size) - wanted);
  for (let next = 2; next <= most; next += 1) {
    const further = Math.abs(countAt(scenario, sort, next) - wanted);
    if (further < distance) [size, distance] = [next, further];
    // From here on the number only grows; up to the scenario's own size a read-out may fall away.
    else if (next > scenario.cell.hidden_size) break;
  }
  return size;
}

/** @param {Scenario} scenario @param {Sort} sort @param {number} hiddenSize */
function countAt(scenario, { kind, peephole }, hiddenSize) {
  const cell = { ...scenario.cell, kind, peephole, hidden_size: hiddenSize };
  const outputs = scenario.head || needsHead(scenario, cell) ? outputSize(scenario) : 0;
  return countParameters(cell) + headSize(cell, outputs);
}

/**
 * Without a read-out the outputs are the units, so a loss that looks at each of them only fits
 * another number of units through a read-out with as many outputs.
 * @param {Scenario} scenario
 * @param {Cell} cell
 */
function needsHead({ head, loss, cell: own }, cell) {
  if (head || featureSize(cell) === featureSize(own)) return false;
  return loss.kind !== "probe" || (loss.unit ?? 0) >= featureSize(cell);
}

/**
 * Another sort of cell on the same sequence and loss.
 * @param {Scenario} scenario
 * @param {Pick<Offer, "kind"|"peephole"|"hiddenSize">} offer
 * @returns {Variant}
 */
export function variantOfSort(scenario, { kind, peephole, hiddenSize }) {
  const main = withoutComparison(scenario);
  const cell = { kind, peephole, hidden_size: hiddenSize };
  const made = setCell(main, cell);
  const head = needsHead(main, made.cell) ? { output_size: outputSize(main), seed: 0 } : made.head;
  return asVariant(main, { ...made, head, loss: main.loss }, { title: "" });
}

/** Whether there is a forget gate with a bias to set. @param {Scenario} scenario */
export const hasForgetBias = ({ cell }) => cell.kind === "lstm" && cell.bias;

/**
 * The forget biases that the scenario's own cell has not got.
 * @param {Scenario} scenario
 * @returns {number[]}
 */
export function missingForgetBiases({ weights }) {
  const own = hasTensors(weights) ? null : weights.forget_bias;
  return FORGET_BIASES.filter((bias) => bias !== own);
}

/**
 * The same cell with another forget bias: the one thing that differs.
 * @param {Scenario} scenario
 * @param {number} bias
 * @param {string} title
 * @returns {Variant}
 */
export function variantOfForgetBias(scenario, bias, title) {
  const main = withoutComparison(scenario);
  const weights = hasTensors(main.weights)
    ? { tensors: withForgetRows(main, bias) }
    : { ...main.weights, forget_bias: bias, edits: withoutForgetRows(main) };
  return asVariant(main, { ...main, weights }, { title });
}

/**
 * The initialisers' own rule: the forget rows of `bias_ih`; `bias_hh` keeps what it has.
 * @param {Scenario} scenario
 * @param {number} bias
 */
function withForgetRows({ cell, weights }, bias) {
  const tensors = { .../** @type {import("../types.js").TensorWeights} */ (weights).tensors };
  const shapes = tensorShapes(cell);
  for (const name of forgetBiasNames(cell)) {
    const before = /** @type {number[]} */ (tensors[name] ?? Array(shapes.get(name)?.[0] ?? 0).fill(0));
    tensors[name] = before.map((value, row) => (isForgetRow(cell, row) ? bias : value));
  }
  return tensors;
}

/**
 * Edits by hand lie on top of the initialiser and would hide the bias.
 * @param {Scenario} scenario
 */
function withoutForgetRows({ cell, weights }) {
  const names = new Set(forgetBiasNames(cell));
  const edits = Object.entries(/** @type {import("../types.js").InitialisedWeights} */ (weights).edits ?? {});
  /** @type {import("../types.js").Edits} */
  const kept = {};
  for (const [name, entries] of edits) {
    const left = Object.entries(entries).filter(([row]) => !names.has(name) || !isForgetRow(cell, Number(row)));
    if (left.length > 0) kept[name] = Object.fromEntries(left);
  }
  return kept;
}

/** @param {Cell} cell */
const forgetBiasNames = (cell) => lanes(cell).map(({ layer, direction }) => tensorName("bias_ih", layer, direction));

/** Rows are i, f, g, o. @param {Cell} cell @param {number} row */
const isForgetRow = ({ hidden_size: size }, row) => row >= size && row < 2 * size;

/**
 * The cell with its weights and what-ifs as they are now, so that edits change the scenario alone.
 * @param {Scenario} scenario
 * @param {string} title
 * @returns {Variant}
 */
export function variantOfPresent(scenario, title) {
  const main = withoutComparison(scenario);
  return asVariant(main, main, { title, isWhole: true });
}
