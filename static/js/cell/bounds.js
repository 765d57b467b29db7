/**
 * Between which ends a value lies whatever the weights are, from the function that makes it.
 *
 * @typedef {import("../trace/model.js").CellModel} CellModel
 */

/** @type {ReadonlyMap<string, [number, number]>} */
const BOUNDS = new Map([
  ["sigmoid", [0, 1]], ["hard_sigmoid", [0, 1]], ["hard_sigmoid_6", [0, 1]],
  ["tanh", [-1, 1]], ["hard_tanh", [-1, 1]], ["softsign", [-1, 1]], ["sin", [-1, 1]],
]);

/**
 * @param {CellModel} model
 * @param {string} name  of a value
 * @returns {[number, number]|null} null for one that nothing bounds
 */
export function boundsOf(model, name) {
  const equation = model.named(name);
  const made = equation && model.node(equation.right);
  return made?.op === "apply" ? (BOUNDS.get(made.name ?? "") ?? null) : null;
}

/** Whether a value keeps to 0 … 1. @param {CellModel} model @param {string} name */
export const isOpening = (model, name) => boundsOf(model, name)?.[0] === 0;

/**
 * Whether the gradient of that name is the one at a pre-activation, as of PyTorch's row blocks.
 * @param {CellModel} model
 * @param {string} name
 */
export const isPreActivation = (model, name) =>
  model.gradients.includes(name) && (!model.values.includes(name) || model.nodes.some(({ op, at }) => at === `grad.${name}` && op !== "total" && op !== "gradient"));

/**
 * Which gate says how much of a state is kept from step to step: the one that multiplies the state
 * of the step before, or is one less than what does.
 *
 * @typedef {{state: string, gate: string, isComplement: boolean}} Keeping
 */

/** h where a gate keeps it, else the first state that one does. @param {CellModel} model @returns {Keeping|null} */
export function keepingGate(model) {
  for (const state of model.states) {
    const found = keeping(model, state);
    if (found) return found;
  }
  return null;
}

/** @param {CellModel} model @param {string} state @returns {Keeping|null} */
function keeping(model, state) {
  const equation = model.named(state);
  const before = model.previous(state);
  if (!equation || before === null) return null;
  for (const id of termsOf(model, equation.right)) {
    const { op, args } = model.node(id);
    if (op !== "mul" || !args.includes(before)) continue;
    const factor = gateIn(model, args[0] === before ? args[1] : args[0]);
    if (factor) return { state, ...factor };
  }
  return null;
}

/** @param {CellModel} model @param {number} id @returns {number[]} */
function termsOf(model, id) {
  const { op, args } = model.node(id);
  return op === "add" || op === "sub" || op === "sum" ? args.flatMap((arg) => termsOf(model, arg)) : [id];
}

/** @param {CellModel} model @param {number} id */
function gateIn(model, id) {
  const { op, args, name = "" } = model.node(id);
  if (op === "named" && model.gates.includes(name)) return { gate: name, isComplement: false };
  const isComplement = op === "sub" && model.node(args[0]).value === 1 && model.node(args[1]).op === "named";
  return isComplement ? { gate: model.node(args[1]).name ?? "", isComplement } : null;
}
