/**
 * How many units a cell needs to have about as many parameters as the default cell of a given size.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../scenario/shapes.js").Layer} Layer
 */

import { el } from "../base/dom.js";
import { contract } from "../scenario/contract.js";
import { choiceTitle } from "../scenario/cell-title.js";
import { countParameters, layerAt, setLayer } from "../scenario/edits.js";
import { button } from "./field.js";
import { NumberField } from "./number-field.js";

/** One layer as a network of its own, of another size or another cell. @param {Cell} cell @param {Layer} layer @param {Partial<Cell>} patch @returns {Cell} */
function alone(cell, layer, patch) {
  const { kind, equations, bias, peephole, proj_size, activations, merge, hidden, directions } = layer;
  const own = { kind, equations, bias, peephole, proj_size, activations, merge, hidden_size: hidden, bidirectional: directions.length > 1 };
  return { ...cell, ...own, layers: null, num_layers: 1, input_size: layer.input, ...patch };
}

/**
 * The hidden size with the number of parameters nearest to a wanted one; of two the smaller.
 * @param {(hidden: number) => number} count
 * @param {number} wanted
 * @param {number} most
 */
export function nearestSize(count, wanted, most) {
  let low = 1;
  let high = most;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (count(middle) >= wanted) high = middle;
    else low = middle + 1;
  }
  return low > 1 && wanted - count(low - 1) <= count(low) - wanted ? low - 1 : low;
}

/** @param {Context} context @param {() => number} shownLayer */
export function equalParameters(context, shownLayer) {
  const { t, i18n } = context;
  /** @type {number|null} */
  let units = null;
  const change = (/** @type {number|null} */ value) => {
    units = value;
    show(context.state.scenario, shownLayer());
  };
  const plain = /** @type {Cell} */ (contract().defaults.cell);
  const name = choiceTitle(plain, i18n);
  const size = new NumberField({ label: t("equal_units", { name }), i18n, min: 1, max: context.limit("hidden_size"), isInteger: true, onChange: change });
  const said = el("p", { class: "hint" });
  const take = button(t("equal_take"), () => {
    const { hidden } = numbersFor(context.state.scenario, shownLayer());
    context.edit((s) => setLayer(s, shownLayer(), { hidden_size: hidden }));
  });
  /** @param {Scenario} scenario @param {number} at */
  const numbersFor = ({ cell }, at) => {
    const layer = layerAt(cell, at);
    const { kind, equations, peephole, proj_size } = plain;
    const like = units ?? layer.hidden;
    const wanted = countParameters(alone(cell, layer, { kind, equations, peephole, proj_size, hidden_size: like }));
    const count = (/** @type {number} */ hidden) => countParameters(alone(cell, layer, { hidden_size: hidden }));
    const hidden = nearestSize(count, wanted, context.limit("hidden_size", 512));
    return { wanted, hidden, found: count(hidden) };
  };
  /** @param {Scenario} scenario @param {number} at */
  const show = (scenario, at) => {
    const layer = layerAt(scenario.cell, at);
    units ??= layer.hidden;
    node.hidden = !layer.form;
    if (!layer.form) return;
    const { wanted, hidden, found } = numbersFor(scenario, at);
    size.update(units);
    const numbers = { name, units: i18n.number(units), wanted: i18n.number(wanted), hidden: i18n.number(hidden), found: i18n.number(found) };
    said.textContent = t("equal_said", numbers);
    take.disabled = layer.hidden === hidden;
  };
  const node = el("div", { class: "equal-parameters" }, size.node, said, take);
  return { node, update: show };
}
