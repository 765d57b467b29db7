/**
 * What cells with gates have in common: the gates side by side on their stems, the letters below
 * them, and the line of x that all of them stand on.
 *
 * @typedef {import("./layout.js").Layout} Layout
 * @typedef {import("./layout.js").CircuitNode} CircuitNode
 * @typedef {import("./layout.js").Wire} Wire
 * @typedef {import("../cell/phases.js").Window} Window
 * @typedef {{weigh: Window, sum: Window, squash: Window}} StemWindows
 *
 * @typedef {object} Rows   y of the rows that gates need, and how much room there is
 * @property {number} height
 * @property {number} margin
 * @property {boolean} isWide
 * @property {number} box
 * @property {number} sum
 * @property {number} hidden
 * @property {number} input
 */

import { halfOf } from "../cell/phases.js";
import { bus, label, stem, wire } from "./layout.js";
import { NEXT_ORDER } from "./drawn-cells.js";

/**
 * @template {string} B
 * @param {Rows & Record<B, number>} p   with the x of each gate
 * @param {readonly B[]} blocks          from left to right
 * @param {object} options
 * @param {boolean} options.hasBias
 * @param {(block: B) => StemWindows} options.windowsOf
 * @param {B} [options.reset]            the candidate of a GRU: what comes from h′ comes another way
 * @returns {Pick<Layout, "nodes"|"wires"|"letters">}
 */
export function gateRow(p, blocks, { hasBias, windowsOf, reset }) {
  const rows = { box: p.box, sum: p.sum, hidden: p.hidden, input: p.input };
  const stems = blocks.map((block) => stem({
    block, tone: `gate-${block}`, x: p[block], rows, hasBias, isWide: p.isWide,
    windows: windowsOf(block), isReset: block === reset,
  }));
  return {
    nodes: stems.flatMap(({ nodes }) => nodes),
    wires: stems.flatMap(({ wires }) => wires),
    letters: blocks.map((block) => ({ x: p[block] - 8, y: p.box + 44, quantity: block, text: block })),
  };
}

/** Where x comes in. @param {Rows} p @param {Window} window @returns {CircuitNode} */
export const inputPort = (p, window) =>
  ({ id: "in_x", kind: "port", x: p.margin + 12, y: p.height, quantity: "x", tone: "input-x", window });

/**
 * The line of x, from below to the foot of every gate.
 * @template {string} B
 * @param {Rows & Record<B, number>} p
 * @param {readonly B[]} blocks
 * @param {Window} window
 * @param {boolean} [isBridge]  it passes over the line of h′
 * @returns {Wire[]}
 */
export function inputLine(p, blocks, window, isBridge = false) {
  const left = p.margin + 12;
  const taps = blocks.map((block) => ({ id: `tap_x_${block}`, x: p[block] }));
  const text = label(p.margin + 22, p.height - 7, "start", { symbol: "x", gradient: "∂L/∂x", room: p.isWide ? 40 : 38 });
  return bus("x", "input-x", window, "in_x", [[left, p.height], [left, p.input]], taps, text, { isBridge });
}

/** What the pieces of the line of h′ carry back: each the sum of what the gates from it on send. @param {readonly string[]} blocks */
export const carriedBack = (blocks) => blocks.map((block) => `back_from_${block}`);

/**
 * Where the line of h′ turns up to each gate.
 * @template {string} B
 * @param {Record<B, number>} p
 * @param {readonly B[]} blocks
 */
export const hiddenTaps = (p, blocks) => blocks.map((block) => ({ id: `tap_h_${block}`, x: p[block] - 15 }));

/**
 * How the gradient of the step read next comes in: one line for each part, which join before they
 * meet h. In the forward pass nothing of it is there.
 *
 * @typedef {import("../drawing/path.js").Point} Point
 *
 * @typedef {object} Incoming
 * @property {import("../types.js").Kind} kind
 * @property {string} from           the node at which they meet h
 * @property {Point} start           its place
 * @property {number} edge           x at which they come in
 * @property {readonly number[]} rows  y of each, in the order of `NEXT_ORDER`
 * @property {number|null} numberX   where the numbers end; null: no room for them
 * @property {number} letterX        where the letters end
 * @property {Window} window
 */

const SLENDER = 0.6;
/** A number's baseline above its line, and a letter's below the middle of it. */
const ABOVE = 6;
const BELOW = 4;
const only = /** @type {const} */ ("backward");

/** @param {string} part */
const toneOf = (part) => (part === "direct" ? "state-h" : `gate-${part}`);

/**
 * @param {Incoming} incoming
 * @returns {{nodes: CircuitNode[], wires: Wire[]}}
 */
export function incomingParts({ kind, from, start: [x, y], edge, rows, numberX, letterX, window }) {
  const parts = NEXT_ORDER[kind].map((part, k) => ({ part, y: rows[k], tap: `next_tap_${part}`, port: `next_in_${part}` }));
  const shared = { tone: "state-h", window, only };
  const nodes = parts.flatMap((one) => [
    { id: one.tap, kind: /** @type {const} */ ("joint"), x, y: one.y, quantity: `next_from_${one.part}`, ...shared },
    { id: one.port, kind: /** @type {const} */ ("port"), x: edge, y: one.y, quantity: `next_${one.part}`, ...shared },
  ]);
  const trunk = parts.map((one, k) => wire(`next_from_${one.part}`, k === 0 ? from : parts[k - 1].tap, one.tap,
    [[x, k === 0 ? y : parts[k - 1].y], [x, one.y]], "state-h", halfOf(window, 0), undefined, { only }));
  const lines = parts.map((one) => wire(`next_${one.part}`, one.tap, one.port, [[x, one.y], [edge, one.y]],
    toneOf(one.part), halfOf(window, 1), text(one.part, one.y, numberX, letterX), { only, slender: SLENDER }));
  return { nodes, wires: [...trunk, ...lines] };
}

/** @param {string} part @param {number} y @param {number|null} numberX @param {number} letterX */
function text(part, y, numberX, letterX) {
  const symbol = part === "direct" ? "h" : part;
  if (numberX === null) return label(letterX, y + BELOW, "end", { only, symbol, isBare: true });
  return label(numberX, y - ABOVE, "end", { only, symbol, symbolAt: [letterX, y - ABOVE] });
}
