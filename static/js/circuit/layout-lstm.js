/** The LSTM: the cell state runs along the top, the gates stand below it. */

import { BACK_ORDER } from "./drawn-cells.js";
import { halfOf, windowOf } from "../cell/phases.js";
import { carriedBack, gateRow, hiddenTaps, incomingParts, inputLine, inputPort } from "./drawn-parts.js";
import { bus, label, wire } from "./layout.js";

/** @typedef {import("./layout.js").Drawing} Drawing */
/** @typedef {import("./layout.js").CircuitNode} CircuitNode */
/** @typedef {import("./layout.js").Wire} Wire */
/** @typedef {import("./layout.js").Label} Label */

/** Where things stand; y of the rows, x of the gates' columns. */
const WIDE = Object.freeze({
  width: 640, height: 408, isWide: true, margin: 8,
  line: 64, product: 150, box: 223, sum: 300, hidden: 336, input: 372, above: 160,
  f: 140, i: 232, g: 324, o: 428, out: 540, outSquash: 128, outTimes: 223, up: 612, exit: 296,
  tap: { f: 88, i: 186, route: 190, o: 383, next: 552 }, fLabel: 116, ig: 44, strip: { y: 342, height: 60 },
});

const SHORT = Object.freeze({
  ...WIDE, height: 314, line: 46, product: 110, box: 168, sum: 234, hidden: 262, input: 288,
  outSquash: 96, outTimes: 168, exit: 228, above: 122, tap: { ...WIDE.tap, route: 134 }, fLabel: 100, ig: 36, strip: { y: 255, height: 57 },
});

const NARROW = Object.freeze({
  width: 360, height: 474, isWide: false, margin: 6,
  line: 62, product: 158, box: 290, sum: 366, hidden: 428, input: 402, above: 36,
  f: 50, i: 126, g: 202, o: 284, out: 284, outSquash: 118, outTimes: 196, up: 346, exit: 196,
  tap: { f: 10, i: 88, route: 254, o: 243, next: 350 }, fLabel: 134, ig: 44, strip: null,
});

/** Wide layouts: where the lines of the step read next join h, and where their numbers end, before h turns up. */
const JOIN = 556;
const NUMBER_END = 609.5;

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
 * @returns {Drawing}
 */
export function lstmLayout({ size, peephole, hasBias }) {
  const p = { wide: WIDE, short: SHORT, narrow: NARROW }[size];
  const incoming = incomingLines(p);
  const gates = gateRow(p, GATES, { hasBias, windowsOf: (block) => (peephole && block === "o" ? LATE_WINDOWS : STEM_WINDOWS) });
  return {
    kind: "lstm", width: p.width, height: p.height,
    nodes: [...gates.nodes, ...stateNodes(p), ...incoming.nodes, ...(peephole ? peepholeNodes(p) : [])],
    wires: [...inputWires(p), ...gates.wires, ...stateWires(p, peephole), ...outputWires(p), ...incoming.wires, ...(peephole ? peepholeWires(p) : [])],
    valves: [
      { gate: "f", x: p.f + 27, y: p.line, isVertical: false },
      { gate: "i", x: (p.i + p.g) / 2, y: p.product - 27, isVertical: true },
      p.isWide ? { gate: "o", x: p.out, y: p.outTimes + 32, isVertical: true } : { gate: "o", x: p.out + 27, y: p.outTimes, isVertical: false },
    ],
    letters: gates.letters,
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
    inputPort(p, enter),
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
      local: p.isWide ? label(p.out - 24, p.outTimes + 19, "end", { symbol: "o" }) : label(p.out + 7, p.outTimes + 42, "start", { symbol: "o" }) },
    { id: "tap_h", kind: "joint", x: p.up, y: p.exit, quantity: "h", tone: "state-h", window: leave },
    { id: "out_h", kind: "port", x: right, y: p.exit, quantity: "h", tone: "state-h", window: leave },
    { id: "up_h", kind: "port", x: p.up, y: 12, quantity: "h", tone: "state-h", window: leave },
  ];
}

/** @param {Places} p @returns {Wire[]} */
function inputWires(p) {
  const left = p.margin;
  const hLabel = p.isWide
    ? label(left + 6, (p.hidden + p.input) / 2 + 5, "start", { symbol: "h′", gradient: "∂L/∂h′" })
    : label(left + 20, p.hidden + 18, "start", { symbol: "h′", gradient: "∂L/∂h′" });
  return [
    ...bus("h_prev", "state-h", enter, "in_h", [[left, p.hidden]], hiddenTaps(p, GATES), hLabel, { backward: carriedBack(BACK_ORDER.lstm) }),
    ...inputLine(p, GATES, enter, !p.isWide),
  ];
}

