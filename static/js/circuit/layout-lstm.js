/** The LSTM: the cell state runs along the top, the gates stand below it. */

import { bus, label, stem, wire } from "./layout.js";
import { halfOf, windowOf } from "./phases.js";

/** @typedef {import("./layout.js").Layout} Layout */
/** @typedef {import("./layout.js").CircuitNode} CircuitNode */
/** @typedef {import("./layout.js").Wire} Wire */

/** Where things stand; y of the rows, x of the gates' columns. */
const WIDE = Object.freeze({
  width: 640, height: 408, isWide: true, margin: 8,
  line: 64, product: 150, box: 223, sum: 300, hidden: 336, input: 372,
  f: 140, i: 232, g: 324, o: 428, out: 540, outSquash: 128, outTimes: 223, up: 612, exit: 296,
  tap: { f: 88, i: 186, route: 190, o: 383 }, fLabel: 116, ig: 44, strip: { y: 342, height: 60 },
});

const SHORT = Object.freeze({
  ...WIDE, height: 314, line: 46, product: 110, box: 168, sum: 234, hidden: 262, input: 288,
  outSquash: 96, outTimes: 168, exit: 228, tap: { ...WIDE.tap, route: 134 }, fLabel: 100, ig: 36, strip: { y: 255, height: 57 },
});

const NARROW = Object.freeze({
  width: 360, height: 474, isWide: false, margin: 6,
  line: 62, product: 158, box: 290, sum: 366, hidden: 428, input: 402,
  f: 50, i: 126, g: 202, o: 284, out: 284, outSquash: 118, outTimes: 196, up: 346, exit: 196,
  tap: { f: 10, i: 88, route: 254, o: 243 }, fLabel: 134, ig: 44, strip: null,
});

const GATES = /** @type {const} */ (["f", "i", "g", "o"]);

const enter = windowOf("lstm", "enter");
const weigh = windowOf("lstm", "weigh");
const squash = windowOf("lstm", "squash");
const gate = windowOf("lstm", "gate");
const add = windowOf("lstm", "add");
const expose = windowOf("lstm", "expose");
const leave = windowOf("lstm", "leave");
const STEM_WINDOWS = { weigh: halfOf(weigh, 0), sum: halfOf(weigh, 1), squash };
/** The output gate of a peephole LSTM looks at the new cell state, so it waits for it. */
const LATE_WINDOWS = { ...STEM_WINDOWS, squash: halfOf(expose, 0) };

/**
 * @param {{size: import("./layout.js").Size, peephole: boolean, hasBias: boolean}} options
 * @returns {Layout}
 */
export function lstmLayout({ size, peephole, hasBias }) {
  const p = { wide: WIDE, short: SHORT, narrow: NARROW }[size];
  const rows = { box: p.box, sum: p.sum, hidden: p.hidden, input: p.input };
  const stems = GATES.map((block) => stem({
    block, tone: `gate-${block}`, x: p[block], rows, hasBias, isWide: p.isWide,
    windows: peephole && block === "o" ? LATE_WINDOWS : STEM_WINDOWS,
  }));
  return {
    kind: "lstm", width: p.width, height: p.height,
    nodes: [...stems.flatMap((part) => part.nodes), ...stateNodes(p), ...(peephole ? peepholeNodes(p) : [])],
    wires: [...inputWires(p), ...stems.flatMap((part) => part.wires), ...stateWires(p), ...outputWires(p), ...(peephole ? peepholeWires(p) : [])],
    valves: [
      { gate: "f", x: p.f + 27, y: p.line, isVertical: false },
      { gate: "i", x: (p.i + p.g) / 2, y: p.product - 27, isVertical: true },
      p.isWide ? { gate: "o", x: p.out, y: p.outTimes + 32, isVertical: true } : { gate: "o", x: p.out + 27, y: p.outTimes, isVertical: false },
    ],
    letters: GATES.map((block) => ({ x: p[block] - 8, y: p.box + 44, quantity: block, text: block })),
    strip: p.strip && { x: 500, width: 132, ...p.strip },
  };
}

/** @typedef {typeof WIDE | typeof SHORT | typeof NARROW} Places */

