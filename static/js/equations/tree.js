/**
 * Formulas as trees. One tree is the symbol form and the form with numbers put in, so the two
 * cannot differ. Every number in it comes from the run.
 *
 * @typedef {object} Symbol   how a quantity is written
 * @property {string} base    with a mark behind it: ′ the step before, ⁺ the step after
 * @property {string} [sub]
 * @property {string} [of]    a gradient: ∂L/∂base
 *
 * @typedef {object} Quantity
 * @property {"quantity"} op
 * @property {Symbol} symbol
 * @property {number} value
 * @property {string} quantity
 * @property {number|null} index
 * @property {boolean} [isGiven]  somebody typed it, and did not compute it
 * @typedef {object} Constant   a number, or a weight, which can be pointed at and taken hold of
 * @property {"constant"} op
 * @property {number} value
 * @property {Symbol} [symbol]
 * @property {string} [quantity]      of a weight, as `actions.highlight` takes it
 * @property {number|null} [index]
 * @typedef {{op: "times", factors: Tree[]}} Times
 * @typedef {{op: "sum", terms: Term[]}} Sum
 * @typedef {{sign: 1|-1, tree: Tree}} Term
 * @typedef {{op: "over", above: Tree, below: Tree}} Over
 * @typedef {{op: "square", of: Tree}} Square
 * @typedef {{op: "apply", name: string, of: Tree}} Apply
 * @typedef {{op: "extreme", name: "max"|"min", of: [Tree, Tree]}} Extreme
 * @typedef {{op: "clip", of: Tree, bound: number}} Clip
 * @typedef {{op: "bracket", left: Tree, relation: string, right: Tree}} Bracket   1 where it is true
 * @typedef {{op: "dot", name: Symbol, isTransposed: boolean, reads: Tree, terms: Tree[]}} Dot   a row of a matrix times a vector
 * @typedef {object} Part   what has a number of its own in the run, which can stand in its place
 * @property {"part"} op
 * @property {Tree} of
 * @property {number} value
 * @property {number} patience   so many digits a number in it may take before it gives way
 * @property {boolean} isForced  it cannot be written out in numbers
 * @typedef {Quantity|Constant|Times|Sum|Over|Square|Apply|Extreme|Clip|Bracket|Dot|Part} Tree
 * @typedef {Quantity|Constant|Part} Leaf   what one number stands for
 */

import { parameterText } from "../cell/names.js";

/**
 * @typedef {object} FunctionRule   how a function is written, and what it makes of a number that
 *   stands on the page, so that a shown equation can be tried
 * @property {string} symbol
 * @property {(x: number) => number} value
 */

/** @param {number} x */
const sigmoid = (x) => 1 / (1 + Math.exp(-x));

/** @param {number} slope */
const hard = (slope) => (/** @type {number} */ x) => Math.min(1, Math.max(0, slope * x + 0.5));

/** @type {Record<string, FunctionRule>} */
export const FUNCTIONS = Object.freeze({
  sigmoid: { symbol: "σ", value: sigmoid },
  hard_sigmoid: { symbol: "hard σ", value: hard(0.2) },
  hard_sigmoid_6: { symbol: "hard σ₆", value: hard(1 / 6) },
  tanh: { symbol: "tanh", value: Math.tanh },
  relu: { symbol: "relu", value: (x) => Math.max(0, x) },
  identity: { symbol: "id", value: (x) => x },
  softsign: { symbol: "softsign", value: (x) => x / (1 + Math.abs(x)) },
  softplus: { symbol: "softplus", value: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))) },
  silu: { symbol: "silu", value: (x) => x * sigmoid(x) },
  sin: { symbol: "sin", value: Math.sin },
  cos: { symbol: "cos", value: Math.cos },
  exp: { symbol: "exp", value: Math.exp },
  log: { symbol: "ln", value: Math.log },
  abs: { symbol: "abs", value: Math.abs },
  normalize: { symbol: "norm", value: () => NaN },
  normalize_back: { symbol: "norm′", value: () => NaN },
});

/** @param {string} name @returns {FunctionRule} */
export const functionOf = (name) => FUNCTIONS[name] ?? { symbol: name, value: () => NaN };

// How the quantities of a cell are written.

/** A name of the equations: what stands behind its first underscore is lowered. @param {string} name @param {string} [mark] @returns {Symbol} */
export function symbolOf(name, mark = "") {
  const [base, ...subs] = name.split("_");
  return { base: `${parameterText(base)}${mark}`, ...(subs.length > 0 ? { sub: subs.join(",") } : {}) };
}

/** The gradient of the loss with respect to it. @param {Symbol} symbol @returns {Symbol} */
export const gradientOf = (symbol) => ({ ...symbol, of: "L" });

