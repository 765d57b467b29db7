/**
 * Nodes of a cell's graph as trees: symbols by the names of the equations, numbers by the run.
 * No cell is known here; what is said of one comes from its model.
 *
 * @typedef {import("../cell/step.js").Step} Step
 * @typedef {import("../trace/model.js").CellModel} CellModel
 * @typedef {import("../trace/model.js").Node} Node
 * @typedef {import("./tree.js").Tree} Tree
 * @typedef {import("./tree.js").Symbol} Symbol
 * @typedef {{symbol: Symbol, name: string}} Written
 */

import { inputSymbol } from "../cell/names.js";
import { stepAfter, heldAt } from "../cell/step.js";
import {
  apply, bare, constant, entryOf, gradientOf, negative, over, part, preActivationOf, quantity, sum, symbolOf, times, weight,
} from "./tree.js";

/** A weighted sum shows its weights; of the slope of a function its own number says as much. */
const PATIENCE = Object.freeze({ weighted: 13, small: 6 });

const LEAVES = new Set(["input", "previous", "number", "parameter", "named", "gradient"]);

/** @type {WeakMap<CellModel, {forward: Map<number, Written>, backward: Map<number, Written>}>} */
const written = new WeakMap();

/** Which nodes have a name, in each pass. @param {CellModel} model */
function namesOf(model) {
  const known = written.get(model);
  if (known) return known;
  /** @type {Map<number, Written>} */
  const forward = new Map(model.forward.map(({ name, node }) => [node, { symbol: symbolOf(name), name }]));
  const backward = new Map(forward);
  const isOwn = (/** @type {number} */ id) => !LEAVES.has(model.node(id).op) && !backward.has(id);
  for (const { name, right, pre_activation: inner } of model.forward) {
    if (isOwn(right)) backward.set(right, { symbol: symbolOf(name), name });
    if (inner !== undefined && isOwn(inner)) backward.set(inner, { symbol: preActivationOf(name), name });
  }
  for (const { of, at, node } of model.backward) {
    const symbol = gradientOf(at ? preActivationOf(of) : symbolOf(of));
    if (!isLiteral(model, node)) backward.set(node, { symbol, name: of });
  }
  const found = { forward, backward };
  written.set(model, found);
  return found;
}

/** @param {CellModel} model @param {number} id */
const isLiteral = (model, id) => model.node(id).op === "number";

export class TreeMaker {
  #step;
  #isBackward;
  #isLater;
  #unit;
  /** @type {"own"|"entry"|"vector"} */
  #form;
  #names;

  /**
   * @param {Step} step
   * @param {object} [place]
   * @param {boolean} [place.isBackward]  what the forward pass computed is named, not written out
   * @param {boolean} [place.isLater]     of the step read next
   * @param {number} [place.unit]
   * @param {"own"|"entry"|"vector"} [place.form]  of the unit looked at; an entry of a vector; a vector as a whole
   */
  constructor(step, { isBackward = false, isLater = false, unit = step.unit, form = "own" } = {}) {
    this.#step = step;
    this.#isBackward = isBackward;
    this.#isLater = isLater;
    this.#unit = unit;
    this.#form = form;
    this.#names = namesOf(step.model)[isBackward ? "backward" : "forward"];
  }

  /** @param {"entry"|"vector"} form @param {number} unit */
  #as(form, unit) {
    return new TreeMaker(this.#step, { isBackward: this.#isBackward, isLater: this.#isLater, unit, form });
  }

