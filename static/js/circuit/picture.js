/**
 * How a layout looks for given values at a given phase: plain data, a pure function. Nothing here
 * remembers anything, so the picture scrubs both ways and the same step always looks the same.
 *
 * @typedef {import("./layout.js").Layout} Layout
 * @typedef {import("./layout.js").Wire} Wire
 * @typedef {import("./layout.js").CircuitNode} CircuitNode
 * @typedef {import("./values.js").Values} Values
 * @typedef {import("../types.js").Pass} Pass
 * @typedef {import("../drawing/path.js").Track} Track
 *
 * @typedef {object} WirePicture
 * @property {number} width
 * @property {string} dash
 * @property {import("../drawing/magnitude.js").Sign} sign
 * @property {boolean} isDrawn        something of the value can be seen
 * @property {string} text            beside it
 * @property {number} textOpacity
 * @property {boolean} hasArrived
 * @property {boolean} isAbsent       not in this pass
 * @property {{x: number, y: number}[]} particles
 *
 * @typedef {object} NodePicture
 * @property {number} progress        0 … 1
 * @property {number} opening         how full a gate's bar is
 * @property {"shut"|"open"|""} saturation
 * @property {boolean} isActive       computing at this phase
 * @property {boolean} isHeld         a what-if replaces its value
 * @property {string} local           local derivative, backward only
 * @property {boolean} isAbsent       not in this pass
 *
 * @typedef {object} Picture
 * @property {WirePicture[]} wires    in the layout's order
 * @property {NodePicture[]} nodes
 * @property {number[]} valves        degrees against the wire's run: 0 open, 90 shut
 */

import { progress, windowInPass } from "../cell/phases.js";
import { dashArray, lineWidth, signOf, wireWidth } from "../drawing/magnitude.js";
import { NARROWEST, vectorText, wireNumber } from "../numbers/written.js";
import { quantityIn } from "./layout.js";

/** Gates nearer to 0 or 1 than this look shut or open. */
const SATURATED = 0.02;
/** Particles follow one another at this distance along a wire. */
const SPACING = 26;
export const MOST_PARTICLES = 4;

/**
 * @param {Layout} layout
 * @param {readonly Track[]} tracks   of the layout's wires
 * @param {Values} values
 * @param {number} phase
 * @param {Pass} pass
 * @param {boolean} hasMotion         false: no particles
 * @returns {Picture}
 */
export function picture(layout, tracks, values, phase, pass, hasMotion) {
  return {
    wires: layout.wires.map((wire, k) => wirePicture(wire, tracks[k], values, phase, pass, hasMotion)),
    nodes: layout.nodes.map((node) => nodePicture(node, values, phase, pass)),
    valves: layout.valves.map((valve) => valveAngle(layout, valve.gate, values, phase, pass)),
  };
}

/**
 * @param {Wire} wire
 * @param {Track} track
 * @param {Values} values
 * @param {number} phase
 * @param {Pass} pass
 * @param {boolean} hasMotion
 * @returns {WirePicture}
 */
function wirePicture(wire, track, values, phase, pass, hasMotion) {
  const quantity = quantityIn(wire, pass);
  const value = values.wires[quantity] ?? NaN;
  const done = progress(phase, wire.window, pass);
  const sign = signOf(value);
  const { length } = track;
  const [from, to] = pass === "forward" ? [0, length * done] : [length * (1 - done), length];
  const isHidden = wire.label?.only !== undefined && wire.label.only !== pass;
  return {
    width: Math.round(wireWidth(wire, value, pass) * 10) / 10,
    dash: dashArray(length, from, to, sign),
    sign,
    isDrawn: done > 0,
    text: !wire.label || isHidden ? "" : labelText(wire, values.written[quantity], values),
    isAbsent: wire.only !== undefined && wire.only !== pass,
    textOpacity: Math.round(Math.min(1, Math.max(0, (done - 0.5) * 2)) * 20) / 20,
    hasArrived: done >= 1,
    particles: hasMotion ? particles(wire, track, value, phase, pass) : [],
  };
}

/** @param {Wire} wire @param {number|undefined} value  undefined: no single number @param {Values} values */
function labelText(wire, value, values) {
  const vector = wire.label?.room ? values.vectors[wire.quantity] : undefined;
  if (vector) return vectorText(vector, wire.label?.room ?? 0);
  return value === undefined ? "" : wireNumber(value, wire.label?.characters ?? NARROWEST);
}

/**
 * Where particles are: the front moves with the window's progress, the rest follow until they have
 * all gone through. More of them on a stronger line, none where nothing flows.
 * @param {Wire} wire
 * @param {Track} track
 * @param {number} value
 * @param {number} phase
 * @param {Pass} pass
 * @returns {{x: number, y: number}[]}
 */
function particles(wire, track, value, phase, pass) {
  const sign = signOf(value);
  if (phase >= 1 || phase <= 0 || sign === "zero" || sign === "absent") return [];
  const [start, end] = windowInPass(wire.window, pass);
  const room = 1 + Math.floor(track.length / SPACING);
  const count = Math.min(MOST_PARTICLES, room, 1 + Math.floor(lineWidth(value, pass) / 2));
  const front = ((phase - start) / (end - start)) * track.length;
  const shown = [];
  for (let k = 0; k < count; k += 1) {
    const along = front - k * SPACING;
    if (along <= 0 || along >= track.length) continue;
    const [x, y] = track.at(pass === "forward" ? along : track.length - along);
    shown.push({ x: Math.round(x * 10) / 10, y: Math.round(y * 10) / 10 });
  }
  return shown;
}

/** Characters of the derivative of an activation, which stands in its box. */
const IN_BOX = 8;

/**
 * @param {CircuitNode} node
 * @param {Values} values
 * @param {number} phase
 * @param {Pass} pass
 * @returns {NodePicture}
 */
function nodePicture(node, values, phase, pass) {
  const done = progress(phase, node.window, pass);
  const open = node.block ? values.openings[node.block] ?? 0 : 0;
  const shown = pass === "forward" ? done : 1;
  return {
    progress: done,
    opening: Math.round(open * shown * 200) / 200,
    saturation: node.kind === "gate" && shown === 1 ? saturation(values, node) : "",
    isActive: done > 0 && done < 1,
    isHeld: values.held.has(node.quantity),
    isAbsent: node.only !== undefined && node.only !== pass,
    local: pass === "backward" && Object.hasOwn(values.local, node.id) && done > 0 ? wireNumber(values.local[node.id], node.local?.characters ?? IN_BOX) : "",
  };
}

/** @param {Values} values @param {CircuitNode} gate @returns {"shut"|"open"|""} */
function saturation(values, { block = "", caption = "" }) {
  const open = values.openings[block];
  if (!caption.startsWith("σ") || open === undefined) return "";
  return open <= SATURATED ? "shut" : open >= 1 - SATURATED ? "open" : "";
}

/**
 * @param {Layout} layout
 * @param {string} gate
 * @param {Values} values
 * @param {number} phase
 * @param {Pass} pass
 * @returns {number}
 */
function valveAngle(layout, gate, values, phase, pass) {
  const node = layout.nodes.find((one) => one.quantity === gate && one.window);
  const done = pass === "forward" && node ? progress(phase, node.window, pass) : 1;
  return Math.round(90 * (1 - (values.openings[gate] ?? 0) * done));
}
