/**
 * Where the lists of pasted code belong among a cell's tensors.
 *
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("../types.js").Direction} Direction
 * @typedef {import("./code-reader.js").Found} Found
 * @typedef {import("./weights.js").WeightEdit} WeightEdit
 * @typedef {{layer: number, direction: Direction}} Lane
 * @typedef {{kind: "unknown", name: string}|{kind: "shape", name: string, found: string, needed: string}
 *   |{kind: "fits_none", found: string, needed: string}|{kind: "fits_many", found: string, names: string}} PlaceProblem
 * @typedef {{name: string, start: number, shape: number[]}} Target   a run of rows of a tensor
 */

import { tensorName, tensorShapes } from "./shapes.js";
import { rowsOf } from "./weight-code.js";

const PARTS = ["weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_peephole"];

/**
 * @param {Cell} cell
 * @param {Lane} lane          for names without a layer and lists without a name
 * @param {string|null} block  the gate that short lists are for; null: whole tensors
 * @param {Found[]} found
 * @returns {{edits: WeightEdit[], problem: PlaceProblem|null}}
 */
export function placeCode(cell, lane, block, found) {
  /** @type {WeightEdit[]} */
  const edits = [];
  for (const one of found) {
    const target = one.name === null ? bySize(cell, lane, block, one) : byName(cell, lane, block, one);
    if ("kind" in target) return { edits: [], problem: target };
    edits.push(...editsOf(target, one.values));
  }
  return { edits, problem: null };
}

/** @param {number[]} shape */
export const shapeText = (shape) => shape.join(" × ");

/** @param {Found["values"]} values */
function shapeOf(values) {
  return Array.isArray(values[0]) ? [values.length, values[0].length] : [values.length];
}

/** @param {number[]} a @param {number[]} b */
const isSame = (a, b) => a.length === b.length && a.every((size, k) => size === b[k]);

/** @param {Target} target @param {Found["values"]} values @returns {WeightEdit[]} */
function editsOf({ name, start, shape }, values) {
  if (shape.length === 1) {
    const vector = /** @type {number[]} */ (values);
    return vector.map((value, r) => ({ name, row: start + r, column: null, value }));
  }
  const matrix = /** @type {number[][]} */ (values);
  return matrix.flatMap((row, r) => row.map((value, column) => ({ name, row: start + r, column, value })));
}

/** @param {Cell} cell @param {Lane} lane @param {string|null} block @param {Found} one @returns {Target|PlaceProblem} */
function byName(cell, lane, block, { name: written, rows, values }) {
  const parts = /^(\w+?)(_l\d+)?(_reverse)?(?:_([ifgorzna]))?$/.exec(String(written));
  const [, part, layer, reverse, gate] = parts ?? [];
  const name = layer ? `${part}${layer}${reverse ?? ""}` : tensorName(String(part), lane.layer, lane.direction);
  const whole = tensorShapes(cell).get(name);
  if (!whole) return { kind: "unknown", name: layer ? name : String(written) };
  const run = gate ? rowsOf(cell, name, gate) : rows;
  const targets = candidates(cell, name, whole, run, gate ? null : block);
  const found = fit(shapeOf(values), targets);
  if (found) return found;
  return { kind: "shape", name, found: shapeText(shapeOf(values)), needed: targets.map(({ shape }) => shapeText(shape)).join(" / ") };
}

/** @param {Cell} cell @param {string} name @param {number[]} whole @param {[number, number]|null} run  rows that the code names @param {string|null} block @returns {Target[]} */
function candidates(cell, name, whole, run, block) {
  if (run) return [{ name, start: run[0], shape: [run[1] - run[0], ...whole.slice(1)] }];
  const rows = block === null ? null : rowsOf(cell, name, block);
  const all = [{ name, start: 0, shape: whole }];
  return rows ? [...all, { name, start: rows[0], shape: [rows[1] - rows[0], ...whole.slice(1)] }] : all;
}

/** @param {number[]} shape @param {Target[]} targets @returns {Target|undefined} */
function fit(shape, targets) {
  return targets.find((target) => isSame(target.shape, shape));
}

/** @param {Cell} cell @param {Lane} lane @param {string|null} block @param {Found} one @returns {Target|PlaceProblem} */
function bySize(cell, { layer, direction }, block, { values }) {
  const shapes = tensorShapes(cell);
  const names = PARTS.map((part) => tensorName(part, layer, direction)).filter((name) => shapes.has(name));
  const targets = names.flatMap((name) => {
    const all = candidates(cell, name, /** @type {number[]} */ (shapes.get(name)), null, block);
    return block === null ? all : all.slice(1);
  });
  const found = shapeText(shapeOf(values));
  const fitting = targets.filter(({ shape }) => isSame(shape, shapeOf(values)));
  if (fitting.length === 1) return fitting[0];
  if (fitting.length > 1) return { kind: "fits_many", found, names: fitting.map(({ name }) => name).join(", ") };
  return { kind: "fits_none", found, needed: targets.map(({ name, shape }) => `${name} ${shapeText(shape)}`).join(", ") };
}
