/**
 * What the equation of a value weighs: every entry of its parameters that acts on this unit, what
 * it multiplies at this step, and how that is written. Whoever lets weights be taken hold of asks here.
 *
 * @typedef {import("./step.js").Step} Step
 * @typedef {import("../trace/model.js").Parameter} Parameter
 * @typedef {object} Weighted
 * @property {string} parameter
 * @property {number|null} index   column of a matrix; null of a vector
 * @property {number} weight
 * @property {readonly number[]} factors  what it multiplies, as the run has them; of a bias none, or what multiplies the sum it is in
 * @property {string} reads        the same in symbols
 * @property {string} entry        of a matrix, the entry of the vector alone
 * @property {"input"|"state"|"value"|"bias"} kind
 */

import { inputSymbol, written } from "./names.js";

/** How much a term counts beside the others of its sum. @param {Pick<Weighted, "weight"|"factors">} term */
export const weightOf = ({ weight, factors }) => factors.reduce((product, factor) => product * factor, weight);

/**
 * @param {Step} step
 * @param {string} name  of a value
 * @returns {Weighted[]} in the order of the equation; empty where the tensors were left out
 */
export function weightedIn(step, name) {
  const equation = step.model.named(name);
  if (!equation || !step.hasWeights) return [];
  /** @type {Weighted[]} */
  const found = [];
  new Visit(step, found).visit(equation.right, [], "");
  return found;
}

class Visit {
  #step;
  #found;

  /** @param {Step} step @param {Weighted[]} found */
  constructor(step, found) {
    this.#step = step;
    this.#found = found;
  }

  /**
   * @param {number} id
   * @param {readonly number[]} factors  what the equation multiplies it by
   * @param {string} symbols             the same as text
   */
  visit(id, factors, symbols) {
    const { op, args, name = "", value } = this.#step.model.node(id);
    if (op === "named") return;
    if (op === "parameter") return this.#vector(name, factors, symbols, "bias");
    if (op === "matvec") return value === 1 ? undefined : this.#matrix(name, args[0], factors, symbols);
    if (op !== "mul") return args.forEach((arg) => this.visit(arg, factors, symbols));
    args.forEach((arg, k) => {
      const other = args[1 - k];
      if (!this.#weighs(arg)) return;
      const { op: own, name: parameter = "" } = this.#step.model.node(arg);
      const inner = /** @type {const} */ ([[...factors, this.#step.number(other)], joined(symbols, this.#text(other, null))]);
      if (own === "parameter") this.#vector(parameter, inner[0], inner[1], "value");
      else this.visit(arg, inner[0], inner[1]);
    });
  }

  /** @param {number} id @returns {boolean} */
  #weighs(id) {
    const { op, args } = this.#step.model.node(id);
    return op === "parameter" || op === "matvec" || (op !== "named" && args.some((arg) => this.#weighs(arg)));
  }

  /** @param {string} parameter @param {readonly number[]} factors @param {string} symbols @param {"bias"|"value"} kind */
  #vector(parameter, factors, symbols, kind) {
    const weight = this.#step.weights(parameter)[0] ?? NaN;
    this.#found.push({ parameter, index: null, weight, factors, reads: symbols, entry: "", kind });
  }

  /** @param {string} parameter @param {number} vector @param {readonly number[]} factors @param {string} symbols */
  #matrix(parameter, vector, factors, symbols) {
    const kind = this.#readsInput(vector) ? "input" : "state";
    this.#step.weights(parameter).forEach((weight, index) => {
      const entry = this.#text(vector, index);
      this.#found.push({ parameter, index, weight, factors: [...factors, this.#step.numberOf(vector, index)], reads: joined(symbols, entry), entry, kind });
    });
  }

  /** @param {number} id @returns {boolean} */
  #readsInput(id) {
    const { op, args } = this.#step.model.node(id);
    return op === "input" || args.some((arg) => this.#readsInput(arg));
  }

  /** @param {number} id @param {number|null} index  of an entry; null of the unit itself @returns {string} */
  #text(id, index) {
    const { op, args, name = "" } = this.#step.model.node(id);
    const entry = index === null ? "" : String(index);
    switch (op) {
      case "input": return written(inputSymbol(this.#step.trace, this.#step.lane, index ?? this.#step.unit));
      case "previous": return written({ base: `${name}′`, sub: entry });
      case "named": case "parameter": return written({ base: name, sub: entry });
      case "mul": return args.map((arg) => this.#text(arg, index)).join("·");
      default: return "…";
    }
  }
}

/** @param {string} a @param {string} b */
const joined = (a, b) => (a === "" ? b : `${a}·${b}`);
