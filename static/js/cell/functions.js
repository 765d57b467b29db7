/** How the functions of equations are written in the circuit's boxes. */

/** @type {Readonly<Record<string, string>>} */
const SYMBOLS = Object.freeze({
  sigmoid: "σ", hard_sigmoid: "σ̂", hard_sigmoid_6: "σ̂", identity: "id", normalize: "norm", softplus: "softp", softsign: "softs",
});

/** @param {string} name  of a function */
export const symbolOf = (name) => SYMBOLS[name] ?? name;

/** @param {string} name  of a function @returns {readonly [number, number]} what its values keep to */
export const rangeOf = (name) => RANGES[name] ?? [-Infinity, Infinity];

/** @type {Readonly<Record<string, readonly [number, number]>>} */
const RANGES = Object.freeze({
  sigmoid: [0, 1], hard_sigmoid: [0, 1], hard_sigmoid_6: [0, 1], tanh: [-1, 1], softsign: [-1, 1], sin: [-1, 1],
  relu: [0, Infinity], softplus: [0, Infinity], exp: [0, Infinity],
});
