/**
 * The functions that equations use: how each is written, and what it makes of a number that stands
 * on the page, so that a shown equation can be tried.
 *
 * @typedef {{symbol: string, value: (x: number) => number}} FunctionRule
 */

/** @param {number} x */
const sigmoid = (x) => 1 / (1 + Math.exp(-x));

/** @param {number} slope */
const hard = (slope) => (/** @type {number} */ x) => Math.min(1, Math.max(0, slope * x + 0.5));

/** @type {Record<string, FunctionRule>} */
export const FUNCTIONS = Object.freeze({
  sigmoid: { symbol: "σ", value: sigmoid },
  hard_sigmoid: { symbol: "hard σ", value: hard(0.2) },
  hard_sigmoid_6: { symbol: "hard σ₆", value: hard(1 / 6) },
  tanh: { symbol: "tanh", value: Math.tanh },
  relu: { symbol: "relu", value: (x) => Math.max(0, x) },
  identity: { symbol: "id", value: (x) => x },
  softsign: { symbol: "softsign", value: (x) => x / (1 + Math.abs(x)) },
  softplus: { symbol: "softplus", value: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))) },
  silu: { symbol: "silu", value: (x) => x * sigmoid(x) },
  sin: { symbol: "sin", value: Math.sin },
  cos: { symbol: "cos", value: Math.cos },
  exp: { symbol: "exp", value: Math.exp },
  log: { symbol: "ln", value: Math.log },
  abs: { symbol: "abs", value: Math.abs },
  normalize: { symbol: "norm", value: () => NaN },
  normalize_back: { symbol: "norm′", value: () => NaN },
});

/** @param {string} name @returns {FunctionRule} */
export const functionOf = (name) => FUNCTIONS[name] ?? { symbol: name, value: () => NaN };