  /** @param {number} id @returns {number} */
  #number(id) {
    return this.#isLater ? this.#step.later(id, this.#unit) : this.#step.numberOf(id, this.#unit);
  }

  /** @param {Symbol} symbol */
  #entry(symbol) {
    return this.#form === "entry" ? entryOf(symbol, this.#unit) : symbol;
  }

  /** @param {number} id @returns {Tree} what it is computed from, whatever its name */
  expand(id) {
    return this.#make(id, this.#step.model.node(id));
  }

  /** @param {number} id @returns {Tree} by its name, where it has one */
  tree(id) {
    const found = this.#names.get(id);
    return found ? this.#named(id, found) : this.expand(id);
  }

  /** @param {number} id @param {Written} found @returns {Tree} */
  #named(id, { symbol, name }) {
    const marked = this.#isLater ? { ...symbol, base: `${symbol.base}⁺` } : symbol;
    return quantity(this.#entry(marked), this.#number(id), name, this.#unit);
  }

  /** @param {number} id @param {Node} node @returns {Tree} */
  #make(id, node) {
    const { op, args } = node;
    const of = (/** @type {number} */ k) => this.tree(args[k]);
    switch (op) {
      case "input": return this.#input(id);
      case "previous": return this.#previous(id, node.name ?? "");
      case "number": return constant(node.value ?? NaN);
      case "parameter": return weight(symbolOf(node.name ?? ""), this.#number(id), node.name ?? "");
      case "gradient": case "total": return this.#gradient(id, node);
      case "matvec": return this.#product(id, node);
      case "kept": return constant(this.#isKept(node.name ?? "") ? 1 : 0);
      case "mul": return times(of(0), of(1));
      case "div": return over(of(0), of(1));
      case "neg": return negative(of(0));
      case "add": case "sub": case "sum": return this.#sum(id, node);
      case "max": case "min": return { op: "extreme", name: op, of: [of(0), of(1)] };
      case "clip": return { op: "clip", of: of(0), bound: node.value ?? NaN };
      case "wins": return part({ op: "bracket", left: of(0), relation: ">", right: of(1) }, this.#number(id), 0, true);
      case "inside": return part({ op: "bracket", left: apply("abs", of(0)), relation: "≤", right: constant(node.value ?? NaN) }, this.#number(id), 0, true);
      case "slope": return this.#slope(id, node);
      case "normalize_back": return part(apply("normalize_back", of(2)), this.#number(id), 0, true);
      case "apply": return this.#apply(id, node);
      case "named": return this.#names.has(id) ? this.tree(id) : of(0);
      default: return part(apply(op, of(0)), this.#number(id), 0, true);
    }
  }

  /** @param {number} id @returns {Tree} */
  #input(id) {
    const symbol = this.#form === "vector" ? { base: "x" } : inputSymbol(this.#step.trace, this.#step.lane, this.#unit);
    return { .../** @type {import("./tree.js").Quantity} */ (quantity(symbol, this.#number(id), "x", this.#unit)), isGiven: this.#step.layer === 0 };
  }

  /** The step before the one read next is this one. @param {number} id @param {string} state @returns {Tree} */
  #previous(id, state) {
    const symbol = symbolOf(state, this.#isLater ? "" : "′");
    return quantity(this.#entry(symbol), this.#number(id), this.#isLater ? state : `${state}_prev`, this.#unit);
  }

  /** @param {number} id @param {Node} node @returns {Tree} */
  #gradient(id, { op, name = "", args }) {
    if (op === "total" && this.#step.model.node(args[0]).op === "number") return constant(0);
    return this.#named(id, { symbol: gradientOf(symbolOf(name)), name });
  }

  /** Whether no what-if replaces the value there. @param {string} name */
  #isKept(name) {
    const { trace, lane, t, layer, direction, held } = this.#step;
    if (!this.#isLater && this.#unit === this.#step.unit) return !held.has(name);
    const at = this.#isLater ? stepAfter(lane, t) : t;
    return !heldAt(trace.scenario.interventions, { layer, direction, unit: this.#unit, t: at }).has(name);
  }

  /** @param {number} id @param {Node} node @returns {Tree} */
  #sum(id, { args, signs = [] }) {
    const whole = sum(args.map((arg, k) => ({ sign: signs[k] === -1 ? -1 : 1, tree: this.tree(arg) })));
    return part(whole, this.#number(id), hasWeights(whole) ? PATIENCE.weighted : PATIENCE.small);
  }

  /** @param {number} id @param {Node} node @returns {Tree} */
  #product(id, { name = "", args, value: isTransposed }) {
    const value = this.#number(id);
    const reads = this.#as("vector", this.#unit).tree(args[0]);
    /** @type {import("./tree.js").Dot} */
    const dot = { op: "dot", name: symbolOf(name), isTransposed: isTransposed === 1, reads, terms: [] };
    const row = isTransposed === 1 ? this.#step.column(name, this.#unit) : this.#step.weights(name, this.#unit);
    if (row.length === 0 || this.#form !== "own") return part({ ...dot, terms: [constant(NaN)] }, value, 0, true);
    dot.terms = row.flatMap((entry, j) => (entry === 0 ? [] : [this.#weighted(name, entry, j, args[0])]));
    return part(dot, value, PATIENCE.weighted);
  }

  /** A weight is taken hold of where it acts, in the forward pass. @param {string} name @param {number} value @param {number} j @param {number} arg @returns {Tree} */
  #weighted(name, value, j, arg) {
    const factor = this.#isBackward ? constant(value) : weight(entryOf(symbolOf(name), j), value, name, j);
    return { op: "times", factors: [factor, ...factorsOf(this.#as("entry", j).tree(arg))] };
  }

  /** @param {number} id @param {Node} node @returns {Tree} */
  #apply(id, { name = "", args }) {
    const whole = apply(name, bare(this.tree(args[0])));
    return name === "normalize" ? part(whole, this.#number(id), 0, true) : part(whole, this.#number(id), PATIENCE.weighted);
  }

  /** The derivative of a function, in its value or its argument. @param {number} id @param {Node} node @returns {Tree} */
  #slope(id, { name = "", args }) {
    const rule = SLOPES[name];
    const of = this.tree(args[0]);
    return rule ? part(rule(of), this.#number(id), PATIENCE.small, FORCED.has(name)) : part(apply(`${name}′`, of), this.#number(id), 0, true);
  }
}

/** @param {Tree} tree @returns {Tree[]} */
const factorsOf = (tree) => (tree.op === "times" ? tree.factors : [tree]);

/** @param {Tree} tree @returns {boolean} */
function hasWeights(tree) {
  return tree.op === "sum" && tree.terms.some((term) => bare(term.tree).op === "dot");
}

/** @param {Tree} a @param {Tree} b @returns {Tree} */
const less = (a, b) => sum([{ sign: 1, tree: a }, { sign: -1, tree: b }]);

/** @param {Tree} y @returns {Tree} */
const square = (y) => ({ op: "square", of: y });

/** @param {Tree} z @returns {Tree} */
const silu = (z) => times(apply("sigmoid", z), sum([{ sign: 1, tree: constant(1) }, { sign: 1, tree: times(z, less(constant(1), apply("sigmoid", z))) }]));

/** As a person would write them. @type {Record<string, (of: Tree) => Tree>} */
const SLOPES = {
  sigmoid: (y) => times(y, less(constant(1), y)),
  tanh: (y) => less(constant(1), square(y)),
  softsign: (y) => square(less(constant(1), apply("abs", y))),
  softplus: (z) => apply("sigmoid", z),
  sin: (z) => apply("cos", z),
  silu,
  relu: (y) => ({ op: "bracket", left: y, relation: ">", right: constant(0) }),
};

/** Slopes that are 0 or 1. */
const FORCED = new Set(["relu"]);
