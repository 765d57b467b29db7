/**
 * What a quantity pointed at anywhere on the page lights in the plots: its heat map, the row of the
 * unit, its entries in the legends and its lines.
 *
 * @typedef {import("../types.js").Highlight} Highlight
 * @typedef {import("./panel-set.js").PanelSet} PanelSet
 */

/**
 * The plotted quantity that a name stands for: "c_prev" is the c of the step before, a weight like
 * "weight_ih.f" belongs to its gate.
 * @param {string|null} name
 * @returns {string|null}
 */
export function plottedQuantity(name) {
  if (name === null) return null;
  const own = name.replace(/_prev$/, "");
  return own.includes(".") ? own.slice(own.lastIndexOf(".") + 1) : own;
}

/**
 * The unit pointed at; an entry of x, or of a weight, is none.
 * @param {Highlight} highlight
 * @returns {number|null}
 */
export function plottedUnit({ quantity, index }) {
  return quantity === null || quantity === "x" || quantity.includes(".") ? null : index;
}

/**
 * @param {HTMLElement} target    what Plotly drew into
 * @param {readonly string[]} drawn  the quantities of its lines; ghosts come first, in the same order
 * @param {string|null} quantity
 */
export function lightLines(target, drawn, quantity) {
  const lines = [...target.querySelectorAll(".scatterlayer > .trace")];
  lines.forEach((line, k) => line.classList.toggle("is-lit", drawn[k % drawn.length] === quantity));
}
