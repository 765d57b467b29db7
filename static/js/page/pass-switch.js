/**
 * Forward or backward: which half of the run is shown and played.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../types.js").Pass} Pass
 */

import { watch } from "../base/watch.js";

/**
 * @param {HTMLElement} root the radio group
 * @param {App} app
 * @returns {() => void}
 */
export function mount(root, { store, actions }) {
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
