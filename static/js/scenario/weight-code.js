/**
 * Weights as code: NumPy, PyTorch's `state_dict`, or JSON.
 *
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("../types.js").Direction} Direction
 * @typedef {"numpy"|"pytorch"|"json"} CodeFormat
 * @typedef {number[]|number[][]} Tensor
 * @typedef {{name: string, block: string|null, rows: [start: number, stop: number]|null, values: Tensor}} Piece
 *   the rows of one tensor that belong to a block, or the whole tensor
 * @typedef {import("./weights.js").WeightEdit} WeightEdit
 * @typedef {{layer: number, direction: Direction}} Lane
 * @typedef {{kind: "unknown", name: string}|{kind: "shape", name: string, found: string, needed: string}
 *   |{kind: "fits_none", found: string, needed: string}|{kind: "fits_many", found: string, names: string}} PlaceProblem
 * @typedef {{name: string, start: number, shape: number[]}} Target   a run of rows of a tensor
 * @typedef {{name: string|null, rows: [start: number, stop: number]|null, values: Tensor}} Found
 *   rows: from an index as in state_dict["weight_ih_l0"][4:8]
 * @typedef {{kind: "empty"}|{kind: "number", text: string}|{kind: "ragged", name: string|null}
 *   |{kind: "shortened"}|{kind: "open"}} ReadProblem
 */

import { parseNumber } from "../numbers/read.js";
import { blockRows, tensorName, tensorShapes, tensorsOf } from "./shapes.js";

export const CODE_FORMATS = /** @type {const} */ (["numpy", "pytorch", "json"]);

/** Names of a lane's tensors. @param {Cell} cell @param {Lane} lane */
const laneTensors = (cell, { layer, direction }) =>
  tensorsOf(cell).filter((one) => one.layer.index === layer && one.direction === direction).map(({ name }) => name);

/**
 * @param {Cell} cell
 * @param {{layer: number, direction: Direction}} lane
 * @param {string|null} block   null: every gate, that is whole tensors
 * @param {(name: string, row: number, column: number|null) => number} value
 * @returns {Piece[]}
 */
export function piecesOf(cell, lane, block, value) {
  const shapes = tensorShapes(cell);
  return laneTensors(cell, lane).flatMap((name) => {
    const shape = shapes.get(name);
    const rows = shape && (block === null ? /** @type {[number, number]} */ ([0, shape[0]]) : blockRows(cell, lane.layer, name, block));
    if (!shape || !rows) return [];
    const indices = Array.from({ length: rows[1] - rows[0] }, (_, k) => rows[0] + k);
    const columns = shape.length > 1 ? Array.from({ length: shape[1] }, (_, k) => k) : null;
    const values = indices.map((row) => (columns ? columns.map((column) => value(name, row, column)) : value(name, row, null)));
    return [{ name, block, rows: block === null ? null : rows, values: /** @type {Tensor} */ (values) }];
  });
}

/** @param {Piece[]} pieces @param {CodeFormat} format */
export function writeCode(pieces, format) {
  if (format === "json") return `{\n${pieces.map((piece) => `  ${JSON.stringify(nameOf(piece))}: ${listOf(piece.values, "  ", String)}`).join(",\n")}\n}`;
  if (format === "numpy") return ["import numpy as np", "", ...pieces.map((piece) => `${nameOf(piece)} = np.array(${listOf(piece.values)})`)].join("\n");
  return ["import torch", "", ...torchLines(pieces)].join("\n");
}

/** @param {Piece[]} pieces */
function torchLines(pieces) {
  const isWhole = pieces.every(({ rows }) => rows === null);
  if (!isWhole) return pieces.map(({ name, rows, values }) => `state_dict["${name}"][${rows?.join(":")}] = torch.tensor(${listOf(values)}, dtype=torch.float64)`);
  const entries = pieces.map(({ name, values }) => `    "${name}": torch.tensor(${listOf(values, "    ")}, dtype=torch.float64),`);
  return ["state_dict = {", ...entries, "}"];
}

