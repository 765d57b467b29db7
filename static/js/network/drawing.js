/**
 * The unrolled network as SVG: a few columns that are used again and again while the window moves,
 * the playhead, the curtain over what the pass has not reached, and what moves along the wires.
 *
 * @typedef {import("./layout.js").NetworkLayout} NetworkLayout
 * @typedef {import("./column.js").ColumnContent} ColumnContent
 * @typedef {import("../drawing/playhead.js").Side} Side
 * @typedef {import("./layout.js").NetworkWire} NetworkWire
 * @typedef {import("../types.js").Pass} Pass
 * @typedef {{x: number, y: number, tone: string}} Dot   x counts from the column's left edge
 */

import { el, svg } from "../base/dom.js";
import { Patch } from "../drawing/patch.js";
import { track } from "../drawing/path.js";
import { ColumnDrawing } from "./column.js";
import { slotCount, stepsInView, wiresOf } from "./layout.js";

const EDGE = 3;
let serial = 0;

export class NetworkDrawing {
  #columns;
  #playhead = new Patch(svg("rect", { class: "net-playhead", rx: 8 }));
  /** Behind the heat strips, which lie under the drawing. */
  bed = el("div", { class: "net-playhead-bed" });
  #curtains;
  #dots;
  #key = "";

  /**
   * @param {NetworkLayout} layout
   * @param {number} scale  CSS pixels to a pixel of the layout
   * @param {(layer: number, direction: string) => string} nameRow
   */
  constructor(layout, scale, nameRow) {
    this.layout = layout;
    this.scale = scale;
    this.wires = wiresOf(layout);
    const clip = `net-clip-${(serial += 1)}`;
    this.#columns = Array.from({ length: slotCount(layout) }, () => new ColumnDrawing(layout, this.wires));
    this.#curtains = layout.rows.map(() => new Patch(svg("rect", { class: "net-curtain" })));
    this.#dots = layout.rows.flatMap(({ states }) => ["x", ...states]).map(() => new Patch(svg("circle", { class: "net-dot", r: 3.4, visibility: "hidden" })));
    const span = { x: layout.left - EDGE, width: layout.count * layout.columnWidth + 2 * EDGE };
    this.element = svg("svg", { class: "net-svg", role: "group", viewBox: `0 0 ${layout.width} ${layout.height}`, width: layout.width * scale, height: layout.height * scale },
      svg("clipPath", { id: clip }, svg("rect", { ...span, y: 0, height: layout.height })),
      layout.rows.map((row) => rowName(layout, row, nameRow)),
      svg("g", { "clip-path": `url(#${clip})` }, this.#playhead.element, this.#columns.map(({ element }) => element),
        this.#curtains.map(({ element }) => element), this.#dots.map(({ element }) => element)));
    const top = Math.max(1, layout.output.bottom - 36);
    const size = { width: layout.columnWidth - 2, height: layout.input.label + 6 - top };
    for (const [name, value] of Object.entries({ y: top, ...size })) this.#playhead.set(name, value);
    for (const [name, value] of Object.entries({ top, ...size })) this.bed.style.setProperty(name, `${value * scale}px`);
  }

  /** @param {number} t @returns {ColumnDrawing} */
  #column(t) {
    return this.#columns[t % this.#columns.length];
  }

  /** @param {number} t @param {number} start @returns {number} left edge of its column */
  #left(t, start) {
    return this.layout.left + (t - start) * this.layout.columnWidth;
  }

