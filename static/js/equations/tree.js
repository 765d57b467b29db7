/**
 * Formulas as trees. One tree is the symbol form, the form with numbers put in, and the number
 * itself (`evaluate`), so the three cannot differ.
 *
 * @typedef {object} Symbol   how a quantity is written
 * @property {string} base
 * @property {string} [sub]
 * @property {string} [of]    a gradient: ∂L/∂base
 *
 * @typedef {object} Short    a dot product in vectors: Σ weight·reads
 * @property {string} weight
 * @property {string} sub
 * @property {string} reads
 * @property {"gradient"|"reset"} [kind]  it reads ∂L/∂reads, for "reset" times r
 * @property {boolean} [isSum]            over every block
 *
 * @typedef {{op: "quantity", symbol: Symbol, value: number, quantity: string, index: number|null}} Quantity
 * @typedef {{op: "constant", value: number, quantity?: string, index?: number|null}} Constant   of a weight, its quantity
 * @typedef {{op: "times", factors: Tree[]}} Times
 * @typedef {{op: "plus", terms: Tree[]}} Plus
 * @typedef {{op: "minus", left: Tree, right: Tree}} Minus
 * @typedef {{op: "square", of: Tree}} Square
 * @typedef {{op: "squash", name: ActivationName, of: Tree}} Squash
 * @typedef {{op: "dot", name: string, terms: Times[], short: Short[], size: number}} Dot   a weighted sum that may be folded
 * @typedef {{op: "held", value: number}} Held   a value that a what-if puts there
 * @typedef {Quantity|Constant|Times|Plus|Minus|Square|Squash|Dot|Held} Tree
 * @typedef {import("../types.js").ActivationName} ActivationName
 */

import { SQUASHES } from "../cell/local-derivatives.js";

/**
 * @param {Symbol} symbol
 * @param {number} value
 * @param {string} quantity  as `actions.highlight` takes it
 * @param {number|null} [index]
 * @returns {Quantity}
 */
export const quantity = (symbol, value, quantity, index = null) => ({ op: "quantity", symbol, value, quantity, index });

/** @param {number} value @returns {Constant} */
export const constant = (value) => ({ op: "constant", value });

/**
 * A weight: a number that can be pointed at and taken hold of.
 * @param {number} value
 * @param {string} quantity  as `actions.highlight` takes it
 * @param {number|null} [index]
 * @returns {Constant}
 */
export const weight = (value, quantity, index = null) => ({ op: "constant", value, quantity, index });

/** @param {...Tree} factors @returns {Times} */
export const times = (...factors) => ({ op: "times", factors });

/** @param {...(Tree|null)} terms  null ones are left out @returns {Tree} */
export function plus(...terms) {
  const present = /** @type {Tree[]} */ (terms.filter((term) => term !== null));
  return present.length === 0 ? constant(0) : present.length === 1 ? present[0] : { op: "plus", terms: present };
}

/** @param {Tree} left @param {Tree} right @returns {Minus} */
export const minus = (left, right) => ({ op: "minus", left, right });

/** @param {Tree} of @returns {Square} */
export const square = (of) => ({ op: "square", of });

/** The identity is not written. @param {ActivationName} name @param {Tree} of @returns {Tree} */
export const squash = (name, of) => (name === "identity" ? of : { op: "squash", name, of });

/**
 * @param {string} name
 * @param {Times[]} terms
 * @param {Short[]} short
 * @param {number} [size]  of the whole sum that this is a part of
 * @returns {Dot}
 */
export const dot = (name, terms, short, size = terms.length) => ({ op: "dot", name, terms, short, size });

/** @param {number} value @returns {Held} */
export const held = (value) => ({ op: "held", value });

/**
 * Derivative of a squash, from its output.
 * @param {ActivationName} name
 * @param {Quantity} output
 * @returns {Tree}
 */
export function slope(name, output) {
  if (name === "sigmoid") return times(output, minus(constant(1), output));
  if (name === "tanh") return minus(constant(1), square(output));
  return constant(SQUASHES[name].derivative(output.value));
}

/**
 * @param {Tree} tree
 * @returns {number}
 */
export function evaluate(tree) {
  switch (tree.op) {
    case "quantity": case "constant": case "held": return tree.value;
    case "times": return tree.factors.reduce((product, factor) => product * evaluate(factor), 1);
    case "plus": case "dot": return tree.terms.reduce((sum, term) => sum + evaluate(term), 0);
    case "minus": return evaluate(tree.left) - evaluate(tree.right);
    case "square": return evaluate(tree.of) ** 2;
    case "squash": return SQUASHES[tree.name].value(evaluate(tree.of));
  }
}
