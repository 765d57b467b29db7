/**
 * Edits of the what-if list.
 *
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../types.js").Intervention} Intervention
 */

import { settle } from "./objective.js";

/** What does not fit the cell or the steps is left out. @param {Scenario} scenario @param {Intervention[]} interventions */
export function setInterventions(scenario, interventions) {
  return settle({ ...scenario, interventions });
}

/** @param {Scenario} scenario @param {Intervention} intervention @param {number} [at]  place in the list */
export function addIntervention(scenario, intervention, at = scenario.interventions.length) {
  return setInterventions(scenario, scenario.interventions.toSpliced(at, 0, intervention));
}

/** @param {Scenario} scenario @param {number} at */
export function removeIntervention(scenario, at) {
  return setInterventions(scenario, scenario.interventions.toSpliced(at, 1));
}

/** @param {Scenario} scenario @param {number} at @param {Partial<Intervention>} patch  `unit: null` means every unit */
export function changeIntervention(scenario, at, patch) {
  return setInterventions(scenario, scenario.interventions.with(at, { ...scenario.interventions[at], ...patch }));
}
