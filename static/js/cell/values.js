/**
 * The number on every wire and node, by quantity, for each pass. Pure: a snapshot in, numbers out.
 *
 * @typedef {import("./snapshot.js").Snapshot} Snapshot
 * @typedef {import("../types.js").Pass} Pass
 * @typedef {import("./parts.js").Parts} Parts
 * @typedef {object} Upstream   what h and c receive from outside the step (`upstream.js`); NaN unknown
 * @property {number} above     ∂L/∂h from the loss or the layer above
 * @property {Parts} next       ∂L/∂h through each gate of the next step; of a GRU "direct" too
 * @property {number} line      ∂L/∂c along the cell line
 * @property {number} peephole  ∂L/∂c through the peepholes of the next step
 * @property {Parts} back       ∂L/∂h′ that this step hands back through U, by gate
 * @property {Record<string, number>} [sizes]  of parts that are not known: root mean squares over all units
 *
 * @typedef {object} Values
 * @property {Record<string, number>} wires       by quantity
 * @property {Record<string, number>} local       local derivative by node id
 * @property {Record<string, number>} openings    of gates, for bars and valves; in 0 … 1
 * @property {Record<string, string>} squashes    name of the activation, by block and "out"
 * @property {Record<string, readonly number[]>} vectors
 * @property {ReadonlySet<string>} held
 * @property {Record<string, number>} [sizes]     how wide wires are whose number is not known
 */

import { gateDerivative, gruGradients, lstmGradients, passing, SQUASHES, squashOf } from "./local-derivatives.js";
import { BACK_ORDER, NEXT_ORDER, partWires, sumOf } from "./parts.js";

/** Length of a vector. @param {readonly number[]} values */
const norm = (values) => Math.hypot(...values);

/** @param {number} value @returns {number} 0 … 1 */
const opening = (value) => (Number.isFinite(value) ? Math.min(1, Math.max(0, Math.abs(value))) : 0);

/**
 * @param {Snapshot} step
 * @param {Pass} pass
 * @param {Upstream} upstream
 * @returns {Values}
 */
export function valuesOf(step, pass, upstream) {
  const blocks = Object.keys(step.shares);
  const gates = /** @type {Record<string, number>} */ (step.kind === "rnn" ? { a: step.h } : step.gates);
  return {
    wires: wiresOf(step, pass, upstream),
    local: localDerivatives(step),
    openings: Object.fromEntries(Object.entries({ ...gates, "1-z": 1 - gates.z }).map(([name, value]) => [name, opening(value)])),
    squashes: Object.fromEntries([...blocks.map((block) => [block, squashOf(step, block)]), ["out", step.activations.output]]),
    vectors: { x: pass === "forward" ? step.x : step.xGrads },
    held: step.held,
    ...(pass === "backward" && upstream.sizes ? { sizes: upstream.sizes } : {}),
  };
}

/**
 * The numbers on the wires alone.
 * @param {Snapshot} step
 * @param {Pass} pass
 * @param {Upstream} upstream
 * @returns {Record<string, number>}
 */
export const wiresOf = (step, pass, upstream) => (pass === "forward" ? forwardWires(step) : backwardWires(step, upstream));

/** @param {Snapshot} step @returns {Record<string, number>} */
function forwardWires(step) {
  return { ...enteringValues(step), ...FORWARD[step.kind](step) };
}

/** Pre-activations and their contributions. @param {Snapshot} step @returns {Record<string, number>} */
function enteringValues(step) {
  /** @type {Record<string, number>} */
  const values = { x: norm(step.x), h_prev: step.hPrev, h_prev_down: step.hPrev, h: step.h, h_next: step.h, h_up: step.h };
  for (const [block, share] of Object.entries(step.shares)) {
    const known = step.hasWeights ? 1 : NaN;
    values[`z_${block}`] = step.z[block];
    values[`wx_${block}`] = share.input * known;
    values[`uh_${block}`] = share.recurrent * known;
    values[`b_${block}`] = share.bias * known;
    values[`peep_${block}`] = share.peephole * known;
  }
  return values;
}

