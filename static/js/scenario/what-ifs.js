/**
 * What-ifs: edits of their list, and those that are switched off. Those are no part of the scenario;
 * the link carries them as `layer,f|r,target,unit,from,to,value` each, with "~" between them.
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

// What is switched off.

/** A name as equations have it. */
const TARGET = /^[a-zA-Z][a-zA-Z0-9]*(_[a-zA-Z0-9]+)*$/;
const MOST = 100;
const COUNT = /^\d{1,6}$/;

/** @param {readonly Intervention[]} parked */
export function formatParked(parked) {
  return parked
    .map(({ layer, direction, target, unit, from, to, value }) => [layer, direction[0], target, unit ?? "", from, to, value].join(","))
    .join("~");
}

/** Anything that makes no sense is left out. @param {string} text @returns {Intervention[]} */
export function parseParked(text) {
  return text.split("~").slice(0, MOST).flatMap(parseOne);
}

/** @param {string} text @returns {Intervention[]} */
function parseOne(text) {
  const [layer, way, target, unit, from, to, value, ...more] = text.split(",");
  const counts = [layer, from, to, ...(unit === "" ? [] : [unit])];
  const isWhole = more.length === 0 && counts.every((count) => COUNT.test(count ?? "")) && Number(from) <= Number(to);
  const isKnown = (way === "f" || way === "r") && TARGET.test(target ?? "");
  if (!isWhole || !isKnown || !value || !Number.isFinite(Number(value))) return [];
  const place = { layer: Number(layer), direction: /** @type {"forward"|"reverse"} */ (way === "f" ? "forward" : "reverse") };
  return [{ ...place, target, unit: unit === "" ? null : Number(unit), from: Number(from), to: Number(to), value: Number(value) }];
}

/** Whether two what-ifs do the same. @param {Intervention} one @param {Intervention} other */
export function isSameIntervention(one, other) {
  return formatParked([one]) === formatParked([other]);
}

/**
 * Those that the scenario does not hold itself: what it holds is on.
 * @param {readonly Intervention[]} off
 * @param {readonly Intervention[]} held
 */
export function withoutHeld(off, held) {
  return off.filter((one) => !held.some((other) => isSameIntervention(one, other)));
}