/** One entry of a vector. @param {Symbol} symbol @param {number} index @returns {Symbol} */
export const entryOf = ({ sub, ...symbol }, index) => ({ ...symbol, sub: sub === undefined ? String(index) : `${sub}${/\d$/.test(sub) ? "," : ""}${index}` });

/** What a function is applied to. @param {string} name  of the value @returns {Symbol} */
export const preActivationOf = (name) => ({ base: "z", sub: symbolOf(name).base + (symbolOf(name).sub ?? "") });

// Trees.

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

/** @param {Symbol} symbol @param {number} value @param {string} name @param {number|null} [index] @returns {Constant} */
export const weight = (symbol, value, name, index = null) => ({ op: "constant", value, symbol, quantity: name, index });

/** @param {Tree} tree @param {number} [value] */
export const isNumber = (tree, value) => tree.op === "constant" && tree.symbol === undefined && (value === undefined || tree.value === value);

/** @param {Tree} tree @returns {Tree} without its own number */
export const bare = (tree) => (tree.op === "part" && !tree.isForced ? tree.of : tree);

/** The same thing, written the same way. @param {Tree} a @param {Tree} b @returns {boolean} */
function isSame(a, b) {
  if (a === b) return true;
  const [left, right] = [bare(a), bare(b)];
  if (left.op !== right.op || nameOf(left) !== nameOf(right)) return false;
  const [these, those] = [childrenOf(left), childrenOf(right)];
  return these.length === those.length && these.every((child, k) => isSame(child, those[k]));
}

/** What tells a node from others of its kind. @param {Tree} tree @returns {string} */
function nameOf(tree) {
  if (tree.op === "quantity") return `${tree.symbol.base}_${tree.symbol.sub}/${tree.symbol.of}`;
  if (tree.op === "constant") return tree.symbol ? `${tree.quantity}/${tree.index}` : String(tree.value);
  if (tree.op === "sum") return tree.terms.map(({ sign }) => sign).join();
  return tree.op === "apply" || tree.op === "extreme" ? tree.name : tree.op === "bracket" ? tree.relation : "";
}

/** @param {Tree} tree @returns {Term} a minus in front becomes the sign */
const termOf = (tree) => (tree.op === "sum" && tree.terms.length === 1 ? tree.terms[0] : { sign: 1, tree });

/** @param {Tree} tree @returns {Tree} */
export function negative(tree) {
  if (isNumber(tree)) return constant(-(/** @type {Constant} */ (tree).value) || 0);
  const { sign, tree: inner } = termOf(tree);
  return sign === -1 ? inner : { op: "sum", terms: [{ sign: -1, tree: inner }] };
}

/** Signs go in front, ones are not written, and what is zero makes all zero. @param {...Tree} given @returns {Tree} */
export function times(...given) {
  const terms = given.map(termOf);
  const factors = terms.flatMap(({ tree }) => (tree.op === "times" ? tree.factors : [tree])).filter((tree) => !isNumber(tree, 1));
  if (factors.some((tree) => isNumber(tree, 0))) return constant(0);
  const isNegative = terms.filter(({ sign }) => sign === -1).length % 2 === 1;
  const product = productOf(factors);
  return isNegative ? negative(product) : product;
}

/** Numbers and weights come first. @param {Tree[]} factors @returns {Tree} */
function productOf(factors) {
  const [first, second] = factors;
  if (!first) return constant(1);
  if (!second) return first;
  const isNumeric = (/** @type {Tree} */ tree) => tree.op === "constant";
  if (factors.findIndex((tree) => !isNumeric(tree)) < factors.findLastIndex(isNumeric)) {
    return productOf([...factors.filter(isNumeric), ...factors.filter((tree) => !isNumeric(tree))]);
  }
  if (factors.length === 2 && isSame(first, second)) return { op: "square", of: first };
  const inverse = factors.find((tree) => tree.op === "over" && isNumber(tree.above, 1));
  if (inverse?.op === "over") return over(productOf(factors.filter((tree) => tree !== inverse)), inverse.below);
  return { op: "times", factors };
}

/** @param {Tree} above @param {Tree} below @returns {Tree} */
export function over(above, below) {
  const { sign, tree } = termOf(above);
  if (sign === -1) return negative(over(tree, below));
  if (isNumber(above, 0) || isNumber(below, 1)) return above;
  if (above.op === "over" && isSame(above.below, below)) return { op: "over", above: above.above, below: { op: "square", of: below } };
  return { op: "over", above, below };
}