/** @type {Record<Snapshot["kind"], (step: Snapshot) => Record<string, number>>} */
const FORWARD = {
  lstm: ({ gates, c, cPrev, squashed }) => ({
    ...gates, c_prev: cPrev, c_kept: cPrev, c_line: c, c_beyond: c, peep_back: cPrev, fc: gates.f * cPrev, ig: gates.i * gates.g, c, c_next: c, squash_in: c, squashed,
  }),
  gru: ({ gates, hPrev, recurrentCandidate }) => ({
    ...gates, q: recurrentCandidate, rq: gates.r * recurrentCandidate, z_up: gates.z, z_minus: gates.z,
    "1-z": 1 - gates.z, zh: gates.z * hPrev, "(1-z)n": (1 - gates.z) * gates.n, h_line: hPrev,
  }),
  rnn: () => ({}),
};

/** @param {Snapshot} step @param {Upstream} upstream @returns {Record<string, number>} */
function backwardWires(step, upstream) {
  const { grads, kind } = step;
  const recurrent = sumOf(upstream.back);
  /** @type {Record<string, number>} */
  const values = {
    x: norm(step.xGrads), h_prev: recurrent, h_prev_down: recurrent, h: grads.h,
    h_next: sumOf(upstream.next), h_up: upstream.above,
    ...partWires("next", NEXT_ORDER[kind], upstream.next), ...partWires("back", BACK_ORDER[kind], upstream.back),
  };
  for (const block of Object.keys(step.shares)) {
    for (const name of ["z", "wx", "uh", "b"]) values[`${name}_${block}`] = grads[block];
  }
  return { ...values, ...BACKWARD[step.kind](step, upstream) };
}

/** @type {Record<Snapshot["kind"], (step: Snapshot, upstream: Upstream) => Record<string, number>>} */
const BACKWARD = {
  lstm: (step, upstream) => {
    const inner = lstmGradients(step);
    const c = passing(step, "c");
    const { peepholes: p, grads } = step;
    return {
      o: inner.o, f: inner.f, i: inner.i, g: inner.g, c: step.grads.c, fc: c, ig: c, c_prev: inner.cPrev,
      c_next: upstream.line + upstream.peephole, c_line: upstream.line, squash_in: inner.fromH, squashed: inner.squashed,
      c_kept: c * step.gates.f, c_beyond: upstream.line + upstream.peephole + inner.fromH,
      ...(p ? peepholeWires(p, grads, upstream) : {}),
    };
  },
  gru: (step, upstream) => {
    const inner = gruGradients(step);
    const h = passing(step, "h");
    return {
      z: inner.z, z_up: h * step.hPrev, z_minus: -h * step.gates.n, "1-z": h * step.gates.n, n: inner.n, r: inner.r,
      rq: inner.reset, q: inner.q, zh: h, "(1-z)n": h, h_line: inner.hPrev, h_prev: inner.hPrev + sumOf(upstream.back),
    };
  },
  rnn: () => ({}),
};

/** @param {{i: number, f: number, o: number}} p @param {Record<string, number>} grads @param {Upstream} upstream */
function peepholeWires(p, grads, { peephole }) {
  const [i, f, o] = [p.i * grads.i, p.f * grads.f, p.o * grads.o];
  return { peep_i: i, peep_f: f, peep_o: o, peep_back: i + f, peep_next: peephole };
}

/** @param {Snapshot} step @returns {Record<string, number>} */
function localDerivatives(step) {
  const { kind, gates } = step;
  const squashes = Object.fromEntries(Object.keys(step.shares).map((block) => [block, gateDerivative(step, block)]));
  if (kind === "lstm") {
    const out = SQUASHES[step.activations.output].derivative(step.squashed);
    return { ...squashes, squash_c: out, times_f: gates.f, times_i: gates.i, times_o: gates.o, plus: 1 };
  }
  if (kind === "gru") return { ...squashes, times_z: gates.z, times_n: 1 - gates.z, times_r: gates.r, minus_z: -1, plus: 1 };
  return squashes;
}
