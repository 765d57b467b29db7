/**
 * Variants worth looking at: another kind of cell of equal size, forget biases, the cell as it is.
 *
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../types.js").Variant} Variant
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {"units"|"parameters"} Sizing   what is to be equal
 * @typedef {import("../scenario/cell-title.js").Listed} Sort   an entry of the catalogue
 * @typedef {Sort & {hiddenSize: number, parameters: number, isPresent: boolean}} Offer   isPresent: the scenario's own cell is this one
 */

import { chosenCell, setCell } from "../scenario/cell.js";
import { listedAs, listedCells } from "../scenario/cell-title.js";
import { asVariant, withoutComparison } from "../scenario/comparison.js";
import { hasTensors, withForgetBiases, withoutForgetEdits } from "../scenario/weights.js";
import { outputSize } from "../scenario/objective.js";
import { countParameters, featureSize, hasForgetBias as hasForget, layersOf } from "../scenario/shapes.js";

export const FORGET_BIASES = Object.freeze([0, 1, 3]);

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
 * Every cell of the catalogue with the size it would have beside the scenario's own.
 * @param {Scenario} scenario
 * @param {Sizing} sizing
 * @param {number} most  hidden size at most
 * @param {string} lang
 * @returns {{title: string, cells: Offer[]}[]}
 */
export function offersFor(scenario, sizing, most, lang) {
  const layers = layersOf(scenario.cell);
  const present = new Set(layers.map((layer) => listedAs(layer, lang)?.value));
  return listedCells(lang).map(({ title, cells }) => ({
    title,
    cells: cells.map((sort) => {
      const hiddenSize = sizing === "units" ? scenario.cell.hidden_size : nearestHiddenSize(scenario, sort, most);
      return { ...sort, hiddenSize, parameters: countAt(scenario, sort, hiddenSize), isPresent: present.size === 1 && present.has(sort.value) };
    }),
  }));
}

/**
 * The hidden size whose number of parameters is nearest to the scenario's; of two the smaller.
 * @param {Scenario} scenario
 * @param {Pick<Sort, "kind"|"preset">} sort
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

/** The cell that a sort is, of all layers alike. @param {Scenario} scenario @param {Pick<Sort, "kind"|"preset">} sort @param {number} hiddenSize */
function changesOf({ cell }, { kind, preset }, hiddenSize) {
  const choice = /** @type {Partial<Cell>} */ (chosenCell(kind, preset, hiddenSize));
  return { ...choice, layers: null, num_layers: layersOf(cell).length, hidden_size: hiddenSize };
}

/** @param {Scenario} scenario @param {Pick<Sort, "kind"|"preset">} sort @param {number} hiddenSize */
function countAt(scenario, sort, hiddenSize) {
  const cell = { ...scenario.cell, ...changesOf(scenario, sort, hiddenSize) };
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
 * @param {Pick<Offer, "kind"|"preset"|"hiddenSize">} offer
 * @returns {Variant}
 */
export function variantOfSort(scenario, offer) {
  const main = withoutComparison(scenario);
  const made = setCell(main, changesOf(main, offer, offer.hiddenSize));
  const head = needsHead(main, made.cell) ? { output_size: outputSize(main), seed: 0 } : made.head;
  return asVariant(main, { ...made, head, loss: main.loss }, { title: "" });
}

/** Whether there is a forget gate with a bias to set. @param {Scenario} scenario */
export const hasForgetBias = ({ cell }) => hasForget(cell);

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
  const { cell } = main;
  const weights = hasTensors(main.weights)
    ? { tensors: withForgetBiases(cell, main.weights.tensors, () => bias) }
    : { ...main.weights, forget_bias: bias, edits: withoutForgetEdits(cell, main.weights.edits ?? {}, ({ isFirst }) => isFirst) };
  return asVariant(main, { ...main, weights }, { title });
}

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
