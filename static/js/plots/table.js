/**
 * The table twin of a plot: the same numbers as text, around the playhead.
 *
 * @typedef {import("./scene.js").Table} Table
 */

import { el } from "../base/dom.js";

/**
 * @param {Table} table
 * @returns {HTMLTableElement}
 */
export function renderTable({ caption, head, rows }) {
  const headRow = el("tr", null, head.map((text) => el("th", { scope: "col" }, text)));
  const bodyRows = rows.map(([first, ...cells]) =>
    el("tr", null, el("th", { scope: "row" }, first), cells.map((text) => el("td", null, text))));
  return el("table", null, el("caption", null, caption), el("thead", null, headRow), el("tbody", null, bodyRows));
}
