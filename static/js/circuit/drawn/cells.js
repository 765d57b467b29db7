/**
 * Which cells have a drawn layout, found by the shape of their equations, and which nodes of the
 * graph the numbers of those layouts are. What is drawn is data: a file for each cell. Pure.
 *
 * Everywhere in that data a place is given for the sizes wide, short and narrow, one after the other:
 * [x, y, x, y, x, y]; null, or nothing at the end, where the size has none. A window is a phase, or a
 * piece of it: "weigh 1/2". `when` says what a row stands for alone: sizes, "plain" or "peephole", "bias".
 *
 * @typedef {readonly (number|null)[]} Places
 * @typedef {object} LabelRow
 * @property {Places} [start]    where the label stands that begins there; likewise middle and end
 * @property {Places} [middle]
 * @property {Places} [end]
 * @property {string} [symbol]
 * @property {string} [gradient]
 * @property {Places} [symbolAt]
 * @property {Pass} [shown]      the pass that shows the number
 * @property {boolean} [soft]
 * @property {string} [bare]     sizes in which the symbol stands alone
 * @property {readonly number[]} [room]   by size
 * @typedef {LabelRow & {when?: string, factors?: string[], only?: Pass}} NodeRest
 * @typedef {LabelRow & {when?: string, quantity?: string, backward?: string, arrow?: Pass, only?: Pass,
 *   bridge?: string|boolean, thickest?: number, slender?: number, via?: readonly number[]}} WireRest   via: x of a way "-|-"
 * @typedef {readonly [id: string, kind: string, quantity: string, tone: string, window: string, places: Places, rest?: NodeRest]} NodeRow
 * @typedef {readonly [id: string, from: string, to: string, way: string, tone: string, window: string, rest?: WireRest]} WireRow
 *   way: "" straight, "|-" upright and then level, "-|", "-|-"; it stands where both its ends do
 *
 * @typedef {object} DrawnCell
 * @property {string} name
 * @property {readonly (readonly [string, Record<string, string>])[]} shapes
 *   equations without their biases, names of weights and the function of a gate: "·x" is x times a matrix, "◦c" c times a
 *   vector, "ƒc" any function of c
 * @property {Record<string, readonly [number, number]>} phases
 * @property {Record<string, string>} gates      the equation of each
 * @property {readonly string[]} next            how the lines of the step read next join, from h on
 * @property {readonly string[]} back            how the gates stand along the line of h′
 * @property {readonly NumberRow[]} numbers
 * @property {Record<string, string>} scales     wires with a strip of all units, and whose scale it takes
 * @property {Record<string, readonly [number, number]>} shifts   narrow: strips off their wires, from the wire's middle
 * @property {Record<string, readonly number[]>} sizes   width and height, and the strip's x, y, width, height
 * @property {readonly NodeRow[]} nodes
 * @property {readonly WireRow[]} wires
 * @property {readonly (readonly [gate: string, run: string, places: Places])[]} valves
 * @property {readonly (readonly [quantity: string, text: string, places: Places])[]} letters
 *
 * @typedef {readonly [quantity: string, path: string, back: string, light: string, when?: string]} NumberRow
 *   path: "c" a value, "c'" that of the step before, "c=" what is right of its sign, "c~" its pre-activation, and on from
 *   there to an argument, "*" being the one that is a product. back: "sent", what the last reader of the path (or of
 *   another path) sends back; "total c"; "handed c" to the step before, "received c" from the step read next, of which
 *   "by c" and "by others" are parts; "outside". light: "·" is the weight
 *
 * @typedef {import("../../trace/model.js").CellModel} CellModel
 * @typedef {import("../topology.js").Source} Source
 * @typedef {import("../../types.js").Pass} Pass
 * @typedef {{cell: DrawnCell, marks: Set<string>}} Drawn   marks: "plain" or "peephole", and "bias"
 */

import { symbolOf } from "../../cell/names.js";
import { GRU } from "./gru.js";
import { LSTM } from "./lstm.js";
import { RNN } from "./rnn.js";

export const DRAWN = Object.freeze([LSTM, GRU, RNN]);

