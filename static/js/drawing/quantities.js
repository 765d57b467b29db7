/**
 * What there is to plot for each kind of cell, and how each quantity is told apart: its token of
 * colour, and for lines a dash and a marker too, so that colour is never the only cue.
 *
 * @typedef {import("../types.js").Kind} Kind
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {{dash: string, symbol: string, width: number}} LineStyle
 */

/** @type {Record<Kind, readonly string[]>} rows of heat maps, top to bottom */
const VALUES = { lstm: ["f", "i", "g", "o", "c", "h"], gru: ["r", "z", "n", "h"], rnn: ["h"] };

/** @type {Record<Kind, readonly string[]>} lines of gradient norms; later ones are drawn on top */
const GRADIENTS = { lstm: ["f", "i", "g", "o", "c", "h"], gru: ["r", "z", "n", "h"], rnn: ["a", "h"] };

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

const SQUASHED_TO_ONE = new Set(["sigmoid", "hard_sigmoid"]);

/** @param {Kind} kind */
export const valueQuantities = (kind) => VALUES[kind];

/** @param {Kind} kind */
export const gradientQuantities = (kind) => GRADIENTS[kind];

/** @param {string} quantity */
export const isState = (quantity) => quantity === "c" || quantity === "h";

/**
 * The custom property that holds a quantity's colour.
 * @param {string} quantity
 */
export const colourToken = (quantity) => `--${isState(quantity) ? "state" : "gate"}-${quantity}`;

/**
 * @param {string} quantity
 * @returns {LineStyle}
 */
export function lineStyle(quantity) {
  const style = STYLES[quantity];
  if (!style) throw new RangeError(`no line style for ${quantity}`);
  return style;
}

/**
 * Whether a quantity lives in 0 … 1, whatever the weights are.
 * @param {Cell} cell
 * @param {string} quantity
 */
export function isOpening(cell, quantity) {
  const isGate = "fiorz".includes(quantity) && cell.kind !== "rnn";
  return isGate && SQUASHED_TO_ONE.has(cell.activations.gate);
}

/**
 * ‖∂L/∂h‖ for states, ‖∂L/∂z f‖ for what is differentiated at the pre-activation.
 * @param {string} quantity
 */
export function gradientSymbol(quantity) {
  return isState(quantity) ? `‖∂L/∂${quantity}‖` : `‖∂L/∂z ${quantity}‖`;
}
