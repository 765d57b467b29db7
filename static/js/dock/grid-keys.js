/**
 * What a key means in a number grid.
 *
 * @typedef {Pick<KeyboardEvent, "key"|"ctrlKey"|"metaKey"|"shiftKey"|"altKey">} Press
 * @typedef {{arrows: "move"|"nudge", isEntering: boolean, isReadOnly: boolean}} Mode
 *   isEntering: numbers are being typed one after the other
 * @typedef {{name: "move"|"stretch", down: number, right: number}
 *   | {name: "edge", isEnd: boolean, isWholeGrid: boolean}
 *   | {name: "nudge", sign: number}
 *   | {name: "tab", isBack: boolean}
 *   | {name: "edit", typed: string|null}
 *   | {name: "all"|"collapse"|"zero"|"fill"}} Command
 */

const NUMBER_START = /^[0-9.,+\-−０-９]$/;
const PAGE = 7;
/** @type {Record<string, [down: number, right: number]>} */
const MOVES = {
  ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0],
  PageUp: [-PAGE, 0], PageDown: [PAGE, 0],
};

/** @param {Press} press @param {Mode} mode @returns {Command|null} null: not for the grid */
export function commandFor(press, mode) {
  const { key } = press;
  const hasCommand = press.ctrlKey || press.metaKey;
  if (key in MOVES) return moveFor(press, mode);
  if (key === "Home" || key === "End") return { name: "edge", isEnd: key === "End", isWholeGrid: hasCommand };
  if (hasCommand) return chordFor(key.toLowerCase(), mode);
  if (key === "Tab") return mode.isEntering ? { name: "tab", isBack: press.shiftKey } : null;
  if (key === "Escape") return { name: "collapse" };
  return mode.isReadOnly ? null : editFor(key);
}

/** @param {string} key @param {Mode} mode @returns {Command|null} */
function chordFor(key, { isReadOnly }) {
  if (key === "a") return { name: "all" };
  return key === "d" && !isReadOnly ? { name: "fill" } : null;
}

/** ↑ and ↓ move or nudge; with Control the other of the two. @param {Press} press @param {Mode} mode @returns {Command|null} */
function moveFor(press, { arrows }) {
  const [down, right] = MOVES[press.key];
  const hasCommand = press.ctrlKey || press.metaKey;
  const isNudge = Math.abs(down) === 1 && (arrows === "nudge") !== hasCommand;
  if (isNudge) return { name: "nudge", sign: -down };
  if (press.altKey) return null;
  return { name: press.shiftKey ? "stretch" : "move", down, right };
}

/** @param {string} key @returns {Command|null} */
function editFor(key) {
  if (key === "Enter" || key === "F2") return { name: "edit", typed: null };
  if (key === "Delete" || key === "Backspace") return { name: "zero" };
  return NUMBER_START.test(key) ? { name: "edit", typed: key } : null;
}
