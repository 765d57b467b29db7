/**
 * What-ifs made on the picture: holding a value at the step looked at, and letting it go. Pure.
 *
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../types.js").Direction} Direction
 * @typedef {import("../types.js").Intervention} Intervention
 * @typedef {{layer: number, direction: Direction, unit: number, t: number}} Place
 */

import { addIntervention, setInterventions } from "../scenario/edits.js";

/** @param {Intervention} one @param {string} target @param {Place} place */
const covers = (one, target, { layer, direction, unit, t }) =>
  one.target === target && one.layer === layer && one.direction === direction
  && (one.unit ?? unit) === unit && one.from <= t && t <= one.to;

/**
 * The what-if that counts there: of several the last.
 * @param {Scenario} scenario
 * @param {string} target
 * @param {Place} place
 * @returns {Intervention|null}
 */
export function holdAt({ interventions }, target, place) {
  return interventions.findLast((one) => covers(one, target, place)) ?? null;
}

/**
 * Holds a value at one step of one unit; where a what-if holds it already, that one gets the value.
 * @param {Scenario} scenario
 * @param {string} target
 * @param {Place} place
 * @param {number} value
 * @param {number} [most]  what-ifs that a scenario may have
 * @returns {Scenario}
 */
export function hold(scenario, target, place, value, most = Infinity) {
  const { interventions } = scenario;
  const known = holdAt(scenario, target, place);
  if (known) return setInterventions(scenario, interventions.map((one) => (one === known ? { ...one, value } : one)));
  if (interventions.length >= most) return scenario;
  const { t, ...rest } = place;
  return addIntervention(scenario, { ...rest, target, from: t, to: t, value });
}

/**
 * Lets a value go: every what-if that holds it there is taken away.
 * @param {Scenario} scenario
 * @param {string} target
 * @param {Place} place
 * @returns {Scenario}
 */
export function release(scenario, target, place) {
  return setInterventions(scenario, scenario.interventions.filter((one) => !covers(one, target, place)));
}
