/**
 * The geometry of the drawing board: pixels ↔ steps and values, and what a stroke writes.
 *
 * @typedef {{low: number, high: number}} Range
 * @typedef {{left: number, top: number, width: number, height: number}} Frame   of the curve, in px
 * @typedef {{x: number, y: number}} Point
 * @typedef {{t: number, value: number}} Drawn
 */

/** A height of the board is told apart in so many values. */
const RESOLUTION = 100;

/** Where step t stands: in the middle of its share of the width. @param {Frame} frame @param {number} steps @param {number} t */
export function xOf({ left, width }, steps, t) {
  return left + ((t + 0.5) / steps) * width;
}

/** @param {Frame} frame @param {Range} range @param {number} value */
export function yOf({ top, height }, { low, high }, value) {
  return top + ((high - value) / (high - low)) * height;
}

/** @param {Frame} frame @param {number} steps @param {number} x */
export function stepAt({ left, width }, steps, x) {
  return Math.max(0, Math.min(steps - 1, Math.floor(((x - left) / width) * steps)));
}

/** The value at a height, inside the range and free of needless digits. @param {Frame} frame @param {Range} range @param {number} y */
export function valueAt({ top, height }, range, y) {
  const { low, high } = range;
  const value = high - ((y - top) / height) * (high - low);
  return snapped(Math.max(low, Math.min(high, value)), range);
}

/** The smallest difference that drawing and nudging make. @param {Range} range */
export function grainOf({ low, high }) {
  return 10 ** Math.floor(Math.log10((high - low) / RESOLUTION) + 1e-9);
}

/** @param {number} value @param {Range} range */
export function snapped(value, range) {
  const grain = grainOf(range);
  return Number((Math.round(value / grain) * grain).toPrecision(12)) + 0;
}

/**
 * Every step that a stroke between two points goes through, with the height it has there.
 * @param {Frame} frame
 * @param {number} steps
 * @param {Range} range
 * @param {Point} from
 * @param {Point} to
 * @returns {Drawn[]}
 */
export function strokeBetween(frame, steps, range, from, to) {
  const first = stepAt(frame, steps, from.x);
  const last = stepAt(frame, steps, to.x);
  const way = Math.sign(last - first);
  return Array.from({ length: Math.abs(last - first) + 1 }, (_, k) => {
    const t = first + k * way;
    const share = to.x === from.x ? 1 : (xOf(frame, steps, t) - from.x) / (to.x - from.x);
    const inside = t === last ? 1 : Math.max(0, Math.min(1, share));
    return { t, value: valueAt(frame, range, from.y + (to.y - from.y) * inside) };
  });
}

/** A range that holds all values and at least −1 … 1, with round ends. @param {Iterable<number>} values @returns {Range} */
export function rangeFor(values) {
  let low = -1;
  let high = 1;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const unit = 10 ** Math.floor(Math.log10(high - low) - 0.3);
  return { low: Number((Math.floor(low / unit + 1e-9) * unit).toPrecision(6)) + 0, high: Number((Math.ceil(high / unit - 1e-9) * unit).toPrecision(6)) + 0 };
}

/** Round values between the ends, about `count` of them. @param {Range} range @param {number} count @returns {number[]} */
export function ticks({ low, high }, count) {
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((size) => size >= rough * 0.999) ?? rough;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, k) => Number(((first + k) * step).toPrecision(12)) + 0);
}

/** Steps that get a number under them, so many that they do not touch. @param {number} steps @param {number} count @returns {number[]} */
export function stepTicks(steps, count) {
  if (steps === 1) return [0];
  return ticks({ low: 0, high: steps - 1 }, count).filter(Number.isInteger);
}
