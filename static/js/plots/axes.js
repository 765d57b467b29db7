/**
 * The time axis that all plots share. Step t covers t − ½ … t + ½, as a heat map draws it, so
 * lines and cells stand under each other; a range is the part of that axis now shown.
 *
 * @typedef {[number, number]} Range
 */

const FEWEST_STEPS = 4;
const TICK_SPACING = 34;

/**
 * @param {number} steps
 * @returns {Range}
 */
export const fullRange = (steps) => [-0.5, Math.max(1, steps) - 0.5];

/**
 * @param {number} pixel  from the left edge of the plot area
 * @param {number} width
 * @param {Range} range
 * @returns {number} a place on the axis, not rounded
 */
export function placeAt(pixel, width, [from, to]) {
  return width > 0 ? from + (pixel / width) * (to - from) : from;
}

/**
 * @param {number} place
 * @param {number} width
 * @param {Range} range
 */
export function pixelOf(place, width, [from, to]) {
  return ((place - from) / (to - from)) * width;
}

/**
 * @param {number} place
 * @param {number} steps
 * @returns {number} the step that covers the place, at the ends the outermost one
 */
export function stepOf(place, steps) {
  return Math.min(steps - 1, Math.max(0, Math.round(place)));
}

/**
 * Moves and narrows a range until it lies on the axis.
 * @param {Range} range
 * @param {number} steps
 * @returns {Range}
 */
export function clampRange([from, to], steps) {
  const [first, last] = fullRange(steps);
  const width = Math.min(last - first, Math.max(to - from, Math.min(FEWEST_STEPS, steps)));
  const start = Math.min(last - width, Math.max(first, from));
  return [start, start + width];
}

/**
 * @param {Range} range
 * @param {number} place   stays where it is on the screen
 * @param {number} factor  above 1 shows less of the axis
 * @param {number} steps
 * @returns {Range}
 */
export function zoomAround([from, to], place, factor, steps) {
  return clampRange([place - (place - from) / factor, place + (to - place) / factor], steps);
}

/**
 * @param {Range} range
 * @param {number} steps
 */
export function isFull([from, to], steps) {
  const [first, last] = fullRange(steps);
  return from <= first + 1e-9 && to >= last - 1e-9;
}

/**
 * The range with a step in view: the same one while the step is in it, else the page that begins
 * with the step in the way it went.
 * @param {Range} range
 * @param {number} t
 * @param {number} steps
 * @returns {Range}
 */
export function pageWith([from, to], t, steps) {
  if (t + 0.5 > to) return clampRange([t - 0.5, t - 0.5 + to - from], steps);
  if (t - 0.5 < from) return clampRange([t + 0.5 - (to - from), t + 0.5], steps);
  return [from, to];
}

/**
 * Steps that get a label: round distances, as many as fit.
 * @param {Range} range
 * @param {number} width
 * @returns {number[]}
 */
export function tickSteps([from, to], width) {
  const distance = roundDistance(((to - from) * TICK_SPACING) / Math.max(1, width));
  const first = Math.max(0, Math.ceil(from / distance) * distance);
  const ticks = [];
  for (let t = first; t <= to; t += distance) ticks.push(t);
  return ticks;
}

/** @param {number} least */
function roundDistance(least) {
  const power = 10 ** Math.max(0, Math.floor(Math.log10(least)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((distance) => distance >= least) ?? 10 * power;
}

/**
 * Measures of the region: gutters beside every plot area, heights that fit, rows of units.
 *
 * @typedef {{heat: number, lines: number[]}} Heights   of each heat map; of the rows of lines
 */

/** Beside every plot area, so that all of them stand under each other. */
export const GUTTER = Object.freeze({ left: 40, right: 38 });

/** Above and below the plot area of a line plot. */
export const LINE_MARGIN = Object.freeze({ top: 4, bottom: 17 });

const HEAT = { least: 24, most: 84, gap: 4 };
const LINES = { least: 116, caption: 26 };
const AXIS = 15;
/** From this height on, more for each row of lines, all rows are in view; below it the first row of lines is. */
const ALL_FIT = Object.freeze({ base: 320, row: 140 });
/** What the first row of lines takes of their room, to 1 of each other one. */
const FIRST_SHARE = 1.174;

/** Where the page scrolls anyway, as on a phone. */
const FREE = Object.freeze({ heat: 46, first: 190, other: 160 });

/** @type {(value: number, least: number, most: number) => number} */
const clamp = (value, least, most) => Math.min(most, Math.max(least, value));

/**
 * @param {number|null} available  height of the region's inside; null where it grows with its content
 * @param {number} rows            heat maps
 * @param {number} count           rows of lines
 * @returns {Heights} in whole pixels, of the drawings alone
 */
export function fitHeights(available, rows, count) {
  const lines = (/** @type {number} */ first, /** @type {number} */ other) => [first, ...Array(count - 1).fill(other)];
  if (available === null) return { heat: FREE.heat, lines: lines(FREE.first, FREE.other) };
  const showsAll = available >= ALL_FIT.base + ALL_FIT.row * count;
  const fixed = AXIS + rows * HEAT.gap + LINES.caption * (showsAll ? count : 1) + 4;
  const free = available - fixed;
  const left = showsAll ? Math.min(0.56 * free, free - count * LINES.least) : 0.64 * free;
  const wanted = Math.floor(left / rows);
  const heat = clamp(wanted, HEAT.least, rows < 3 ? 3 * HEAT.most : HEAT.most);
  const rest = free - heat * rows;
  const share = Math.min((rest * FIRST_SHARE) / (FIRST_SHARE + count - 1), rest - (count - 1) * LINES.least);
  const first = Math.max(LINES.least, Math.floor(showsAll ? share : rest));
  const other = Math.max(LINES.least, showsAll ? Math.floor((rest - first) / Math.max(1, count - 1)) : LINES.least + 24);
  return { heat, lines: lines(first, other) };
}

/**
 * @param {number} pixel   from the top of a heat map
 * @param {number} height
 * @param {number} units
 * @returns {number} unit 0 is the topmost row
 */
export function unitAt(pixel, height, units) {
  return clamp(Math.floor((pixel / height) * units), 0, units - 1);
}

/**
 * @param {HTMLElement} root
 * @param {number} taken  by what stands above the plots
 * @returns {number|null} null where the root grows with its content
 */
export function insideHeight(root, taken) {
  const { overflowY, paddingTop, paddingBottom } = getComputedStyle(root);
  if (overflowY === "visible") return null;
  return root.clientHeight - Number.parseFloat(paddingTop) - Number.parseFloat(paddingBottom) - taken;
}
