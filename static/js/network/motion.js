/**
 * What moves in the column of the playhead: the input climbs from layer to layer, then the states
 * leave for the next step. Backward it all runs the other way. A pure function of the phase.
 *
 * @typedef {import("./layout.js").NetworkLayout} NetworkLayout
 * @typedef {import("./layout.js").NetworkWire} NetworkWire
 * @typedef {import("../types.js").Pass} Pass
 * @typedef {{x: number, y: number, tone: string}} Dot   x counts from the column's left edge
 */

import { track } from "../drawing/path.js";

/** The climb takes this share of the phase, the way to the next step the rest. */
const CLIMB = 0.6;

/**
 * @param {NetworkLayout} layout
 * @param {readonly NetworkWire[]} wires
 * @returns {(phase: number, pass: Pass) => Dot[]}
 */
export function motionOf({ rows, gaps }, wires) {
  const layers = gaps.length - 1;
  const courses = wires.filter(({ kind }) => kind !== "trunk" && kind !== "out").map((wire) => ({
    wire,
    track: track(wire.points),
    window: wire.kind === "next" ? [CLIMB, 1] : [(CLIMB * rows[wire.row].layer) / layers, (CLIMB * (rows[wire.row].layer + 1)) / layers],
  }));
  return (phase, pass) => {
    if (phase >= 1 || phase <= 0) return [];
    const place = pass === "forward" ? phase : 1 - phase;
    return courses.filter(({ window: [from, to] }) => place > from && place < to).map(({ wire, track: course, window: [from, to] }) => {
      const [x, y] = course.at((course.length * (place - from)) / (to - from));
      return { x, y, tone: wire.quantity === "x" ? "input-x" : `state-${wire.quantity}` };
    });
  };
}
