/**
 * How many digits the numbers of an equation need, so that it holds as it is shown: four, and where
 * terms or factors cancel, more of what cancels; or the number that the run has of a part of it.
 * Pure.
 *
 * @typedef {import("./tree.js").Tree} Tree
 * @typedef {import("./tree.js").Leaf} Leaf
 * @typedef {import("./tree.js").Part} Part
 *
 * @typedef {object} Shown
 * @property {(leaf: Leaf) => string} text
 * @property {ReadonlySet<Tree>} collapsed  parts that their own number stands for
 * @property {string} result
 * @property {boolean} holds    false only where the run's own rounding is all there is to show
 */

import { givenNumber, lastUnit, readWritten, significant } from "../numbers/written.js";
import { childrenOf, evaluate, leafOf } from "./tree.js";

const FEWEST = 4;
const MOST = 17;
const ROUNDS = 600;

/**
 * @param {Tree} tree
 * @param {number} result  what the run has
 * @returns {Shown}
 */
export function digitsOf(tree, result) {
  const search = new Search(tree, result);
  for (let round = 0; round < ROUNDS && !search.holds; round += 1) {
    if (!search.refine()) break;
  }
  return search.holds ? search.shown : { ...new Search(tree, result).shown, holds: false };
}

class Search {
  /** @type {Map<Leaf, number>} */
  #digits = new Map();
  /** @type {Set<Tree>} */
  #collapsed = new Set();
  #tree;
  #result;
  #goal;

  /** @param {Tree} tree @param {number} result */
  constructor(tree, result) {
    this.#tree = tree;
    this.#result = significant(result, FEWEST);
    this.#goal = readWritten(this.#result);
    this.isNumber = Number.isFinite(result);
  }

  /** @param {Leaf} leaf @returns {string} */
  #text = (leaf) => {
    const digits = this.#digits.get(leaf) ?? FEWEST;
    return leaf.op === "constant" || (leaf.op === "quantity" && leaf.isGiven) ? givenNumber(leaf.value, digits) : significant(leaf.value, digits);
  };

  /** @param {Leaf} leaf */
  #read = (leaf) => readWritten(this.#text(leaf));

  get holds() {
    const value = evaluate(this.#tree, this.#read, this.#collapsed);
    if (!this.isNumber || !Number.isFinite(value)) return true;
    const isNear = Math.abs(value - this.#goal) <= lastUnit(this.#result) * (1 + 1e-9);
    return isNear && (significant(value, FEWEST) === this.#result || !isRound(value));
  }

  /** One more digit where it matters most. @returns {boolean} false where there is none */
  refine() {
    const found = this.#mostInexact();
    if (!found) return false;
    const digits = (this.#digits.get(found) ?? FEWEST) + 1;
    const impatient = partsAround(this.#tree, found, this.#collapsed)?.findLast((one) => digits > one.patience && Number.isFinite(one.value));
    if (impatient) this.#collapsed.add(impatient);
    else this.#digits.set(found, digits);
    return true;
  }

  /** @returns {Leaf|null} */
  #mostInexact() {
    const influences = influencesIn(this.#tree, this.#read, this.#collapsed);
    let most = 0;
    /** @type {Leaf|null} */
    let found = null;
    for (const [leaf, influence] of influences) {
      const error = Math.abs(influence * (leaf.value - this.#read(leaf)));
      if (error > most && (this.#digits.get(leaf) ?? FEWEST) < MOST) [most, found] = [error, leaf];
    }
    return found;
  }

  /** @returns {Shown} */
  get shown() {
    return { text: this.#text, collapsed: this.#collapsed, result: this.#result, holds: this.holds };
  }
}

/** 1.000·1.000 is not 0.9999 to anybody: what everybody sees at once has to be right to the last digit. @param {number} value */
const isRound = (value) => Math.abs(value / Number(value.toPrecision(1)) - 1) < 1e-9;

/**
 * The parts that a number stands in, from the outside in.
 * @param {Tree} tree
 * @param {Leaf} leaf
 * @param {ReadonlySet<Tree>} collapsed
 * @returns {Part[]|null}
 */
function partsAround(tree, leaf, collapsed) {
  if (tree === leaf) return [];
  if (leafOf(tree, collapsed)) return null;
  const own = tree.op === "part" ? [tree] : [];
  for (const child of childrenOf(tree)) {
    const found = partsAround(child, leaf, collapsed);
    if (found) return [...own, ...found];
  }
  return null;
}

/**
 * By how much each number moves what a formula gives.
 * @param {Tree} tree
 * @param {(leaf: Leaf) => number} read
 * @param {ReadonlySet<Tree>} collapsed
 * @returns {Map<Leaf, number>}
 */
function influencesIn(tree, read, collapsed) {
  /** @type {Map<Leaf, number>} */
  const found = new Map();
  const value = (/** @type {Tree} */ of) => evaluate(of, read, collapsed);
  /** @param {Tree} of @param {number} weight */
  const visit = (of, weight) => {
    const leaf = leafOf(of, collapsed);
    if (leaf) return void found.set(leaf, (found.get(leaf) ?? 0) + weight);
    const children = childrenOf(of);
    const values = children.map(value);
    partials(of, values).forEach((partial, k) => visit(children[k], weight * partial));
  };
  visit(tree, 1);
  return found;
}

/** @param {Tree} tree @param {number[]} of  what its children give @returns {number[]} */
function partials(tree, of) {
  switch (tree.op) {
    case "times": return of.map((_, k) => of.reduce((product, factor, j) => (j === k ? product : product * factor), 1));
    case "sum": return tree.terms.map(({ sign }) => sign);
    case "over": return [1 / of[1], -of[0] / of[1] ** 2];
    case "square": return [2 * of[0]];
    case "apply": case "clip": return [slopeAt(tree, of[0])];
    case "extreme": return of.map((value) => (value === Math[tree.name](...of) ? 1 : 0));
    default: return of.map(() => 1);
  }
}

/** @param {Tree} tree @param {number} at */
function slopeAt(tree, at) {
  const step = 1e-4 * Math.max(1e-3, Math.abs(at));
  /** @param {number} value */
  const of = (value) => evaluate(/** @type {any} */ ({ ...tree, of: { op: "constant", value } }));
  return (of(at + step) - of(at - step)) / (2 * step);
}

