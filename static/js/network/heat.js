/**
 * The heat strips of all blocks in view, on one canvas under the drawing: thousands of cells, and
 * not one of them an element.
 *
 * @typedef {import("./layout.js").NetworkLayout} NetworkLayout
 * @typedef {import("./layout.js").Row} Row
 * @typedef {import("../trace/trace.js").Trace} Trace
 * @typedef {import("../trace/lane-trace.js").LaneTrace} LaneTrace
 * @typedef {import("../types.js").View} View
 * @typedef {import("../drawing/palette.js").Palette} Palette
 * @typedef {import("../drawing/palette.js").Paint} Paint
 *
 * @typedef {object} HeatScene
 * @property {NetworkLayout} layout
 * @property {Trace} trace
 * @property {number} version
 * @property {View} view
 * @property {number} start
 * @property {Palette} palette
 * @property {string} ink
 * @property {string} font
 * @property {boolean} hasInputStrips  the inputs are too long for text
 */

import { hueOf } from "../cell/tones.js";
import { loudest } from "../drawing/magnitude.js";
import { cellNumber, NARROWEST, tableNumber, wireNumber } from "../numbers/written.js";
import { stepsInView, stripsOf, stripSpan } from "./layout.js";

export const MOST_CELLS = 24;
const DIGIT = 6.1;
const INPUT = Object.freeze({ down: 4, height: 11 });

/** @param {LaneTrace} lane @param {string} quantity @param {View} view */
const seriesOf = (lane, quantity, { pass }) => (pass === "backward" ? lane.gradient(quantity) : quantity === "x" ? lane.x : lane.series(quantity));

/**
 * @param {CanvasRenderingContext2D} context  in CSS pixels
 * @param {HeatScene} scene
 */
export function paintHeat(context, scene) {
  const { layout, trace, view, start } = scene;
  const [first, last] = stepsInView(start, layout);
  context.clearRect(0, 0, layout.width, layout.height);
  context.save();
  context.beginPath();
  context.rect(layout.left, 0, layout.count * layout.columnWidth, layout.height);
  context.clip();
  for (const row of layout.rows) {
    const lane = trace.lane(row.layer, row.direction);
    if (lane) stripsOf(layout, row).forEach((strip) => paintStrips(context, scene, row, lane, strip, [first, last]));
  }
  for (let t = first; scene.hasInputStrips && t <= last; t += 1) paintInput(context, scene, t);
  context.restore();
}

/**
 * One quantity of a lane, all columns.
 * @param {CanvasRenderingContext2D} context
 * @param {HeatScene} scene
 * @param {Row} row
 * @param {LaneTrace} lane
 * @param {import("./layout.js").Strip} strip
 * @param {[number, number]} steps
 */
function paintStrips(context, scene, row, lane, strip, [first, last]) {
  const { layout, view, palette, version, start } = scene;
  const { left, width } = stripSpan(layout, row);
  const values = seriesOf(lane, strip.quantity, view);
  const paint = view.pass === "backward" ? palette.gradients(hueOf(lane.model, strip.quantity)) : palette.values(lane, strip.quantity, version);
  const size = lane.width(strip.quantity);
  const isOwn = row.layer === view.layer && row.direction === view.direction;
  for (let t = first; t <= last; t += 1) {
    const box = { x: layout.left + (t - start) * layout.columnWidth + left, y: strip.top, width, height: strip.height };
    const marked = isOwn && t === view.t && view.unit < size ? view.unit : -1;
    paintCells(context, scene, { values, offset: t * size, size, paint, box, marked });
  }
}

/** @param {CanvasRenderingContext2D} context @param {HeatScene} scene @param {number} t */
function paintInput(context, scene, t) {
  const { layout, trace, view, palette, version, start } = scene;
  const [lane] = trace.lanes;
  const x = layout.left + (t - start) * layout.columnWidth + layout.columnWidth * 0.12;
  const box = { x, y: layout.input.top + INPUT.down, width: layout.columnWidth * 0.76, height: INPUT.height };
  const paint = view.pass === "backward" ? palette.gradients("x") : palette.values(lane, "x", version);
  paintCells(context, scene, { values: seriesOf(lane, "x", view), offset: t * lane.inputSize, size: lane.inputSize, paint, box, marked: -1 });
}

/**
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 * @param {CanvasRenderingContext2D} context
 * @param {HeatScene} scene
 * @param {{values: Float64Array, offset: number, size: number, paint: Paint, box: Box, marked: number}} strip
 */
function paintCells(context, scene, { values, offset, size, paint, box, marked }) {
  const entries = loudest(values, offset, size, MOST_CELLS);
  const width = box.width / entries.length;
  const gap = width > 5 ? 1 : 0;
  entries.forEach((entry, k) => {
    const value = values[offset + entry];
    const shade = paint(value);
    context.fillStyle = shade.css;
    context.fillRect(box.x + k * width, box.y, width - gap, box.height);
    if (width > 24 && box.height > 12) writeNumber(context, scene, value, shade.hasDarkInk, { ...box, x: box.x + k * width, width });
  });
  if (marked < 0 || size < 2) return;
  const bin = Math.floor(marked / Math.ceil(size / entries.length));
  context.strokeStyle = scene.ink;
  context.lineWidth = 1.5;
  context.strokeRect(box.x + bin * width - 0.5, box.y - 0.5, Math.max(2, width), box.height + 1);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {HeatScene} scene
 * @param {number} value
 * @param {boolean} isDark  the ink
 * @param {Box} box
 */
function writeNumber(context, { font, view }, value, isDark, { x, y, width, height }) {
  const texts = [tableNumber(value), view.pass === "forward" ? cellNumber(value) : wireNumber(value, NARROWEST)];
  const short = texts.find((text) => text.length * DIGIT + 4 <= width);
  if (short === undefined) return;
  context.font = `10.5px ${font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = isDark ? "#10131a" : "#ffffff";
  context.fillText(short, x + width / 2, y + height / 2 + 0.5);
}

/**
 * The unit of a strip that a point is over.
 * @param {LaneTrace} lane
 * @param {string} quantity
 * @param {number} t
 * @param {View} view
 * @param {number} share  0 … 1 along the strip
 */
export function unitAt(lane, quantity, t, view, share) {
  const size = lane.width(quantity);
  const entries = loudest(seriesOf(lane, quantity, view), t * size, size, MOST_CELLS);
  return entries[Math.min(entries.length - 1, Math.max(0, Math.floor(share * entries.length)))];
}
