/**
 * The graph of a cell's equations as what can be drawn: operations, and what each of them reads.
 * Every reading knows two nodes of the graph: the one whose number it carries forward, and the one
 * whose number it carries back. Nothing is computed here. Pure.
 *
 * @typedef {import("../trace/model.js").CellModel} CellModel
 * @typedef {{id: number, isLater?: boolean}} Place   a node's number, isLater: at the step read next
 * @typedef {readonly Place[]|"outside"} Source   numbers added up; "outside": what h receives from the loss or the layer above
 *
 * @typedef {object} Operand
 * @property {string} from            an operation's key, "previous c", "x", or "constant"
 * @property {number} forward         node whose number is read, weights and all
 * @property {number|null} backward   node of what is sent back; null: nothing. Of a weighed state what comes
 *   out of the weight, of weighed x what reaches it
 * @property {number|null} reached    node of the gradient that reaches it, before any weight
 * @property {boolean} isNegative     it is subtracted
 * @property {boolean} isWeighed      on its way it meets a weight: W·x, U·h′, p ⊙ c′
 * @property {string} parameter       the weight, or the constant
 * @property {string} through         a function on the way: "norm"; mostly none
 *
 * @typedef {"gate"|"squash"|"times"|"plus"|"minus"|"over"|"weight"|"same"|"fold"} OperationKind
 *
 * @typedef {object} Operation
 * @property {string} key
 * @property {OperationKind} kind
 * @property {string} caption
 * @property {string} equation        name of the value in whose equation it stands
 * @property {string|null} value      the named value that it makes
 * @property {number} node            of the graph
 * @property {number|null} sum        gate: the node of its pre-activation
 * @property {readonly number[]} slope  nodes of which the first is its local derivative; empty: none is shown
 * @property {Operand[]} operands
 *
 * @typedef {object} Topology
 * @property {Operation[]} operations   each after what it reads
 * @property {string[]} states          as they stand from top to bottom: h last
 */

import { parameterText, symbolOf } from "../cell/names.js";

const CONSTANTS = new Set(["number", "parameter"]);
const SUMS = new Set(["add", "sub", "sum"]);

/** @param {CellModel} model @returns {Topology} */
export function topologyOf(model) {
  const reader = new Reader(model);
  for (const equation of model.forward) reader.read(equation);
  return { operations: mergedOf(reader.operations), states: [...model.states.filter((name) => name !== "h"), "h"] };
}

/**
 * A weighed sum that goes through functions one after the other, as in −softplus(−z), is one gate.
 * @param {Operation[]} operations
 * @returns {Operation[]}
 */
function mergedOf(operations) {
  let rest = operations;
  for (const gate of operations.filter(({ kind, caption, value }) => kind === "gate" && caption === "id" && value === null)) {
    for (;;) {
      const readers = rest.filter(({ operands }) => operands.some(({ from }) => from === gate.key));
      const [only] = readers;
      const isPlain = readers.length === 1 && only.operands.length === 1 && gate.value === null && only.equation === gate.equation && (only.kind === "squash" || only.caption === "−");
      if (!isPlain) break;
      const inner = gate.caption === "id" ? "" : gate.caption;
      rest = rest.filter((one) => one !== only).map((one) => (one === gate ? one : { ...one, operands: one.operands.map((operand) => (operand.from === only.key ? { ...operand, from: gate.key } : operand)) }));
      Object.assign(gate, { caption: only.caption === "−" ? `−${inner}` : inner === "" || inner === "−" ? `${only.caption}${inner === "" ? "" : "(−)"}` : `${only.caption}(${inner})`, node: only.node, value: only.value, slope: [] });
    }
  }
  return rest;
}

/** @typedef {Omit<Operand, "backward"|"reached"|"isNegative"> & {leaf?: [number, number]}} Signal   what an expression comes to; leaf: who reads the state behind a weight */

class Reader {
  /** @type {Operation[]} */
  operations = [];
  #model;
  /** @type {import("../trace/model.js").ForwardEquation} */
  #equation;
  /** @type {Map<number, Signal>} */
  #known = new Map();
  /** @type {Map<string, string>} value → key of the operation that makes it */
  #makers = new Map();

  /** @param {CellModel} model */
  constructor(model) {
    this.#model = model;
    this.#equation = model.forward[0];
  }

  /** @param {import("../trace/model.js").ForwardEquation} equation */
  read(equation) {
    this.#equation = equation;
    this.#known = new Map();
    const { right, name } = equation;
    const signal = this.#isStem(right) ? this.#gate(right) : this.#signal(right);
    const made = this.operations.find(({ key }) => key === signal.from);
    const isOwn = made?.equation === name && !signal.isWeighed;
    const maker = isOwn ? made : this.#add("same", equation.node, [this.#operand(signal, equation.node, 0)]);
    maker.value = name;
    maker.node = equation.node;
    this.#makers.set(name, maker.key);
  }

