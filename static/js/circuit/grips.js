/** Makes gates and the input of the picture something to take hold of, by name. */

import { handleName } from "../hands/offers.js";

/**
 * @param {import("./drawing.js").Drawing} drawing
 * @param {import("../hands/handles.js").Handles|null} handles  null: there is nothing to take hold of
 * @param {import("../base/i18n.js").I18n} i18n
 */
export function offerGates(drawing, handles, i18n) {
  for (const [block, gate] of drawing.gates) {
    const handle = handles?.gate(block) ?? null;
    gate.offer(handle && { name: handleName(i18n, handle), value: handle.value });
  }
}

/** @param {import("./drawing.js").Drawing} drawing @returns {SVGElement|null} where the numbers of the input come up */
export const inputLabel = (drawing) => drawing.element.querySelector(".label[data-light=x]");

/**
 * Its name begins with the text that is seen.
 * @param {import("./drawing.js").Drawing} drawing
 * @param {((text: string) => string)|null} nameOf  null: its numbers cannot be changed
 */
export function offerInput(drawing, nameOf) {
  const label = inputLabel(drawing);
  if (!label) return;
  const attributes = { tabindex: "0", role: "button", "aria-label": nameOf?.(label.textContent ?? "") ?? "" };
  for (const [key, value] of Object.entries(attributes)) {
    if (nameOf) label.setAttribute(key, value);
    else label.removeAttribute(key);
  }
}
