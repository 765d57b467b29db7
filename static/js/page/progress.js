/**
 * How far the run is. Short runs end before the bar becomes visible.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../types.js").State} State
 */

import { find } from "../base/dom.js";
import { watch } from "../base/watch.js";

/**
 * @param {HTMLElement} root the progress bar
 * @param {App} app
 * @returns {() => void}
 */
export function mount(root, app) {
  const bar = find(root, "span");
  const render = (/** @type {State} */ { run }) => {
    root.hidden = run.status !== "running";
    root.setAttribute("aria-valuenow", String(Math.round(100 * run.progress)));
    bar.style.setProperty("transform", `scaleX(${run.progress})`);
  };
  return watch(app.store, ({ run }) => [run], render);
}