  /** @param {number} id @returns {Signal} */
  #signal(id) {
    const found = this.#known.get(id) ?? this.#read(id);
    this.#known.set(id, found);
    return found;
  }

  /** @param {number} id @returns {Signal} */
  #read(id) {
    const { op, args, name = "" } = this.#model.node(id);
    if (op === "input") return leaf("x", id);
    if (op === "previous") return leaf(`previous ${name}`, id);
    if (op === "named") return leaf(this.#makers.get(name) ?? "", id);
    if (CONSTANTS.has(op)) return { ...leaf("constant", id), parameter: op === "number" ? "" : name };
    if (op === "clip" && args.length === 1) return this.#signal(args[0]);
    if (this.#isStem(id)) return this.#gate(id);
    const bus = this.#busTerm(id);
    return bus ?? this.#operation(id);
  }

  /** @param {number} id @returns {Signal} */
  #operation(id) {
    const { op, args, name = "", signs } = this.#model.node(id);
    const operands = args.map((arg, k) => this.#operand(this.#signal(arg), id, k, (signs?.[k] ?? 1) < 0));
    const constants = operands.filter(({ from }) => from === "constant");
    const moving = operands.filter(({ from }) => from !== "constant");
    if (op === "matvec") return this.#made("weight", id, operands, parameterText(name));
    if (op === "neg") return this.#made("minus", id, operands, "−");
    if (op === "apply") return this.#made("squash", id, operands, symbolOf(name));
    if (op === "max" || op === "min") return this.#made("squash", id, operands, op);
    if (SUMS.has(op)) return this.#sum(id, operands, constants, moving);
    if (constants.length > 0 && moving.length > 0) return this.#made("weight", id, moving, this.#constantCaption(op, args, constants[0]));
    return this.#made(op === "div" ? "over" : "times", id, operands, "");
  }

  /** @param {number} id @param {Operand[]} operands @param {Operand[]} constants @param {Operand[]} moving @returns {Signal} */
  #sum(id, operands, constants, moving) {
    const [only] = constants;
    const isComplement = operands.length === 2 && only && this.#model.node(only.forward).op === "number" && moving[0]?.isNegative;
    if (isComplement) return this.#made("minus", id, moving, `${this.#model.node(only.forward).value} −`);
    return this.#made("plus", id, operands, "");
  }

  /** @param {string} op @param {readonly number[]} args @param {Operand} constant */
  #constantCaption(op, args, { forward, parameter }) {
    const text = parameterText(parameter) || String(this.#model.node(forward).value);
    if (op !== "div") return text;
    return args[0] === forward ? `${text}/` : `/${text}`;
  }

  /** @param {OperationKind} kind @param {number} id @param {Operand[]} operands @param {string} caption @returns {Signal} */
  #made(kind, id, operands, caption) {
    return leaf(this.#add(kind, id, operands, caption).key, id);
  }

  /** @param {OperationKind} kind @param {number} node @param {Operand[]} operands @param {string} [caption] @returns {Operation} */
  #add(kind, node, operands, caption = "") {
    const { name } = this.#equation;
    const slope = kind === "squash" || kind === "gate" ? this.#slope(node) : [];
    const made = { key: `${name}/${node}`, kind, caption, equation: name, value: null, node, sum: null, slope, operands };
    this.operations.push(made);
    return made;
  }

  /** Where the derivative of a function stands: by its value, or by its argument. @param {number} id */
  #slope(id) {
    const { op, args, name } = this.#model.node(id);
    if (op !== "apply") return [];
    if (name === "exp") return [id];
    return this.#model.nodes.flatMap((node, k) => (node.op === "slope" && node.name === name && (node.args[0] === id || node.args[0] === args[0]) ? [k] : [])).slice(0, 1);
  }

  /** @param {Signal} signal @param {number} reader @param {number} place @param {boolean} [isNegative] @returns {Operand} */
  #operand(signal, reader, place, isNegative = false) {
    const { leaf: at, ...rest } = signal;
    const reached = this.#equation.sends?.[reader]?.[place] ?? null;
    const backward = at && signal.from !== "x" ? this.#equation.sends?.[at[0]]?.[at[1]] ?? null : reached;
    return { ...rest, backward, reached, isNegative };
  }

  // ---- weights at the lines of x and of the states --------------------------------------------------

  /**
   * What hangs on one of the lines that run below the gates: a product of x or of a state with
   * weights, with or without a normalisation on its way.
   * @param {number} id
   * @returns {Signal|null}
   */
  #busTerm(id) {
    const { op, args, name = "" } = this.#model.node(id);
    if (op === "matvec") {
      const of = this.#model.node(args[0]);
      if (of.op === "input" || of.op === "previous") return { ...this.#signal(args[0]), forward: id, isWeighed: true, parameter: name, leaf: [id, 0] };
      return null;
    }
    if (op === "apply" && name !== "identity") {
      const inner = this.#busTerm(args[0]);
      return inner && !inner.through && this.#model.node(args[0]).op === "matvec" && name === "normalize" ? { ...inner, forward: id, through: symbolOf(name) } : null;
    }
    if (op !== "mul") return null;
    const [factor, rest] = this.#model.node(args[0]).op === "parameter" ? args : [args[1], args[0]];
    if (this.#model.node(factor).op !== "parameter" || this.#model.node(factor).size === "1") return null;
    const inner = this.#busTerm(rest);
    if (inner?.through) return { ...inner, forward: id };
    return this.#model.node(rest).op === "previous" ? { ...this.#signal(rest), forward: id, isWeighed: true, parameter: this.#model.node(factor).name ?? "", leaf: [id, args.indexOf(rest)] } : null;
  }

  /** Whether an expression is a function of a weighed sum of x and states alone: a gate on its stem. @param {number} id @returns {boolean} */
  #isStem(id) {
    const { op, args } = this.#model.node(id);
    if (op === "apply") return this.#isWeighedSum(this.#unclipped(args[0]));
    return this.#isWeighedSum(id);
  }

  /** @param {number} id */
  #unclipped(id) {
    const { op, args } = this.#model.node(id);
    return op === "clip" ? args[0] : id;
  }

  /** @param {number} id */
  #isWeighedSum(id) {
    const { op, args } = this.#model.node(id);
    if (this.#busTerm(id)) return id === this.#equation.right || id === this.#equation.pre_activation;
    if (!SUMS.has(op)) return false;
    return args.some((arg) => this.#busTerm(arg)) && args.every((arg) => this.#busTerm(arg) || this.#model.node(arg).op === "parameter");
  }

  /** @param {number} id @returns {Signal} */
  #gate(id) {
    const { op, args, name = "" } = this.#model.node(id);
    const sum = op === "apply" ? this.#unclipped(args[0]) : id;
    const terms = this.#model.node(sum);
    const ids = SUMS.has(terms.op) ? terms.args : [sum];
    const reader = SUMS.has(terms.op) ? sum : id;
    const operands = ids.map((arg, k) => this.#operand(this.#busTerm(arg) ?? this.#signal(arg), reader, k, (terms.signs?.[k] ?? 1) < 0));
    const made = this.#add("gate", id, operands, op === "apply" ? symbolOf(name) : "id");
    made.sum = sum;
    return leaf(made.key, id);
  }
}

