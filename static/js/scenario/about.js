/**
 * Edits of what a scenario says about itself.
 *
 * @typedef {import("../types.js").Scenario} Scenario
 */

/** @param {Scenario} scenario @param {Partial<Pick<Scenario, "title"|"notes">>} patch @returns {Scenario} */
export function setAbout(scenario, patch) {
  return { ...scenario, ...patch };
}
