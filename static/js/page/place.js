/**
 * What is looked at: one of the three depths of the stage (the whole network, a cell with all units,
 * a single unit), one of the two passes, and layer, direction and unit.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").Depth} Depth
 * @typedef {import("../types.js").Direction} Direction
 * @typedef {import("../types.js").Pass} Pass
 */

import { el, find, hide } from "../base/dom.js";
import { watch } from "../base/watch.js";

/** @type {Record<Depth, string>} */
const PANES = { network: "#network", cell: "#cell-depth", unit: "#circuit" };

/**
 * @param {HTMLElement} root the radio group
 * @param {App} app
 * @returns {() => void}
 */
export function mountDepth(root, { store, actions }) {
  const radios = /** @type {HTMLInputElement[]} */ ([...root.querySelectorAll("input")]);
  const panes = Object.entries(PANES).map(([depth, selector]) => ({ depth, pane: find(document, selector) }));
  const onChange = () => {
    const chosen = radios.find((radio) => radio.checked);
    if (chosen) actions.setDepth(/** @type {Depth} */ (chosen.value));
  };
  const render = () => {
    const { depth } = store.state.view;
    const hadFocus = root.contains(document.activeElement);
    for (const radio of radios) {
      radio.checked = radio.value === depth;
      if (hadFocus && radio.checked) radio.focus();
    }
    showPane(panes, depth);
  };
  root.addEventListener("change", onChange);
  const unwatch = watch(store, ({ view }) => [view.depth], render);
  return () => {
    root.removeEventListener("change", onChange);
    unwatch();
  };
}

/**
 * The focus goes along when it was in the pane that is left.
 * @param {{depth: string, pane: HTMLElement}[]} panes
 * @param {Depth} depth
 */
function showPane(panes, depth) {
  const hadFocus = panes.some(({ pane }) => !pane.hidden && pane.contains(document.activeElement));
  for (const one of panes) one.pane.hidden = one.depth !== depth;
  if (hadFocus) panes.find((one) => one.depth === depth)?.pane.focus({ preventScroll: true });
}

// Forward or backward: which half of the run is shown and played.

/**
 * @param {HTMLElement} root the radio group
 * @param {App} app
 * @returns {() => void}
 */
export function mountPass(root, { store, actions }) {
  const radios = /** @type {HTMLInputElement[]} */ ([...root.querySelectorAll("input")]);
  const onChange = () => {
    const chosen = radios.find((radio) => radio.checked);
    if (chosen) actions.setPass(/** @type {Pass} */ (chosen.value));
  };
  const render = () => {
    for (const radio of radios) radio.checked = radio.value === store.state.view.pass;
  };
  root.addEventListener("change", onChange);
  const unwatch = watch(store, ({ view }) => [view.pass], render);
  return () => {
    root.removeEventListener("change", onChange);
    unwatch();
  };
}

// Layer, direction and unit.

/**
 * @param {HTMLElement} root
 * @param {App} app
 * @returns {() => void}
 */
export function mountPlace(root, { store, actions, i18n }) {
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
