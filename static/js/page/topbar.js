/**
 * Example picker, undo and redo, share, language, theme, help.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../types.js").State} State
 */

import { el, find } from "../base/dom.js";
import { watch } from "../base/watch.js";

/**
 * @param {HTMLElement} root
 * @param {App} app
 * @returns {() => void}
 */
export function mountTopbar(root, app) {
  const example = /** @type {HTMLSelectElement} */ (find(root, "#example"));
  const wires = new AbortController();
  wire(root, app, wires.signal);
  const render = (/** @type {State} */ state) => {
    renderExamples(example, state, app);
    renderControls(root, state);
  };
  const unwatch = watch(app.store, ({ scenario, example, history, view }) => {
    return [scenario.title, example, history, view.lang, view.theme];
  }, render);
  return () => {
    wires.abort();
    unwatch();
  };
}

/**
 * @param {HTMLElement} root
 * @param {App} app
 * @param {AbortSignal} signal
 */
function wire(root, { actions }, signal) {
  const clicks = { "#undo": () => actions.undo(), "#redo": () => actions.redo(), "#reset": () => actions.reset(), "#share": () => actions.openShare(), "#help": () => actions.openHelp() };
  for (const [id, act] of Object.entries(clicks)) find(root, id).addEventListener("click", act, { signal });
  const changes = {
    "#example": (/** @type {any} */ value) => void actions.loadExample(value),
    "#language": (/** @type {any} */ value) => void actions.setLanguage(value),
    "#theme": (/** @type {any} */ value) => actions.setTheme(value),
  };
  for (const [id, act] of Object.entries(changes)) {
    const select = /** @type {HTMLSelectElement} */ (find(root, id));
    select.addEventListener("change", () => act(select.value), { signal });
  }
}

/**
 * @param {HTMLSelectElement} select
 * @param {State} state
 * @param {App} app
 */
function renderExamples(select, state, { i18n }) {
  const options = state.examples.map(({ name, title }) => ({ value: name, text: title[i18n.lang] ?? name }));
  if (state.example === null) options.unshift({ value: "", text: ownTitle(state, i18n) });
  const key = JSON.stringify(options);
  if (select.dataset.key !== key) {
    select.dataset.key = key;
    select.replaceChildren(...options.map(({ value, text }) => el("option", { value }, text)));
  }
  select.value = state.example ?? "";
}

/**
 * @param {State} state
 * @param {App["i18n"]} i18n
 */
function ownTitle({ scenario }, i18n) {
  const { title } = scenario;
  return title ? i18n.t("topbar.edited_title", { title }) : i18n.t("topbar.edited");
}

/**
 * @param {HTMLElement} root
 * @param {State} state
 */
function renderControls(root, { history, view }) {
  setDisabled(find(root, "#undo"), !history.canUndo);
  setDisabled(find(root, "#redo"), !history.canRedo);
  setDisabled(find(root, "#reset"), !history.canReset);
  /** @type {HTMLSelectElement} */ (find(root, "#language")).value = view.lang;
  /** @type {HTMLSelectElement} */ (find(root, "#theme")).value = view.theme;
}

/**
 * A focused button that goes away would take the focus with it.
 * @param {HTMLElement} button
 * @param {boolean} isDisabled
 */
function setDisabled(button, isDisabled) {
  const held = isDisabled && document.activeElement === button;
  button.setAttribute("aria-disabled", String(isDisabled));
  /** @type {HTMLButtonElement} */ (button).disabled = isDisabled && !held;
}

// For a projector: stage and transport large, the docks hidden, the plots on demand. The address says
// so (`?present`, `?present=plots`), so that a link can begin with it.

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
export function mountPresent(root, { store, actions }) {
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