/** A gate's rows carry the gate's name: weight_ih_l0_f. @param {Piece} piece */
const nameOf = ({ name, block }) => (block === null ? name : `${name}_${block}`);

/** Python reads 3 as an integer, which a tensor of floats must not become. @param {number} value */
function floatText(value) {
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** @param {Tensor} values @param {string} [indent] @param {(value: number) => string} [text] */
function listOf(values, indent = "", text = floatText) {
  /** @param {number[]} row */
  const flat = (row) => `[${row.map(text).join(", ")}]`;
  if (!Array.isArray(values[0])) return flat(/** @type {number[]} */ (values));
  const rows = /** @type {number[][]} */ (values).map(flat);
  return rows.length === 1 ? `[${rows[0]}]` : `[\n${rows.map((row) => `${indent}    ${row}`).join(",\n")},\n${indent}]`.replace(/,\n(\s*)\]$/, "\n$1]");
}

// Where the lists of pasted code belong among a cell's tensors.

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
const shapeText = (shape) => shape.join(" × ");

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
  const shapes = tensorShapes(cell);
  const { name, gate } = readName(cell, lane, String(written));
  const whole = shapes.get(name);
  if (!whole) return { kind: "unknown", name: String(written) };
  const run = gate ? blockRows(cell, layerOf(name), name, gate) : rows;
  const targets = candidates(cell, name, whole, run, gate ? null : block);
  const found = fit(shapeOf(values), targets);
  if (found) return found;
  return { kind: "shape", name, found: shapeText(shapeOf(values)), needed: targets.map(({ shape }) => shapeText(shape)).join(" / ") };
}

/** The layer that a tensor's name ends in. @param {string} name */
const layerOf = (name) => Number(/_l(\d+)(?:_reverse)?$/.exec(name)?.[1] ?? 0);

/** A tensor, perhaps without its layer, perhaps with a gate behind it. @param {Cell} cell @param {Lane} lane @param {string} written */
function readName(cell, lane, written) {
  const known = tensorShapes(cell);
  const ends = [written, ...(/_[A-Za-z0-9]+$/.test(written) ? [written.replace(/_[A-Za-z0-9]+$/, "")] : [])];
  for (const end of ends) {
    const gate = end === written ? null : written.slice(end.length + 1);
    for (const name of [end, tensorName(end, lane.layer, lane.direction)]) {
      const isBlock = gate === null || blockRows(cell, layerOf(name), name, gate) !== null;
      if (known.has(name) && isBlock) return { name, gate };
    }
  }
  return { name: written, gate: null };
}

/** @param {Cell} cell @param {string} name @param {number[]} whole @param {[number, number]|null} run  rows that the code names @param {string|null} block @returns {Target[]} */
function candidates(cell, name, whole, run, block) {
  if (run) return [{ name, start: run[0], shape: [run[1] - run[0], ...whole.slice(1)] }];
  const rows = block === null ? null : blockRows(cell, layerOf(name), name, block);
  const all = [{ name, start: 0, shape: whole }];
  return rows ? [...all, { name, start: rows[0], shape: [rows[1] - rows[0], ...whole.slice(1)] }] : all;
}

/** @param {number[]} shape @param {Target[]} targets @returns {Target|undefined} */
function fit(shape, targets) {
  return targets.find((target) => isSame(target.shape, shape));
}

