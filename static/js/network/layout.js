/**
 * Where everything of the unrolled network stands: layers upwards, time to the right, in CSS pixels.
 * Pure: a size and a shape in, places out. A column is one step; its places count from its left edge,
 * so that all columns share one geometry and only move.
 *
 * A layer that reads both ways has two rows, the forward one below. The rows stand to the left and to the
 * right of the column's middle, so that the wires of one pass beside the blocks of the other.
 *
 * @typedef {import("../types.js").Direction} Direction
 * @typedef {import("../drawing/path.js").Point} Point
 *
 * @typedef {{layer: number, direction: Direction, states: readonly string[], tones: readonly string[]}} LaneShape
 *   states: h first; tones: their colours
 *
 * @typedef {object} Shape
 * @property {readonly LaneShape[]} lanes  bottom to top
 * @property {number} steps
 *
 * @typedef {object} Row      one layer in one direction
 * @property {number} layer
 * @property {Direction} direction
 * @property {number} top
 * @property {number} centre  x of its blocks' middle within a column
 * @property {readonly string[]} states  of its cell, h first
 * @property {readonly string[]} tones   their colours
 *
 * @typedef {{quantity: string, top: number, height: number}} Strip
 *
 * @typedef {object} NetworkLayout
 * @property {number} width
 * @property {number} height
 * @property {number} left         where the first column begins
 * @property {number} columnWidth
 * @property {number} count        columns in view
 * @property {number} steps
 * @property {{width: number, height: number}} block
 * @property {Row[]} rows          bottom to top
 * @property {number[]} gaps       y between input and layer 0, layer 0 and 1 …, the top layer and the output
 * @property {{top: number, text: number, label: number}} input   label: of the step's number
 * @property {{bottom: number, text: number, loss: number}} output
 */

const GUTTER = Object.freeze({ wide: 74, narrow: 62, right: 12 });
const NARROW_BELOW = 480;
/** Widths of a column; beyond the widest, blocks would only look empty. */
const COLUMN = Object.freeze({ 1: Object.freeze({ least: 64, most: 150 }), 2: Object.freeze({ least: 96, most: 190 }) });
const BLOCK_SHARE = Object.freeze({ 1: 0.66, 2: 0.52 });
const CENTRES = Object.freeze({ forward: 0.3, reverse: 0.7 });
const BLOCK = Object.freeze({ least: 24, good: 40, most: 110, padding: 4, between: 3, strip: 6 });
const GAP = Object.freeze({ layer: 18, direction: 8, stretch: 2 });
const LAPTOP = Object.freeze({ width: 640, height: 430, most: 2 });
const OUTPUT = 36;
const INPUT = 34;
/** Half of the way between where a layer's outputs meet and where the next layer's inputs part. */
const SPLIT = 4;
const INPUT_TONE = "input-x";
const OUTPUT_TONE = "state-h";

/**
 * @param {{width: number, height: number} & Shape} options
 * @returns {NetworkLayout}
 */
export function networkLayout({ width, height, lanes, steps }) {
  const directions = widest(lanes);
  const across = columns(width, directions, steps);
  const down = rowPlaces(height, lanes);
  /** @type {Row[]} */
  const rows = down.tops.map((top, k) => {
    const share = isAlone(lanes, k) ? 0.5 : CENTRES[lanes[k].direction];
    return { ...lanes[k], top, centre: share * across.columnWidth };
  });
  const { top: bottom } = down;
  return {
    width, steps, rows, height: down.height, gaps: down.gaps, ...across,
    block: { width: BLOCK_SHARE[directions] * across.columnWidth, height: down.blockHeight },
    input: { top: down.inputTop, text: down.inputTop + 12, label: down.inputTop + 28 },
    output: { bottom, text: bottom - 6, loss: bottom - 20 },
  };
}

/** @param {number} width @param {1|2} directions @param {number} steps */
function columns(width, directions, steps) {
  const gutter = width < NARROW_BELOW ? GUTTER.narrow : GUTTER.wide;
  const room = Math.max(1, width - gutter - GUTTER.right);
  const { least, most } = COLUMN[directions];
  const count = Math.max(1, Math.min(steps, Math.floor(room / least)));
  const columnWidth = Math.min(most, room / count);
  return { count, columnWidth, left: gutter + (room - count * columnWidth) / 2 };
}

