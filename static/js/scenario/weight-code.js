/**
 * Weights as code: NumPy, PyTorch's `state_dict`, or JSON.
 *
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("../types.js").Direction} Direction
 * @typedef {"numpy"|"pytorch"|"json"} CodeFormat
 * @typedef {number[]|number[][]} Tensor
 * @typedef {{name: string, block: string|null, rows: [start: number, stop: number]|null, values: Tensor}} Piece
 *   the rows of one tensor that belong to a block, or the whole tensor
 */

import { PEEPHOLE_ROWS, ROW_BLOCKS, tensorName, tensorShapes } from "./shapes.js";

const PARTS = ["weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_peephole"];

export const CODE_FORMATS = /** @type {const} */ (["numpy", "pytorch", "json"]);

/**
 * The rows of a tensor that belong to a gate, or null where it has none there.
 * @param {Cell} cell
 * @param {string} name
 * @param {string} block
 * @returns {[start: number, stop: number]|null}
 */
export function rowsOf(cell, name, block) {
  const isPeephole = name.startsWith("weight_peephole");
  const at = (isPeephole ? PEEPHOLE_ROWS : ROW_BLOCKS[cell.kind]).indexOf(block);
  const size = isPeephole ? 1 : cell.hidden_size;
  return at < 0 ? null : [at * size, (at + 1) * size];
}

/**
 * @param {Cell} cell
 * @param {{layer: number, direction: Direction}} lane
 * @param {string|null} block   null: every gate, that is whole tensors
 * @param {(name: string, row: number, column: number|null) => number} value
 * @returns {Piece[]}
 */
export function piecesOf(cell, { layer, direction }, block, value) {
  const shapes = tensorShapes(cell);
  return PARTS.map((part) => tensorName(part, layer, direction)).flatMap((name) => {
    const shape = shapes.get(name);
    const rows = shape && (block === null ? /** @type {[number, number]} */ ([0, shape[0]]) : rowsOf(cell, name, block));
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
