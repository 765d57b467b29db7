/**
 * The number of findings on the doctor's tab, once they were looked at; it vanishes with the run
 * that they are about. To a screen reader the panel itself says it.
 */

import { el } from "../base/dom.js";

/** @param {number|null} count  null: not known */
export function showCount(count) {
  const tab = document.querySelector("#tab-doctor");
  const badge = tab?.parentElement?.querySelector(".doctor-badge");
  if (!tab || count === null || count === 0) return badge?.remove();
  if (badge) badge.textContent = String(count);
  else tab.after(el("span", { class: "doctor-badge", "aria-hidden": "true" }, count));
}