/** @param {Places} p @returns {CircuitNode[]} */
function stateNodes(p) {
  const middle = (p.i + p.g) / 2;
  const right = p.width - p.margin;
  return [
    { id: "in_c", kind: "port", x: p.margin, y: p.line, quantity: "c_prev", tone: "state-c", window: gate },
    { id: "in_h", kind: "port", x: p.margin, y: p.hidden, quantity: "h_prev", tone: "state-h", window: enter },
    { id: "in_x", kind: "port", x: p.margin + 12, y: p.height, quantity: "x", tone: "input-x", window: enter },
    { id: "times_f", kind: "times", x: p.f, y: p.line, quantity: "fc", tone: "state-c", window: gate, factors: ["f", "c_prev"],
      local: label(p.f + 9, p.line + 32, "start", { symbol: "f" }) },
    { id: "times_i", kind: "times", x: middle, y: p.product, quantity: "ig", tone: "gate-i", window: gate, factors: ["i", "g"],
      local: label(middle + 6, p.product + 30, "middle", { symbol: "i" }) },
    { id: "plus", kind: "plus", x: middle, y: p.line, quantity: "c", tone: "state-c", window: add,
      local: label(middle, p.line - 20, "middle") },
    { id: "tap_c", kind: "joint", x: p.out, y: p.line, quantity: "c", tone: "state-c", window: add },
    { id: "out_c", kind: "port", x: right, y: p.line, quantity: "c", tone: "state-c", window: leave },
    { id: "squash_c", kind: "squash", x: p.out, y: p.outSquash, quantity: "squashed", tone: "state-c", window: halfOf(expose, 0),
      block: "out", local: label(p.isWide ? p.out - 32 : p.out + 30, p.outSquash - (p.isWide ? -4 : 21), p.isWide ? "end" : "middle") },
    { id: "times_o", kind: "times", x: p.out, y: p.outTimes, quantity: "h", tone: "state-h", window: halfOf(expose, 1), factors: ["o", "squashed"],
      local: p.isWide ? label(p.out + 18, p.outTimes + 4, "start", { symbol: "o" }) : label(p.out + 7, p.outTimes + 42, "start", { symbol: "o" }) },
    { id: "tap_h", kind: "joint", x: p.up, y: p.exit, quantity: "h", tone: "state-h", window: leave },
    { id: "out_h", kind: "port", x: right, y: p.exit, quantity: "h", tone: "state-h", window: leave },
    { id: "up_h", kind: "port", x: p.up, y: 12, quantity: "h", tone: "state-h", window: leave },
  ];
}

/** @param {Places} p @returns {Wire[]} */
function inputWires(p) {
  const left = p.margin;
  const hidden = GATES.map((block) => ({ id: `tap_h_${block}`, x: p[block] - 15 }));
  const input = GATES.map((block) => ({ id: `tap_x_${block}`, x: p[block] }));
  const hLabel = p.isWide
    ? label(left + 6, (p.hidden + p.input) / 2 + 5, "start", { symbol: "h′", gradient: "∂L/∂h′" })
    : label(left + 20, p.hidden + 18, "start", { symbol: "h′", gradient: "∂L/∂h′" });
  const xLabel = label(left + 22, p.height - 7, "start", { symbol: "x", gradient: "∂L/∂x", room: p.isWide ? 40 : 38 });
  return [
    ...bus("h_prev", "state-h", enter, "in_h", [[left, p.hidden]], hidden, hLabel),
    ...bus("x", "input-x", enter, "in_x", [[left + 12, p.height], [left + 12, p.input]], input, xLabel, !p.isWide),
  ];
}

/** @param {Places} p @returns {Wire[]} */
function stateWires(p) {
  const middle = (p.i + p.g) / 2;
  const top = p.box - 23;
  const cIn = p.isWide
    ? label(13, p.line - 18, "start", { symbol: "c′", gradient: "∂L/∂c′" })
    : label(6, p.line - 42, "start", { symbol: "c′", gradient: "∂L/∂c′" });
  const cOut = p.isWide ? label(p.up - 8, p.line - 18, "end", { symbol: "c", gradient: "∂L/∂c" })
    : label(p.up - 62, p.line - 42, "end", { symbol: "c", gradient: "∂L/∂c" });
  return [
    wire("c_prev", "in_c", "times_f", [[p.margin, p.line], [p.f - 15, p.line]], "state-c", halfOf(gate, 0), cIn, { arrow: "backward" }),
    wire("fc", "times_f", "plus", [[p.f + 15, p.line], [middle - 15, p.line]], "state-c", halfOf(gate, 1),
      label((p.f + middle) / 2, p.line - 18, "middle")),
    wire("f", "f", "times_f", [[p.f, top], [p.f, p.line + 15]], "gate-f", halfOf(gate, 0),
      label(p.f + 7, p.fLabel, "start")),
    wire("i", "i", "times_i", [[p.i, top], [p.i, p.product], [middle - 15, p.product]], "gate-i", halfOf(gate, 0),
      p.isWide ? label(middle - 20, p.product - 9, "end") : label(p.i - 6, p.product + 38, "end")),
    wire("g", "g", "times_i", [[p.g, top], [p.g, p.product], [middle + 15, p.product]], "gate-g", halfOf(gate, 0),
      p.isWide ? label(p.g + 7, p.product + 24, "start") : label(p.g - 6, p.product + 76, "end")),
    wire("ig", "times_i", "plus", [[middle, p.product - 15], [middle, p.line + 15]], "gate-i", halfOf(gate, 1),
      label(middle + 12, p.product - p.ig, "start")),
    wire("c", "plus", "tap_c", [[middle + 15, p.line], [p.out, p.line]], "state-c", add, cOut),
    wire("c_next", "tap_c", "out_c", [[p.out, p.line], [p.width - p.margin, p.line]], "state-c", leave, undefined, { arrow: "forward" }),
  ];
}

