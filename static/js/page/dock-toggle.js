/**
 * Folds the scenario dock away; the choice is remembered.
 */

import { readPreference, rememberPreference } from "../base/preferences.js";

/**
 * @param {HTMLElement} button
 * @param {HTMLElement} region
 * @returns {() => void}
 */
export function mountDockToggle(button, region) {
  const show = (/** @type {boolean} */ isOpen) => {
    button.setAttribute("aria-expanded", String(isOpen));
    region.toggleAttribute("data-folded", !isOpen);
    region.parentElement?.toggleAttribute("data-dock-folded", !isOpen);
  };
  const onClick = () => {
    const isOpen = button.getAttribute("aria-expanded") !== "true";
    show(isOpen);
    rememberPreference("dock", isOpen ? "open" : "folded");
  };
  show(readPreference("dock") !== "folded");
  button.addEventListener("click", onClick);
  return () => button.removeEventListener("click", onClick);
}
