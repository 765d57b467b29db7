/**
 * A table of numbers in pasted text: cells of a spreadsheet, CSV, or a list in code.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("../numbers/csv.js").TableProblem} TableProblem
 * @typedef {import("../scenario/code-reader.js").ReadProblem} ReadProblem
 * @typedef {{rows: number[][], problem: null}|{rows: null, problem: string}} PastedTable
 */

import { parseTable } from "../numbers/csv.js";
import { readCode } from "../scenario/code-reader.js";

/**
 * @param {Context} context
 * @param {string} text
 * @param {"row"|"column"} [vector]  what a plain list of numbers is
 * @returns {PastedTable}
 */
export function readNumbers(context, text, vector = "row") {
  if (text.includes("[")) return readFirstList(context, text, vector);
  const { rows, problem } = parseTable(text);
  return problem ? { rows: null, problem: sayTableProblem(context, problem) } : { rows, problem: null };
}

/** @param {Context} context @param {string} text @param {"row"|"column"} vector @returns {PastedTable} */
function readFirstList(context, text, vector) {
  const { found, problem } = readCode(text);
  if (problem) return { rows: null, problem: sayReadProblem(context, problem) };
  const [{ values }] = found;
  if (Array.isArray(values[0])) return { rows: /** @type {number[][]} */ (values), problem: null };
  const list = /** @type {number[]} */ (values);
  return { rows: vector === "row" ? [list] : list.map((value) => [value]), problem: null };
}

/**
 * The cells that a table pasted at a place is for; what is beyond the grid is left out.
 * @param {number[][]} rows
 * @param {{row: number, column: number}} place
 * @param {{rows: number, columns: number}} size
 */
export function changesOf(rows, place, size) {
  return rows
    .flatMap((values, r) => values.map((value, c) => ({ row: place.row + r, column: place.column + c, value })))
    .filter(({ row, column }) => row < size.rows && column < size.columns);
}

/** @param {Context} context @param {TableProblem} problem */
function sayTableProblem({ t }, problem) {
  if (problem.kind === "empty") return t("table_empty");
  return t("table_number", { row: problem.row, column: problem.column, text: problem.text });
}

/** @param {Context} context @param {ReadProblem} problem */
export function sayReadProblem({ t }, problem) {
  if (problem.kind === "number") return t("code_number", { text: problem.text });
  return t(`code_${problem.kind}`);
}
