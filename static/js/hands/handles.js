/**
 * What can be taken hold of in the picture, and the edit that moving it makes. A handle is named
 * like the quantity that is lit when it is pointed at, so circuit and equations offer the same ones.
 *
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../cell/reading.js").Reading} Reading
 * @typedef {import("./hold.js").Place} Place
 * @typedef {import("../trace/lane-trace.js").Term} Term
 * @typedef {{key: string, params: Record<string, string|number>, block?: string}} Words   block: its name goes in as {gate}
 *
 * @typedef {object} Handle
 * @property {string} quantity
 * @property {number|null} index
 * @property {"gate"|"weight"|"bias"|"input"} kind
 * @property {string} symbol
 * @property {number} value           by the scenario; of a free gate by the trace
 * @property {readonly [number, number]} range   that dragging and arrow keys keep to
 * @property {number|null} times      what a weight multiplies at this step
 * @property {boolean} isHeld         a what-if holds it
 * @property {Words} words
 * @property {(scenario: Scenario, value: number) => Scenario} edit
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {{name: string, row: number, column: number|null}} Entry
 */

import { inputLabel, inputName, stateName, written } from "../cell/entry-names.js";
import { squashOf } from "../cell/local-derivatives.js";
import { quantityOfTerm, readWeightQuantity } from "../cell/quantities.js";
import { blockRows, hasTensors, setValues, setWeights, tensorName } from "../scenario/edits.js";
import { hold, holdAt } from "./hold.js";

/** Of a block's terms at most so many are offered, the largest ones; the dock has them all. */
export const MOST_HANDLES = 4;

/** @type {readonly [number, number]} */
const ANY = Object.freeze([-Infinity, Infinity]);

/** @type {Record<string, readonly [number, number]>} */
const RANGES = {
  sigmoid: [0, 1], hard_sigmoid: [0, 1], tanh: [-1, 1], relu: [0, Infinity], identity: ANY,
};

/**
 * Makes handles for what is looked at. Nothing is offered while the shown trace has another cell
 * than the scenario: rows and columns would be those of a cell that is gone.
 */
export class Handles {
  #reading;
  #scenario;
  #mostHolds;
  /** @type {Place} */
  #place;
  #fits;

  /** @param {Reading} reading @param {Scenario} scenario @param {{interventions?: number}} limits */
  constructor(reading, scenario, limits) {
    const { layer, direction, unit, t } = reading.step;
    this.#reading = reading;
    this.#scenario = scenario;
    this.#mostHolds = limits.interventions ?? Infinity;
    this.#place = { layer, direction, unit, t };
    this.#fits = isSameCell(reading.trace.scenario, scenario);
  }

