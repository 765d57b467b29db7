/**
 * The dialogs: how to use the page and its keys; and sharing, which is a link to what is shown, the
 * frame for an article, and the scenario as a file.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../types.js").State} State
 */

import { el, find } from "../base/dom.js";
import { watch } from "../base/watch.js";
import { countNumber } from "../numbers/written.js";
import { linkOf } from "../state/links.js";

/**
 * A native dialog follows the store: open while `isOpen` says so, however it was closed.
 * @param {HTMLDialogElement} dialog
 * @param {App} app
 * @param {object} wiring
 * @param {(state: State) => boolean} wiring.isOpen
 * @param {() => void} wiring.onClose
 * @returns {() => void}
 */
function follow(dialog, { store }, { isOpen, onClose }) {
  const wires = new AbortController();
  const { signal } = wires;
  dialog.addEventListener("close", onClose, { signal });
  dialog.addEventListener("click", (event) => {
    const isCloser = event.target instanceof Element && event.target.closest("[data-close]");
    if (isCloser || event.target === dialog) dialog.close();  // beside the dialog is the dialog's own backdrop
  }, { signal });
  const show = (/** @type {State} */ state) => {
    if (isOpen(state) && !dialog.open) dialog.showModal();
    else if (!isOpen(state) && dialog.open) dialog.close();
  };
  const unsubscribe = store.subscribe(show);
  show(store.state);  // asked for before it was here: views are mounted one after another
  return () => {
    wires.abort();
    unsubscribe();
  };
}

// Help.

/**
 * @param {HTMLElement} root the dialog
 * @param {App} app
 * @returns {() => void}
 */
export function mountHelp(root, app) {
  return follow(/** @type {HTMLDialogElement} */ (root), app, {
    isOpen: (state) => state.helpOpen,
    onClose: () => app.actions.closeHelp(),
  });
}

// Sharing.

/** Mail and chat programs begin to cut links about here. */
const LONG = 2000;

/**
 * @param {State} state
 * @param {string} origin
 * @param {string} path
 * @returns {string} empty as long as nothing has run
 */
export function linkTo(state, origin, path) {
  const link = linkOf(state);
  return link && `${origin}${path}${link}`;
}

/**
 * The code of an embedded player; a link has no character that HTML would need quoted but `&`.
 * @param {string} link
 * @param {string} title
 */
export function frameCode(link, title) {
  const quoted = (/** @type {string} */ text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  return `<iframe src="${quoted(link)}" title="${quoted(title)}" width="100%" height="560" loading="lazy" style="border:0"></iframe>`;
}

/**
 * @param {HTMLElement} root the dialog
 * @param {App} app
 * @returns {() => void}
 */
export function mountShare(root, app) {
  const link = /** @type {HTMLInputElement} */ (find(root, "#share-link"));
  const frame = /** @type {HTMLTextAreaElement} */ (find(root, "#share-frame"));
  const render = () => renderLinks(root, link, frame, app);
  find(root, "#share-copy").onclick = () => copy(link, root, app);
  find(root, "#frame-copy").onclick = () => copy(frame, root, app);
  find(root, "#share-download").onclick = () => download(app.store.state.scenario);
  link.onfocus = () => link.select();
  const closeDialog = follow(/** @type {HTMLDialogElement} */ (root), app, {
    isOpen: (state) => state.shareOpen,
    onClose: () => {
      find(root, "#copied").textContent = "";
      app.actions.closeShare();
    },
  });
  const unsubscribe = watch(app.store, (state) => [state], (state) => state.shareOpen && render());
  return () => {
    closeDialog();
    unsubscribe();
  };
}

/**
 * @param {HTMLElement} root
 * @param {HTMLInputElement} link
 * @param {HTMLTextAreaElement} frame
 * @param {App} app
 */
function renderLinks(root, link, frame, { store, i18n }) {
  const { state } = store;
  link.value = linkTo(state, location.origin, "/");
  const embedded = linkTo(state, location.origin, "/embed");
  frame.value = embedded && frameCode(embedded, state.scenario.title || i18n.t("share.frame_title"));
  find(root, "#share-length").textContent = lengthText(link.value.length, state, i18n);
}

/**
 * How long the link is, and what is to be known of it.
 * @param {number} length
 * @param {Pick<State, "run">} state
 * @param {App["i18n"]} i18n
 */
export function lengthText(length, { run }, i18n) {
  if (length === 0) return i18n.t("share.pending");
  const key = run.status === "error" ? "share.length_stale" : length > LONG ? "share.length_long" : "share.length";
  return i18n.t(key, { count: countNumber(i18n.lang, length) });
}

/**
 * @param {HTMLInputElement|HTMLTextAreaElement} field
 * @param {HTMLElement} root
 * @param {App} app
 */
async function copy(field, root, { i18n }) {
  const said = find(root, "#copied");
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    said.textContent = i18n.t("share.copied");
  } catch {
    said.textContent = i18n.t("share.copy_failed");
  }
}

/** @param {import("../types.js").Scenario} scenario */
function download(scenario) {
  const file = new Blob([JSON.stringify(scenario, null, 2), "\n"], { type: "application/json" });
  const href = URL.createObjectURL(file);
  el("a", { href, download: `${fileName(scenario.title)}.json` }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
}

/**
 * @param {string} title
 * @returns {string} letters and digits of any script, the rest as hyphens
 */
export function fileName(title) {
  return title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 60) || "scenario";
}
