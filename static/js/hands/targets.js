/** What of the picture an event is about. */

import { INPUT } from "./offers.js";

/** @param {Node} before @param {Node} node */
export const follows = (before, node) => Boolean(before.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING);

/** @param {Event} event @returns {string|null} the block whose gate it is about */
export function gateAt({ target }) {
  const node = target instanceof Element ? target.closest(".node-gate") : null;
  return node?.getAttribute("data-block") ?? null;
}

/** What an event is about: a block, the input, or nothing that has numbers behind it. @param {Event} event @returns {string|null} */
export function subjectAt(event) {
  const block = gateAt(event);
  if (block !== null) return block;
  return event.target instanceof Element && event.target.closest(".label[data-light=x]") ? INPUT : null;
}

/** The block whose pin was pressed. @param {Event} event @returns {string|null} */
export function releasedAt({ target }) {
  return (target instanceof Element ? target.closest("[data-release]") : null)?.getAttribute("data-release") ?? null;
}

/** The quantity that an element stands for. @param {EventTarget|null} target @returns {{quantity: string, index: number|null}|null} */
export function pointedAt(target) {
  const node = target instanceof Element ? target.closest("[data-light]") : null;
  if (!node) return null;
  const index = node.getAttribute("data-index");
  return { quantity: node.getAttribute("data-light") ?? "", index: index === null ? null : Number(index) };
}
