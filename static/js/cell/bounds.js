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
