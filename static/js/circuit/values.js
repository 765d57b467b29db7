/**
 * The number on every wire and node of a layout, for one unit and for all units of a layer: read
 * from the run by the nodes of the graph that the layout names. What is written is the number of one
 * node, as the server sent it; only how wide a line is may depend on several.
 *
 * @typedef {import("../cell/step.js").Step} Step
 * @typedef {import("./layout.js").Layout} Layout
 * @typedef {import("./layout.js").CircuitNode} CircuitNode
 * @typedef {import("./topology.js").Source} Source
 * @typedef {import("./topology.js").Place} Place
 * @typedef {import("../trace/model.js").CellModel} CellModel
 * @typedef {import("../types.js").Pass} Pass
 *
 * @typedef {object} Values
 * @property {Record<string, number>} wires       by quantity, for widths
 * @property {Record<string, number>} written     by quantity; none where lines join to what no node is
 * @property {Record<string, number>} local       local derivative by node id
 * @property {Record<string, number>} openings    of gates, for bars and valves; in 0 … 1
 * @property {Record<string, readonly number[]>} vectors
 * @property {ReadonlySet<string>} held
 *
 * @typedef {{vectors: Record<string, Float64Array>, values: Values, held: ReadonlySet<string>[]}} AllUnits
 *   values: wires of all units together, root mean squares; the rest of the step's unit. held: by unit
 */

import { heldAt } from "../cell/step.js";
import { rootMeanSquare } from "../drawing/magnitude.js";

const SUMS = new Set(["add", "sub", "sum"]);

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
  return placesOf(step.model, source).reduce((sum, { id, isLater }) => sum + (isLater ? step.later(id, unit) : step.numberOf(id, unit)), 0);
}

/** @param {Step} step @param {Source} source */
const isOneNumber = ({ model }, source) => source === "outside" || placesOf(model, source).length === 1;

/** @type {WeakMap<readonly Place[], readonly Place[]>} */
const joined = new WeakMap();

/**
 * Where lines join and the graph has a node for their sum, that node.
 * @param {CellModel} model
 * @param {readonly Place[]} source  of a layout of this cell
 * @returns {readonly Place[]}
 */
function placesOf(model, source) {
  if (source.length < 2) return source;
  const known = joined.get(source);
  if (known) return known;
  const wanted = termsKey(source.flatMap(({ id }) => termsOf(model, id, 1)));
  const id = model.nodes.findIndex(({ op }, k) => SUMS.has(op) && termsKey(termsOf(model, k, 1)) === wanted);
  const found = id < 0 ? source : [{ ...source[0], id }];
  joined.set(source, found);
  return found;
}

/** @param {CellModel} model @param {number} id @param {number} sign @returns {string[]} what a node adds up, signs and all */
function termsOf(model, id, sign) {
  const { op, args, signs = [] } = model.node(id);
  return SUMS.has(op) ? args.flatMap((arg, k) => termsOf(model, arg, sign * (signs[k] ?? 1))) : [`${sign * id}`];
}

/** @param {string[]} terms */
const termsKey = (terms) => terms.sort().join();

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
  const sources = sourcesIn(layout, pass).filter(([quantity]) => quantity !== "x");
  const wires = Object.fromEntries(sources.map(([quantity, source]) => [quantity, read(step, source)]));
  return {
    wires: { ...wires, x: Math.hypot(...x) },
    written: Object.fromEntries(sources.filter(([, source]) => isOneNumber(step, source)).map(([quantity]) => [quantity, wires[quantity]])),
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
 * By what each node multiplies a gradient: a number of the run, or what is constant for an operation
 * whatever the run. A sum passes a gradient on as it is, a difference turns its sign, an identity
 * does nothing, and what a what-if holds passes nothing on.
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
