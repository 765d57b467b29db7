/**
 * What there is to plot of a cell, and how each quantity is told apart: its token of
 * colour, and for lines a dash and a marker too, so that colour is never the only cue.
 *
 * @typedef {import("../trace/lane-trace.js").LaneTrace} Lane
 * @typedef {import("../trace/model.js").CellModel} CellModel
 * @typedef {{dash: string, symbol: string, width: number}} LineStyle
 */

import { isPreActivation } from "../cell/bounds.js";
import { hueOf, placeOf } from "../cell/tones.js";

/** @type {Record<string, LineStyle>} */
const STYLES = {
  c: { dash: "solid", symbol: "square", width: 2.2 },
  h: { dash: "solid", symbol: "circle", width: 2.2 },
  f: { dash: "8px,3px", symbol: "diamond", width: 1.4 },
  i: { dash: "2px,2px", symbol: "triangle-up", width: 1.4 },
  g: { dash: "7px,2px,2px,2px", symbol: "x", width: 1.4 },
  o: { dash: "4px,3px", symbol: "star", width: 1.4 },
  r: { dash: "8px,3px", symbol: "diamond", width: 1.4 },
  z: { dash: "2px,2px", symbol: "triangle-up", width: 1.4 },
  n: { dash: "7px,2px,2px,2px", symbol: "x", width: 1.4 },
  a: { dash: "8px,3px", symbol: "diamond", width: 1.4 },
};

/** As many dashes as markers have no divisor in common with the colours: looks repeat late. */
const DASHES = ["10px,2px,3px,2px", "3px,3px", "12px,3px", "1px,2px", "6px,2px"];
const SYMBOLS = ["triangle-down", "cross", "square", "diamond", "triangle-up"];
const WIDTH = Object.freeze({ state: 2.2, value: 1.4 });

/** Gates and blocks in the order in which they are read: forgetting first. */
const ORDER = ["f", "i", "g", "o", "r", "z", "n", "a"];
/** Lines of more values than these would be a tangle. */
const MOST_LINES = 12;

/**
 * What there is to plot of a cell: values, the states last and h at their end.
 * @param {Pick<Lane, "model"|"gateNames">} lane
 * @returns {string[]}
 */
export const valueQuantities = ({ model, gateNames }) => ordered(gateNames, model);

/** What the gradients of a step are of. @param {Pick<Lane, "model"|"blocks">} lane @returns {string[]} */
export const gradientQuantities = ({ model, blocks }) => ordered(blocks, model);

/**
 * Those that are drawn as lines of one plot: all states, and of many values the first; tables have all.
 * @param {Pick<Lane, "model">} lane
 * @param {readonly string[]} quantities
 */
export function lineQuantities({ model: { states } }, quantities) {
  const others = quantities.filter((name) => !states.includes(name)).slice(0, Math.max(0, MOST_LINES - states.length));
  return quantities.filter((name) => states.includes(name) || others.includes(name));
}

/** @param {readonly string[]} names @param {{states: readonly string[]}} model */
function ordered(names, { states }) {
  const place = (/** @type {string} */ name) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  const others = names.filter((name) => !states.includes(name)).sort((a, b) => place(a) - place(b));
  return [...others, ...[...states].reverse()];
}

/**
 * The custom property that holds a colour: of a quantity's name that has one, or of a number.
 * @param {string} hue
 */
export function colourToken(hue) {
  if (/^\d$/.test(hue)) return `--value-${hue}`;
  return `--${hue === "c" || hue === "h" ? "state" : "gate"}-${Object.hasOwn(STYLES, hue) ? hue : "a"}`;
}

/** @param {CellModel} model @param {string} quantity */
export const tokenOf = (model, quantity) => colourToken(hueOf(model, quantity));

/**
 * @param {CellModel} model
 * @param {string} quantity
 * @returns {LineStyle}
 */
export function lineStyle(model, quantity) {
  const place = placeOf(model, quantity);
  const isState = model.states.includes(quantity);
  if (place < 0) return STYLES[Object.hasOwn(STYLES, quantity) ? quantity : isState ? "c" : "a"];
  return {
    dash: isState ? "solid" : DASHES[place % DASHES.length], symbol: SYMBOLS[place % SYMBOLS.length], width: isState ? WIDTH.state : WIDTH.value,
  };
}

/**
 * ‖∂L/∂h‖ for a value, ‖∂L/∂z f‖ for what is differentiated at the pre-activation.
 * @param {CellModel} model
 * @param {string} quantity
 */
export function gradientSymbol(model, quantity) {
  return isPreActivation(model, quantity) ? `‖∂L/∂z ${quantity}‖` : `‖∂L/∂${quantity}‖`;
}
