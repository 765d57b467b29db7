/**
 * Edits of the cell: kind, equations, sizes, layers and options. Everything else of the scenario
 * follows.
 *
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("../types.js").LayerChoice} LayerChoice
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("./contract.js").Preset} Preset
 */

import { contract } from "./contract.js";
import { hasOption, isOwn } from "./forms.js";
import { refitHead, settle } from "./objective.js";
import { refitWeights } from "./refit.js";
import { lanes, layersOf, lengthMap, nearestWidth, refitWidth, remapVector, valueSize } from "./shapes.js";

/**
 * Changes the cell and keeps as much of the rest as still has a meaning.
 * @param {Scenario} scenario
 * @param {Partial<Cell>} patch
 * @param {import("./refit.js").Park} [park]
 * @returns {Scenario}
 */
export function setCell(scenario, patch, park) {
  const cell = tidyCell({ ...scenario.cell, ...patch }, scenario.sequence);
  return refit({ ...scenario, sequence: refitWidth(scenario.sequence, cell.input_size) }, cell, park);
}

/**
 * Changes one layer, or the whole cell where its layers do not differ.
 * @param {Scenario} scenario
 * @param {number} layer
 * @param {LayerChoice} patch
 * @param {import("./refit.js").Park} [park]
 */
export function setLayer(scenario, layer, patch, park) {
  const { layers } = scenario.cell;
  if (!layers) return setCell(scenario, /** @type {Partial<Cell>} */ (patch), park);
  return setCell(scenario, { layers: layers.with(layer, tidyChoice({ ...layers[layer], ...patch })) }, park);
}

/** @param {Scenario} scenario @param {number} layer @param {Partial<Cell["activations"]>} patch */
export function setActivations(scenario, layer, patch) {
  return setLayer(scenario, layer, { activations: { ...layersOf(scenario.cell)[layer].activations, ...patch } });
}

/**
 * Has every layer make its own choices, or all of them those of the first.
 * @param {Scenario} scenario
 * @param {boolean} differ
 */
export function setLayersDiffer(scenario, differ) {
  const { cell } = scenario;
  const layers = layersOf(cell);
  if (differ) return setCell(scenario, { ...PLAIN(), num_layers: 1, layers: layers.map(choiceOf) });
  const { reverse: _, ...first } = /** @type {any} */ (choiceOf(layers[0]));
  return setCell(scenario, { ...first, layers: null, num_layers: layers.length });
}

/** The cell's own fields say nothing where every layer says all. */
const PLAIN = () => {
  const { kind, equations, peephole, proj_size } = contract().defaults.cell;
  return { kind, equations, peephole, proj_size };
};

/** @param {import("./shapes.js").Layer} layer @returns {LayerChoice} */
function choiceOf({ kind, equations, hidden, directions, merge, bias, peephole, proj_size, activations }) {
  const bidirectional = directions.length > 1;
  const reverse = !bidirectional && directions[0] === "reverse";
  return { kind, equations, hidden_size: hidden, bidirectional, merge, bias, peephole, proj_size, activations, reverse };
}

/** Whether there are as many layers; a new one is like the last. @param {Scenario} scenario @param {number} count */
export function setLayerCount(scenario, count) {
  const { layers } = scenario.cell;
  if (!layers) return setCell(scenario, { num_layers: count });
  const last = /** @type {LayerChoice} */ (layers.at(-1));
  return setCell(scenario, { layers: Array.from({ length: count }, (_, k) => layers[k] ?? last) });
}

/**
 * What a layer becomes by an entry of the catalogue.
 * @param {string} kind
 * @param {Preset|null} preset
 * @param {number} hidden   H, of which a projection is a share
 * @returns {LayerChoice}
 */
export function chosenCell(kind, preset, hidden) {
  const { peephole = false, proj_size: share = null } = preset?.choices ?? {};
  const projected = share === null ? null : Math.max(1, Math.round(Number(share) * hidden));
  return { kind, equations: null, peephole: Boolean(peephole), proj_size: projected };
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
  return { ...tidyChoice(cell), input_size: nearestWidth(sequence, cell.input_size) };
}

/** Without what its kind does not have. @template {LayerChoice} C @param {C} choice @returns {C} */
function tidyChoice(choice) {
  const kind = choice.kind ?? "";
  const next = { ...choice };
  if (choice.peephole && !hasOption(kind, "peephole")) next.peephole = false;
  if (choice.proj_size && !hasOption(kind, "projection")) next.proj_size = null;
  if (choice.equations && !isOwn({ kind })) next.equations = null;
  if (choice.bidirectional && choice.reverse) next.reverse = false;
  return next;
}

/** @param {Scenario} scenario @param {Cell} cell @param {import("./refit.js").Park} [park] @returns {Scenario} */
function refit(scenario, cell, park) {
  const before = scenario.cell;
  const weights = refitWeights(scenario.weights, before, cell, park);
  const head = refitHead(scenario.head, before, cell);
  return settle(refitStates({ ...scenario, cell, weights, head }, before));
}

// Where states start: h0, c0, and state0 for all others; null means zeros, else a row for each layer
// and direction, empty where a layer has no such state.

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
function refitStates(scenario, before) {
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