/** @param {CellModel} model @returns {Drawn|null} null: it is laid out automatically */
export function drawnCell(model) {
  for (const cell of DRAWN) {
    const gates = Object.values(cell.gates);
    const shape = Object.fromEntries(model.forward.map(({ name, right, pre_activation: sum }) => [name, shapeOf(model, gates.includes(name) ? sum ?? right : right)]));
    const found = cell.shapes.find(([, wanted]) => Object.keys(shape).length === Object.keys(wanted).length && Object.entries(wanted).every(([name, text]) => shape[name] === text));
    const sums = gates.map((name) => model.named(name)?.pre_activation);
    if (!found || sums.includes(undefined)) continue;
    const hasBias = model.node(/** @type {number} */ (sums[0])).args.some((arg) => model.node(arg).op === "parameter");
    return { cell, marks: new Set([found[0], ...(hasBias ? ["bias"] : [])]) };
  }
  return null;
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
  if (op === "clip") return inner()[0];
  if (op === "apply") return name === "normalize" ? `?${id}` : `ƒ${inner()[0]}`;
  if (op === "mul") return product(inner());
  if (op === "add" || op === "sub" || op === "sum") return sumText(inner(), signs ?? []);
  return `?${id}`;
}

/** @param {string[]} parts */
const product = ([a, b]) => (a === "" || b === "" ? `◦${a || b}` : [a, b].map((part) => (/[+-]/.test(part) ? `(${part})` : part)).join("*"));

/** @param {string[]} parts @param {readonly number[]} signs */
const sumText = (parts, signs) => parts.map((part, k) => (part === "" ? "" : `${signs[k] < 0 ? "-" : "+"}${part}`)).join("").replace(/^\+/, "");

// ---- numbers ------------------------------------------------------------------------------------------

/** Of every cell. @type {readonly NumberRow[]} */
const ENDS = [["h_prev", "h'", "handed h", "h_prev"], ["h", "h", "total h", "h"], ["h_next", "h", "received h", "h"], ["h_up", "h", "outside", "h"]];

class Finder {
  /** @type {Record<string, {forward: Source, backward: Source}>} */
  sources = {};
  /** @type {Record<string, string>} quantity → what it lights: values and weights by their names */
  lights = { x: "x" };

  /** @param {CellModel} model @param {Drawn} drawn */
  constructor(model, { cell, marks }) {
    this.model = model;
    this.cell = cell;
    this.set("x", 0, []);
    for (const [block, name] of Object.entries(cell.gates)) this.#gate(block, name);
    this.#parts("next", "received");
    this.#parts("back", "handed");
    for (const row of [...ENDS, ...cell.numbers]) if (row[4] === undefined || marks.has(row[4])) this.#row(row);
  }

  /** @param {string} quantity @param {number|null} forward @param {Source} backward @param {string} [light] */
  set(quantity, forward, backward, light) {
    this.sources[quantity] = { forward: forward === null ? [] : [{ id: forward }], backward };
    if (light !== undefined) this.lights[quantity] = light;
  }

  /** @param {NumberRow} row */
  #row([quantity, path, back, light]) {
    const { id, sent } = this.#walk(path);
    const backward = back === "outside" ? back : back.split(" + ").flatMap((one) => (one === "sent" ? sent : this.#back(one)));
    this.set(quantity, id, backward, light === "·" ? this.#weight(id) : light);
  }

  /** @param {string} path @returns {{id: number, sent: {id: number}[]}} */
  #walk(path) {
    const [start, ...steps] = path.split(" ");
    const { sends, node = 0, right = 0, pre_activation: sum = 0 } = this.model.named(start.replace(/\W$/, "")) ?? {};
    let id = { "'": this.model.previous(start.slice(0, -1)) ?? 0, "=": right, "~": sum }[start.slice(-1)] ?? node;
    let sent = /** @type {number|null} */ (null);
    for (const step of steps) {
      const { op, args } = this.model.node(id);
      if (op === "named") break;  // a function that is not there
      const place = step === "*" ? args.findIndex((arg) => this.model.node(arg).op === "mul") : Number(step);
      sent = sends?.[id]?.[place] ?? null;
      id = args[place];
    }
    return { id, sent: sent === null ? [] : [{ id: sent }] };
  }

  /** @param {string} text */
  #back(text) {
    const [word, of, by, whom] = text.split(" ");
    if (word === "sent") return this.#walk(text.slice(5)).sent;
    if (word === "total") return [{ id: this.#gradient(of) }];
    const later = word === "received" ? { isLater: true } : {};
    if (by === undefined) return [{ id: this.model.carried[of], ...later }];
    return this.#terms(of).filter((term) => (whom === "others") === (term.by !== of)).map(({ node }) => ({ id: node, ...later }));
  }

  /** @param {string} of @param {string} [at] @returns {number} */
  #gradient(of, at) {
    return /** @type {number} */ (this.model.backward.find((row) => row.of === of && row.at === at)?.node);
  }

  /** What the step read next sends to a state. @param {string} state */
  #terms(state) {
    return this.model.backward.find(({ of, at }) => of === state && !at)?.terms?.filter(({ later }) => later) ?? [];
  }

