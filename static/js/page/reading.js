/**
 * "How to read this": a sentence for each region behind the question mark in its head. It lies over
 * the region, so that nothing moves; Escape, a second press or a press elsewhere closes it.
 *
 * @typedef {import("../types.js").App} App
 */

import { find } from "../base/dom.js";

/** @param {Element} button */
const noteOf = (button) => find(document, `#${button.getAttribute("aria-controls")}`);

/**
 * @param {HTMLElement} root all that holds regions
 * @returns {() => void}
 */
export function mount(root) {
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
