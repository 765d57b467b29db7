/**
 * What a scenario comes to: two documents with the same content give the same trace, however they
 * are written.
 *
 * @typedef {import("../types.js").Scenario} Scenario
 */

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
