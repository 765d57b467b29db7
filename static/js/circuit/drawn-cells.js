/**
 * Which cells have a drawn layout, found by the shape of their equations, and which nodes of the
 * graph the numbers of those layouts are. The only place that knows these cells. Pure.
 *
 * @typedef {import("../trace/model.js").CellModel} CellModel
 * @typedef {import("./topology.js").Source} Source
 * @typedef {import("./topology.js").Operation} Operation
 * @typedef {import("./topology.js").Operand} Operand
 * @typedef {"lstm"|"gru"|"rnn"} DrawnKind
 *
 * @typedef {object} Drawn
 * @property {DrawnKind} kind
 * @property {boolean} peephole
 * @property {boolean} hasBias
 */

import { symbolOf } from "../cell/names.js";
import { topologyOf } from "./topology.js";

/** Equations without their functions, biases and names of weights: "·x" is x times a matrix, "◦c" c times a vector. @type {[DrawnKind, boolean, Record<string, string>][]} */
const SHAPES = [
  ["lstm", false, { i: "·x+·h'", f: "·x+·h'", g: "·x+·h'", o: "·x+·h'", c: "f*c'+i*g", h: "o*c" }],
  ["lstm", true, { i: "·x+·h'+◦c'", f: "·x+·h'+◦c'", g: "·x+·h'", o: "·x+·h'+◦c", c: "f*c'+i*g", h: "o*c" }],
  ["gru", false, { r: "·x+·h'", z: "·x+·h'", n: "·x+r*(·h')", h: "(1-z)*n+z*h'" }],
  ["gru", false, { r: "·x+·h'", z: "·x+·h'", n: "·x+r*·h'", h: "(1-z)*n+z*h'" }],
  ["rnn", false, { h: "·x+·h'" }],
];

/** @param {CellModel} model @returns {Drawn|null} null: it is laid out automatically */
export function drawnCell(model) {
  const shape = Object.fromEntries(model.forward.map(({ name, right }) => [name, shapeOf(model, right)]));
  const found = SHAPES.find(([, , wanted]) => Object.keys(shape).length === Object.keys(wanted).length && Object.entries(wanted).every(([name, text]) => shape[name] === text));
  const gates = found?.[0] === "rnn" ? ["h"] : found?.[0] === "gru" ? ["r", "z", "n"] : ["i", "f", "g", "o"];
  if (!found || gates.some((name) => model.named(name)?.pre_activation === undefined)) return null;
  const first = model.node(/** @type {number} */ (model.named(gates[0])?.pre_activation));
  return { kind: found[0], peephole: found[1], hasBias: first.args.some((arg) => model.node(arg).op === "parameter") };
}

/** @param {CellModel} model @param {number} id @returns {string} */
function shapeOf(model, id) {
  const { op, args, name = "", value, signs } = model.node(id);
  const inner = () => args.map((arg) => shapeOf(model, arg));
  if (op === "named" || op === "input") return name;
  if (op === "previous") return `${name}'`;
  if (op === "number") return String(value);
  if (op === "parameter") return "";
  if (op === "matvec") return value === 0 ? `·${inner()[0]}` : `?${id}`;
  if (op === "apply" || op === "clip") return op === "apply" && name === "normalize" ? `?${id}` : inner()[0];
  if (op === "mul") return product(inner());
  if (op === "add" || op === "sub" || op === "sum") return sumText(inner(), signs ?? []);
  return `?${id}`;
}

/** @param {string[]} parts */
const product = ([a, b]) => (a === "" || b === "" ? `◦${a || b}` : [a, b].map((part) => (/[+-]/.test(part) ? `(${part})` : part)).join("*"));

/** @param {string[]} parts @param {readonly number[]} signs */
const sumText = (parts, signs) => parts.map((part, k) => (part === "" ? "" : `${signs[k] < 0 ? "-" : "+"}${part}`)).join("").replace(/^\+/, "");

// ---- numbers ------------------------------------------------------------------------------------------

/** @typedef {{forward: Source, backward: Source}} Numbers */

class Finder {
  /** @type {Record<string, Numbers>} */
  sources = {};
  /** @type {Record<string, string>} quantity → what it lights: values and weights by their names */
  lights = {};
  /** @type {Record<string, string>} */
  captions = {};
  /** @type {Record<string, number[]>} */
  slopes = {};

  /** @param {CellModel} model @param {DrawnKind} kind */
  constructor(model, kind) {
    this.model = model;
    this.kind = kind;
    this.operations = topologyOf(model).operations;
  }

  /** @param {string} quantity @param {number|null|undefined} forward @param {Source|number|null|undefined} backward @param {string} [light] */
  set(quantity, forward, backward, light) {
    const source = typeof backward === "number" ? [{ id: backward }] : backward ?? [];
    this.sources[quantity] = { forward: forward === null || forward === undefined ? [] : [{ id: forward }], backward: source };
    if (light !== undefined) this.lights[quantity] = light;
  }

  /** @param {string} of @param {string} [at] @returns {number} */
  gradient(of, at) {
    return /** @type {number} */ (this.model.backward.find((row) => row.of === of && row.at === at)?.node);
  }

