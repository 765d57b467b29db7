/**
 * Values of the circuit in words, for tooltips and screen readers.
 *
 * @typedef {(quantity: string, value: number|string|undefined, isLocal: boolean) => string} Describe   a value in words, a vector as text;
 *   undefined: lines join there, and no single number says what they carry
 */

import { wireNumber } from "../numbers/written.js";
import { isOpening } from "./bounds.js";

/** Names in the catalogue of quantities whose own name is not a plain word. @type {Record<string, string>} */
const KEYS = {
  "1-z": "one_minus_z", "(1-z)n": "new_part", c_next: "c", squash_in: "c", h_next: "h", h_up: "h",
  h_prev_down: "h_prev", h_line: "h_prev", z_up: "z", z_minus: "z", c_kept: "c_prev", c_line: "c", c_beyond: "c", peep_back: "c_prev",
};

/** What a wire carries of a whole in the backward pass. @type {Record<string, string>} */
const WAYS = {
  h_up: "above", h_next: "next_all", c_line: "line", squash_in: "hidden", peep_next: "peep_next", peep_back: "peep_back", c_next: "cell_next",
};

/** Of a line that several read, what the later ones receive: "h_prev 1", "h_prev below 2". */
const PIECE = / (below )?\d+$/;
const INCOMING = /^(next|back)(_from)?_([a-z]+)$/;
const PARTS = /^(z|wx|uh|b|peep)_([a-z])$/;

/** Values that have a name in words. */
const NAMED = new Set(["a", "c", "f", "g", "h", "i", "n", "o", "r", "z", "x", "q", "rq", "fc", "ig", "zh", "squashed", "new_part", "one_minus_z", "c_prev", "h_prev"]);

/**
 * @param {import("../base/i18n.js").I18n} i18n
 * @param {import("../types.js").Pass} pass
 * @param {Readonly<Record<string, string>>} [words]  of a cell that nobody drew: its quantities as the equations write them
 * @returns {Describe}
 */
export function describer(i18n, pass, words) {
  /** @param {string} quantity @returns {string} */
  const name = (quantity) => {
    if (words) return quantity === "x" ? i18n.t("circuit.name.x") : i18n.t("circuit.name.value", { name: words[quantity] ?? words[quantity.replace(PIECE, "")] ?? quantity });
    const part = PARTS.exec(quantity);
    if (part) return i18n.t(`circuit.part.${part[1]}`, { gate: part[2] });
    const key = Object.hasOwn(KEYS, quantity) ? KEYS[quantity] : quantity;
    return NAMED.has(key) ? i18n.t(`circuit.name.${key}`) : i18n.t("circuit.name.value", { name: quantity });
  };
  /** @param {string} quantity @returns {string|null} */
  const partName = (quantity) => {
    if (words) return null;
    const [, side, isSum, part] = INCOMING.exec(quantity) ?? [];
    if (side) return i18n.t(`circuit.way.${isSum ? `${side}_from` : part === "direct" ? "next_direct" : side}`, { gate: part });
    const way = WAYS[quantity] ?? (/^peep_[ifo]$/.test(quantity) ? "peep" : null);
    return way && i18n.t(`circuit.way.${way}`, { gate: quantity.slice(-1) });
  };
  return (quantity, value, isLocal) => {
    const part = pass === "backward" && !isLocal ? partName(quantity) : null;
    if (value === undefined) return part ?? i18n.t("circuit.says_part", { name: name(quantity) });
    const text = typeof value === "string" ? value : wireNumber(value);
    if (part) return i18n.t("circuit.says", { name: part, value: text });
    const key = isLocal ? "circuit.says_local" : pass === "backward" ? "circuit.says_gradient" : "circuit.says";
    return i18n.t(key, { name: name(quantity), value: text });
  };
}

// How the functions and weights of equations are written in the circuit's boxes.

/** @type {Readonly<Record<string, string>>} */
const SYMBOLS = Object.freeze({
  sigmoid: "σ", hard_sigmoid: "σ̂", hard_sigmoid_6: "σ̂", identity: "id", normalize: "norm", softplus: "softp", softsign: "softs",
});

/** @param {string} name  of a function */
export const symbolOf = (name) => SYMBOLS[name] ?? name;

/** @type {Readonly<Record<string, string>>} */
const GREEK = Object.freeze({
  alpha: "α", beta: "β", gamma: "γ", delta: "δ", epsilon: "ε", zeta: "ζ", lambda: "λ", mu: "μ", nu: "ν", theta: "θ",
});

/** @param {string} name  of a parameter, as in "epsilon" */
export function parameterText(name) {
  const [base, ...rest] = name.split("_");
  return [Object.hasOwn(GREEK, base) ? GREEK[base] : base, ...rest].join("_");
}

// Names of what can be pointed at: a value of a step by its name, a state at the step before as
// "c_prev", the input as "x", and weights by the name of their parameter, the index being the column
// of the matrix.

/** Parts of PyTorch's tensors and the letters of their parameters in the equations. */
const LETTERS = Object.freeze({ weight_ih: "W", weight_hh: "U", weight_peephole: "p", bias: "b" });

const WEIGHTS = /^(W|U|p|b)(?:_([a-z]))?$/;
/** The bias of a GRU's candidate that r multiplies. */
const INNER = "b_hn";

