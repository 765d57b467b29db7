/**
 * Where the strips of all units stand in the circuit: in the boxes of the gates and on the wires.
 * Read off the layout, so that they follow it. Pure.
 *
 * @typedef {import("./layout.js").Layout} Layout
 * @typedef {import("./layout.js").Wire} Wire
 * @typedef {import("../drawing/path.js").Point} Point
 *
 * @typedef {object} StripPlace
 * @property {string} quantity   of the vector shown
 * @property {string} scale      the quantity whose colours and scale it takes
 * @property {string} tone
 * @property {string} light
 * @property {boolean} isOpening  its values keep to 0 … 1
 * @property {import("../cell/phases.js").Window} window
 * @property {number} x          of its left edge
 * @property {number} y
 * @property {number} width
 * @property {number} height
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 * @typedef {{columns: number, rows: number, units: number}} Arrangement  units: to a cell
 */

import { binSize } from "../drawing/magnitude.js";

const BOX = Object.freeze({ width: 64, height: 40 });
const ON_WIRE = Object.freeze({ width: 62, height: 22 });
/** The lines of h′ and x run close to each other, in the narrow layout between upright wires. */
const ON_BUS = Object.freeze({ width: 40, height: 17 });
const BUSES = new Set(["h_prev", "x"]);
/** Where nobody drew the cell, names stand close above every line. */
const ON_LINE = 11;
/** Names stand close to these in one layout or another. */
const LOW = new Set(["c_prev", "h"]);
const NARROW = 500;
/** Of a wire that stays visible at either end of a strip. */
const REST = 3;
const MARGIN = 4;

/**
 * @param {Layout} layout
 * @returns {StripPlace[]}
 */
export function stripPlaces(layout) {
  const gates = layout.nodes.filter(({ kind }) => kind === "gate").map((node) => ({
    quantity: node.quantity, scale: node.quantity, window: node.window, tone: node.tone, light: node.light ?? node.quantity, isOpening: opensIn(layout, node.quantity),
    ...around(layout, [node.x, node.y], BOX),
  }));
  const scales = layout.scales ?? endsOf(layout);
  const wires = Object.entries(scales).filter(([quantity]) => layout.wires.some((wire) => wire.quantity === quantity)).map(([quantity, scale]) => wirePlace(layout, quantity, scale));
  return [...gates, ...wires];
}

/** Whether a gate with a sigmoid makes it, whatever the weights are. @param {Layout} layout @param {string} quantity */
const opensIn = ({ nodes }, quantity) => nodes.some((node) => node.kind === "gate" && node.quantity === quantity && (node.caption ?? "").startsWith("σ"));

/** Where nobody drew the cell: x and the states, old and new. @param {Layout} layout */
function endsOf({ nodes }) {
  const states = nodes.filter(({ id }) => id.startsWith("out_")).map(({ quantity }) => quantity);
  return Object.fromEntries([...states.flatMap((name) => [[`${name}_prev`, name], [name, name]]), ["x", "x"]]);
}

/** @param {Layout} layout @param {string} quantity @param {string} scale @returns {StripPlace} */
function wirePlace(layout, quantity, scale) {
  const isPlain = layout.kind === "automatic";
  const isPiece = (/** @type {string} */ name) => name === quantity || (isPlain && name.startsWith(`${quantity} `));
  const all = layout.wires.filter((wire) => isPiece(wire.quantity));
  const pieces = all.length > 1 && !isPlain ? all.slice(1) : all;  // the name of a bus stands at its first piece
  const best = pieces.map(longestRun).reduce((a, b) => (roomOf(b) > roomOf(a) ? b : a));
  const isNarrow = layout.width < NARROW;
  const shift = layout.shifts?.[quantity];
  const middle = /** @type {Point} */ ([(best.from[0] + best.to[0]) / 2 + (shift?.[0] ?? 0), (best.from[1] + best.to[1]) / 2 + (shift?.[1] ?? 0)]);
  const room = best.isLevel && !shift ? best.length - 2 * REST : ON_WIRE.width;
  const isBus = BUSES.has(quantity);
  const width = Math.min(isNarrow && isBus && !shift ? ON_BUS.width : ON_WIRE.width, room);
  const height = isPlain ? ON_LINE : isBus || LOW.has(quantity) ? ON_BUS.height : ON_WIRE.height;
  const owner = layout.nodes.find((node) => node.quantity === scale && node.kind !== "joint") ?? layout.nodes.find((node) => node.quantity === scale);
  return { quantity, scale, window: best.window, tone: owner?.tone ?? "input-x", light: all[0].light ?? quantity, isOpening: opensIn(layout, scale), ...around(layout, middle, { width, height }) };
}

/** @typedef {{from: Point, to: Point, length: number, isLevel: boolean, window: import("../cell/phases.js").Window}} Run */

/** A level run that holds a whole strip is best; an upright one holds it across. @param {Run} run */
const roomOf = ({ length, isLevel }) => (isLevel && length >= ON_WIRE.width + 2 * REST ? 100 : 0) + length / (isLevel ? ON_WIRE.width : 2 * ON_WIRE.height);

/** @param {Wire} wire @returns {Run} its straight piece with the most room */
function longestRun({ points, window }) {
  const runs = points.slice(1).map((to, k) => {
    const from = points[k];
    const isLevel = from[1] === to[1];
    return { from, to, isLevel, window, length: Math.abs(isLevel ? to[0] - from[0] : to[1] - from[1]) };
  });
  return runs.reduce((a, b) => (roomOf(b) > roomOf(a) ? b : a));
}

/** @param {Layout} layout @param {Point} middle @param {{width: number, height: number}} size */
function around(layout, [x, y], { width, height }) {
  const left = Math.min(Math.max(MARGIN, x - width / 2), layout.width - MARGIN - width);
  return { x: left, y: y - height / 2, width, height };
}

// How the units of a layer are laid out in a strip: one row while they fit, then several, and
// beyond that several units to a cell. Every strip of a circuit has the same arrangement, so that a
// unit is at the same place in all of them. Pure.

export const MOST_CELLS = 64;
const IN_A_ROW = 16;

/** @param {number} size  units @returns {Arrangement} */
export function arrange(size) {
  const units = binSize(size, MOST_CELLS);
  const cells = Math.ceil(size / units);
  const rows = Math.ceil(cells / IN_A_ROW);
  return { rows, columns: Math.ceil(cells / rows), units };
}

/**
 * @param {Box} box
 * @param {Arrangement} arrangement
 * @param {number} cell
 * @returns {Box}
 */
export function cellBox(box, { columns, rows }, cell) {
  const [width, height] = [box.width / columns, box.height / rows];
  return { x: box.x + (cell % columns) * width, y: box.y + Math.floor(cell / columns) * height, width, height };
}