  /** @param {string} name @returns {number} */
  value(name) {
    return /** @type {number} */ (this.model.named(name)?.node);
  }

  /** @param {(one: Operation) => boolean} isMeant @returns {Operation} */
  operation(isMeant) {
    return /** @type {Operation} */ (this.operations.find(isMeant));
  }

  /** What a reader sends back to one of its arguments. @param {string} equation @param {number} reader @param {number} argument */
  sent(equation, reader, argument) {
    return this.model.named(equation)?.sends?.[reader]?.[this.model.node(reader).args.indexOf(argument)] ?? null;
  }

  /** A gate with all that its sum adds up. @param {string} name @param {string} block */
  gate(name, block = name) {
    const { pre_activation: z = 0, right = 0 } = this.model.named(name) ?? {};
    const isH = name === "h";
    this.set(block, this.value(name), this.gradient(name), isH ? "h" : name);
    this.set(`z_${block}`, z, this.gradient(name, "pre_activation"), name);
    this.captions[block] = this.model.node(right).op === "apply" ? symbolOf(this.model.node(right).name ?? "") : "id";
    this.slopes[block] = slopeOf(this.model, right);
    const terms = this.model.node(z).op === "matvec" ? [z] : this.model.node(z).args;
    for (const term of terms) this.#term(name, block, term);
  }

  /** @param {string} name @param {string} block @param {number} term */
  #term(name, block, term) {
    const { op, args, name: parameter = "" } = this.model.node(term);
    const gradient = this.gradient(name, "pre_activation");
    if (op === "parameter") return this.set(`b_${block}`, term, gradient, parameter);
    if (op === "matvec" && this.model.node(args[0]).op === "input") return this.set(`wx_${block}`, term, gradient, parameter);
    if (op === "matvec") return this.set(`uh_${block}`, term, gradient, parameter);
    const [factor, read] = this.model.node(args[0]).op === "parameter" ? args : [args[1], args[0]];
    if (this.model.node(factor).op === "parameter") this.set(`peep_${block}`, term, this.sent(name, term, read), this.model.node(factor).name);
  }

  /** The parts of ∂L/∂h from the step read next, and of ∂L/∂h′ that this one hands back. @param {(by: string) => string} partOf */
  parts(partOf) {
    const terms = this.model.backward.find(({ of, at }) => of === "h" && !at)?.terms?.filter(({ later }) => later) ?? [];
    const ids = Object.fromEntries(terms.map(({ by, node }) => [partOf(by), node]));
    this.#partLines("next", NEXT_ORDER[this.kind], ids, true);
    this.#partLines("back", BACK_ORDER[this.kind], ids, false);
  }

  /** @param {string} name @param {readonly string[]} order @param {Record<string, number>} ids @param {boolean} isLater */
  #partLines(name, order, ids, isLater) {
    /** @type {{id: number, isLater: boolean}[]} */
    let joined = [];
    for (const part of [...order].reverse()) {
      const own = part in ids ? [{ id: ids[part], isLater }] : [];
      joined = [...own, ...joined];
      this.set(`${name}_${part}`, null, own, name === "next" ? "h" : "h_prev");
      this.set(`${name}_from_${part}`, null, joined, name === "next" ? "h" : "h_prev");
    }
  }

  /** x and the lines of h. */
  ends() {
    const { carried } = this.model;
    const h = this.value("h");
    this.set("x", 0, [], "x");
    this.set("h_prev", this.model.previous("h"), carried.h, "h_prev");
    this.set("h", h, this.gradient("h"), "h");
    this.set("h_next", h, [{ id: carried.h, isLater: true }], "h");
    this.set("h_up", h, "outside", "h");
  }
}

/** @param {CellModel} model @param {number} id */
function slopeOf(model, id) {
  const { op, args, name } = model.node(id);
  if (op !== "apply") return [];
  if (name === "exp") return [id];
  return model.nodes.flatMap((node, k) => (node.op === "slope" && node.name === name && (node.args[0] === id || node.args[0] === args[0]) ? [k] : [])).slice(0, 1);
}

/** @param {CellModel} model @param {Drawn} drawn */
export function drawnNumbers(model, { kind, peephole }) {
  const finder = new Finder(model, kind);
  finder.ends();
  if (kind === "lstm") lstm(finder, peephole);
  else if (kind === "gru") gru(finder);
  else {
    finder.gate("h", "a");
    finder.set("h", finder.value("h"), finder.gradient("h"), "h");
    finder.parts(() => "a");
  }
  const { sources, lights, captions, slopes } = finder;
  return { sources, lights, captions, slopes };
}