/**
 * The name of a parameter. Tensors that PyTorch does not have are called as their parameters are.
 * @param {string} part   of a tensor's name
 * @param {string} block
 * @returns {string}
 */
function weightQuantity(part, block) {
  if (part === "bias_hh") return INNER;
  const letter = LETTERS[/** @type {keyof typeof LETTERS} */ (part)];
  if (letter === undefined) return part;
  return block === "a" ? letter : `${letter}_${block}`;
}

/**
 * @param {string} quantity
 * @returns {{part: string, block: string}|null} null for a value of the step
 */
export function readWeightQuantity(quantity) {
  if (quantity === INNER) return { part: "bias_hh", block: "n" };
  const [, letter, block = "a"] = WEIGHTS.exec(quantity) ?? [];
  const part = Object.entries(LETTERS).find(([, own]) => own === letter)?.[0];
  return part === undefined ? null : { part, block };
}

/** What a thing pointed at belongs to: a weight to its gate. @param {string} quantity */
export const ownerOf = (quantity) => readWeightQuantity(quantity)?.block ?? quantity;

/**
 * Which names of values are plain words: the letters that the field uses, where they mean what they
 * usually mean. A state called n is no candidate.
 *
 * @typedef {import("../trace/model.js").CellModel} CellModel
 */

const GATES = new Set(["f", "i", "o", "r", "z"]);
const CANDIDATES = new Set(["g", "n"]);

/** What says itself that it is a gate, what keeps to 0 … 1, the exponential gates of an sLSTM, and 1 less a gate. @param {CellModel} model @param {string} name @returns {boolean} */
function isGate(model, name) {
  if (model.slots[name] === "gate" || isOpening(model, name)) return true;
  const { op, args, name: made } = model.node(model.named(name)?.right ?? 0);
  if (op === "apply") return made === "exp";
  const [one, rest] = args.map((arg) => model.node(arg));
  return op === "sub" && one.value === 1 && rest.op === "named" && isGate(model, rest.name ?? "");
}

/**
 * @param {CellModel} model
 * @param {string} name  of a value, or of a row block
 */
export function isPlainWord(model, name) {
  if (model.states.includes(name)) return name === "h" || name === "c";
  if (name in model.blocks && !model.values.includes(name)) return name === "a";
  return GATES.has(name) ? isGate(model, name) : CANDIDATES.has(name) && !isGate(model, name);
}

/**
 * The name of a value in words from a part of the catalogue, or the letter as it is.
 * @param {import("../base/i18n.js").I18n} i18n
 * @param {CellModel} model
 * @param {string} name
 * @param {string} section  of the catalogue, with entries for names that are no words
 * @returns {string}
 */
export function valueWords(i18n, model, name, section) {
  if (isPlainWord(model, name)) return i18n.t(`${section}.${name}`);
  return i18n.t(model.states.includes(name) ? `${section}.other_state` : `${section}.other`, { name });
}

/**
 * How entries of vectors are written: they count from 0, as steps, units and layers do and as in the
 * stream and in NumPy, so that x₀ is x[t][0] and h₀ the h of unit 0. Pure.
 *
 * @typedef {object} EntryName
 * @property {string} base  with what tells it from its neighbours: "h′", "h↓"
 * @property {string} sub
 * @typedef {Pick<import("../types.js").Cell, "hidden_size"|"bidirectional">} Shape
 */

const DIGITS = "₀₁₂₃₄₅₆₇₈₉";

/** The digits of a text, lowered. @param {string|number} text */
export const subscript = (text) => String(text).replace(/\d/g, (digit) => DIGITS[Number(digit)]);

/** @param {number} index @returns {EntryName} */
const sequenceInput = (index) => ({ base: "x", sub: String(index) });

/**
 * What a layer reads from below: the sequence, or the units of the layer below, those of both
 * directions one after the other.
 * @param {Shape} cell
 * @param {number} layer
 * @param {number} index
 * @returns {EntryName}
 */
export function inputName({ hidden_size: size, bidirectional }, layer, index) {
  if (layer === 0) return sequenceInput(index);
  return { base: `h${bidirectional ? (index < size ? "→" : "←") : "↓"}`, sub: String(index % size) };
}

/**
 * The same of a lane of a run.
 * @param {import("../trace/trace.js").Trace} trace
 * @param {import("../trace/lane-trace.js").LaneTrace} lane
 * @param {number} index
 * @returns {EntryName}
 */
export function inputSymbol(trace, lane, index) {
  if (lane.layer === 0) return sequenceInput(index);
  const below = trace.lanes.filter((other) => other.layer === lane.layer - 1);
  const size = below[0].outputSize;
  const isJoined = below.length === 2 && lane.inputSize === size + below[1].outputSize;
  return { base: `h${isJoined ? (index < size ? "→" : "←") : "↓"}`, sub: String(isJoined && index >= size ? index - size : index) };
}

/** What a layer remembers. @param {number} unit @returns {EntryName} */
export const stateName = (unit) => ({ base: "h′", sub: String(unit) });

/** In one line of plain text: "x₀", "h₀′", "h₁↓". @param {EntryName} name */
export const written = ({ base, sub }) => `${base[0]}${subscript(sub)}${base.slice(1)}`;

/** An input of the sequence in plain text. @param {number} index */
export const inputLabel = (index) => written(sequenceInput(index));