/**
 * The lines of c. With peepholes each piece between two of them carries another sum back.
 * @param {Places} p
 * @param {boolean} peephole
 * @returns {Wire[]}
 */
function stateWires(p, peephole) {
  const middle = (p.i + p.g) / 2;
  const top = p.box - 23;
  const cIn = p.isWide
    ? label(13, p.line - 18, "start", { symbol: "c′", gradient: "∂L/∂c′" })
    : label(6, p.line - 42, "start", { symbol: "c′", gradient: "∂L/∂c′" });
  const cOut = p.isWide ? label(p.up - (peephole ? 62 : 8), p.line - 18, "end", { symbol: "c", gradient: "∂L/∂c" })
    : label(p.up - 62, p.line - 42, "end", { symbol: "c", gradient: "∂L/∂c" });
  return [
    ...oldLine(p, peephole, cIn),
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
    ...newLine(p, peephole, middle, cOut),
  ];
}

/** c′ up to the product with f. @param {Places} p @param {boolean} peephole @param {Label} text @returns {Wire[]} */
function oldLine(p, peephole, text) {
  const first = halfOf(gate, 0);
  const end = p.f - 15;
  if (!peephole) return [wire("c_prev", "in_c", "times_f", [[p.margin, p.line], [end, p.line]], "state-c", first, text, { arrow: "backward" })];
  return [
    wire("c_prev", "in_c", "peep_prev", [[p.margin, p.line], [p.tap.f, p.line]], "state-c", halfOf(weigh, 0), text, { arrow: "backward" }),
    wire("c_kept", "peep_prev", "times_f", [[p.tap.f, p.line], [end, p.line]], "state-c", first),
  ];
}

/** From the sum to the step read next. @param {Places} p @param {boolean} peephole @param {number} middle @param {Label} text @returns {Wire[]} */
function newLine(p, peephole, middle, text) {
  const edge = p.width - p.margin;
  const only = /** @type {const} */ ("backward");
  const onLine = p.isWide && peephole ? label(NUMBER_END, p.line - 9, "end", { only }) : label(p.isWide ? NUMBER_END : 340, p.line + 20, "end", { only });
  if (!peephole) {
    return [
      wire("c", "plus", "tap_c", [[middle + 15, p.line], [p.out, p.line]], "state-c", add, text),
      wire("c_next", "tap_c", "out_c", [[p.out, p.line], [edge, p.line]], "state-c", leave, onLine, { arrow: "forward", backward: "c_line" }),
    ];
  }
  const { o, next } = p.tap;
  return [
    wire("c", "plus", "peep_new", [[middle + 15, p.line], [o, p.line]], "state-c", halfOf(add, 0), text),
    wire("c_beyond", "peep_new", "tap_c", [[o, p.line], [p.out, p.line]], "state-c", halfOf(add, 1)),
    wire("c_next", "tap_c", "peep_next", [[p.out, p.line], [next, p.line]], "state-c", halfOf(leave, 0)),
    wire("c_line", "peep_next", "out_c", [[next, p.line], [edge, p.line]], "state-c", halfOf(leave, 1), onLine, { arrow: "forward" }),
  ];
}

/** @param {Places} p @returns {Wire[]} */
function outputWires(p) {
  const top = p.box - 23;
  const wide = p.isWide;
  /** @type {readonly import("../drawing/path.js").Point[]} */
  const fromGate = wide ? [[p.o + 34, p.outTimes], [p.out - 15, p.outTimes]] : [[p.o, top], [p.o, p.outTimes + 15]];
  /** @type {readonly import("../drawing/path.js").Point[]} */
  const away = wide ? [[p.out, p.outTimes + 15], [p.out, p.exit], [p.up, p.exit]] : [[p.out + 15, p.exit], [p.up, p.exit]];
  const hOut = wide
    ? label(p.width - 8, p.exit + 21, "end", { symbol: "h", gradient: "∂L/∂h" })
    : label(p.up - 5, p.exit + 28, "end", { symbol: "h", gradient: "∂L/∂h", symbolAt: [p.up - 8, 15] });
  return [
    wire("squash_in", "tap_c", "squash_c", [[p.out, p.line], [p.out, p.outSquash - 15]], "state-c", halfOf(expose, 0)),
    wire("squashed", "squash_c", "times_o", [[p.out, p.outSquash + 15], [p.out, p.outTimes - 15]], "state-c", halfOf(expose, 1),
      label(p.out + 7, (p.outSquash + p.outTimes) / 2 + 6, "start")),
    wire("o", "o", "times_o", fromGate, "gate-o", halfOf(expose, 1),
      wide ? label((p.o + 34 + p.out - 15) / 2, p.outTimes - 9, "middle") : label(p.o + 7, 257, "start")),
    ...exits(p, away, hOut),
    wire("h_next", "tap_h", "out_h", [[p.up, p.exit], [p.width - p.margin, p.exit]], "state-h", halfOf(leave, 1), undefined, { arrow: "forward", only: "forward" }),
    wire("h_up", "tap_h", "up_h", [[p.up, p.exit], [p.up, 12]], "state-h", halfOf(leave, 1),
      label(wide ? NUMBER_END : p.up - 8, p.above, "end", { only: "backward" }), { arrow: "forward", isBridge: true }),
  ];
}