/** @param {Places} p @returns {Wire[]} */
function outputWires(p) {
  const top = p.box - 23;
  const wide = p.isWide;
  /** @type {readonly import("./path.js").Point[]} */
  const fromGate = wide ? [[p.o + 34, p.outTimes], [p.out - 15, p.outTimes]] : [[p.o, top], [p.o, p.outTimes + 15]];
  /** @type {readonly import("./path.js").Point[]} */
  const away = wide ? [[p.out, p.outTimes + 15], [p.out, p.exit], [p.up, p.exit]] : [[p.out + 15, p.exit], [p.up, p.exit]];
  const hOut = wide
    ? label(p.width - 8, p.exit + 21, "end", { symbol: "h", gradient: "∂L/∂h" })
    : label(p.width - 4, p.exit + 21, "end", { symbol: "h", gradient: "∂L/∂h", symbolAt: [p.up - 8, 15] });
  return [
    wire("squash_in", "tap_c", "squash_c", [[p.out, p.line], [p.out, p.outSquash - 15]], "state-c", halfOf(expose, 0)),
    wire("squashed", "squash_c", "times_o", [[p.out, p.outSquash + 15], [p.out, p.outTimes - 15]], "state-c", halfOf(expose, 1),
      label(p.out + 7, (p.outSquash + p.outTimes) / 2 + 6, "start")),
    wire("o", "o", "times_o", fromGate, "gate-o", halfOf(expose, 1),
      wide ? label((p.o + 34 + p.out - 15) / 2, p.outTimes - 9, "middle") : label(p.o + 7, 257, "start")),
    wire("h", "times_o", "tap_h", away, "state-h", halfOf(leave, 0), hOut),
    wire("h_next", "tap_h", "out_h", [[p.up, p.exit], [p.width - p.margin, p.exit]], "state-h", halfOf(leave, 1), undefined, { arrow: "forward" }),
    wire("h_up", "tap_h", "up_h", [[p.up, p.exit], [p.up, 12]], "state-h", halfOf(leave, 1), undefined, { arrow: "forward", isBridge: true }),
  ];
}

/** @param {Places} p @returns {CircuitNode[]} */
function peepholeNodes(p) {
  const shared = { kind: /** @type {const} */ ("joint"), y: p.line, tone: "state-c", window: weigh };
  return [
    { id: "peep_prev", x: p.tap.f, quantity: "c_prev", ...shared },
    { id: "peep_route", x: p.tap.f, quantity: "c_prev", ...shared, y: p.tap.route },
    { id: "peep_new", x: p.tap.o, quantity: "c", ...shared, window: add },
  ];
}

/** @param {Places} p @returns {Wire[]} */
function peepholeWires(p) {
  const { tap } = p;
  const first = halfOf(weigh, 0);
  const wide = p.isWide;
  return [
    wire("peep_stem", "peep_prev", "peep_route", [[tap.f, p.line], [tap.f, tap.route]], "state-c", first, undefined, { quantity: "c_prev" }),
    wire("peep_f", "peep_route", "f", [[tap.f, tap.route], [tap.f, p.box], [p.f - 34, p.box]], "state-c", halfOf(weigh, 1),
      wide ? label(tap.f - 7, p.box + 4, "end", { isSoft: true }) : undefined),
    wire("peep_i", "peep_route", "i", [[tap.f, tap.route], [tap.i, tap.route], [tap.i, p.box], [p.i - 34, p.box]], "state-c", halfOf(weigh, 1),
      wide ? label(p.i - 6, tap.route - 9, "end", { isSoft: true }) : undefined, { isBridge: true }),
    wire("peep_o", "peep_new", "o", [[tap.o, p.line], [tap.o, p.box], [p.o - 34, p.box]], "state-c", halfOf(add, 1),
      wide ? label(tap.o + 7, p.product - 30, "start", { isSoft: true }) : undefined),
  ];
}
