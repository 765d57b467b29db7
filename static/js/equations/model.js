/**
 * The equations of one unit at one step, as the cell says them: forward in the order of
 * computation, backward in that of the chain rule. For each a tree (symbols, and numbers put in)
 * and the number that the run holds. Pure; no cell is known by name.
 *
 * @typedef {import("../cell/step.js").Step} Step
 * @typedef {import("../trace/model.js").CellModel} CellModel
 * @typedef {import("../trace/model.js").BackwardEquation} BackwardEquation
 * @typedef {import("./tree.js").Tree} Tree
 * @typedef {import("./tree.js").Quantity} Quantity
 * @typedef {object} Row
 * @property {string} id
 * @property {Quantity} left     what the equation gives; its value is the number of the run
 * @property {Tree} right
 * @property {string} tone
 * @property {readonly [number, number]} window   of the step's phase, in which this row is computed
 * @property {boolean} isHeld    a what-if replaces the value, or what it would be computed from
 * @property {ReadonlySet<string>} parameters  of its equation
 * @property {"direct"|"no_weights"} [note]   what needs a word
 */

import { toneOf } from "../cell/tones.js";
import { TreeMaker } from "./maker.js";
import { bare, constant, factored, gradientOf, isKnown, preActivationOf, quantity, sum, symbolOf } from "./tree.js";

/**
 * @param {Step} step
 * @param {import("../types.js").Pass} pass
 * @returns {Row[]}
 */
export function equationRows(step, pass) {
  return pass === "forward" ? forwardRows(step) : backwardRows(step);
}

/** A layer without projection has as many units as every value has entries. @param {Step} step @param {number} node */
const isThere = ({ lane, model, unit }, node) => {
  const { size } = model.node(node);
  return size === "1" || unit < lane.sizeOf(size);
};

/** @param {Step} step @returns {Row[]} */
function forwardRows(step) {
  const { model, unit } = step;
  const maker = new TreeMaker(step);
  const windows = windowsOf(model);
  return model.forward.filter(({ node }) => isThere(step, node)).map(({ name, node, right }) => {
    const left = quantity(symbolOf(name), step.number(node), name, unit);
    const isHeld = step.held.has(name);
    const tree = isHeld ? constant(left.value) : bare(maker.expand(right));
    /** @type {Row} */
    const row = { id: name, left, right: tree, tone: toneOf(model, name), window: windows[name], isHeld, parameters: parametersOf(model, right) };
    return isHeld || step.hasWeights || parametersOf(model, right).size === 0 ? row : { ...row, note: "no_weights" };
  });
}

/** @param {Step} step @returns {Row[]} */
function backwardRows(step) {
  const { model } = step;
  const windows = windowsOf(model);
  return model.backward.filter(({ node }) => isThere(step, node)).map((equation) => {
    const { of, at, receives_loss: receivesLoss } = equation;
    const symbol = at ? preActivationOf(of) : symbolOf(of);
    const left = quantity(gradientOf(symbol), step.number(equation.node), of, step.unit);
    const right = at ? atPreActivation(step, equation) : received(step, equation);
    const [start, end] = windows[of];
    /** @type {Row} */
    const row = {
      id: at ? `d_z_${of}` : `d_${of}`, left, right, tone: toneOf(model, of), window: [1 - end, 1 - start],
      isHeld: at === undefined ? isCutOff(step, equation) : step.held.has(of), parameters: NONE,
    };
    if (receivesLoss) row.note = "direct";
    return row;
  });
}

/** @param {Step} step @param {BackwardEquation} equation @returns {Tree} */
function atPreActivation(step, { of, node }) {
  return step.held.has(of) ? constant(0) : bare(new TreeMaker(step, { isBackward: true }).expand(node));
}

/** What its readings send back, in this step and from the one read next, and for h what comes from outside. @param {Step} step @param {BackwardEquation} equation @returns {Tree} */
function received(step, { terms = [], receives_loss: receivesLoss }) {
  const now = new TreeMaker(step, { isBackward: true });
  const next = new TreeMaker(step, { isBackward: true, isLater: true });
  const given = terms.filter(({ later }) => !later || step.hasLater).map(({ node, later }) => bare((later ? next : now).tree(node)));
  const outside = receivesLoss ? [quantity({ base: "ℓ" }, step.outside, "h", step.unit)] : [];
  const whole = sum([...outside, ...given].map((tree) => ({ sign: 1, tree })));
  return terms.some(({ later }) => later) || receivesLoss ? whole : factored(whole);
}

/** Whether all that reads a value is replaced by what-ifs. @param {Step} step @param {BackwardEquation} equation */
function isCutOff({ held }, { terms = [], receives_loss: receivesLoss }) {
  return !receivesLoss && terms.length > 0 && terms.every(({ by, later }) => !later && held.has(by));
}

/** @type {ReadonlySet<string>} */
const NONE = new Set();

/** @param {CellModel} model @param {number} id @returns {Set<string>} */
function parametersOf(model, id) {
  const { op, args, name = "" } = model.node(id);
  if (op === "named") return new Set();
  const own = op === "matvec" || op === "parameter" ? [name] : [];
  return new Set([...own, ...args.flatMap((arg) => [...parametersOf(model, arg)])]);
}

/** @type {WeakMap<CellModel, Record<string, readonly [number, number]>>} */
const windows = new WeakMap();

/** When each value is computed: what reads nothing of the same step first, then what reads that, … @param {CellModel} model */
function windowsOf(model) {
  const known = windows.get(model);
  if (known) return known;
  /** @type {Record<string, number>} */
  const levels = {};
  /** @param {number} id @returns {number} */
  const levelBelow = (id) => {
    const { op, args, name = "" } = model.node(id);
    return op === "named" ? levels[name] + 1 : Math.max(0, ...args.map(levelBelow));
  };
  for (const { name, right } of model.forward) levels[name] = levelBelow(right);
  const count = 1 + Math.max(...Object.values(levels));
  const found = Object.fromEntries(Object.entries(levels).map(([name, level]) => [name, /** @type {const} */ ([level / count, (level + 1) / count])]));
  windows.set(model, found);
  return found;
}

/** Whether the row can be written with numbers. @param {Row} row */
export const hasNumbers = ({ right }) => isKnown(right);