/** @typedef {Pick<LaneShape, "layer"|"direction">} LanePlace */

/** @param {readonly LanePlace[]} lanes */
const layersOf = (lanes) => new Set(lanes.map(({ layer }) => layer)).size;

/** Whether a layer reads one way only. @param {readonly LanePlace[]} lanes @param {number} k */
const isAlone = (lanes, k) => lanes.filter(({ layer }) => layer === lanes[k].layer).length === 1;

/** Lanes of the layer that has most. @param {readonly LanePlace[]} lanes @returns {1|2} */
const widest = (lanes) => (lanes.some((_, k) => !isAlone(lanes, k)) ? 2 : 1);

/** @param {readonly LanePlace[]} lanes @returns {number} between all rows, at their narrowest */
const gapsHeight = (lanes) => (layersOf(lanes) + 1) * GAP.layer + (lanes.length - layersOf(lanes)) * GAP.direction;

/**
 * The height at which blocks are easy to read; they get along with less.
 * @param {readonly LanePlace[]} lanes
 */
export const goodHeight = (lanes) => OUTPUT + INPUT + gapsHeight(lanes) + lanes.length * BLOCK.good;

/**
 * How much larger than on a laptop everything is drawn, where a projector has the room.
 * @param {{width: number, height: number, lanes: readonly LanePlace[]}} room
 */
export function drawingScale({ width, height, lanes }) {
  const scale = Math.min(height / Math.max(LAPTOP.height, goodHeight(lanes)), width / LAPTOP.width);
  return Math.min(LAPTOP.most, Math.max(1, scale));
}

/** @param {number} height @param {readonly LanePlace[]} lanes */
function rowPlaces(height, lanes) {
  const rows = lanes.length;
  const room = height - OUTPUT - INPUT;
  const base = gapsHeight(lanes);
  const blockHeight = Math.min(BLOCK.most, Math.max(BLOCK.least, Math.floor((room - base) / rows)));
  const spare = Math.max(0, room - base - rows * blockHeight);
  const stretch = 1 + Math.min(GAP.stretch, spare / base);
  const used = base * stretch + rows * blockHeight;
  const margin = Math.max(0, (room - used) / 2);
  const top = margin + OUTPUT;
  let y = top + used;
  const inputTop = y;
  const tops = [];
  const gaps = [];
  for (let row = 0; row < rows; row += 1) {
    const isFirst = lanes[row].layer !== lanes[row - 1]?.layer;
    const gap = stretch * (isFirst ? GAP.layer : GAP.direction);
    if (isFirst) gaps.push(y - gap / 2);
    y -= gap + blockHeight;
    tops.push(y);
  }
  gaps.push(top + (stretch * GAP.layer) / 2);
  return { tops, gaps, blockHeight, inputTop, top, height: Math.max(height, used + OUTPUT + INPUT) };
}

/**
 * The strips inside a block, from its top: h at the bottom, above it as many states as have room.
 * @param {NetworkLayout} layout
 * @param {Row} row
 * @returns {Strip[]}
 */
export function stripsOf({ block }, row) {
  const inner = block.height - 2 * BLOCK.padding;
  const most = Math.max(1, Math.floor((inner + BLOCK.between) / (BLOCK.strip + BLOCK.between)));
  const shown = [...row.states.slice(0, most)].reverse();
  const height = (inner - BLOCK.between * (shown.length - 1)) / shown.length;
  return shown.map((quantity, k) => ({ quantity, top: row.top + BLOCK.padding + k * (height + BLOCK.between), height }));
}

/**
 * The strip's ends within a column.
 * @param {NetworkLayout} layout
 * @param {Row} row
 * @returns {{left: number, width: number}}
 */
export function stripSpan({ block }, row) {
  return { left: row.centre - block.width / 2 + BLOCK.padding, width: block.width - 2 * BLOCK.padding };
}

/**
 * @typedef {object} NetworkWire
 * @property {"in"|"out"|"next"|"trunk"} kind  trunk: shared by the rows of a layer
 * @property {number} row                      that it belongs to; of a trunk the first row it leads to, rows.length for the output
 * @property {string} quantity                 a state or "x"
 * @property {string} tone                     its colour
 * @property {readonly Point[]} points         in the direction of the forward pass
 */

/**
 * The wires of a column, with the way to the next column in reading order.
 * @param {NetworkLayout} layout
 * @returns {NetworkWire[]}
 */
