/**
 * The tabs of the region beside the stage: one of its panels is shown, the others rest. The region
 * bears the name of the panel shown.
 *
 * @typedef {import("../types.js").Panel} Panel
 */

import { find } from "../base/dom.js";
import { readPreference, rememberPreference } from "../base/preferences.js";
import { watch } from "../base/watch.js";
import { choicesOf } from "../state/view-state.js";

/** @returns {import("../types.js").Panel[]} */
const panels = () => choicesOf("panel");

/** @type {Record<string, (index: number, count: number) => number>} */
const MOVES = {
  ArrowRight: (index, count) => (index + 1) % count,
  ArrowLeft: (index, count) => (index - 1 + count) % count,
  Home: () => 0,
  End: (index, count) => count - 1,
};

/**
 * @param {HTMLElement} root  the region
 * @param {import("../types.js").App} app
 * @returns {() => void}
 */
export function mountPanels(root, { store, actions, i18n }) {
  const wires = new AbortController();
  const { signal } = wires;
  const tabs = panels().map((panel) => find(root, `#tab-${panel}`));
  tabs.forEach((tab, index) => {
    tab.addEventListener("click", () => actions.setPanel(panels()[index] ?? "plots"), { signal });
  });
  find(root, "[role='tablist']").addEventListener("keydown", (event) => {
    const move = MOVES[event.key];
    const index = tabs.indexOf(/** @type {HTMLElement} */ (event.target));
    if (!move || index < 0) return;
    event.preventDefault();
    const next = move(index, tabs.length);
    actions.setPanel(panels()[next] ?? "plots");
    tabs[next]?.focus();
  }, { signal });
  find(root, "#panel-wide").addEventListener("click", () => actions.setWide(!store.state.view.wide), { signal });
  const unwatch = watch(store, ({ view }) => [view.panel, view.wide], ({ view }) => {
    showPanel(root, tabs, view.panel, i18n);
    showWidth(root, view.wide);
  });
  return () => {
    wires.abort();
    unwatch();
  };
}

/**
 * @param {HTMLElement} root
 * @param {HTMLElement[]} tabs
 * @param {Panel} panel
 * @param {import("../base/i18n.js").I18n} i18n
 */
function showPanel(root, tabs, panel, i18n) {
  tabs.forEach((tab, index) => {
    const isShown = panels()[index] === panel;
    tab.setAttribute("aria-selected", String(isShown));
    tab.tabIndex = isShown ? 0 : -1;
  });
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-panel]"))) {
    part.hidden = part.dataset.panel !== panel;
  }
  root.dataset.shown = panel;
  const title = find(root, "h2");
  title.dataset.i18n = `region.${panel}`;
  title.textContent = i18n.t(`region.${panel}`);
}

/**
 * @param {HTMLElement} root
 * @param {boolean} isWide
 */
function showWidth(root, isWide) {
  find(root, "#panel-wide").setAttribute("aria-pressed", String(isWide));
  root.parentElement?.toggleAttribute("data-wide", isWide);
}

/** Folds the scenario dock away; the choice is remembered. @type {import("../types.js").Mount} */
export function mountDockToggle(button) {
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