/**
 * h to where it parts. In the wide layouts the lines of the step read next join before that.
 * @param {Places} p
 * @param {readonly import("../drawing/path.js").Point[]} away
 * @param {Label} text
 * @returns {Wire[]}
 */
function exits(p, away, text) {
  if (!p.isWide) return [wire("h", "times_o", "tap_h", away, "state-h", halfOf(leave, 0), text)];
  const [early, late] = [halfOf(halfOf(leave, 0), 0), halfOf(halfOf(leave, 0), 1)];
  return [
    wire("h", "times_o", "join_h", [...away.slice(0, -1), [JOIN, p.exit]], "state-h", early, text),
    wire("h_beyond", "join_h", "tap_h", [[JOIN, p.exit], [p.up, p.exit]], "state-h", late, undefined, { quantity: "h", backward: "h_up" }),
  ];
}

/** What the step read next sends to h, gate by gate. @param {Places} p */
function incomingLines(p) {
  const shared = { kind: /** @type {const} */ ("lstm"), window: halfOf(leave, 1) };
  if (!p.isWide) {
    return incomingParts({ ...shared, from: "tap_h", start: [p.up, p.exit], edge: p.width - 4, rows: [72, 86, 100, 114].map((down) => p.exit + down), numberX: null, letterX: p.up - 6 });
  }
  const { nodes, wires } = incomingParts({ ...shared, from: "join_h", start: [JOIN, p.exit], edge: p.width - p.margin,
    rows: [11, 29, 47, 65].map((up) => p.exit - up), numberX: NUMBER_END, letterX: p.width - p.margin });
  const join = { id: "join_h", kind: /** @type {const} */ ("joint"), x: JOIN, y: p.exit, quantity: "h", tone: "state-h", window: leave, only: /** @type {const} */ ("backward") };
  return { nodes: [join, ...nodes], wires };
}

/** @param {Places} p @returns {CircuitNode[]} */
function peepholeNodes(p) {
  const shared = { kind: /** @type {const} */ ("joint"), y: p.line, tone: "state-c", window: weigh };
  return [
    { id: "peep_prev", x: p.tap.f, quantity: "c_prev", ...shared },
    { id: "peep_route", x: p.tap.f, quantity: "c_prev", ...shared, y: p.tap.route },
    { id: "peep_new", x: p.tap.o, quantity: "c", ...shared, window: add },
    { id: "peep_next", x: p.tap.next, quantity: "c_next", ...shared, window: leave, only: /** @type {const} */ ("backward") },
    { id: "peep_in", x: p.width - p.margin, quantity: "peep_next", ...shared, y: p.line + (p.isWide ? 26 : 14), kind: /** @type {const} */ ("port"), window: leave, only: /** @type {const} */ ("backward") },
  ];
}

/** @param {Places} p @returns {Wire[]} */
function peepholeWires(p) {
  const { tap } = p;
  const first = halfOf(weigh, 0);
  const wide = p.isWide;
  const down = p.line + (wide ? 26 : 14);
  return [
    wire("peep_stem", "peep_prev", "peep_route", [[tap.f, p.line], [tap.f, tap.route]], "state-c", first, undefined, { quantity: "peep_back" }),
    wire("peep_f", "peep_route", "f", [[tap.f, tap.route], [tap.f, p.box], [p.f - 34, p.box]], "state-c", halfOf(weigh, 1),
      wide ? label(tap.f - 7, p.box + 4, "end", { isSoft: true }) : undefined),
    wire("peep_i", "peep_route", "i", [[tap.f, tap.route], [tap.i, tap.route], [tap.i, p.box], [p.i - 34, p.box]], "state-c", halfOf(weigh, 1),
      wide ? label(p.i - 6, tap.route - 9, "end", { isSoft: true }) : undefined, { isBridge: true }),
    wire("peep_next", "peep_next", "peep_in", [[tap.next, p.line], [tap.next, down], [p.width - p.margin, down]], "state-c", leave,
      wide ? label(NUMBER_END, p.line + 17, "end", { only: "backward", isSoft: true }) : undefined, { only: "backward", slender: 0.7 }),
    wire("peep_o", "peep_new", "o", [[tap.o, p.line], [tap.o, p.box], [p.o - 34, p.box]], "state-c", halfOf(add, 1),
      wide ? label(tap.o + 7, p.product - 30, "start", { isSoft: true }) : undefined),
  ];
}
