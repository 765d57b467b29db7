/**
 * How the gradient of the step read next comes in: one line for each part, which join before they
 * meet h. In the forward pass nothing of it is there.
 *
 * @typedef {import("./layout.js").CircuitNode} CircuitNode
 * @typedef {import("./layout.js").Wire} Wire
 * @typedef {import("../drawing/path.js").Point} Point
 * @typedef {import("../cell/phases.js").Window} Window
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

import { NEXT_ORDER } from "./parts.js";
import { halfOf } from "../cell/phases.js";
import { label, wire } from "./layout.js";

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