  /** The name of the weight in a term. @param {number} id @returns {string|undefined} */
  #weight(id) {
    const { op, args, name } = this.model.node(id);
    return op === "matvec" ? name : this.model.node(args.find((arg) => this.model.node(arg).op === "matvec") ?? id).name;
  }

  /** A gate with all that its sum adds up. @param {string} block @param {string} name */
  #gate(block, name) {
    const { node = 0, pre_activation: z = 0 } = this.model.named(name) ?? {};
    this.set(block, node, [{ id: this.#gradient(name) }], name);
    this.set(`z_${block}`, z, [{ id: this.#gradient(name, "pre_activation") }], name);
    const terms = this.model.node(z).op === "matvec" ? [z] : this.model.node(z).args;
    for (const term of terms) this.#term(name, block, term);
  }

  /** @param {string} name @param {string} block @param {number} term */
  #term(name, block, term) {
    const { op, args, name: parameter = "" } = this.model.node(term);
    const gradient = [{ id: this.#gradient(name, "pre_activation") }];
    if (op === "parameter") return this.set(`b_${block}`, term, gradient, parameter);
    if (op === "matvec") return this.set(`${this.model.node(args[0]).op === "input" ? "wx" : "uh"}_${block}`, term, gradient, parameter);
    const place = args.findIndex((arg) => this.model.node(arg).op === "parameter");
    const sent = this.model.named(name)?.sends?.[term]?.[1 - place] ?? null;
    if (place >= 0) this.set(`peep_${block}`, term, sent === null ? [] : [{ id: sent }], this.model.node(args[place]).name);
  }

  /**
   * The parts in which a gradient arrives at h and leaves for h′: one for each gate, and where h′ has
   * a line of its own "direct". What leads to one carries all that come after it too.
   * @param {"next"|"back"} name
   * @param {"received"|"handed"} word
   */
  #parts(name, word) {
    const { gates } = this.cell;
    const later = word === "received" ? { isLater: true } : { isLater: false };
    /** @type {{id: number, isLater: boolean}[]} */
    let joined = [];
    for (const part of [...this.cell[name]].reverse()) {
      const own = this.#terms("h").filter(({ by }) => by === (gates[part] ?? "h")).map(({ node }) => ({ id: node, ...later }));
      joined = [...own, ...joined];
      this.set(`${name}_${part}`, null, own, name === "next" ? "h" : "h_prev");
      this.set(`${name}_from_${part}`, null, joined, name === "next" ? "h" : "h_prev");
    }
  }
}

/** @param {CellModel} model @param {Drawn} drawn */
export const drawnNumbers = (model, drawn) => new Finder(model, drawn);

/** The function of a box, and where its derivative stands. @param {CellModel} model @param {number} id */
export function functionAt(model, id) {
  const { op, args, name = "" } = model.node(id);
  if (op !== "apply") return { caption: "id", slope: [] };
  if (name === "exp") return { caption: symbolOf(name), slope: [id] };
  const slopes = model.nodes.flatMap((node, k) => (node.op === "slope" && node.name === name && (node.args[0] === id || node.args[0] === args[0]) ? [k] : []));
  return { caption: symbolOf(name), slope: slopes.slice(0, 1) };
}
