/**
 * Where a weight of a unit stands in the tensors, what it is by the scenario, and how it is set.
 *
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("./hold.js").Place} Place
 * @typedef {{name: string, row: number, column: number|null}} Entry
 */

import { hasTensors, PEEPHOLE_ROWS, ROW_BLOCKS, setWeights, tensorName } from "../scenario/edits.js";

/**
 * @param {Cell} cell
 * @param {Place} place
 * @param {string} part    "weight_ih", "weight_hh", "weight_peephole", "bias_ih" or "bias_hh"
 * @param {string} block
 * @param {number} [column]
 * @returns {Entry}
 */
export function entryOf(cell, { layer, direction, unit }, part, block, column = 0) {
  const name = tensorName(part, layer, direction);
  if (part === "weight_peephole") return { name, row: PEEPHOLE_ROWS.indexOf(block), column: unit };
  const row = ROW_BLOCKS[cell.kind].indexOf(block) * cell.hidden_size + unit;
  return { name, row, column: part.startsWith("bias") ? null : column };
}

/**
 * The newest value: an edit by hand is in the scenario before any run has seen it.
 * @param {Scenario} scenario
 * @param {Record<string, any>|null} resolved  tensors of the trace
 * @param {Entry} entry
 * @returns {number} NaN where it is not known
 */
export function weightAt({ weights }, resolved, { name, row, column }) {
  const isGiven = hasTensors(weights);
  const edit = isGiven ? undefined : weights.edits?.[name]?.[column === null ? `${row}` : `${row},${column}`];
  if (edit !== undefined) return edit;
  const tensor = (isGiven ? weights.tensors : resolved)?.[name];
  if (tensor === undefined || tensor === null) return isGiven && name.startsWith("bias_") ? 0 : NaN;
  return (column === null ? tensor[row] : /** @type {any} */ (tensor[row])?.[column]) ?? NaN;
}

/** @param {Scenario} scenario @param {Entry} entry @param {number} value @returns {Scenario} */
export const setWeight = (scenario, entry, value) => setWeights(scenario, [{ ...entry, value }]);