  /**
   * The handle of a quantity; null where it cannot be changed by hand.
   * @param {string} quantity
   * @param {number|null} index
   * @returns {Handle|null}
   */
  of(quantity, index) {
    if (!this.#fits) return null;
    const weight = readWeightQuantity(quantity);
    if (weight) return this.#weight(weight.part, weight.block, quantity, index);
    if (quantity === "x") return index === null ? null : this.#input(index);
    return quantity in this.#reading.step.shares ? this.gate(quantity) : null;
  }

  /** @param {string} block  of an RNN its only one, which makes h @returns {Handle|null} */
  gate(block) {
    if (!this.#fits) return null;
    const { step } = this.#reading;
    const target = targetOf(block);
    const held = holdAt(this.#scenario, target, this.#place);
    const { unit, t } = this.#place;
    return {
      quantity: block, index: unit, kind: "gate", symbol: target, times: null, isHeld: held !== null,
      value: held?.value ?? (block === "a" ? step.h : step.gates[block]),
      range: RANGES[squashOf(step, block)] ?? ANY,
      words: { key: block === "a" ? "hidden" : "gate", params: { unit, t }, block },
      edit: (scenario, value) => hold(scenario, target, this.#place, value, this.#mostHolds),
    };
  }

  /**
   * What a block adds up: its biases, and its largest terms in their own order.
   * @param {string} block
   * @returns {{handles: Handle[], hidden: number}}
   */
  terms(block) {
    const { terms } = this.#reading.step.shares[block];
    if (!this.#fits || terms.length === 0) return { handles: [], hidden: 0 };
    const weighted = terms.filter((term) => term.kind !== "bias");
    const shown = largest(weighted, MOST_HANDLES);
    const quantities = new Set(terms.filter((term) => term.kind === "bias").map((term) => quantityOfTerm(term, block)));
    const found = [
      ...shown.map((term) => this.of(quantityOfTerm(term, block), term.index)),
      ...[...quantities].map((quantity) => this.of(quantity, null)),
    ];
    return { handles: found.filter((handle) => handle !== null), hidden: weighted.length - shown.length };
  }

  /**
   * The handle of a number that stands for a whole sum on the picture: there is one where the sum
   * has a single term that counts.
   * @param {string} quantity
   * @returns {Handle|null}
   */
  only(quantity) {
    const weight = this.#fits ? readWeightQuantity(quantity) : null;
    const terms = weight ? this.#reading.step.shares[weight.block].terms.filter((term) => quantityOfTerm(term, weight.block) === quantity) : [];
    if (terms[0]?.kind === "bias") return this.of(quantity, null);
    const counting = terms.length === 1 ? terms : terms.filter(({ product }) => product !== 0);
    return counting.length === 1 ? this.of(quantity, counting[0].index) : null;
  }

  /** The same handles as before, with what they are now. @param {readonly Pick<Handle, "quantity"|"index">[]} names @returns {Handle[]} */
  again(names) {
    return names.map(({ quantity, index }) => this.of(quantity, index)).filter((handle) => handle !== null);
  }

  /** Components of the input, where they are numbers that somebody typed. @returns {{handles: Handle[], hidden: number}} */
  inputs() {
    const entries = this.#reading.step.x.map((value, index) => ({ product: value, index }));
    const shown = largest(entries, 2 * MOST_HANDLES);
    const found = shown.map(({ index }) => this.of("x", index)).filter((handle) => handle !== null);
    return { handles: found, hidden: found.length === 0 ? 0 : entries.length - shown.length };
  }

  /** Whether the shown layer reads the sequence as somebody typed it. */
  get hasInputs() {
    return this.#fits && this.#place.layer === 0 && "values" in this.#scenario.sequence;
  }

  /** @param {number} index @returns {Handle|null} */
  #input(index) {
    const { sequence } = this.#scenario;
    const { layer, t } = this.#place;
    const value = layer === 0 && "values" in sequence ? sequence.values[t]?.[index] : undefined;
    if (value === undefined) return null;
    return {
      quantity: "x", index, kind: "input", symbol: inputLabel(index), times: null, isHeld: false, value, range: ANY,
      words: { key: "input", params: { entry: inputLabel(index), t } },
      edit: (scenario, next) => ("values" in scenario.sequence ? setValues(scenario, [{ t, column: index, value: next }]) : scenario),
    };
  }

  /** @param {string} part @param {string} block @param {string} quantity @param {number|null} index @returns {Handle|null} */
  #weight(part, block, quantity, index) {
    const term = this.#reading.step.shares[block]?.terms.find((one) =>
      quantityOfTerm(one, block) === quantity && (one.kind === "bias" || one.kind === "peephole" || one.index === index));
    if (!term) return null;
    return term.kind === "bias" ? this.#bias(block, quantity) : this.#product(part, block, quantity, term);
  }

  /** @param {string} part @param {string} block @param {string} quantity @param {Term} term @returns {Handle} */
  #product(part, block, quantity, term) {
    const entry = entryOf(this.#scenario.cell, this.#place, part, block, term.index);
    const { unit, layer } = this.#place;
    const key = { x: layer === 0 ? "weight_x" : "weight_below", h: "weight_h", peephole: "peephole", bias: "bias" }[term.kind];
    return {
      quantity, index: term.index, kind: "weight", symbol: this.#readSymbol(term, block), times: term.factor * term.value, isHeld: false,
      value: weightAt(this.#scenario, this.#reading.trace.tensors, entry), range: ANY,
      words: { key, params: { unit, entry: this.#readSymbol(term, "") }, block },
      edit: (scenario, value) => setWeight(scenario, entry, value),
    };
  }

  /** What a weight multiplies, in symbols; in the candidate of a GRU with r before it. @param {Term} term @param {string} block */
  #readSymbol({ kind, index }, block) {
    if (kind === "x") return written(inputName(this.#scenario.cell, this.#place.layer, index));
    if (kind === "h") return `${block === "n" ? "r·" : ""}${written(stateName(index))}`;
    return block === "o" ? "c" : "c′";
  }

  /**
   * Both biases are shown as their sum, and the first takes the change. In the candidate of a GRU
   * they are two numbers.
   * @param {string} block
   * @param {string} quantity
   * @returns {Handle}
   */
  #bias(block, quantity) {
    const { cell } = this.#scenario;
    const { tensors } = this.#reading.trace;
    const isInner = quantity.startsWith("bias_hh");
    const own = entryOf(cell, this.#place, isInner ? "bias_hh" : "bias_ih", block);
    const other = entryOf(cell, this.#place, "bias_hh", block);
    const added = (/** @type {Scenario} */ scenario) => (block === "n" ? 0 : weightAt(scenario, tensors, other) || 0);
    return {
      quantity, index: null, kind: "bias", symbol: isInner ? "b′" : "b", isHeld: false, range: ANY,
      times: isInner ? this.#reading.step.gates.r : null,
      value: tidy(weightAt(this.#scenario, tensors, own) + added(this.#scenario)),
      words: { key: isInner ? "bias_inner" : "bias", params: { unit: this.#place.unit }, block },
      edit: (scenario, value) => setWeight(scenario, own, tidy(value - added(scenario))),
    };
  }
}

/** What a what-if of a block replaces. @param {string} block */
export const targetOf = (block) => (block === "a" ? "h" : block);

/** Free of binary dust: 0.1 + 0.2 is 0.3. @param {number} value */
const tidy = (value) => Number(value.toPrecision(15));

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

// Where a weight of a unit stands in the tensors, what it is by the scenario, and how it is set.

/**
 * @param {Cell} cell
 * @param {Place} place
 * @param {string} part    "weight_ih", "weight_hh", "weight_peephole", "bias_ih" or "bias_hh"
 * @param {string} block
 * @param {number} [column]
 * @returns {Entry}
 */
function entryOf(cell, { layer, direction, unit }, part, block, column = 0) {
  const name = tensorName(part, layer, direction);
  const [start] = blockRows(cell, layer, part, block) ?? [-1];
  if (part === "weight_peephole") return { name, row: start, column: unit };
  const row = start + unit;
  return { name, row, column: part.startsWith("bias") ? null : column };
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

/** @param {Scenario} scenario @param {Entry} entry @param {number} value @returns {Scenario} */
const setWeight = (scenario, entry, value) => setWeights(scenario, [{ ...entry, value }]);
