/**
 * How much of a run is asked for. A small one comes whole and in full, so that whatever is looked at
 * next is there already. Of a large one the inner numbers come for the unit looked at alone, and
 * are asked for again when another is looked at.
 *
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../types.js").View} View
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("../trace/trace.js").Trace} Trace
 * @typedef {import("../wire/transport.js").Asking} Asking
 */

import { stepCount } from "../scenario/width.js";
import { clampView } from "./view-state.js";

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
