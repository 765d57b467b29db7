/** How the functions and weights of equations are written in the circuit's boxes. */

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
