/**
 * A scenario with every default filled in, as the page needs it before the server has answered. The
 * server's own reading replaces it with the first line of the run.
 *
 * @typedef {import("../types.js").Scenario} Scenario
 */

import { contract } from "./contract.js";

/**
 * @param {any} scenario
 * @returns {Scenario}
 */
export function withDefaults(scenario) {
  const { scenario: whole, cell } = contract().defaults;
  const activations = { ...cell.activations, ...scenario.cell?.activations };
  return { ...whole, ...scenario, cell: { ...cell, ...scenario.cell, activations } };
}
