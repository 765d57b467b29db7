/**
 * The number on every wire and node of a layout, for one unit and for all units of a layer: read
 * from the run by the nodes of the graph that the layout names.
 *
 * @typedef {import("../cell/step.js").Step} Step
 * @typedef {import("./layout.js").Layout} Layout
 * @typedef {import("./layout.js").CircuitNode} CircuitNode
 * @typedef {import("./topology.js").Source} Source
 * @typedef {import("../types.js").Pass} Pass
 *
 * @typedef {object} Values
 * @property {Record<string, number>} wires       by quantity
 * @property {Record<string, number>} local       local derivative by node id
 * @property {Record<string, number>} openings    of gates, for bars and valves; in 0 … 1
 * @property {Record<string, readonly number[]>} vectors
 * @property {ReadonlySet<string>} held
 *
 * @typedef {{vectors: Record<string, Float64Array>, values: Values, held: ReadonlySet<string>[]}} AllUnits
 *   values: of all units together, root mean squares; openings of the first. held: by unit
 */

import { heldAt } from "../cell/step.js";
import { rootMeanSquare } from "../drawing/magnitude.js";

/** Length of a vector. @param {readonly number[]} values */
const norm = (values) => Math.hypot(...values);

/** @param {number} value @returns {number} 0 … 1 */
const opening = (value) => (Number.isFinite(value) ? Math.min(1, Math.max(0, Math.abs(value))) : 0);

/**
 * @param {Step} step
 * @param {Source} source
 * @param {number} [unit]
 * @returns {number} where lines join, of all that they carry together
 */
function read(step, source, unit = step.unit) {
  if (source === "outside") return unit === step.unit ? step.outside : step.lane.outside[step.t * step.lane.outputSize + unit] ?? NaN;
  return source.reduce((sum, { id, isLater }) => sum + (isLater ? step.later(id, unit) : step.numberOf(id, unit)), 0);
}

/** @param {Step} step @param {Pass} pass */
const inputOf = ({ lane, t }, pass) => [...(pass === "forward" ? lane.x : lane.gradient("x")).subarray(t * lane.inputSize, (t + 1) * lane.inputSize)];

/** @param {Layout} layout @param {Pass} pass */
const sourcesIn = ({ sources }, pass) => Object.entries(sources).map(([quantity, both]) => /** @type {const} */ ([quantity, both[pass]]));

/**
 * @param {Step} step
 * @param {Pass} pass
 * @param {Layout} layout
 * @returns {Values}
 */
export function valuesOf(step, pass, layout) {
  const x = inputOf(step, pass);
  return {
    wires: { ...Object.fromEntries(sourcesIn(layout, pass).map(([quantity, source]) => [quantity, read(step, source)])), x: norm(x) },
    local: pass === "backward" ? localDerivatives(step, layout) : {},
    openings: openingsOf(step, layout),
    vectors: { x },
    held: step.held,
  };
}

/** @param {Step} step @param {Layout} layout */
function openingsOf(step, { sources, nodes, valves }) {
  const names = new Set([...nodes.filter(({ kind }) => kind === "gate").map(({ block }) => block ?? ""), ...valves.map(({ gate }) => gate)]);
  return Object.fromEntries([...names].map((name) => [name, opening(Object.hasOwn(sources, name) ? read(step, sources[name].forward) : NaN)]));
}

/**
 * By what each node multiplies a gradient. What a what-if holds passes nothing on.
 * @param {Step} step
 * @param {Layout} layout
 * @returns {Record<string, number>}
 */
function localDerivatives(step, { nodes, sources }) {
  /** @param {CircuitNode} node @returns {number|null} */
  const of = ({ kind, quantity, slope = [], factors, caption }) => {
    if (kind === "gate" && step.held.has(quantity)) return 0;
    if (kind === "times") return factors ? read(step, sources[factors[0]].forward) : null;
    if (kind === "plus") return 1;
    if (kind === "minus") return -1;
    if (kind !== "gate" && kind !== "squash") return null;
    return slope.length > 0 ? step.number(slope[0]) : caption === "id" ? 1 : null;
  };
  const found = nodes.map((node) => /** @type {const} */ ([node.id, of(node)]));
  return Object.fromEntries(found.flatMap(([id, value]) => (value === null ? [] : [[id, value]])));
}

/**
 * @param {Step} step  of any unit
 * @param {Pass} pass
 * @param {Layout} layout
 * @returns {AllUnits}
 */
export function allUnits(step, pass, layout) {
  const { lane, trace, t } = step;
  const units = Array.from({ length: lane.hiddenSize }, (_, unit) => unit);
  const vectors = Object.fromEntries(sourcesIn(layout, pass).map(([quantity, source]) => [quantity, Float64Array.from(units, (unit) => read(step, source, unit))]));
  vectors.x = Float64Array.from(inputOf(step, pass));
  const held = units.map((unit) => heldAt(trace.scenario.interventions, { layer: lane.layer, direction: lane.direction, unit, t }));
  const together = Object.fromEntries(Object.entries(vectors).map(([quantity, vector]) => [quantity, rootMeanSquare(vector, 0, vector.length)]));
  return { vectors, held, values: { ...valuesOf(step, pass, layout), wires: together, local: {}, vectors: { x: [...vectors.x] }, held: new Set(held.flatMap((names) => [...names])) } };
}