/** @param {Finder} finder @param {boolean} peephole */
function lstm(finder, peephole) {
  const { model } = finder;
  for (const name of ["f", "i", "g", "o"]) finder.gate(name);
  finder.parts((by) => by);
  const right = /** @type {number} */ (model.named("c")?.right);
  const [kept, written] = model.node(right).args;
  const before = /** @type {number} */ (model.previous("c"));
  const [c, total] = [finder.value("c"), finder.gradient("c")];
  const product = /** @type {number} */ (model.named("h")?.right);
  const squashed = /** @type {number} */ (model.node(product).args.find((arg) => arg !== finder.value("o")));
  const output = finder.sent("h", product, squashed);
  const hidden = squashed === c ? output : finder.sent("h", squashed, c);
  const along = finder.sent("c", kept, before);
  const later = model.backward.find(({ of, at }) => of === "c" && !at)?.terms?.filter((term) => term.later) ?? [];
  const line = later.filter(({ by }) => by === "c").map(({ node }) => ({ id: node, isLater: true }));
  const peeps = later.filter(({ by }) => by !== "c").map(({ node }) => ({ id: node, isLater: true }));
  const next = /** @type {Source} */ ([{ id: model.carried.c, isLater: true }]);
  finder.set("c_prev", before, model.carried.c, "c_prev");
  finder.set("fc", kept, finder.sent("c", right, kept), "f");
  finder.set("ig", written, finder.sent("c", right, written), "i");
  finder.set("c", c, total, "c");
  finder.set("c_next", c, next, "c");
  finder.set("c_line", c, line, "c");
  finder.set("squash_in", c, hidden, "c");
  finder.set("squashed", squashed, output, "c");
  finder.set("c_kept", before, along, "c_prev");
  finder.set("c_beyond", c, [{ id: model.carried.c, isLater: true }, ...(hidden === null ? [] : [{ id: hidden }])], "c");
  finder.captions.out = squashed === c ? "id" : symbolOf(model.node(squashed).name ?? "");
  finder.slopes.squash_c = slopeOf(model, squashed);
  if (!peephole) return;
  finder.set("peep_back", before, later.filter(({ by }) => by !== "c").map(({ node }) => ({ id: node })), "c_prev");
  finder.set("peep_next", c, peeps, "c");
}

/** @param {Finder} finder */
function gru(finder) {
  const { model } = finder;
  for (const name of ["z", "r", "n"]) finder.gate(name);
  finder.parts((by) => (by === "h" ? "direct" : by));
  const sum = /** @type {number} */ (model.named("n")?.pre_activation);
  const reset = /** @type {number} */ (model.node(sum).args.find((arg) => model.node(arg).op === "mul"));
  const recurrent = /** @type {number} */ (model.node(reset).args.find((arg) => arg !== finder.value("r")));
  const right = /** @type {number} */ (model.named("h")?.right);
  const [fresh, kept] = model.node(right).args;
  const share = /** @type {number} */ (model.node(fresh).args.find((arg) => arg !== finder.value("n")));
  const [z, before] = [finder.value("z"), /** @type {number} */ (model.previous("h"))];
  const along = finder.sent("h", kept, before);
  const inner = model.node(recurrent).op === "matvec" ? recurrent : model.node(recurrent).args.find((arg) => model.node(arg).op === "matvec");
  finder.set("q", recurrent, finder.sent("n", reset, recurrent), model.node(inner ?? recurrent).name);
  finder.set("rq", reset, finder.sent("n", sum, reset), "r");
  finder.set("z_up", z, finder.sent("h", kept, z), "z");
  finder.set("z_minus", z, finder.sent("h", share, z), "z");
  finder.set("1-z", share, finder.sent("h", fresh, share), "z");
  finder.set("zh", kept, finder.sent("h", right, kept), "z");
  finder.set("(1-z)n", fresh, finder.sent("h", right, fresh), "n");
  finder.set("h_line", before, along, "h_prev");
  finder.set("h_prev_down", before, finder.sources[`back_from_${BACK_ORDER.gru[0]}`].backward, "h_prev");
}

/**
 * The parts in which a gradient arrives at h(t) and leaves for h′: one for each gate, and in a GRU
 * one along its line. The order is the one in which the picture's lines meet them: what leads to
 * one carries all that come after it too.
 *
 * @typedef {import("../types.js").Kind} Kind
 * @typedef {Record<string, number>} Parts   by block, or "direct"
 */

/** How the lines of the step read next join. @type {Record<Kind, readonly string[]>} */
export const NEXT_ORDER = Object.freeze({ lstm: ["o", "g", "f", "i"], gru: ["direct", "r", "z", "n"], rnn: ["a"] });

/** How the gates stand along the line of h′. @type {Record<Kind, readonly string[]>} */
export const BACK_ORDER = Object.freeze({ lstm: ["f", "i", "g", "o"], gru: ["z", "r", "n"], rnn: ["a"] });

/** @param {Parts} parts @returns {number} */
const sumOf = (parts) => Object.values(parts).reduce((sum, part) => sum + part, 0);

/**
 * The numbers on the lines of some parts: `next_f` is the part itself, `next_from_f` it and all
 * that come after it.
 * @param {"next"|"back"} name
 * @param {readonly string[]} order
 * @param {Parts} parts
 * @returns {Record<string, number>}
 */
function partWires(name, order, parts) {
  /** @type {Record<string, number>} */
  const wires = {};
  let sum = 0;
  for (const part of [...order].reverse()) {
    sum += parts[part];
    wires[`${name}_${part}`] = parts[part];
    wires[`${name}_from_${part}`] = sum;
  }
  return wires;
}
