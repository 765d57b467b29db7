/**
 * The pointer and the clipboard on a number grid.
 *
 * @typedef {import("./grid-window.js").Place} Place
 * @typedef {import("./grid-surface.js").GridSurface} GridSurface
 * @typedef {import("./grid-editor.js").GridEditor} GridEditor
 */

import { naturalStep } from "../numbers/text.js";
import { makeDraggable } from "../hands/draggable.js";
import { tableText } from "./grid-window.js";

/**
 * A press moves the focus, a second one on the same cell (or a tap) edits, a drag changes the value.
 * @param {GridSurface} surface
 * @param {GridEditor} editor
 * @param {object} host
 * @param {(place: Place) => number} host.value
 * @param {(place: Place, value: number, merge: string) => void} host.set
 * @param {(row: number) => void} host.pick
 * @param {(place: Place, isStretch: boolean) => void} host.go
 * @param {(place: Place) => void} host.edit
 */
export function listenToPointer(surface, editor, host) {
  let hadFocus = false;
  const drag = makeDraggable(surface.node, (event) => {
    const place = surface.placeOf(event.target);
    if (!place || editor.isAt(place)) return null;
    hadFocus = document.activeElement === surface.cell(place);
    const value = host.value(place);
    if (surface.model.isReadOnly || !Number.isFinite(value) || event.shiftKey) return null;
    return { value, step: naturalStep(value), change: (next, merge) => host.set(place, next, merge) };
  });
  surface.node.addEventListener("click", (event) => {
    const heading = surface.headingRow(event.target);
    if (heading !== null) host.pick(heading);
    const place = surface.placeOf(event.target);
    if (!place || editor.isAt(place)) return;
    const isTap = event instanceof PointerEvent && event.pointerType === "touch";
    host.go(place, event.shiftKey);
    host.pick(place.row);
    if (!drag.wasDragged() && !event.shiftKey && (isTap || hadFocus)) host.edit(place);
  });
}

/**
 * Ranges are copied as spreadsheets do, and pasted at the range's first cell.
 * @param {GridSurface} surface
 * @param {GridEditor} editor
 * @param {object} host
 * @param {() => import("./grid-window.js").Area} host.area
 * @param {(place: Place) => number} host.value
 * @param {((place: Place, text: string) => string|null)|undefined} host.paste
 * @param {(problem: string|null) => void} host.show
 */
export function listenToClipboard(surface, editor, host) {
  surface.node.addEventListener("copy", (event) => {
    if (editor.owns(event.target)) return;
    event.clipboardData?.setData("text/plain", tableText(host.area(), host.value));
    event.preventDefault();
  });
  surface.node.addEventListener("paste", (event) => {
    if (!host.paste || surface.model.isReadOnly || editor.owns(event.target)) return;
    event.preventDefault();
    const { top, left } = host.area();
    const text = event.clipboardData?.getData("text/plain") ?? "";
    host.show(host.paste({ row: top, column: left }, text));
  });
}

/**
 * Tells which cell is pointed at, with the mouse or by the focus, and when none is any more.
 * @param {GridSurface} surface
 * @param {(place: Place|null) => void} point
 */
export function listenToPointing(surface, point) {
  const { node } = surface;
  node.addEventListener("pointerover", (event) => event.pointerType === "mouse" && point(surface.placeOf(event.target)));
  node.addEventListener("pointerleave", () => point(null));
  node.addEventListener("focusin", (event) => point(surface.placeOf(event.target)));
  node.addEventListener("focusout", () => point(null));
}