export function wiresOf(layout) {
  const { rows } = layout;
  return [...trunks(layout), ...rows.flatMap((row, k) => [...verticals(layout, row, k), ...nextWires(layout, row, k)])];
}

/** @param {NetworkLayout} layout @returns {NetworkWire[]} */
function trunks({ rows, gaps, columnWidth, input, output }) {
  const middle = columnWidth / 2;
  return gaps.map((gap, layer) => {
    const isInput = layer === 0;
    const isOutput = layer === gaps.length - 1;
    const from = isInput ? input.top : gap + SPLIT;
    const to = isOutput ? output.bottom : gap - SPLIT;
    const row = isOutput ? rows.length : rows.findIndex((one) => one.layer === layer);
    return { kind: "trunk", row, quantity: isInput ? "x" : "h", tone: isInput ? INPUT_TONE : OUTPUT_TONE, points: [[middle, from], [middle, to]] };
  });
}

/** @param {NetworkLayout} layout @param {Row} row @param {number} index @returns {NetworkWire[]} */
function verticals({ gaps, columnWidth, block }, row, index) {
  const middle = columnWidth / 2;
  const [below, above] = [gaps[row.layer] - SPLIT, gaps[row.layer + 1] + SPLIT];
  const isStraight = Math.abs(row.centre - middle) < 0.5;
  /** @type {(y: number) => readonly Point[]} */
  const turn = (y) => (isStraight ? [[middle, y]] : [[middle, y], [row.centre, y]]);
  return [
    { kind: "in", row: index, quantity: row.layer === 0 ? "x" : "h", tone: row.layer === 0 ? INPUT_TONE : OUTPUT_TONE, points: [...turn(below), [row.centre, row.top + block.height]] },
    { kind: "out", row: index, quantity: "h", tone: OUTPUT_TONE, points: [[row.centre, row.top], ...[...turn(above)].reverse()] },
  ];
}

/** @param {NetworkLayout} layout @param {Row} row @param {number} index @returns {NetworkWire[]} */
function nextWires(layout, row, index) {
  const { block, columnWidth } = layout;
  const way = row.direction === "reverse" ? -1 : 1;
  const from = row.centre + (way * block.width) / 2;
  const to = row.centre + way * (columnWidth - block.width / 2);
  return stripsOf(layout, row).map(({ quantity, top, height }) => {
    const y = top + height / 2;
    return { kind: "next", row: index, quantity, tone: row.tones[row.states.indexOf(quantity)] ?? OUTPUT_TONE, points: [[from, y], [to, y]] };
  });
}

/** The step that a lane reads after t. @param {Direction} direction @param {number} t */
export const stepAfter = (direction, t) => (direction === "reverse" ? t - 1 : t + 1);

/**
 * Which steps are in view: a window that follows the playhead and never leaves the sequence. Its
 * start is a fraction while it glides. Pure.
 *
 * @typedef {{count: number, steps: number}} Extent   columns in view, and all
 */

/**
 * @param {number} focus    the step to have in the middle, of an even number of columns left of it
 * @param {Extent} extent
 * @returns {number} the step, or part of one, at the left edge
 */
export function windowStart(focus, { count, steps }) {
  return Math.min(Math.max(0, focus - Math.floor((count - 1) / 2)), Math.max(0, steps - count));
}

/**
 * The steps of which something can be seen, both ends included.
 * @param {number} start
 * @param {Extent} extent
 * @returns {[number, number]}
 */
export function stepsInView(start, { count, steps }) {
  return [Math.max(0, Math.floor(start)), Math.min(steps - 1, Math.ceil(start + count) - 1)];
}

/** Columns that have to exist to show any window. @param {Extent} extent */
export const slotCount = ({ count, steps }) => Math.min(steps, count + 1);

/**
 * A scroll by hand, in columns, kept so that the window stays inside.
 * @param {number} focus   the playhead
 * @param {number} offset  of the window from where it would follow
 * @param {number} change
 * @param {Extent} extent
 * @returns {number} the new offset
 */
export function scrolled(focus, offset, change, extent) {
  const follow = windowStart(focus, extent);
  const wanted = follow + offset + change;
  return Math.min(Math.max(0, wanted), Math.max(0, extent.steps - extent.count)) - follow;
}
