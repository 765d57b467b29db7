/** The GRU in PyTorch's form: h′ runs along the top; r stands between h′ and the candidate. */

import { BACK_ORDER } from "./drawn-cells.js";
import { halfOf, windowOf } from "../cell/phases.js";
import { carriedBack, gateRow, hiddenTaps, incomingParts, inputLine, inputPort } from "./drawn-parts.js";
import { bus, label, wire } from "./layout.js";

/** @typedef {import("./layout.js").Drawing} Drawing */
/** @typedef {import("./layout.js").CircuitNode} CircuitNode */
/** @typedef {import("./layout.js").Wire} Wire */
/** @typedef {import("./layout.js").Label} Label */

const WIDE = Object.freeze({
  width: 640, height: 408, isWide: true, margin: 8,
  line: 64, mix: 150, box: 223, sum: 300, hidden: 336, input: 372,
  z: 140, r: 250, n: 460, minus: 300, times_r: 366, up: 612, drop: 56, nLabel: 42, mixed: 42, strip: { y: 352, height: 50 },
});

const SHORT = Object.freeze({
  ...WIDE, height: 314, line: 46, mix: 110, box: 168, sum: 234, hidden: 262, input: 288, nLabel: 26, mixed: 36, strip: { y: 262, height: 50 },
});

const NARROW = Object.freeze({
  width: 360, height: 470, isWide: false, margin: 6,
  line: 62, mix: 158, box: 280, sum: 366, hidden: 402, input: 430,
  z: 62, r: 150, n: 290, minus: 156, times_r: 216, up: 346, drop: 18, nLabel: 50, mixed: 42, strip: null,
});

/** Wide layouts: where the lines of the step read next join h, and where their numbers end, before h turns up. */
const JOIN = 556;
const NUMBER_END = 609.5;

const GATES = /** @type {const} */ (["z", "r", "n"]);

const enter = windowOf("gru", "enter");
const weigh = windowOf("gru", "weigh");
const squash = windowOf("gru", "squash");
const reset = windowOf("gru", "reset");
const propose = windowOf("gru", "propose");
const mix = windowOf("gru", "mix");
const add = windowOf("gru", "add");
const leave = windowOf("gru", "leave");
const GATE_WINDOWS = { weigh: halfOf(weigh, 0), sum: halfOf(weigh, 1), squash };
const CANDIDATE_WINDOWS = { weigh: halfOf(weigh, 0), sum: halfOf(propose, 0), squash: halfOf(propose, 1) };

/** @typedef {typeof WIDE | typeof SHORT | typeof NARROW} Places */

/**
 * @param {{size: import("./layout.js").Size, hasBias: boolean}} options
 * @returns {Drawing}
 */
export function gruLayout({ size, hasBias }) {
  const p = { wide: WIDE, short: SHORT, narrow: NARROW }[size];
  const incoming = incomingLines(p);
  const gates = gateRow(p, GATES, { hasBias, reset: "n", windowsOf: (block) => (block === "n" ? CANDIDATE_WINDOWS : GATE_WINDOWS) });
  return {
    kind: "gru", width: p.width, height: p.height,
    nodes: [...gates.nodes, ...nodes(p), ...incoming.nodes],
    wires: [...inputWires(p), ...gates.wires, ...resetWires(p), ...mixWires(p), ...outputWires(p), ...incoming.wires],
    valves: [
      { gate: "z", x: p.z + 27, y: p.line, isVertical: false },
      { gate: "1-z", x: p.n, y: p.mix - 27, isVertical: true },
      { gate: "r", x: p.times_r + 24, y: p.sum, isVertical: false },
    ],
    letters: gates.letters,
    strip: p.strip && { x: 532, width: 100, ...p.strip },
  };
}

