/** How the quantities of a cell are written in the equations. */

/** @typedef {import("./tree.js").Symbol} Symbol */

/** @type {Record<string, string>} */
const GREEK = { alpha: "α", beta: "β", gamma: "γ", delta: "δ", epsilon: "ε", zeta: "ζ", lambda: "λ", mu: "μ", nu: "ν", theta: "θ" };

/** A name of the equations: what stands behind its first underscore is lowered. @param {string} name @param {string} [mark] @returns {Symbol} */
export function symbolOf(name, mark = "") {
  const [base, ...subs] = name.split("_");
  return { base: `${Object.hasOwn(GREEK, base) ? GREEK[base] : base}${mark}`, ...(subs.length > 0 ? { sub: subs.join(",") } : {}) };
}

/** The gradient of the loss with respect to it. @param {Symbol} symbol @returns {Symbol} */
export const gradientOf = (symbol) => ({ ...symbol, of: "L" });

/** One entry of a vector. @param {Symbol} symbol @param {number} index @returns {Symbol} */
export const entryOf = ({ sub, ...symbol }, index) => ({ ...symbol, sub: sub === undefined ? String(index) : `${sub}${/\d$/.test(sub) ? "," : ""}${index}` });

/** What a function is applied to. @param {string} name  of the value @returns {Symbol} */
export const preActivationOf = (name) => ({ base: "z", sub: symbolOf(name).base + (symbolOf(name).sub ?? "") });
