/**
 * What stands around and inside the unrolled network, as text.
 *
 * @typedef {import("../base/i18n.js").I18n} I18n
 * @typedef {import("../trace/trace.js").Trace} Trace
 * @typedef {import("../types.js").View} View
 * @typedef {import("./layout.js").NetworkLayout} NetworkLayout
 * @typedef {import("./layout.js").Row} Row
 */

import { describer, isPlainWord } from "../cell/names.js";
import { cellNumber, tableNumber, wireNumber } from "../numbers/written.js";
import { bareVector, inputText } from "../trace/input-text.js";
import { lossAt } from "./column.js";

const DIGIT = 6.4;

/**
 * Inputs as text, in the longest form that fits under every step.
 * @param {Trace} trace
 * @param {number} width  of a column
 * @returns {((t: number) => string)|null} null where none fits
 */
export function inputWriter(trace, width) {
  const whole = (/** @type {number} */ t) => inputText(trace, t);
  const bare = (/** @type {number} */ t) => bareVector(whole(t));
  const found = [whole, bare].find((write) => fitsAll(write, trace.steps, (width - 4) / DIGIT));
  return found ? (t) => found(t).replace(/^ $/, "␣") : null;
}

/** @param {(t: number) => string} write @param {number} steps @param {number} room  characters */
function fitsAll(write, steps, room) {
  for (let t = 0; t < steps; t += 1) {
    const text = write(t);
    if (text.length > room || text.includes("…")) return false;
  }
  return true;
}

/**
 * The read-out of a step with a head, where it fits.
 * @param {Trace} trace
 * @param {number} t
 * @param {number} width
 */
export function outputWords(trace, t, width) {
  const y = trace.outputs[t]?.y;
  if (!trace.scenario.head || !y) return "";
  const texts = [tableNumber, cellNumber].map((write) => `y ${Array.from(y, (value) => write(value)).join(" ")}`);
  return texts.find((text) => text.length * DIGIT <= width - 4) ?? `y (${y.length})`;
}

/** @param {Trace} trace @param {number} t */
export function lossWords(trace, t) {
  const loss = lossAt(trace, t);
  return Number.isNaN(loss) ? "" : `L ${wireNumber(loss)}`;
}

/**
 * @param {I18n} i18n
 * @param {boolean} isBidirectional
 * @returns {(layer: number, direction: string) => string}
 */
export const rowNamer = (i18n, isBidirectional) => (layer, direction) =>
  i18n.t("network.row", { layer }) + (isBidirectional ? (direction === "reverse" ? " ←" : " →") : "");

/** Whether any layer reads from the end. @param {Trace|null} trace */
export const hasTwoWays = (trace) => trace?.lanes.some(({ direction }) => direction === "reverse") ?? false;

/** "t = 3, layer 1, reverse". @param {I18n} i18n @param {Row} row @param {number} t @param {boolean} isBidirectional */
export function placeWords(i18n, row, t, isBidirectional) {
  return i18n.t(isBidirectional ? `network.place_${row.direction}` : "network.place", { layer: row.layer, t });
}

/**
 * @param {I18n} i18n
 * @param {View} view
 * @param {import("../trace/model.js").CellModel} model
 * @param {string} quantity
 * @param {number} unit
 * @param {number} value
 */
export function unitWords(i18n, view, model, quantity, unit, value) {
  const words = isPlainWord(model, quantity) ? undefined : {};
  return i18n.t("circuit.strip_cell", { name: describer(i18n, view.pass, words)(quantity, value, false), unit });
}
