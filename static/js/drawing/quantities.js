/**
 * What there is to plot of a cell, and how each quantity is told apart: its token of
 * colour, and for lines a dash and a marker too, so that colour is never the only cue.
 *
 * @typedef {import("../trace/lane-trace.js").LaneTrace} Lane
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {{dash: string, symbol: string, width: number}} LineStyle
 */

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

/** Gates and blocks in the order in which they are read: forgetting first. */
const ORDER = ["f", "i", "g", "o", "r", "z", "n", "a"];

const SQUASHED_TO_ONE = new Set(["sigmoid", "hard_sigmoid", "hard_sigmoid_6"]);

/**
 * What there is to plot of a cell: values, the states last and h at their end.
 * @param {Pick<Lane, "model"|"gateNames">} lane
 * @returns {string[]}
 */
export const valueQuantities = ({ model, gateNames }) => ordered(gateNames, model);

/** Lines of gradient norms; later ones are drawn on top. @param {Pick<Lane, "model"|"blocks">} lane @returns {string[]} */
export const gradientQuantities = ({ model, blocks }) => ordered(blocks, model);

/** @param {readonly string[]} names @param {{states: readonly string[]}} model */
function ordered(names, { states }) {
  const place = (/** @type {string} */ name) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  const others = names.filter((name) => !states.includes(name)).sort((a, b) => place(a) - place(b));
  return [...others, ...[...states].reverse()];
}

/** @param {string} quantity */
export const isState = (quantity) => quantity === "c" || quantity === "h";

/**
 * The custom property that holds a quantity's colour.
 * @param {string} quantity
 */
export const colourToken = (quantity) => `--${isState(quantity) ? "state" : "gate"}-${Object.hasOwn(STYLES, quantity) ? quantity : substitute(quantity)}`;

/** Which gate's look a value has that has none of its own; the same one always. @param {string} quantity */
function substitute(quantity) {
  const sum = [...quantity].reduce((total, character) => total * 31 + (character.codePointAt(0) ?? 0), 7);
  return ["g", "i", "o", "f"][sum % 4];
}

/**
 * @param {string} quantity
 * @returns {LineStyle}
 */
export function lineStyle(quantity) {
  return STYLES[Object.hasOwn(STYLES, quantity) ? quantity : substitute(quantity)];
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
