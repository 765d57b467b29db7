/**
 * Edits of the initial states h0 and c0: null means zeros, else a row for each layer and direction.
 *
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {"h0"|"c0"} StateName
 */

import { lanes } from "./shapes.js";

/** @param {Scenario["cell"]} cell @returns {number[][]} */
export function zeroState(cell) {
  return lanes(cell).map(() => Array(cell.hidden_size).fill(0));
}

/** A start of one's own, at first all zeros, or none. @param {Scenario} scenario @param {StateName} name @param {boolean} isGiven @returns {Scenario} */
export function giveState(scenario, name, isGiven) {
  return { ...scenario, [name]: isGiven ? (scenario[name] ?? zeroState(scenario.cell)) : null };
}

/**
 * @param {Scenario} scenario
 * @param {StateName} name
 * @param {{row: number, column: number, value: number}[]} changes
 * @returns {Scenario}
 */
export function setState(scenario, name, changes) {
  const state = (scenario[name] ?? zeroState(scenario.cell)).map((row) => [...row]);
  for (const { row, column, value } of changes) state[row][column] = value;
  return { ...scenario, [name]: state };
}
