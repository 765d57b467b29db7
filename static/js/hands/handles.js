/**
 * What can be taken hold of in the picture, and the edit that moving it makes. A handle is named
 * like the quantity that is lit when it is pointed at, so circuit and equations offer the same ones.
 *
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../cell/step.js").Step} Step
 * @typedef {import("../cell/weighted.js").Weighted} Weighted
 * @typedef {import("./hold.js").Place} Place
 * @typedef {{key: string, params: Record<string, string|number>, block?: string}} Words   block: its name goes in as {gate}
 *
 * @typedef {object} Handle
 * @property {string} quantity
 * @property {number|null} index
 * @property {"gate"|"weight"|"bias"|"input"} kind
 * @property {string} symbol
 * @property {number} value           by the scenario; of a free gate by the trace
 * @property {readonly [number, number]} range   that dragging and arrow keys keep to
 * @property {readonly number[]} factors  what a weight multiplies at this step; none of all others
 * @property {boolean} isHeld         a what-if holds it
 * @property {Words} words
 * @property {import("../trace/model.js").CellModel} model   that its words are about
 * @property {(scenario: Scenario, value: number) => Scenario} edit
 * @typedef {{name: string, row: number, column: number|null}} Entry
 */

import { inputLabel } from "../cell/names.js";
import { weightedIn, weightOf } from "../cell/weighted.js";
import { setValues, hasTensors, setWeights } from "../scenario/edits.js";
import { hold, holdAt } from "./hold.js";

/** Of a block's terms at most so many are offered, the largest ones; the dock has them all. */
export const MOST_HANDLES = 4;

/** @type {readonly [number, number]} */
const ANY = Object.freeze([-Infinity, Infinity]);

/** @type {Record<string, readonly [number, number]>} */
const RANGES = {
  sigmoid: [0, 1], hard_sigmoid: [0, 1], hard_sigmoid_6: [0, 1], tanh: [-1, 1], softsign: [-1, 1], sin: [-1, 1],
  relu: [0, Infinity], softplus: [0, Infinity], exp: [0, Infinity],
};

/**
 * Makes handles for what is looked at. Nothing is offered while the shown trace has another cell
 * than the scenario: rows and columns would be those of a cell that is gone.
 */
export class Handles {
  #step;
  #scenario;
  #mostHolds;
  /** @type {Place} */
  #place;
  #fits;
  /** @type {Map<string, Weighted[]>} */
  #weighted = new Map();

  /** @param {Step} step @param {Scenario} scenario @param {{interventions?: number}} limits */
  constructor(step, scenario, limits) {
    const { layer, direction, unit, t } = step;
    this.#step = step;
    this.#scenario = scenario;
    this.#mostHolds = limits.interventions ?? Infinity;
    this.#place = { layer, direction, unit, t };
    this.#fits = isSameCell(step.trace.scenario, scenario);
  }

