/**
 * The switch between the three depths of the stage, which shows one of them: the whole network, a
 * cell with all units, a single unit.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../types.js").Depth} Depth
 */

import { find } from "../base/dom.js";
import { watch } from "../base/watch.js";

/** @type {Record<Depth, string>} */
const PANES = { network: "#network", cell: "#cell-depth", unit: "#circuit" };

/**
 * @param {HTMLElement} root the radio group
 * @param {App} app
 * @returns {() => void}
 */
export function mount(root, { store, actions }) {
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
