/**
 * One step of the unrolled network: built once, filled with a step when it comes into view, and
 * otherwise only moved.
 *
 * @typedef {import("./layout.js").NetworkLayout} NetworkLayout
 * @typedef {import("./layout.js").NetworkWire} NetworkWire
 * @typedef {import("../types.js").Pass} Pass
 *
 * @typedef {object} ColumnContent
 * @property {number} t
 * @property {Pass} pass
 * @property {(number|null)[]} values   of the wires; null: there is no such wire here
 * @property {string} input
 * @property {string} output
 * @property {string} loss
 * @property {string[]} names           of the blocks, for screen readers
 */

import { svg } from "../base/dom.js";
import { lineWidth, rootMeanSquare, signOf } from "../drawing/magnitude.js";
import { gradientShare } from "../drawing/palette.js";
import { Patch } from "../drawing/patch.js";
import { headingAt, track } from "../drawing/path.js";
import { stepAfter } from "./layout.js";

const ARROW = "M-1 -1L1.4 0L-1 1Z";
const ARROW_SIZE = 3.6;
/** Wires are thinner than in the circuit, where one unit has the room of a whole column; in low rows more so. */
const THIN = Object.freeze({ most: 0.55, height: 75 });

export class ColumnDrawing {
  #wires;
  #blocks;
  #place;
  #texts;
  t = -1;

  /** @param {NetworkLayout} layout @param {readonly NetworkWire[]} wires */
  constructor(layout, wires) {
    const thin = Math.min(THIN.most, layout.block.height / THIN.height);
    this.#wires = wires.map((wire) => new NetworkWireDrawing(wire, thin));
    this.#blocks = layout.rows.map((row, index) => blockDrawing(layout, row, index));
    const middle = layout.columnWidth / 2;
    this.#texts = {
      input: textDrawing(middle, layout.input.text, "net-input"),
      label: textDrawing(middle, layout.input.label, "net-label"),
      output: textDrawing(middle, layout.output.text, "net-output"),
      loss: textDrawing(middle, layout.output.loss, "net-loss"),
    };
    this.element = svg("g", { class: "net-column" }, this.#wires.map(({ group }) => group), this.#blocks,
      Object.values(this.#texts).map(({ element }) => element));
    this.#place = new Patch(this.element);
  }

  /** @param {number} x */
  move(x) {
    this.#place.set("transform", `translate(${Math.round(x * 4) / 4} 0)`);
  }

  /** @param {boolean} isShown */
  show(isShown) {
    this.#place.set("visibility", isShown ? "visible" : "hidden");
    if (!isShown) this.t = -1;
  }

  /** @param {ColumnContent} content */
  fill(content) {
    this.t = content.t;
    this.#wires.forEach((wire, k) => wire.apply(content.values[k], content.pass));
    this.#texts.input.write(content.input);
    this.#texts.label.write(`t = ${content.t}`);
    this.#texts.output.write(content.output);
    this.#texts.loss.write(content.loss);
    this.#blocks.forEach((block, k) => {
      block.dataset.t = String(content.t);
      block.setAttribute("aria-label", content.names[k]);
    });
  }

  /** @param {number} row @returns {SVGRectElement} */
  block(row) {
    return this.#blocks[row];
  }

  /** @param {number} row selected in this column, −1 none */
  select(row) {
    this.#blocks.forEach((block, k) => {
      if (block.classList.contains("is-selected") === (k === row)) return;
      block.classList.toggle("is-selected", k === row);
      block.setAttribute("tabindex", k === row ? "0" : "-1");
    });
  }
}

/** @param {NetworkLayout} layout @param {import("./layout.js").Row} row @param {number} index @returns {SVGRectElement} */
function blockDrawing({ block }, row, index) {
  return svg("rect", {
    class: "net-block", x: row.centre - block.width / 2, y: row.top, width: block.width, height: block.height, rx: 7,
    role: "button", tabindex: "-1", "data-row": index,
  });
}

/** @param {number} x @param {number} y @param {string} kind */
function textDrawing(x, y, kind) {
  const element = svg("text", { x, y, class: kind, "text-anchor": "middle" });
  let last = "";
  return { element, write: (/** @type {string} */ text) => {
    if (text !== last) element.textContent = last = text;
  } };
}

class NetworkWireDrawing {
  #line;
  #group;

  #thin;

