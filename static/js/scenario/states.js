/**
 * Where states start: h0, c0, and state0 for all others; null means zeros, else a row for each layer
 * and direction, empty where a layer has no such state.
 *
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("../types.js").Scenario} Scenario
 */

import { layersOf, lengthMap, lanes, remapVector, valueSize } from "./shapes.js";

/** States with a field of their own in a scenario. @type {Map<string, "h0"|"c0">} */
const OWN_FIELDS = new Map([["h", "h0"], ["c", "c0"]]);

/** Every state that any layer has, h first. @param {Cell} cell @returns {string[]} */
export function statesOf(cell) {
  return [...new Set(layersOf(cell).flatMap(({ form }) => form?.states ?? []))];
}

/** The path of a state's start in the scenario. @param {string} state @returns {string[]} */
export const statePath = (state) => (OWN_FIELDS.has(state) ? [String(OWN_FIELDS.get(state))] : ["state0", state]);

/** How many numbers a state has in each lane. @param {Cell} cell @param {string} state */
export function stateSizes(cell, state) {
  const layers = layersOf(cell);
  return lanes(cell).map(({ layer }) => (layers[layer].form?.states.includes(state) ? valueSize(cell, layer, state) : 0));
}

/** @param {Scenario} scenario @param {string} state @returns {number[][]|null} */
export function startOf(scenario, state) {
  const field = OWN_FIELDS.get(state);
  if (field) return scenario[field];
  return Object.hasOwn(scenario.state0 ?? {}, state) ? (scenario.state0?.[state] ?? null) : null;
}

/** @param {Scenario} scenario @param {string} state @param {number[][]|null} rows @returns {Scenario} */
function withStart(scenario, state, rows) {
  const field = OWN_FIELDS.get(state);
  if (field) return { ...scenario, [field]: rows };
  const others = Object.entries(scenario.state0 ?? {}).filter(([name]) => name !== state);
  const entries = rows === null ? others : [...others, [state, rows]];
  return { ...scenario, state0: entries.length > 0 ? Object.fromEntries(entries) : null };
}

/** @param {Cell} cell @param {string} state @returns {number[][]} */
const zeroRows = (cell, state) => stateSizes(cell, state).map((size) => Array(size).fill(0));

/** A start of one's own, at first all zeros, or none. @param {Scenario} scenario @param {string} state @param {boolean} isGiven @returns {Scenario} */
export function giveState(scenario, state, isGiven) {
  return withStart(scenario, state, isGiven ? (startOf(scenario, state) ?? zeroRows(scenario.cell, state)) : null);
}

/**
 * @param {Scenario} scenario
 * @param {string} state
 * @param {{row: number, column: number, value: number}[]} changes  what lies outside is left out
 * @returns {Scenario}
 */
export function setState(scenario, state, changes) {
  const rows = (startOf(scenario, state) ?? zeroRows(scenario.cell, state)).map((row) => [...row]);
  for (const { row, column, value } of changes) if (column < (rows[row]?.length ?? 0)) rows[row][column] = value;
  return withStart(scenario, state, rows);
}

/**
 * Starts for a changed cell: what still has a place keeps its number.
 * @param {Scenario} scenario   with its new cell
 * @param {Cell} before
 * @returns {Scenario}
 */
export function refitStates(scenario, before) {
  const { cell } = scenario;
  if (layersOf(cell).some(({ form }) => form === null)) return scenario;
  const given = ["h", "c", ...Object.keys(scenario.state0 ?? {})].filter((state) => startOf(scenario, state) !== null);
  return given.reduce((next, state) => withStart(next, state, refitRows(startOf(scenario, state) ?? [], state, before, cell)), scenario);
}

/** @param {number[][]} rows @param {string} state @param {Cell} before @param {Cell} cell @returns {number[][]|null} */
function refitRows(rows, state, before, cell) {
  const sizes = stateSizes(cell, state);
  if (!sizes.some(Boolean)) return null;
  const old = lanes(before);
  return lanes(cell).map(({ layer, direction }, lane) => {
    const from = old.findIndex((one) => one.layer === layer && one.direction === direction);
    const row = rows[from] ?? [];
    return remapVector(row, lengthMap(row.length, sizes[lane]));
  });
}
