/**
 * Side by side: variants of a scenario's cell, as pure functions scenario ↔ variants. They are merged
 * as the server merges them (app/scenarios/comparison.py): a variant holds what it changes, and what
 * it does not name is the scenario's. Null is not the same as not named.
 *
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../types.js").Variant} Variant
 * @typedef {import("../types.js").Cell} Cell
 */

import { statesOf } from "./cell.js";
import { OF_KIND } from "./shapes.js";
import { hasTensors } from "./weights.js";

/** Fields that a variant replaces as a whole. */
const WHOLE = /** @type {const} */ (["weights", "head", "h0", "c0", "state0", "interventions"]);
/** Left to the scenario: every cell reads the same sequence. */
const SHARED = "input_size";

/**
 * @param {Scenario} scenario
 * @returns {Scenario} by itself
 */
export function withoutComparison(scenario) {
  return scenario.comparison.length === 0 ? scenario : { ...scenario, comparison: [] };
}

/**
 * Each variant as a full scenario without a comparison.
 * @param {Scenario} scenario
 * @returns {Scenario[]}
 */
export function variantsOf(scenario) {
  return scenario.comparison.map(({ title = "", cell = {}, ...named }) => ({
    ...scenario,
    ...named,
    title,
    cell: { ...scenario.cell, ...cell },
    comparison: [],
  }));
}

/**
 * What makes a full scenario a variant of another one. It names what is its own for good: kind,
 * weights, what-ifs, and what belongs to the kind. Sizes that are the same follow the scenario's,
 * unless its numbers are fixed, as tensors and edits are: then it names everything.
 * @param {Scenario} scenario
 * @param {Scenario} full
 * @param {{title?: string, isWhole?: boolean}} [options]  `isWhole`: nothing shall follow the scenario
 * @returns {Variant}
 */
export function asVariant(scenario, full, { title = full.title, isWhole = false } = {}) {
  const isFixed = isWhole || hasFixedNumbers(full);
  const names = (/** @type {typeof WHOLE[number]} */ name) =>
    isFixed || name === "weights" || name === "interventions" || !isEqual(full[name], scenario[name]);
  const hasNo = (/** @type {string} */ name) => name === "c0" && !statesOf(full.cell).includes("c");
  const named = WHOLE.filter((name) => names(name) || hasNo(name));
  return {
    title,
    cell: cellChanges(scenario.cell, full.cell, isFixed),
    ...Object.fromEntries(named.map((name) => [name, full[name]])),
  };
}

/** Whether the weights only fit the very shapes they have. @param {Scenario} scenario */
function hasFixedNumbers({ weights }) {
  return hasTensors(weights) || Object.keys(weights.edits ?? {}).length > 0;
}

/**
 * @param {Cell} from
 * @param {Cell} to
 * @param {boolean} isWhole
 * @returns {Partial<Cell>}
 */
function cellChanges(from, to, isWhole) {
  const isOfKind = (/** @type {string} */ key) => OF_KIND.some((name) => name === key);
  const isNamed = (/** @type {keyof Cell} */ key) => isWhole || key === "kind" || isOfKind(key) || !isEqual(from[key], to[key]);
  const keys = /** @type {(keyof Cell)[]} */ (Object.keys(to)).filter((key) => key !== SHARED && isNamed(key));
  return Object.fromEntries(keys.map((key) => [key, to[key]]));
}

/** @param {Scenario} scenario @param {Variant[]} added @returns {Scenario} */
export function addVariants(scenario, added) {
  return { ...scenario, comparison: [...scenario.comparison, ...added] };
}

/** @param {Scenario} scenario @param {number} index @returns {Scenario} */
export function removeVariant(scenario, index) {
  return { ...scenario, comparison: scenario.comparison.toSpliced(index, 1) };
}

/** @param {Scenario} scenario @param {number} index @param {string} title @returns {Scenario} */
export function renameVariant(scenario, index, title) {
  return { ...scenario, comparison: scenario.comparison.with(index, { ...scenario.comparison[index], title }) };
}

/**
 * A variant takes the place of the scenario's own cell, which becomes a variant in its stead. All
 * the others stay what they are, whatever they followed until now.
 * @param {Scenario} scenario
 * @param {number} index
 * @param {string} [title]  what the scenario's own cell is called from now on
 * @returns {Scenario}
 */
export function swapWithMain(scenario, index, title = "") {
  const cells = variantsOf(scenario);
  const main = { ...cells[index], title: scenario.title };
  const comparison = cells.map((cell, k) =>
    (k === index ? asVariant(main, withoutComparison(scenario), { title }) : asVariant(main, cell)));
  return { ...main, comparison };
}

// What a scenario comes to: two documents with the same content give the same trace, however they
// are written.

/**
 * Words and the comparison change no number of a trace.
 * @param {Scenario} scenario
 * @returns {string} the same for the same content
 */
export function contentKey(scenario) {
  const { title: _title, notes: _notes, comparison: _comparison, ...numbers } = scenario;
  return JSON.stringify(canonical(numbers));
}

/**
 * @param {unknown} one
 * @param {unknown} other
 */
export function isEqual(one, other) {
  return one === other || JSON.stringify(canonical(one)) === JSON.stringify(canonical(other));
}

/**
 * Keys in order; what is null, empty, or a gain of 1 is what it would be if it were not there.
 * @param {unknown} value
 * @returns {unknown}
 */
function canonical(value) {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).filter(([name, entry]) => !isDefault(name, entry));
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, entry]) => [name, canonical(entry)]));
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function isDefault(name, value) {
  const isEmpty = value === null || value === undefined || (name === "edits" && Object.keys(value).length === 0);
  return isEmpty || (name === "gain" && value === 1);
}
