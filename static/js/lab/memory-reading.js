/**
 * The memory of a lane as it came, and what can be read off it.
 *
 * @typedef {object} Memory   the server's result line
 * @property {number} layer
 * @property {import("../types.js").Direction} direction
 * @property {string} memory                                the state that a unit remembers by
 * @property {string|null} gate                             what keeps it, or, as a complement, what it forgets
 * @property {boolean} is_complement
 * @property {number} t                                     from where it is followed
 * @property {number} steps                                 K
 * @property {(number|null)[][]} retained                   (K + 1, H)
 * @property {(number|null)[][]} log10_retained_in_all      (K + 1, H)
 * @property {(number|null)[]} half_life_measured           (H)
 * @property {(number|null)[]|null} half_life_by_gate       (H)
 * @property {Record<string, number|null>} horizon
 * @property {Record<string, {shut: number[], open: number[]}>} saturation
 * @property {number[]} still_units
 * @property {{unit: number, channel: number, correlation: number}[]} copying_units
 */

/**
 * @param {readonly any[]} results
 * @returns {Memory|null}
 */
export const readMemory = (results) => results.find((line) => line.analysis === "memory") ?? null;

/**
 * @param {Memory} memory
 * @param {number} unit
 * @returns {Float64Array} K + 1: log10 of the size of what is left in the unit itself; NaN for nothing
 */
export function ownLogs({ retained }, unit) {
  return Float64Array.from(retained, (row) => {
    const size = Math.log10(Math.abs(row[unit] ?? NaN));
    return Number.isFinite(size) ? size : NaN;
  });
}

/**
 * @param {Memory} memory
 * @param {number} unit
 * @returns {Float64Array} K + 1: what is left in all units together
 */
export const allLogs = ({ log10_retained_in_all: rows }, unit) => Float64Array.from(rows, (row) => row[unit] ?? NaN);

/**
 * What the rule of thumb expects: half of it after every half-life.
 * @param {number|null|undefined} halfLife  null: never
 * @param {number} steps
 * @returns {Float64Array} K + 1
 */
export function expectedLogs(halfLife, steps) {
  const perStep = halfLife === null || halfLife === undefined ? 0 : -Math.log10(2) / halfLife;
  return Float64Array.from({ length: steps + 1 }, (_, k) => (k === 0 ? 0 : k * perStep)).map((value) => (Number.isFinite(value) ? value : NaN));
}

/**
 * Units by how long they remember, the longest first; those that never fall below half come first of all.
 * @param {readonly (number|null)[]} lives
 * @returns {number[]}
 */
export function longestFirst(lives) {
  const order = lives.map((_, unit) => unit);
  return order.sort((a, b) => (lives[b] ?? Infinity) - (lives[a] ?? Infinity) || a - b);
}

/**
 * @param {Memory} memory
 * @returns {{unit: number, factor: number}|null} where the gate's rule of thumb is wrong by the largest
 *   factor; above 1: it promises too much. Units that never fall below half are not compared
 */
export function mostMisleading({ half_life_by_gate: byGate, half_life_measured: measured }) {
  if (!byGate) return null;
  let best = null;
  for (const [unit, life] of measured.entries()) {
    const rule = byGate[unit] ?? 0;
    const factor = life !== null && life > 0 && rule > 0 ? rule / life : 1;
    if (!best || Math.abs(Math.log(factor)) > Math.abs(Math.log(best.factor))) best = { unit, factor };
  }
  return best;
}

/** @param {readonly number[]} values */
export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
