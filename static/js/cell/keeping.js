/**
 * Which gate says how much of a state is kept from step to step: the one that multiplies the state
 * of the step before, or is one less than what does.
 *
 * @typedef {import("../trace/model.js").CellModel} CellModel
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