/** @param {Cell} cell @param {Lane} lane @param {string|null} block @param {Found} one @returns {Target|PlaceProblem} */
function bySize(cell, lane, block, { values }) {
  const shapes = tensorShapes(cell);
  const names = laneTensors(cell, lane);
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

// Finds the lists of numbers in pasted code: `np.array([[…]])`, `torch.tensor([[…]])`, what both
// print, nested Python lists, JSON, a `state_dict`. Nothing is evaluated.

/** The last name in front of a list that may be a tensor's: of PyTorch's form, with a layer, or alone before = or :. */
const NAME = /.*\b((?:weight|bias)_[a-z]+\w*|[A-Za-z]\w*_l\d+\w*|[A-Za-z]\w*(?=["']?\s*[=:]))(?!\w)/s;
const NUMBER_LIKE = /^[-+−\d.\[]|^(?:nan|inf)/i;

class Unreadable extends Error {
  /** @param {ReadProblem} problem */
  constructor(problem) {
    super(problem.kind);
    this.problem = problem;
  }
}

/**
 * @param {string} text
 * @returns {{found: Found[], problem: ReadProblem|null}}
 */
export function readCode(text) {
  try {
    const found = findLists(withoutComments(text));
    return { found, problem: found.length === 0 ? { kind: "empty" } : null };
  } catch (error) {
    if (error instanceof Unreadable) return { found: [], problem: error.problem };
    throw error;
  }
}

/** @param {string} text */
const withoutComments = (text) => text.replace(/(^|\s)#.*$/gm, "$1");

/** @param {string} text @returns {Found[]} */
function findLists(text) {
  /** @type {Found[]} */
  const found = [];
  let from = 0;
  for (let at = text.indexOf("["); at >= 0; at = text.indexOf("[", at)) {
    if (!isNumericList(text, at)) {
      at += 1;
      continue;
    }
    const { value, end } = readList(text, at);
    found.push({ ...labelOf(text.slice(from, at)), values: regular(value, labelOf(text.slice(from, at)).name) });
    from = at = end;
  }
  return found;
}

/** A list of numbers, and no index or list of other things. @param {string} text @param {number} at */
function isNumericList(text, at) {
  const before = text.slice(0, at).trimEnd().slice(-1);
  if (/[\w"'\])]/.test(before) && !text.slice(0, at).endsWith("\n")) return false;
  return NUMBER_LIKE.test(text.slice(at + 1).replace(/^[\s\[]+/, ""));
}

/** The tensor's name and rows, from the code in front of its list. @param {string} code */
function labelOf(code) {
  const name = NAME.exec(code)?.[1] ?? null;
  const index = /\[\s*(\d+)\s*:\s*(\d+)\s*\]\s*=[^=]*$/.exec(code);
  const rows = /** @type {[number, number]|null} */ (index && [Number(index[1]), Number(index[2])]);
  return { name, rows };
}

/** @param {string} text @param {number} at  of the opening bracket @returns {{value: any[], end: number}} */
function readList(text, at) {
  /** @type {any[]} */
  const value = [];
  let k = at + 1;
  while (k < text.length) {
    const character = text[k];
    if (character === "]") return { value, end: k + 1 };
    if (character === "[") {
      const inner = readList(text, k);
      value.push(inner.value);
      k = inner.end;
    } else if (/[\s,]/.test(character)) k += 1;
    else {
      const word = /^[^\s,\[\]]+/.exec(text.slice(k, k + 400))?.[0] ?? "";
      value.push(readNumber(word));
      k += word.length;
    }
  }
  throw new Unreadable({ kind: "open" });
}

/** @param {string} word */
function readNumber(word) {
  if (/^(?:\.\.\.|…)$/.test(word)) throw new Unreadable({ kind: "shortened" });
  const value = parseNumber(word);
  if (value === null) throw new Unreadable({ kind: "number", text: word.slice(0, 40) });
  return value;
}

/** A vector or a matrix with rows of one length. @param {any[]} list @param {string|null} name @returns {Tensor} */
function regular(list, name) {
  const isVector = list.every((entry) => typeof entry === "number");
  const isMatrix = list.every((row) => Array.isArray(row) && row.length === list[0].length && row.every((v) => typeof v === "number"));
  if (!isVector && !isMatrix) throw new Unreadable({ kind: "ragged", name });
  return list;
}