/** @param {string} from @param {number} forward @returns {Signal} */
const leaf = (from, forward) => ({ from, forward, isWeighed: false, parameter: "", through: "" });

// What each quantity of a circuit that nobody drew is, as the equations write it: names of values,
// "f · c′", "pre-activation" by its value. Pure.

/** Longer ones end in an ellipsis. */
const LONGEST = 40;

/** @param {readonly Operation[]} operations @returns {Record<string, string>} */
export function wordsOf(operations) {
  /** @type {Record<string, string>} */
  const words = {};
  /** @type {Map<string, string>} */
  const made = new Map();
  for (const one of operations) {
    const text = one.value ?? shortened(writtenOf(one, made));
    made.set(one.key, text);
    words[one.value ?? one.key] = text;
    if (one.kind === "gate") words[`z_${one.value ?? one.key}`] = `z(${text})`;
    one.operands.forEach((operand, k) => (words[`${one.key} ${k}`] = operandText(operand, made)));
    for (const { from } of one.operands) if (from.startsWith("previous ")) words[`${from.slice(9)}_prev`] = `${from.slice(9)}′`;
  }
  return words;
}

/** @param {Operand} operand @param {Map<string, string>} made */
function operandText({ from, parameter, through }, made) {
  if (from === "constant") return parameter;
  const read = made.get(from) ?? (from.startsWith("previous ") ? `${from.slice(9)}′` : from);
  const weighed = parameter ? `${parameter}·${read}` : read;
  return through ? `${through}(${weighed})` : weighed;
}

/** @param {Operation} one @param {Map<string, string>} made */
function writtenOf({ kind, caption, operands }, made) {
  const parts = operands.map((operand) => operandText(operand, made));
  if (kind === "times") return parts.map(bracketed).join(" · ");
  if (kind === "over") return parts.map(bracketed).join(" / ");
  if (kind === "plus") return parts.map((part, k) => `${operands[k].isNegative ? "− " : k > 0 ? "+ " : ""}${part}`).join(" ");
  if (kind === "minus") return `${caption} ${bracketed(parts[0])}`;
  if (kind === "weight") return `${caption} · ${bracketed(parts[0])}`;
  return kind === "gate" ? `${caption}(${parts.join(" + ")})` : kind === "squash" ? `${caption}(${parts.join(", ")})` : parts[0];
}

/** @param {string} text */
const bracketed = (text) => (/ [+−] /.test(text) ? `(${text})` : text);

/** @param {string} text */
const shortened = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
