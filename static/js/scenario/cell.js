/**
 * Edits of the cell: kind, sizes, layers and options. Everything else of the scenario follows.
 *
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("../types.js").Kind} Kind
 * @typedef {import("../types.js").Scenario} Scenario
 */

import { settle, refitHead } from "./objective.js";
import { axisMap, directions, remapMatrix } from "./shapes.js";
import { refitWeights } from "./weights.js";
import { nearestWidth, refitWidth } from "./width.js";

/**
 * Changes the cell and keeps as much of the rest as still has a meaning.
 * @param {Scenario} scenario
 * @param {Partial<Cell>} patch
 * @returns {Scenario}
 */
export function setCell(scenario, patch) {
  const cell = tidyCell({ ...scenario.cell, ...patch }, scenario.sequence);
  return refit({ ...scenario, sequence: refitWidth(scenario.sequence, cell.input_size) }, cell);
}

/** @param {Scenario} scenario @param {Partial<Cell["activations"]>} patch */
export function setActivations(scenario, patch) {
  return setCell(scenario, { activations: { ...scenario.cell.activations, ...patch } });
}

/**
 * A scenario whose sequence has just been replaced, with the cell reading its width.
 * @param {Scenario} scenario
 * @param {number} inputSize
 */
export function readWidth(scenario, inputSize) {
  return refit(scenario, { ...scenario.cell, input_size: inputSize });
}

/** @param {Cell} cell @param {Scenario["sequence"]} sequence @returns {Cell} */
function tidyCell(cell, sequence) {
  return {
    ...cell,
    input_size: nearestWidth(sequence, cell.input_size),
    peephole: cell.peephole && cell.kind === "lstm",
  };
}

/** @param {Scenario} scenario @param {Cell} cell @returns {Scenario} */
function refit(scenario, cell) {
  const before = scenario.cell;
  const next = {
    ...scenario,
    cell,
    weights: refitWeights(scenario.weights, before, cell),
    head: refitHead(scenario.head, before, cell),
    h0: refitState(scenario.h0, before, cell),
    c0: cell.kind === "lstm" ? refitState(scenario.c0, before, cell) : null,
  };
  return settle(next);
}

/** @param {number[][]|null} state @param {Cell} before @param {Cell} cell */
function refitState(state, before, cell) {
  if (!state) return state;
  const rows = axisMap(
    [before.num_layers, directions(before).length],
    [cell.num_layers, directions(cell).length],
  );
  return remapMatrix(state, rows, axisMap([1, before.hidden_size], [1, cell.hidden_size]));
}