/** @param {Places} p @returns {CircuitNode[]} */
function nodes(p) {
  const right = p.width - p.margin;
  /** @type {CircuitNode} */
  const bend = { id: "tap_h_q", kind: "joint", x: p.times_r, y: p.hidden, quantity: "h_prev", tone: "state-h", window: enter };
  return [
    { id: "in_h", kind: "port", x: p.margin, y: p.line, quantity: "h_prev", tone: "state-h", window: enter },
    { id: "drop_h", kind: "joint", x: p.drop, y: p.line, quantity: "h_prev", tone: "state-h", window: enter },
    inputPort(p, enter),
    bend,
    { id: "times_r", kind: "times", x: p.times_r, y: p.sum, quantity: "rq", tone: "gate-r", window: reset, factors: ["r", "q"],
      local: p.isWide ? label(p.times_r - 20, p.sum + 4, "end", { symbol: "r" }) : label(p.times_r + 7, p.sum + 26, "start", { symbol: "r" }) },
    { id: "times_z", kind: "times", x: p.z, y: p.line, quantity: "zh", tone: "state-h", window: mix, factors: ["z", "h_prev"],
      local: label(p.z + 8, p.line + 32, "start", { symbol: "z" }) },
    { id: "tap_z", kind: "joint", x: p.z, y: p.mix, quantity: "z", tone: "gate-z", window: squash },
    { id: "minus_z", kind: "minus", x: p.minus, y: p.mix, quantity: "1-z", tone: "gate-z", window: halfOf(mix, 0),
      local: label(p.minus, p.mix + 29, "middle") },
    { id: "times_n", kind: "times", x: p.n, y: p.mix, quantity: "(1-z)n", tone: "gate-n", window: halfOf(mix, 1), factors: ["1-z", "n"],
      local: p.isWide ? label(p.n + 22, p.mix + 4, "start", { symbol: "1−z" }) : label(p.n - 8, p.mix + 32, "end", { symbol: "1−z" }) },
    { id: "plus", kind: "plus", x: p.n, y: p.line, quantity: "h", tone: "state-h", window: add, local: label(p.n, p.line - 20, "middle") },
    { id: "tap_h", kind: "joint", x: p.up, y: p.line, quantity: "h", tone: "state-h", window: leave },
    { id: "out_h", kind: "port", x: right, y: p.line, quantity: "h", tone: "state-h", window: leave },
    { id: "up_h", kind: "port", x: p.up, y: 12, quantity: "h", tone: "state-h", window: leave },
  ];
}

/** @param {Places} p @returns {Wire[]} */
function inputWires(p) {
  const hidden = [...hiddenTaps(p, ["z", "r"]), { id: "tap_h_q", x: p.times_r }];
  const hLabel = p.isWide ? label(13, p.line - 18, "start", { symbol: "h′", gradient: "∂L/∂h′" })
    : label(6, p.line - 42, "start", { symbol: "h′", gradient: "∂L/∂h′" });
  return [
    wire("h_prev", "in_h", "drop_h", [[p.margin, p.line], [p.drop, p.line]], "state-h", halfOf(enter, 0), hLabel, { arrow: "backward" }),
    ...bus("h_prev", "state-h", halfOf(enter, 1), "drop_h", [[p.drop, p.line], [p.drop, p.hidden]], hidden, hLabel, { backward: carriedBack(BACK_ORDER.gru) })
      .map(({ label: _label, arrow: _arrow, ...piece }) => ({ ...piece, id: `${piece.id}_down`, quantity: "h_prev_down" })),
    ...inputLine(p, GATES, enter),
  ];
}

/** @param {Places} p @returns {Wire[]} */
function resetWires(p) {
  const wide = p.isWide;
  return [
    wire("r", "r", "times_r", [[p.r + 34, p.box], [p.times_r, p.box], [p.times_r, p.sum - 15]], "gate-r", halfOf(reset, 0),
      wide ? label(p.times_r - 9, p.box - 9, "end") : label(p.times_r + 7, p.box + 62, "start")),
    wire("q", "tap_h_q", "times_r", [[p.times_r, p.hidden], [p.times_r, p.sum + 15]], "state-h", weigh,
      wide ? label(p.times_r + 8, p.hidden + 3, "start", { isSoft: true }) : undefined, { backward: "back_n" }),
    wire("rq", "times_r", "sum_n", [[p.times_r + 15, p.sum], [p.n - 9, p.sum]], "gate-r", halfOf(reset, 1),
      wide ? label((p.times_r + p.n) / 2 + 3, p.sum - 12, "middle", { isSoft: true }) : undefined),
  ];
}

