/**
 * Finds the lists of numbers in pasted code: `np.array([[…]])`, `torch.tensor([[…]])`, what both
 * print, nested Python lists, JSON, a `state_dict`. Nothing is evaluated.
 *
 * @typedef {import("./weight-code.js").Tensor} Tensor
 * @typedef {{name: string|null, rows: [start: number, stop: number]|null, values: Tensor}} Found
 *   rows: from an index as in state_dict["weight_ih_l0"][4:8]
 * @typedef {{kind: "empty"}|{kind: "number", text: string}|{kind: "ragged", name: string|null}
 *   |{kind: "shortened"}|{kind: "open"}} ReadProblem
 */

import { parseNumber } from "../numbers/text.js";

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
