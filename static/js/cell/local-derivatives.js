/**
 * Squashing functions, their derivatives from their outputs, and what the gradients of the stream
 * (∂L/∂h, ∂L/∂c and ∂L/∂z of each gate) come to on the inner wires, by the formulas of the cell.
 *
 * @typedef {import("../types.js").ActivationName} ActivationName
 * @typedef {import("./snapshot.js").Snapshot} Snapshot
 */

/** @type {Record<ActivationName, {value: (z: number) => number, derivative: (y: number) => number, symbol: string}>} */
export const SQUASHES = {
  sigmoid: { value: (z) => 1 / (1 + Math.exp(-z)), derivative: (y) => y * (1 - y), symbol: "σ" },
  hard_sigmoid: {
    value: (z) => (Number.isNaN(z) ? NaN : Math.min(1, Math.max(0, 0.2 * z + 0.5))),
    derivative: (y) => (Number.isNaN(y) ? NaN : y > 0 && y < 1 ? 0.2 : 0),
    symbol: "σ̂",
  },
  tanh: { value: Math.tanh, derivative: (y) => 1 - y * y, symbol: "tanh" },
  relu: {
    value: (z) => (Number.isNaN(z) ? NaN : Math.max(0, z)),
    derivative: (y) => (Number.isNaN(y) ? NaN : y > 0 ? 1 : 0),
    symbol: "relu",
  },
  identity: { value: (z) => z, derivative: (y) => (Number.isNaN(y) ? NaN : 1), symbol: "id" },
};

/**
 * The squash of each block of a kind of cell.
 * @param {Snapshot} step
 * @param {string} block
 * @returns {ActivationName}
 */
export function squashOf({ activations }, block) {
  return block === "g" || block === "n" || block === "a" ? activations.candidate : activations.gate;
}

/**
 * Derivative of a gate (or of h, for an RNN) by its pre-activation. A value that a what-if holds
 * does not depend on its pre-activation.
 * @param {Snapshot} step
 * @param {string} block
 * @returns {number}
 */
export function gateDerivative(step, block) {
  const quantity = block === "a" ? "h" : block;
  if (step.held.has(quantity)) return 0;
  return SQUASHES[squashOf(step, block)].derivative(block === "a" ? step.h : step.gates[block]);
}

/**
 * The gradient that reaches a state from within: nothing passes a value that a what-if holds.
 * @param {Snapshot} step
 * @param {"h"|"c"} state
 * @returns {number}
 */
export const passing = (step, state) => (step.held.has(state) ? 0 : step.grads[state]);

/**
 * LSTM: gradients at the outputs of the gates, on the way from h to c, and what c′ receives.
 * @param {Snapshot} step
 * @returns {{o: number, squashed: number, fromH: number, f: number, i: number, g: number, cPrev: number}}
 */
export function lstmGradients(step) {
  const { gates, cPrev, squashed, peepholes, grads } = step;
  const h = passing(step, "h");
  const c = passing(step, "c");
  const outDerivative = SQUASHES[step.activations.output].derivative(squashed);
  return {
    o: h * squashed,
    squashed: h * gates.o,
    fromH: h * gates.o * outDerivative,
    f: c * cPrev,
    i: c * gates.g,
    g: c * gates.i,
    cPrev: c * gates.f + (peepholes ? peepholes.i * grads.i + peepholes.f * grads.f : 0),
  };
}

/**
 * GRU: gradients at the outputs of the gates, at q = U h′ + b of the candidate, and what h′
 * receives along the line.
 * @param {Snapshot} step
 * @returns {{z: number, n: number, r: number, reset: number, q: number, hPrev: number}}
 */
export function gruGradients(step) {
  const { gates, hPrev, recurrentCandidate, grads } = step;
  const h = passing(step, "h");
  return {
    z: h * (hPrev - gates.n),
    n: h * (1 - gates.z),
    r: grads.n * recurrentCandidate,
    reset: grads.n,
    q: grads.n * gates.r,
    hPrev: h * gates.z,
  };
}
