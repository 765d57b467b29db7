/**
 * What is looked at, kept inside what there is.
 *
 * @typedef {import("../types.js").View} View
 * @typedef {import("../types.js").Depth} Depth
 * @typedef {import("../trace/trace.js").Trace} Trace
 * @typedef {import("./store.js").Store} Store
 */

import { contract } from "../scenario/contract.js";
import { layersOf } from "../scenario/shapes.js";

/** The view's keys as the server lists them, in the order of links. */
const keys = () => Object.entries(contract().view);

/** What the page begins with. @returns {View} */
export function firstView() {
  return /** @type {any} */ (Object.fromEntries(keys().map(([name, { first }]) => [name, first])));
}

/** What another scenario puts back to its first value. @returns {Partial<View>} */
export function resetView() {
  return Object.fromEntries(keys().filter(([, key]) => key.is_reset).map(([name, { first }]) => [name, first]));
}

/** What a key of the view may be, in the order in which the page offers it. @param {"panel"|"lab"|"depth"} key @returns {any[]} */
export const choicesOf = (key) => contract().view[key].choices;

/**
 * Where a scenario is looked at first: a single unit has nothing to be overlooked.
 * @param {{hidden_size: number}} cell
 * @returns {Depth}
 */
export const firstDepth = (cell) => (cell.hidden_size > 1 ? "cell" : "unit");

/**
 * @param {Depth} depth
 * @param {1|-1} way  +1 closer, −1 further away
 * @returns {Depth|null} null at either end
 */
export function neighbourDepth(depth, way) {
  const depths = choicesOf("depth");
  return depths[depths.indexOf(depth) + way] ?? null;
}

/**
 * @param {number} value
 * @param {number} count
 */
const clampIndex = (value, count) => Math.min(Math.max(Math.trunc(value) || 0, 0), Math.max(count - 1, 0));

/**
 * The same view object when nothing has to change.
 * @param {View} view
 * @param {Trace|null} trace
 * @returns {View}
 */
export function clampView(view, trace) {
  if (!trace) return view;
  const layers = layersOf(trace.cell);
  const layer = layers[clampIndex(view.layer, layers.length)];
  const direction = layer.directions.includes(view.direction) ? view.direction : layer.directions[0];
  const counts = { steps: trace.steps, units: layer.hidden, layers: layers.length };
  /** @type {Record<string, any>} */
  const kept = { ...view, direction };
  for (const [name, { within }] of keys()) if (within) kept[name] = clampIndex(kept[name], counts[within]);
  const isSame = Object.entries(kept).every(([name, value]) => value === view[/** @type {keyof View} */ (name)]);
  return isSame ? view : /** @type {View} */ (kept);
}

/**
 * Changes what is looked at; nothing happens when it is the same already.
 * @param {Store} store
 * @param {Partial<View>} changes
 */
export function lookAt(store, changes) {
  const { view, trace } = store.state;
  const next = clampView({ ...view, ...changes }, trace);
  const names = /** @type {(keyof View)[]} */ (Object.keys(next));
  if (names.some((name) => next[name] !== view[name])) store.update({ view: next });
}
