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
export function mountNotes(root, { store }) {
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

// "How to read this": a sentence for each region behind the question mark in its head. It lies over
// the region, so that nothing moves; Escape, a second press or a press elsewhere closes it.

/** @param {Element} button */
const noteOf = (button) => find(document, `#${button.getAttribute("aria-controls")}`);

/**
 * @param {HTMLElement} root all that holds regions
 * @returns {() => void}
 */
export function mountReading(root) {
  const wires = new AbortController();
  const { signal } = wires;
  const buttons = [...root.querySelectorAll(".reading-button")];
  const show = (/** @type {Element|null} */ shown) => {
    for (const button of buttons) {
      button.setAttribute("aria-expanded", String(button === shown));
      noteOf(button).hidden = button !== shown;
    }
  };
  const opened = () => buttons.find((button) => button.getAttribute("aria-expanded") === "true") ?? null;
  root.ownerDocument.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const button = target?.closest(".reading-button") ?? null;
    if (button) show(button === opened() ? null : button);
    else if (!target?.closest(".reading")) show(null);
  }, { signal });
  root.ownerDocument.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || !opened()) return;
    event.preventDefault();
    show(null);
  }, { signal, capture: true });
  return () => wires.abort();
}
