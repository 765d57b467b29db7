/**
 * For a projector: stage and transport large, the docks hidden, the plots on demand. The address
 * says so (`?present`, `?present=plots`), so that a link can begin with it.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../types.js").State} State
 */

import { find } from "../base/dom.js";
import { watch } from "../base/watch.js";

/**
 * @param {string} search the query of the address
 * @returns {State["present"]}
 */
export function parsePresent(search) {
  const value = new URLSearchParams(search).get("present");
  if (value === null) return null;
  return value === "plots" ? "plots" : "stage";
}

/**
 * @param {string} search
 * @param {State["present"]} present
 * @returns {string} the query with `present` as it is now, everything else kept
 */
export function formatPresent(search, present) {
  const rest = search.replace(/^\?/, "").split("&").filter((pair) => pair !== "" && !/^present(=|$)/.test(pair));
  if (present) rest.push(present === "plots" ? "present=plots" : "present");
  return rest.length > 0 ? `?${rest.join("&")}` : "";
}

/**
 * @param {HTMLElement} root what holds the buttons
 * @param {App} app
 * @returns {() => void}
 */
export function mount(root, { store, actions }) {
  const wires = new AbortController();
  const { signal } = wires;
  const plots = find(root, "#present-plots");
  find(root, "#present").addEventListener("click", () => actions.setPresent(), { signal });
  find(root, "#present-leave").addEventListener("click", () => actions.setPresent(), { signal });
  plots.addEventListener("click", () => {
    actions.setPresent(store.state.present === "plots" ? "stage" : "plots");
  }, { signal });
  actions.setPresent(parsePresent(location.search));
  const unwatch = watch(store, ({ present }) => [present], ({ present }) => {
    const html = document.documentElement;
    html.toggleAttribute("data-present", present !== null);
    html.toggleAttribute("data-present-plots", present === "plots");
    plots.setAttribute("aria-pressed", String(present === "plots"));
    const search = formatPresent(location.search, present);
    if (search !== location.search) history.replaceState(null, "", `${location.pathname}${search}${location.hash}`);
  });
  return () => {
    wires.abort();
    unwatch();
  };
}
