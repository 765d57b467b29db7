/**
 * When what happens in a step of a cell that nobody drew: what comes in, the weighed sums, then
 * operations by how many others they wait for, then what goes out. Pure.
 *
 * @typedef {import("../cell/phases.js").Window} Window
 * @typedef {import("../cell/phases.js").Phase} Phase
 * @typedef {import("./topology.js").Topology} Topology
 *
 * @typedef {object} Timing
 * @property {Window} enter
 * @property {Window} weigh
 * @property {Window} leave
 * @property {(key: string) => Window} windowOf   when an operation computes
 * @property {Phase[]} phases
 */

const ENTER = /** @type {Window} */ ([0, 0.12]);
const WEIGH = /** @type {Window} */ ([0.12, 0.3]);
const LEAVE = /** @type {Window} */ ([0.9, 1]);

/** @param {Topology} topology @returns {Timing} */
export function timingOf({ operations }) {
  /** @type {Map<string, number>} */
  const levels = new Map();
  for (const { key, operands } of operations) levels.set(key, Math.max(0, ...operands.map(({ from }) => (levels.get(from) ?? -1) + 1)));
  const count = Math.max(0, ...levels.values()) + 1;
  const windowAt = (/** @type {number} */ level) => /** @type {Window} */ ([edge(level, count), edge(level + 1, count)]);
  const inner = Array.from({ length: count }, (_, level) => ({
    id: "compute", window: windowAt(level),
    values: [...new Set(operations.filter(({ key }) => levels.get(key) === level).map(({ value, equation }) => value ?? equation))],
  }));
  return {
    enter: ENTER, weigh: WEIGH, leave: LEAVE, windowOf: (key) => windowAt(levels.get(key) ?? 0),
    phases: [{ id: "enter", window: ENTER }, { id: "weigh", window: WEIGH }, ...inner, { id: "leave", window: LEAVE }],
  };
}

/** @param {number} level @param {number} count */
const edge = (level, count) => (level === 0 ? WEIGH[1] : level === count ? LEAVE[0] : WEIGH[1] + ((LEAVE[0] - WEIGH[1]) * level) / count);
