/**
 * Layer, direction and unit that circuit, equations and plots look at.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").Direction} Direction
 */

import { el, hide } from "../base/dom.js";
import { watch } from "../base/watch.js";

/**
 * @param {HTMLElement} root
 * @param {App} app
 * @returns {() => void}
 */
export function mount(root, { store, actions, i18n }) {
  const layer = choice(root, (value) => actions.select({ layer: Number(value) }));
  const direction = choice(root, (value) => actions.select({ direction: /** @type {Direction} */ (value) }));
  direction.label.classList.add("place-direction");
  const unit = choice(root, (value) => actions.select({ unit: Number(value) }));
  const step = root.appendChild(el("output", { class: "place-step" }));
  const render = (/** @type {State} */ { trace, view }) => {
    const lanes = trace?.lanes ?? [];
    const own = lanes.filter((lane) => lane.layer === view.layer);
    fill(layer, i18n.t("place.layer"), indices((lanes.at(-1)?.layer ?? 0) + 1), view.layer);
    fill(unit, i18n.t("place.unit"), indices(own[0]?.hiddenSize ?? 1), view.unit);
    const ways = [["forward", i18n.t("place.forward")], ["reverse", i18n.t("place.reverse")]];
    fill(direction, i18n.t("place.direction"), ways, view.direction);
    hide(direction.label, own.length < 2);
    root.closest(".cell-region")?.toggleAttribute("data-two-ways", own.length > 1);
    step.textContent = `t = ${view.t}`;
  };
  return watch(store, ({ trace, view }) => {
    return [trace?.scenario, view.t, view.unit, view.layer, view.direction, view.lang];
  }, render);
}

/**
 * @typedef {{label: HTMLLabelElement, name: HTMLSpanElement, select: HTMLSelectElement, key: string}} Choice
 * @param {HTMLElement} root
 * @param {(value: string) => void} onChoose
 * @returns {Choice}
 */
function choice(root, onChoose) {
  const name = el("span");
  const select = el("select", { onchange: () => onChoose(select.value) });
  const label = root.appendChild(el("label", { class: "place-field" }, name, select));
  return { label, name, select, key: "" };
}

/** @param {number} count */
const indices = (count) => Array.from({ length: count }, (_, index) => [String(index), String(index)]);

/**
 * @param {Choice} choice
 * @param {string} name
 * @param {string[][]} options  value and text
 * @param {string|number} value
 */
function fill(choice, name, options, value) {
  const key = name + options.map((pair) => pair.join()).join("|");
  if (choice.key !== key) {
    choice.key = key;
    choice.name.textContent = name;
    choice.select.replaceChildren(...options.map(([option, text]) => el("option", { value: option }, text)));
  }
  if (choice.select.value !== String(value)) choice.select.value = String(value);
}
