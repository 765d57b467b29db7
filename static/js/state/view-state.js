/**
 * What is looked at, kept inside what there is.
 *
 * @typedef {import("../types.js").View} View
 * @typedef {import("../types.js").Depth} Depth
 * @typedef {import("../trace/trace.js").Trace} Trace
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("../wire/transport.js").Asking} Asking
 */

import { contract } from "../scenario/contract.js";
import { layersOf, stepCount } from "../scenario/shapes.js";

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

// How much of a run is asked for. A small one comes whole and in full, so that whatever is looked at
// next is there already. Of a large one the inner numbers come for the unit looked at alone, and
// are asked for again when another is looked at.

/** So many inner numbers are few. */
const FEW = 60_000;
/** Of a cell that no run has told of: of an LSTM it is 50. */
const INNER_NODES = 80;
/** Digits of a large run: enough for a sum whose terms cancel by five of them. */
const DIGITS = 9;

/** @type {Readonly<Asking>} */
export const WHOLE = Object.freeze({ precision: null, lens: null, hasNodes: true, hasPaths: true });
/** Of a run that others are compared with. @type {Readonly<Asking>} */
export const PLAIN = Object.freeze({ precision: 6, lens: null, hasNodes: false, hasPaths: false });

/**
 * @param {Scenario} scenario
 * @param {View} view
 * @param {Trace|null} shown  the run before
 * @returns {Asking}
 */
export function askingFor(scenario, view, shown) {
  const like = shown?.hasStarted && isSameCell(shown.cell, scenario.cell) ? shown : null;
  const perStep = like ? innerNumbers(like) : INNER_NODES * unitsIn(scenario.cell);
  if (stepCount(scenario.sequence) * perStep <= FEW) return WHOLE;
  const hasPaths = view.pass === "backward";
  if (!like) return { precision: DIGITS, lens: null, hasNodes: false, hasPaths };
  const { layer, direction, unit } = clampView(view, like);
  return { precision: DIGITS, lens: { layer, direction, unit }, hasNodes: true, hasPaths };
}

/** Whether a whole run lacks what is looked at now. @param {Trace} trace @param {View} view */
export function lacks({ asked, lanes }, { layer, direction, unit, pass }) {
  if (lanes.length === 0 || (asked.hasNodes && !asked.lens)) return false;
  if (pass === "backward" && !asked.hasPaths) return true;
  const { lens } = asked;
  return !lens || lens.layer !== layer || lens.direction !== direction || lens.unit !== unit;
}

/** @param {Cell} one @param {Cell} other */
const isSameCell = (one, other) => one === other || JSON.stringify(one) === JSON.stringify(other);

/** @param {Trace} trace */
const innerNumbers = ({ lanes }) => lanes.reduce((sum, { model, hiddenSize }) => sum + hiddenSize * model.nodes.filter(({ at }) => at.startsWith("nodes.")).length, 0);

/** @param {Cell} cell */
function unitsIn(cell) {
  const layers = /** @type {{hidden_size?: number}[]} */ (cell.layers ?? Array.from({ length: cell.num_layers }, () => ({})));
  return layers.reduce((sum, layer) => sum + (layer.hidden_size ?? cell.hidden_size) * 2, 0);
}
