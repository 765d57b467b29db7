/**
 * What is looked at, kept inside what there is.
 *
 * @typedef {import("./types.js").View} View
 * @typedef {import("./trace.js").Trace} Trace
 * @typedef {import("./store.js").Store} Store
 */

/** @type {Readonly<View>} */
export const FIRST_VIEW = Object.freeze({
  t: 0, phase: 1, unit: 0, layer: 0, direction: "forward", pass: "forward", lang: "en", theme: "system",
});

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