/** Terms that are nothing are left out, and the first one has no minus where another can come first. @param {readonly Term[]} terms @returns {Tree} */
export function sum(terms) {
  const present = terms.flatMap(({ sign, tree }) => inner(bareSum(tree)).map((term) => ({ sign: /** @type {1|-1} */ (sign * term.sign), tree: term.tree })))
    .filter(({ tree }) => !isNumber(tree, 0));
  if (present.length === 0) return constant(0);
  const positive = present.findIndex(({ sign }) => sign === 1);
  if (positive > 0) present.unshift(...present.splice(positive, 1));
  return present.length === 1 && present[0].sign === 1 ? present[0].tree : { op: "sum", terms: present };
}

/** @param {Tree} tree */
const bareSum = (tree) => (bare(tree).op === "sum" ? bare(tree) : tree);

/** @param {Tree} tree @returns {readonly Term[]} */
const inner = (tree) => (tree.op === "sum" ? tree.terms : [{ sign: 1, tree }]);

/** a·b + a·c as a·(b + c). @param {Tree} tree @returns {Tree} */
export function factored(tree) {
  if (tree.op !== "sum" || tree.terms.length < 2) return tree;
  const products = tree.terms.map(({ sign, tree: term }) => ({ sign, factors: term.op === "times" ? term.factors : [term] }));
  const common = products[0].factors.find((factor) => factor.op === "quantity" && products.every(({ factors }) => factors.some((other) => isSame(other, factor))));
  if (!common) return tree;
  return times(common, sum(products.map(({ sign, factors }) => ({ sign, tree: times(...without(factors, common)) }))));
}

/** @param {readonly Tree[]} factors @param {Tree} common @returns {Tree[]} */
const without = (factors, common) => factors.toSpliced(factors.findIndex((factor) => isSame(factor, common)), 1);

/** The identity is not written. @param {string} name @param {Tree} of @returns {Tree} */
export const apply = (name, of) => (name === "identity" ? of : { op: "apply", name, of });

/**
 * @param {Tree} of
 * @param {number} value     its own number in the run
 * @param {number} patience
 * @param {boolean} [isForced]
 * @returns {Tree}
 */
export function part(of, value, patience, isForced = false) {
  if (of.op === "quantity" || of.op === "constant") return of;
  return { op: "part", of, value, patience, isForced: isForced || (Number.isFinite(value) && !isKnown(of)) };
}

/** Whether every number in it is known. @param {Tree} tree @returns {boolean} */
export const isKnown = (tree) => leavesOf(tree).every(({ value }) => Number.isFinite(value));

/** @param {Tree} tree @returns {Tree[]} */
export function childrenOf(tree) {
  switch (tree.op) {
    case "times": return tree.factors;
    case "sum": return tree.terms.map((term) => term.tree);
    case "over": return [tree.above, tree.below];
    case "extreme": return tree.of;
    case "dot": return tree.terms.length > 0 ? tree.terms : [constant(0)];
    case "bracket": return [tree.left, tree.right];
    case "square": case "apply": case "clip": case "part": return [tree.of];
    default: return [];
  }
}

const NONE = new Set();

/** The numbers that stand in it. @param {Tree} tree @param {ReadonlySet<any>} [collapsed] @returns {Leaf[]} */
export function leavesOf(tree, collapsed = NONE) {
  const leaf = leafOf(tree, collapsed);
  return leaf ? [leaf] : childrenOf(tree).flatMap((child) => leavesOf(child, collapsed));
}

/**
 * What one number stands for; null of what is written out.
 * @param {Tree} tree
 * @param {ReadonlySet<any>} [collapsed]  parts that their own number stands for
 * @returns {Leaf|null}
 */
export function leafOf(tree, collapsed = NONE) {
  if (tree.op === "part") return tree.isForced || collapsed.has(tree) ? tree : null;
  return tree.op === "quantity" || tree.op === "constant" ? tree : null;
}

/**
 * What a formula gives.
 * @param {Tree} tree
 * @param {(leaf: Leaf) => number} [read]
 * @param {ReadonlySet<any>} [collapsed]
 * @returns {number}
 */
export function evaluate(tree, read = ({ value }) => value, collapsed = NONE) {
  const leaf = leafOf(tree, collapsed);
  if (leaf) return read(leaf);
  const of = childrenOf(tree).map((child) => evaluate(child, read, collapsed));
  switch (tree.op) {
    case "times": return of.reduce((product, factor) => product * factor, 1);
    case "sum": return of.reduce((total, value, k) => total + tree.terms[k].sign * value, 0);
    case "dot": return of.reduce((total, value) => total + value, 0);
    case "over": return of[0] / of[1];
    case "square": return of[0] * of[0];
    case "apply": return functionOf(tree.name).value(of[0]);
    case "extreme": return Math[tree.name](...of);
    case "clip": return Math.min(tree.bound, Math.max(-tree.bound, of[0]));
    case "part": return of[0];
    default: return NaN;
  }
}