/** @param {Places} p @returns {Wire[]} */
function mixWires(p) {
  const top = p.box - 23;
  const half = halfOf(mix, 0);
  return [
    wire("z", "z", "tap_z", [[p.z, top], [p.z, p.mix]], "gate-z", squash, label(p.z + 7, p.mix + 30, "start")),
    wire("z_up", "tap_z", "times_z", [[p.z, p.mix], [p.z, p.line + 15]], "gate-z", half),
    wire("z_minus", "tap_z", "minus_z", [[p.z, p.mix], [p.minus - 17, p.mix]], "gate-z", half),
    wire("1-z", "minus_z", "times_n", [[p.minus + 17, p.mix], [p.n - 15, p.mix]], "gate-z", halfOf(mix, 1),
      label((p.minus + p.n) / 2, p.mix - 9, "middle")),
    wire("n", "n", "times_n", [[p.n, top], [p.n, p.mix + 15]], "gate-n", half,
      p.isWide ? label(p.n + 7, p.mix + p.nLabel, "start") : label(p.n - 7, p.mix + p.nLabel, "end")),
  ];
}

/** @param {Places} p @returns {Wire[]} */
function outputWires(p) {
  const hOut = p.isWide ? label(p.up - 8, p.line - 18, "end", { symbol: "h", gradient: "∂L/∂h" })
    : label(p.up - 10, p.line - 42, "end", { symbol: "h", gradient: "∂L/∂h" });
  return [
    wire("h_line", "drop_h", "times_z", [[p.drop, p.line], [p.z - 15, p.line]], "state-h", halfOf(mix, 0)),
    wire("zh", "times_z", "plus", [[p.z + 15, p.line], [p.n - 15, p.line]], "state-h", halfOf(mix, 1),
      label((p.z + p.n) / 2, p.line - 18, "middle")),
    wire("(1-z)n", "times_n", "plus", [[p.n, p.mix - 15], [p.n, p.line + 15]], "gate-n", add, p.isWide ? label(p.n + 12, p.mix - p.mixed, "start") : label(p.n - 12, p.mix - p.mixed, "end")),
    ...exits(p, hOut),
    wire("h_next", "tap_h", "out_h", [[p.up, p.line], [p.width - p.margin, p.line]], "state-h", halfOf(leave, 1), undefined, { arrow: "forward", only: "forward" }),
    wire("h_up", "tap_h", "up_h", [[p.up, p.line], [p.up, 12]], "state-h", halfOf(leave, 1), undefined, { arrow: "forward" }),
  ];
}

/**
 * h to where it parts. In the wide layouts the lines of the step read next join before that.
 * @param {Places} p
 * @param {Label} text
 * @returns {Wire[]}
 */
function exits(p, text) {
  if (!p.isWide) return [wire("h", "plus", "tap_h", [[p.n + 15, p.line], [p.up, p.line]], "state-h", halfOf(leave, 0), text)];
  const [early, late] = [halfOf(halfOf(leave, 0), 0), halfOf(halfOf(leave, 0), 1)];
  return [
    wire("h", "plus", "join_h", [[p.n + 15, p.line], [JOIN, p.line]], "state-h", early, text),
    wire("h_beyond", "join_h", "tap_h", [[JOIN, p.line], [p.up, p.line]], "state-h", late,
      label(NUMBER_END, p.line + 18, "end", { only: "backward" }), { quantity: "h", backward: "h_up" }),
  ];
}

/** What the step read next sends to h, gate by gate, and along its line. @param {Places} p */
function incomingLines(p) {
  const shared = { kind: /** @type {const} */ ("gru"), window: halfOf(leave, 1) };
  if (!p.isWide) {
    return incomingParts({ ...shared, from: "tap_h", start: [p.up, p.line], edge: p.width - 4, rows: [22, 42, 62, 82].map((down) => p.line + down), numberX: null, letterX: p.up - 6 });
  }
  const { nodes: taps, wires } = incomingParts({ ...shared, from: "join_h", start: [JOIN, p.line], edge: p.width - p.margin,
    rows: [42, 60, 78, 96].map((down) => p.line + down), numberX: NUMBER_END, letterX: p.width - p.margin });
  const join = { id: "join_h", kind: /** @type {const} */ ("joint"), x: JOIN, y: p.line, quantity: "h", tone: "state-h", window: leave, only: /** @type {const} */ ("backward") };
  return { nodes: [join, ...taps], wires };
}
