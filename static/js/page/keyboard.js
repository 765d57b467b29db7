/**
 * The keys of the page. A key that the focused control needs for itself is left to it.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {Pick<KeyboardEvent, "key"|"ctrlKey"|"metaKey"|"shiftKey"|"altKey">} Press
 */

import { neighbourDepth } from "../state/view-state.js";

/** Controls in which letters, arrows and space have a meaning of their own. */
const EDITING = 'input:not([type="radio"]):not([type="checkbox"]), select, textarea, [contenteditable="true"], [role="grid"], [role="slider"], [role="spinbutton"]';
/** A number on the picture: what it does not need for itself goes on working. */
const HANDLE = '[role="spinbutton"]:not(input)';
const HANDLE_KEYS = ["ArrowUp", "ArrowDown", "Enter", "F2", "Delete"];
/** Controls that Space or arrows work on. */
const PRESSED = 'button, a[href], summary, input, [role="button"], [role="tab"], [role="radio"]';

/**
 * @param {Press} press
 * @param {App} app
 * @returns {(() => void)|null} what the key does
 */
export function actionFor(press, app) {
  if (press.altKey) return null;
  if (press.ctrlKey || press.metaKey) return historyAction(press, app);
  return viewAction(press.key, app);
}

/**
 * @param {Press} press
 * @param {App} app
 */
function historyAction({ key, shiftKey }, { actions }) {
  if (key.toLowerCase() === "z") return () => (shiftKey ? actions.redo() : actions.undo());
  if (key.toLowerCase() === "y" && !shiftKey) return () => actions.redo();
  return null;
}

/**
 * @param {string} key
 * @param {App} app
 * @returns {(() => void)|null}
 */
function viewAction(key, { actions, store }) {
  const { unit, pass, depth } = store.state.view;
  const isTouring = Boolean(store.state.tour?.isOpen);
  switch (key.length === 1 ? key.toLowerCase() : key) {
    case " ": return () => actions.togglePlay();
    case "ArrowLeft": return () => actions.stepBy(-1);
    case "ArrowRight": return () => actions.stepBy(1);
    case "Home": return () => actions.first();
    case "End": return () => actions.last();
    case "ArrowUp": return () => actions.select({ unit: unit - 1 });
    case "ArrowDown": return () => actions.select({ unit: unit + 1 });
    case "[": return () => actions.changeSpeed(-1);
    case "]": return () => actions.changeSpeed(1);
    case "b": return () => actions.setPass(pass === "forward" ? "backward" : "forward");
    case "g": return () => actions.setPanel(store.state.view.panel === "lab" ? "plots" : "lab");
    case "s": return () => actions.openShare();
    case "t": return () => actions.tour.toggle();
    case "p": return () => actions.setPresent();
    case "Escape": return isTouring ? () => actions.tour.leave() : towards(neighbourDepth(depth, -1), actions);
    case "?": return () => actions.openHelp();
    case "Enter": return towards(neighbourDepth(depth, 1), actions);
    default: return null;
  }
}

/**
 * @param {import("../types.js").Depth|null} depth
 * @param {App["actions"]} actions
 */
const towards = (depth, actions) => (depth ? () => actions.setDepth(depth) : null);

/**
 * @param {Element|null} target
 * @param {Press} press
 * @returns {boolean} whether the focused control wants the key itself
 */
export function isTaken(target, press) {
  if (!target) return false;
  const isChord = press.ctrlKey || press.metaKey;
  if (target.matches(HANDLE)) return !isChord && HANDLE_KEYS.includes(press.key);
  if (target.closest(EDITING)) return isChord ? isText(target) : true;
  if (isChord || !target.closest(PRESSED)) return false;
  const isRadio = target.matches('input[type="radio"], [role="tab"], [role="radio"]');
  return press.key === " " || press.key === "Enter" || (isRadio && press.key.startsWith("Arrow"));
}

/**
 * A text field undoes its own typing.
 * @param {Element} target
 */
function isText(target) {
  return target.matches('textarea, [contenteditable="true"], input:not([type="range"]):not([type="color"])')
    && !(/** @type {HTMLInputElement} */ (target).readOnly);
}

/**
 * @param {Document} document
 * @param {App} app
 * @returns {() => void} dispose
 */
export function listenToKeys(document, app) {
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    if (isTaken(document.activeElement, event)) return;
    const action = actionFor(event, app);
    if (!action) return;
    event.preventDefault();
    action();
  };
  document.addEventListener("keydown", onKeyDown);
  return () => document.removeEventListener("keydown", onKeyDown);
}