  /**
   * @param {number} start              of the window
   * @param {string} key                of everything but the step that a column's content depends on
   * @param {(t: number) => ColumnContent} contentOf
   */
  renderColumns(start, key, contentOf) {
    const [first, last] = stepsInView(start, this.layout);
    const isNew = key !== this.#key;
    this.#key = key;
    for (const column of this.#columns) {
      if (column.t < first || column.t > last) column.show(false);
    }
    for (let t = first; t <= last; t += 1) {
      const column = this.#column(t);
      if (isNew || column.t !== t) column.fill(contentOf(t));
      column.show(true);
      column.move(this.#left(t, start));
    }
  }

  /** @param {number} t @param {number} row */
  select(t, row) {
    for (const column of this.#columns) column.select(column.t === t ? row : -1);
  }

  /** @param {number} t @param {number} row @returns {SVGRectElement|null} null out of view */
  block(t, row) {
    const column = this.#column(t);
    return column.t === t ? column.block(row) : null;
  }

  /**
   * @param {number} place  of the playhead, in steps
   * @param {number} start
   * @param {readonly Side[]} sides  of each row that the pass has not reached
   */
  renderPlayhead(place, start, sides) {
    const { columnWidth, block, rows, count, left } = this.layout;
    const x = this.#left(place, start);
    this.#playhead.set("x", (x + 1).toFixed(1));
    const edge = left + count * columnWidth;
    const [bedLeft, bedRight] = [Math.max(x + 1, left), Math.min(x + columnWidth - 1, edge)];
    this.bed.style.transform = `translateX(${(bedLeft * this.scale).toFixed(1)}px)`;
    this.bed.style.width = `${(Math.max(0, bedRight - bedLeft) * this.scale).toFixed(1)}px`;
    const right = left + count * columnWidth + EDGE;
    sides.forEach((side, k) => {
      const from = side === "after" ? x + columnWidth : left - EDGE;
      const to = side === "after" ? right : x;
      const curtain = this.#curtains[k];
      curtain.set("visibility", side && to > from ? "visible" : "hidden");
      curtain.set("x", from.toFixed(1));
      curtain.set("width", Math.max(0, to - from).toFixed(1));
      curtain.set("y", rows[k].top - 2);
      curtain.set("height", block.height + 4);
    });
  }

  /** @param {readonly Dot[]} dots @param {number} t @param {number} start */
  renderDots(dots, t, start) {
    const left = this.#left(t, start);
    this.#dots.forEach((dot, k) => {
      const place = dots[k];
      dot.set("visibility", place ? "visible" : "hidden");
      if (!place) return;
      dot.set("cx", (left + place.x).toFixed(1));
      dot.set("cy", place.y.toFixed(1));
      dot.set("class", `net-dot tone-${place.tone}`);
    });
  }
}

/** @param {NetworkLayout} layout @param {import("./layout.js").Row} row @param {(layer: number, direction: string) => string} nameRow */
const rowName = ({ left, block }, row, nameRow) =>
  svg("text", { class: "net-row-name", x: left - 9, y: row.top + block.height / 2 + 4, "text-anchor": "end" }, nameRow(row.layer, row.direction));

// What moves in the column of the playhead: the input climbs from layer to layer, then the states
// leave for the next step. Backward it all runs the other way. A pure function of the phase.

/** The climb takes this share of the phase, the way to the next step the rest. */
const CLIMB = 0.6;

/**
 * @param {NetworkLayout} layout
 * @param {readonly NetworkWire[]} wires
 * @returns {(phase: number, pass: Pass) => Dot[]}
 */
export function motionOf({ rows, gaps }, wires) {
  const layers = gaps.length - 1;
  const courses = wires.filter(({ kind }) => kind !== "trunk" && kind !== "out").map((wire) => ({
    wire,
    track: track(wire.points),
    window: wire.kind === "next" ? [CLIMB, 1] : [(CLIMB * rows[wire.row].layer) / layers, (CLIMB * (rows[wire.row].layer + 1)) / layers],
  }));
  return (phase, pass) => {
    if (phase >= 1 || phase <= 0) return [];
    const place = pass === "forward" ? phase : 1 - phase;
    return courses.filter(({ window: [from, to] }) => place > from && place < to).map(({ wire, track: course, window: [from, to] }) => {
      const [x, y] = course.at((course.length * (place - from)) / (to - from));
      return { x, y, tone: wire.tone };
    });
  };
}