  /**
   * The handle of a quantity; null where it cannot be changed by hand.
   * @param {string} quantity  a value, a parameter or the input
   * @param {number|null} index
   * @returns {Handle|null}
   */
  of(quantity, index) {
    if (!this.#fits) return null;
    if (quantity === "x") return index === null ? null : this.#input(index);
    const { model } = this.#step;
    if (model.parameter(quantity)) return this.#weight(quantity, index);
    const isGate = model.gates.includes(quantity) || model.named(quantity)?.pre_activation !== undefined;
    return isGate ? this.gate(quantity) : null;
  }

  /** @param {string} given  a value that a what-if can replace, or the row block that makes it @returns {Handle|null} */
  gate(given) {
    const { model } = this.#step;
    const name = targetOf(model, given);
    const equation = model.named(name);
    if (!this.#fits || !equation || !model.targets.includes(name)) return null;
    const held = holdAt(this.#scenario, name, this.#place);
    const { unit, t } = this.#place;
    return {
      quantity: name, index: unit, kind: "gate", symbol: name, factors: [], isHeld: held !== null,
      value: held?.value ?? this.#step.number(equation.node),
      range: RANGES[model.node(equation.right).name ?? ""] ?? ANY,
      words: { key: name === "h" ? "hidden" : "gate", params: { unit, t }, block: name }, model,
      edit: (scenario, value) => hold(scenario, name, this.#place, value, this.#mostHolds),
    };
  }

  /**
   * What the equation of a value adds up: its biases, and its largest terms in their own order.
   * @param {string} name
   * @returns {{handles: Handle[], hidden: number}}
   */
  terms(name) {
    const terms = this.#fits ? this.#weightedOf(targetOf(this.#step.model, name)) : [];
    const weighted = terms.filter(({ kind }) => kind !== "bias");
    const shown = largest(weighted.map((term) => ({ ...term, product: weightOf(term) })), MOST_HANDLES);
    const biases = terms.filter(({ kind }) => kind === "bias");
    const found = [...shown, ...biases].map(({ parameter, index }) => this.of(parameter, index));
    return { handles: found.filter((handle) => handle !== null), hidden: weighted.length - shown.length };
  }

  /**
   * The handle of a number that stands for a whole sum on the picture: there is one where the sum
   * has a single term that counts.
   * @param {string} parameter
   * @returns {Handle|null}
   */
  only(parameter) {
    const owner = this.#ownerOf(parameter);
    const terms = owner ? this.#weightedOf(owner).filter((term) => term.parameter === parameter) : [];
    const counting = terms.length === 1 ? terms : terms.filter((term) => weightOf(term) !== 0);
    return counting.length === 1 ? this.of(parameter, counting[0].index) : null;
  }

  /** The same handles as before, with what they are now. @param {readonly Pick<Handle, "quantity"|"index">[]} names @returns {Handle[]} */
  again(names) {
    return names.map(({ quantity, index }) => this.of(quantity, index)).filter((handle) => handle !== null);
  }

  /** Components of the input, where they are numbers that somebody typed. @returns {{handles: Handle[], hidden: number}} */
  inputs() {
    const { inputSize, x } = this.#step.lane;
    const entries = Array.from(x.subarray(this.#place.t * inputSize, (this.#place.t + 1) * inputSize), (value, index) => ({ product: value, index }));
    const shown = largest(entries, 2 * MOST_HANDLES);
    const found = shown.map(({ index }) => this.of("x", index)).filter((handle) => handle !== null);
    return { handles: found, hidden: found.length === 0 ? 0 : entries.length - shown.length };
  }

  /** Whether the shown layer reads the sequence as somebody typed it. */
  get hasInputs() {
    return this.#fits && this.#place.layer === 0 && "values" in this.#scenario.sequence;
  }

  /** @param {string} name @returns {Weighted[]} */
  #weightedOf(name) {
    const found = this.#weighted.get(name) ?? weightedIn(this.#step, name);
    this.#weighted.set(name, found);
    return found;
  }

  /** The value whose equation weighs with a parameter. @param {string} parameter @returns {string|null} */
  #ownerOf(parameter) {
    return this.#step.model.values.find((name) => this.#weightedOf(name).some((term) => term.parameter === parameter)) ?? null;
  }

  /** @param {number} index @returns {Handle|null} */
  #input(index) {
    const { sequence } = this.#scenario;
    const { layer, t } = this.#place;
    const value = layer === 0 && "values" in sequence ? sequence.values[t]?.[index] : undefined;
    if (value === undefined) return null;
    return {
      quantity: "x", index, kind: "input", symbol: inputLabel(index), factors: [], isHeld: false, value, range: ANY,
      words: { key: "input", params: { entry: inputLabel(index), t } }, model: this.#step.model,
      edit: (scenario, next) => ("values" in scenario.sequence ? setValues(scenario, [{ t, column: index, value: next }]) : scenario),
    };
  }

  /**
   * A parameter that stands in two tensors is shown as their sum, and the first takes the change.
   * @param {string} parameter
   * @param {number|null} index
   * @returns {Handle|null}
   */
  #weight(parameter, index) {
    const block = this.#ownerOf(parameter);
    const term = block ? this.#weightedOf(block).find((one) => one.parameter === parameter && (one.index === null || one.index === index)) : undefined;
    if (!term || !block) return null;
    const [own, ...others] = this.#entries(parameter, term.index);
    const { tensors } = this.#step.trace;
    const added = (/** @type {Scenario} */ scenario) => others.reduce((sum, entry) => sum + (weightAt(scenario, tensors, entry) || 0), 0);
    return {
      quantity: parameter, index: term.index, kind: term.kind === "bias" ? "bias" : "weight", isHeld: false, range: ANY,
      symbol: term.kind === "bias" ? parameter : term.reads, factors: term.factors,
      value: withoutDust(weightAt(this.#scenario, tensors, own), added(this.#scenario)),
      words: this.#words(term, block), model: this.#step.model,
      edit: (scenario, value) => setWeights(scenario, [{ ...own, value: withoutDust(value, -added(scenario)) }]),
    };
  }

  /** @param {Weighted} term @param {string} block @returns {Words} */
  #words({ kind, entry, parameter }, block) {
    const { unit, layer } = this.#place;
    const key = { input: layer === 0 ? "weight_x" : "weight_below", state: "weight_h", value: "factor", bias: "bias" }[kind];
    /** @type {Record<string, string|number>} */
    const params = kind === "value" ? { unit, name: parameter } : kind === "bias" ? { unit } : { unit, entry };
    return { key, params, block };
  }

  /** @param {string} parameter @param {number|null} index @returns {Entry[]} */
  #entries(parameter, index) {
    return this.#step.lane.places(parameter, this.#place.unit).map(({ tensor, row, column }) => ({
      name: tensor, row, column: index === null ? column : index,
    }));
  }
}

