/**
 * Folds the scenario dock away; the choice is remembered.
 */

import { find } from "../base/dom.js";
import { readPreference, rememberPreference } from "../base/preferences.js";

/** @type {import("../types.js").Mount} */
export function mount(button) {
  const region = find(document, "#dock-region");
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
