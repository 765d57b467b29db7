/**
 * What is looked at, kept inside what there is.
 *
 * @typedef {import("../types.js").View} View
 * @typedef {import("../types.js").Depth} Depth
 * @typedef {import("../trace/trace.js").Trace} Trace
 * @typedef {import("./store.js").Store} Store
 */

/** @type {Readonly<View>} */
export const FIRST_VIEW = Object.freeze({
  t: 0, phase: 1, unit: 0, layer: 0, direction: "forward", pass: "forward", depth: "unit", lang: "en", theme: "system",
  off: Object.freeze([]), panel: "plots", lab: "paths", wide: false,
});

/** What the region beside the stage can show. @type {readonly import("../types.js").Panel[]} */
export const PANELS = Object.freeze(["plots", "lab", "doctor"]);

/** The names of the laboratory's sections in links, in the order in which the page offers them. @type {readonly string[]} */
export const LAB_KEYS = Object.freeze(["paths", "shortcut", "map", "jacobians", "memory", "saliency", "compare"]);

/** From the overview down to single numbers. @type {readonly Depth[]} */
export const DEPTHS = Object.freeze(["network", "cell", "unit"]);

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
export const neighbourDepth = (depth, way) => DEPTHS[DEPTHS.indexOf(depth) + way] ?? null;

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
  const { cell, steps } = trace;
  const t = clampIndex(view.t, steps);
  const unit = clampIndex(view.unit, cell.hidden_size);
  const layer = clampIndex(view.layer, cell.num_layers);
  const direction = cell.bidirectional ? view.direction : "forward";
  const same = t === view.t && unit === view.unit && layer === view.layer && direction === view.direction;
  return same ? view : { ...view, t, unit, layer, direction };
}

/**
 * Changes what is looked at; nothing happens when it is the same already.
 * @param {Store} store
 * @param {Partial<View>} changes
 */
export function lookAt(store, changes) {
  const { view, trace } = store.state;
  const next = clampView({ ...view, ...changes }, trace);
  const keys = /** @type {(keyof View)[]} */ (Object.keys(next));
  if (keys.some((key) => next[key] !== view[key])) store.update({ view: next });
}
