/**
 * What the scenario is about, as plain text: one line, which opens to all of it.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../types.js").State} State
 */

import { find, hide, setText } from "../base/dom.js";
import { watch } from "../base/watch.js";

/**
 * @param {Pick<State, "scenario"|"example"|"examples">} state
 * @param {string} lang
 * @returns {string} of an unedited example its summary in the language of the page
 */
export function notesOf({ scenario, example, examples }, lang) {
  const summary = examples.find(({ name }) => name === example)?.summary;
  return summary?.[lang] ?? [scenario.title, scenario.notes].filter(Boolean).join(": ");
}

/**
 * @param {HTMLElement} root
 * @param {App} app
 * @returns {() => void}
 */
export function mount(root, { store }) {
  const wires = new AbortController();
  const open = () => root.parentElement?.toggleAttribute("data-notes-open", root.hasAttribute("open"));
  root.addEventListener("toggle", open, { signal: wires.signal });
  const unwatch = watch(store, ({ scenario, example, view }) => [scenario.title, scenario.notes, example, view.lang], (state) => {
    const text = notesOf(state, state.view.lang);
    hide(root, text === "");
    setText(find(root, "summary"), text);
  });
  return () => {
    wires.abort();
    unwatch();
  };
}
