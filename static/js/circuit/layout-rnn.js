/** The plain RNN: one sum, one squash, and h goes round. */

import { halfOf, windowOf } from "../cell/phases.js";
import { label, wire } from "./layout.js";

/** @typedef {import("./layout.js").Drawing} Drawing */
/** @typedef {import("./layout.js").CircuitNode} CircuitNode */
/** @typedef {import("./layout.js").Wire} Wire */

const WIDE = Object.freeze({ width: 640, height: 340, margin: 8, row: 170, sum: 290, box: 430, up: 592, hAt: 13, room: 20, above: 14, uAt: 222, stripY: 290 });
const SHORT = Object.freeze({ ...WIDE, height: 290, row: 130, stripY: 246 });
const NARROW = Object.freeze({ width: 360, height: 320, margin: 6, row: 150, sum: 140, box: 250, up: 338, hAt: 6, room: 20, uAt: 100, above: 34, stripY: 0 });

const enter = windowOf("rnn", "enter");
const weigh = windowOf("rnn", "weigh");
const squash = windowOf("rnn", "squash");
const leave = windowOf("rnn", "leave");

/** @typedef {typeof WIDE | typeof SHORT | typeof NARROW} Places */

/**
 * @param {{size: import("./layout.js").Size, hasBias: boolean}} options
 * @returns {Drawing}
 */
export function rnnLayout({ size, hasBias }) {
  const p = { wide: WIDE, short: SHORT, narrow: NARROW }[size];
  return {
    kind: "rnn", width: p.width, height: p.height, nodes: nodes(p, hasBias),
    wires: [...inputWires(p, hasBias), ...outputWires(p)],
    valves: [],
    letters: [{ x: p.box, y: p.row + 42, quantity: "a", text: "a → h" }],
    strip: size === "narrow" ? null : { x: 500, y: p.stripY, width: 132, height: 34 },
  };
}

/** @param {Places} p @param {boolean} hasBias @returns {CircuitNode[]} */
function nodes(p, hasBias) {
  const first = halfOf(weigh, 0);
  /** @type {CircuitNode[]} */
  const all = [
    { id: "in_h", kind: "port", x: p.margin, y: p.row, quantity: "h_prev", tone: "state-h", window: enter },
    { id: "tap_h_a", kind: "joint", x: p.uAt - 60, y: p.row, quantity: "h_prev", tone: "state-h", window: enter },
    { id: "in_x", kind: "port", x: p.sum, y: p.height, quantity: "x", tone: "input-x", window: enter },
    { id: "tap_x_a", kind: "joint", x: p.sum, y: p.row + 96, quantity: "x", tone: "input-x", window: enter },
    { id: "sum_a", kind: "sum", x: p.sum, y: p.row, quantity: "z_a", tone: "gate-a", window: halfOf(weigh, 1) },
    { id: "a", kind: "gate", x: p.box, y: p.row, quantity: "h", tone: "gate-a", window: squash, block: "a" },
    { id: "tap_h", kind: "joint", x: p.up, y: p.row, quantity: "h", tone: "state-h", window: leave },
    { id: "out_h", kind: "port", x: p.width - p.margin, y: p.row, quantity: "h", tone: "state-h", window: leave },
    { id: "up_h", kind: "port", x: p.up, y: 12, quantity: "h", tone: "state-h", window: leave },
  ];
  if (hasBias) all.push({ id: "bias_a", kind: "port", x: p.sum, y: p.row - 56, quantity: "b_a", tone: "input-x", window: first });
  return all;
}

/** @param {Places} p @param {boolean} hasBias @returns {Wire[]} */
function inputWires(p, hasBias) {
  const first = halfOf(weigh, 0);
  const soft = { isSoft: true, only: /** @type {const} */ ("forward") };
  const middle = p.uAt - 60;
  const all = [
    wire("h_prev", "in_h", "tap_h_a", [[p.margin, p.row], [middle, p.row]], "state-h", enter,
      label(p.hAt, p.row - 14, "start", { symbol: "h′", gradient: "∂L/∂h′" }), { arrow: "backward" }),
    wire("uh_a", "tap_h_a", "sum_a", [[middle, p.row], [p.sum - 9, p.row]], "state-h", first, label(p.uAt - 22, p.row + 22, "middle", { ...soft, symbol: "U·h′" }), { backward: "back_a" }),
    wire("x", "in_x", "tap_x_a", [[p.sum, p.height], [p.sum, p.row + 96]], "input-x", enter,
      label(p.sum + 10, p.height - 7, "start", { symbol: "x", gradient: "∂L/∂x", room: p.room }), { arrow: "backward" }),
    wire("wx_a", "tap_x_a", "sum_a", [[p.sum, p.row + 96], [p.sum, p.row + 9]], "input-x", first, label(p.sum + 9, p.row + 74, "start", { ...soft, symbol: "W·x" })),
    wire("z_a", "sum_a", "a", [[p.sum + 9, p.row], [p.box - 34, p.row]], "gate-a", halfOf(weigh, 1),
      label((p.sum + p.box - 25) / 2, p.row - 14, "middle")),
  ];
  if (hasBias) {
    all.push(wire("b_a", "bias_a", "sum_a", [[p.sum, p.row - 56], [p.sum, p.row - 9]], "input-x", first, label(p.sum + 9, p.row - 42, "start", { ...soft, symbol: "b" })));
  }
  return all;
}

/** @param {Places} p @returns {Wire[]} */
function outputWires(p) {
  return [
    wire("h", "a", "tap_h", [[p.box + 34, p.row], [p.up, p.row]], "state-h", halfOf(leave, 0),
      label(p.up - 8, p.row - p.above, "end", { symbol: "h", gradient: "∂L/∂h" })),
    wire("h_next", "tap_h", "out_h", [[p.up, p.row], [p.width - p.margin, p.row]], "state-h", halfOf(leave, 1),
      label(p.width - 4, p.row + 22, "end", { only: "backward", isSoft: true }), { arrow: "forward" }),
    wire("h_up", "tap_h", "up_h", [[p.up, p.row], [p.up, 12]], "state-h", halfOf(leave, 1), label(p.up - 8, 40, "end", { only: "backward", isSoft: true }), { arrow: "forward" }),
  ];
}
