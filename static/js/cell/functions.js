/** How the functions of equations are written in the circuit's boxes. */

/** @type {Readonly<Record<string, string>>} */
const SYMBOLS = Object.freeze({
  sigmoid: "σ", hard_sigmoid: "σ̂", hard_sigmoid_6: "σ̂", identity: "id", normalize: "norm", softplus: "softp", softsign: "softs",
});

/** @param {string} name  of a function */
export const symbolOf = (name) => SYMBOLS[name] ?? name;