  /** @param {NetworkWire} wire @param {number} thin  of the circuit's width */
  constructor(wire, thin) {
    this.#thin = thin;
    const line = svg("path", { d: track(wire.points).d, class: "net-line" });
    this.group = svg("g", { class: `net-wire tone-${wire.tone}` }, line,
      wire.kind === "in" || wire.kind === "next" ? arrow(wire, "end") : null,
      wire.kind === "out" || wire.kind === "next" ? arrow(wire, "start") : null);
    this.#line = new Patch(line);
    this.#group = new Patch(this.group);
  }

  /** @param {number|null} value @param {Pass} pass */
  apply(value, pass) {
    this.#group.set("visibility", value === null ? "hidden" : "inherit");
    if (value === null) return;
    const share = pass === "backward" ? gradientShare(value) : Math.abs(value) / (1 + Math.abs(value));
    this.#group.set("data-sign", signOf(value));
    this.#group.set("opacity", Number.isFinite(share) ? (0.4 + 0.6 * share).toFixed(2) : "0.4");
    this.#line.set("stroke-width", (0.6 + this.#thin * lineWidth(value, pass)).toFixed(1));
  }
}

/**
 * Forward its tip is at the wire's end, backward at its start.
 * @param {NetworkWire} wire
 * @param {"start"|"end"} end
 */
function arrow({ points }, end) {
  const [x, y] = end === "end" ? points[points.length - 1] : points[0];
  const turn = headingAt(points, end);
  return svg("path", {
    d: ARROW, class: `net-arrow is-${end}`,
    transform: `translate(${x} ${y}) rotate(${turn}) translate(${-1.4 * ARROW_SIZE} 0) scale(${ARROW_SIZE})`,
  });
}

/**
 * The magnitudes on the wires of one column: forward the root mean square of what a wire carries,
 * backward the norm of the loss's gradient by it. They make widths and shades only; every number
 * that the network writes is one that was sent. Pure.
 *
 * @typedef {import("../trace/trace.js").Trace} Trace
 * @typedef {import("../trace/lane-trace.js").LaneTrace} LaneTrace
 */

/**
 * @param {Trace} trace
 * @param {NetworkLayout} layout
 * @param {NetworkWire} wire
 * @param {number} t
 * @param {Pass} pass
 * @returns {number|null} null where there is no such wire: nothing comes after the last step
 */
export function wireValue(trace, layout, wire, t, pass) {
  const row = layout.rows[wire.row];
  if (wire.kind === "trunk") return trunkValue(trace, layout, wire, t, pass);
  const lane = trace.lane(row.layer, row.direction);
  if (!lane) return null;
  if (wire.kind === "in") return pass === "forward" ? rootMeanSquare(lane.x, t * lane.inputSize, lane.inputSize) : lane.norm("x")[t];
  const after = stepAfter(row.direction, t);
  if (wire.kind === "next" && (after < 0 || after >= trace.steps)) return null;
  return stateValue(lane, wire.quantity, t, pass);
}

/** @param {LaneTrace} lane @param {string} quantity @param {number} t @param {Pass} pass */
function stateValue(lane, quantity, t, pass) {
  if (pass === "backward") return lane.norm(quantity)[t];
  const width = lane.width(quantity);
  return rootMeanSquare(lane.series(quantity), t * width, width);
}

/**
 * What a layer reads as a whole, or what leaves the top one.
 * @param {Trace} trace
 * @param {NetworkLayout} layout
 * @param {NetworkWire} wire
 * @param {number} t
 * @param {Pass} pass
 */
function trunkValue(trace, { rows }, wire, t, pass) {
  const isOutput = wire.row === rows.length;
  const { layer } = rows[isOutput ? wire.row - 1 : wire.row];
  const lanes = trace.lanes.filter((lane) => lane.layer === layer);
  if (!isOutput) return pass === "backward" ? inputGradient(lanes, t) : rootMeanSquare(lanes[0].x, t * lanes[0].inputSize, lanes[0].inputSize);
  const length = Math.hypot(...lanes.map((lane) => stateValue(lane, "h", t, pass)));
  return pass === "backward" ? length : length / Math.sqrt(lanes.length);
}

/** Norm of the gradient by an input that all lanes of a layer read. @param {LaneTrace[]} lanes @param {number} t */
function inputGradient(lanes, t) {
  const { inputSize } = lanes[0];
  let sum = 0;
  for (let at = t * inputSize; at < (t + 1) * inputSize; at += 1) {
    sum += lanes.reduce((total, lane) => total + (lane.gradient("x")[at] ?? NaN), 0) ** 2;
  }
  return Math.sqrt(sum);
}

/**
 * Whether the loss looks at a step, and its share there.
 * @param {Trace} trace
 * @param {number} t
 * @returns {number} NaN where it does not
 */
export const lossAt = (trace, t) => trace.outputs[t]?.loss ?? NaN;