/** The value that a row block makes. @param {import("../trace/model.js").CellModel} model @param {string} name */
export const targetOf = (model, name) => (model.named(name) ? name : model.blocks[name] ?? name);

/** A sum free of binary dust: 0.1 + 0.2 is 0.3. @param {number} value @param {number} added */
const withoutDust = (value, added) => (added === 0 ? value : Number((value + added).toPrecision(15)));

/** @param {Scenario} shown @param {Scenario} present */
const isSameCell = (shown, present) => shown.cell === present.cell || JSON.stringify(shown.cell) === JSON.stringify(present.cell);

/**
 * The entries with the largest products, of equal ones those with the larger weights, in their own
 * order.
 * @template {{product: number, weight?: number}} E
 * @param {readonly E[]} entries
 * @param {number} most
 * @returns {E[]}
 */
function largest(entries, most) {
  if (entries.length <= most) return [...entries];
  const size = (/** @type {number} */ value) => Math.abs(value) || 0;
  const bySize = [...entries].sort((a, b) => size(b.product) - size(a.product) || size(b.weight ?? 0) - size(a.weight ?? 0));
  const chosen = new Set(bySize.slice(0, most));
  return entries.filter((entry) => chosen.has(entry));
}

/**
 * The newest value: an edit by hand is in the scenario before any run has seen it.
 * @param {Scenario} scenario
 * @param {Record<string, any>|null} resolved  tensors of the trace
 * @param {Entry} entry
 * @returns {number} NaN where it is not known
 */
function weightAt({ weights }, resolved, { name, row, column }) {
  const isGiven = hasTensors(weights);
  const edit = isGiven ? undefined : weights.edits?.[name]?.[column === null ? `${row}` : `${row},${column}`];
  if (edit !== undefined) return edit;
  const tensor = (isGiven ? weights.tensors : resolved)?.[name];
  if (tensor === undefined || tensor === null) return isGiven && name.startsWith("bias_") ? 0 : NaN;
  return (column === null ? tensor[row] : /** @type {any} */ (tensor[row])?.[column]) ?? NaN;
}
