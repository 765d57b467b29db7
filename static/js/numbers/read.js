/**
 * Numbers as people type and paste them, and how far a nudge moves one.
 */

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Reads a number: typographic minus signs, full-width digits and a decimal comma are understood.
 * @param {string} text
 * @returns {number|null} null where the text is not a finite number
 */
export function parseNumber(text) {
  const plain = text.normalize("NFKC").trim().replace(/^[−–—﹣]/, "-").replace(/e[−–]/i, "e-");
  const pointed = /^[^.,]*,[^.,]*$/.test(plain) ? plain.replace(",", ".") : plain;
  if (!NUMBER.test(pointed)) return null;
  const value = Number(pointed);
  return Number.isFinite(value) ? value : null;
}

/**
 * The value a nudge of the keyboard or a drag leads to, free of binary dust (0.1 + 0.2 is 0.3).
 * @param {number} value
 * @param {number} change
 */
export function nudged(value, change) {
  return Number((value + change).toPrecision(12));
}

/**
 * A step that suits a value's size: 0.1 for what is below 10, 1 below 100, and so on.
 * @param {number} value
 */
export function naturalStep(value) {
  const size = Math.abs(value);
  return size < 10 ? 0.1 : 10 ** (Math.floor(Math.log10(size)) - 1);
}

/**
 * Tables pasted from spreadsheets and CSV files.
 *
 * @typedef {{rows: number[][], header: string[]|null, problem: TableProblem|null}} Table
 * @typedef {{kind: "empty"}|{kind: "number", row: number, column: number, text: string}} TableProblem
 *   row and column count from 1, as spreadsheets do
 */

/**
 * Reads tab-, semicolon-, comma- or space-separated numbers, with a decimal comma wherever the
 * comma does not separate. A first row without any number is a header. Empty cells and the missing
 * ends of short rows are 0.
 * @param {string} text
 * @returns {Table}
 */
export function parseTable(text) {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  const filled = lines.filter((line) => line.trim() !== "");
  if (filled.length === 0) return { rows: [], header: null, problem: { kind: "empty" } };
  const separator = separatorOf(filled);
  const cells = filled.map((line) => splitLine(line, separator));
  const header = isHeader(cells[0]) ? cells[0] : null;
  return readRows(header ? cells.slice(1) : cells, header);
}

/** @param {string[][]} cells @param {string[]|null} header @returns {Table} */
function readRows(cells, header) {
  if (cells.length === 0) return { rows: [], header, problem: { kind: "empty" } };
  const width = cells.reduce((most, row) => Math.max(most, row.length), 0);
  /** @type {number[][]} */
  const rows = [];
  for (const [r, row] of cells.entries()) {
    const numbers = row.map((cell) => (cell === "" ? 0 : parseNumber(cell)));
    const wrong = numbers.indexOf(null);
    if (wrong >= 0) {
      const place = { row: r + 1 + (header ? 1 : 0), column: wrong + 1, text: row[wrong] };
      return { rows: [], header, problem: { kind: "number", ...place } };
    }
    const missing = Array(width - numbers.length).fill(0);
    rows.push([.../** @type {number[]} */ (numbers), ...missing]);
  }
  return { rows, header, problem: null };
}

/** @param {string[]} row */
function isHeader(row) {
  return row.some((cell) => cell !== "") && row.every((cell) => parseNumber(cell) === null);
}

/** The strongest separator that occurs; a weaker one is then part of a number. @param {string[]} lines */
function separatorOf(lines) {
  if (lines.some((line) => line.includes("\t"))) return "\t";
  if (lines.some((line) => line.includes(";"))) return ";";
  return lines.some((line) => line.includes(",")) ? "," : " ";
}

/** @param {string} line @param {string} separator @returns {string[]} */
function splitLine(line, separator) {
  if (separator === " ") return line.trim().split(/\s+/);
  const cells = [""];
  let isQuoted = false;
  for (const character of line) {
    if (character === '"') isQuoted = !isQuoted;
    else if (character === separator && !isQuoted) cells.push("");
    else cells[cells.length - 1] += character;
  }
  return withoutTrailing(cells.map((cell) => cell.trim()), separator);
}

/** A separator at the end of a CSV line opens no cell; a spreadsheet's tab does. @param {string[]} cells @param {string} separator */
function withoutTrailing(cells, separator) {
  const isEmptyEnd = cells.length > 1 && cells[cells.length - 1] === "";
  return separator !== "\t" && isEmptyEnd ? cells.slice(0, -1) : cells;
}
