/**
 * How a value looks as a line: its width by magnitude, its dashes by sign.
 */

/** @typedef {import("../types.js").Pass} Pass */
/** @typedef {"absent"|"zero"|"negative"|"positive"} Sign */

export const THINNEST = 1.2;
export const WIDEST_LINE = 8;

/** Gradients from here to there are told apart by width; they span decades. */
const GRADIENT_DECADES = Object.freeze({ lowest: -8, highest: 2 });

/** Dash and gap lengths. A positive value is a solid line. */
const DASHES = Object.freeze({ absent: [1, 5], zero: [3, 4], negative: [11, 4], positive: null });

/** @param {number} value @returns {Sign} */
export function signOf(value) {
  if (!Number.isFinite(value)) return "absent";
  if (value === 0) return "zero";
  return value < 0 ? "negative" : "positive";
}

/**
 * Width of a line. Forward it saturates (1 is half of the way, 7 nearly all of it); backward it
 * goes by the logarithm.
 * @param {number} value
 * @param {Pass} pass
 * @returns {number}
 */
export function lineWidth(value, pass) {
  const size = Math.abs(value);
  if (!Number.isFinite(size) || size === 0) return THINNEST;
  return THINNEST + (WIDEST_LINE - THINNEST) * (pass === "forward" ? size / (1 + size) : decadeShare(size));
}

/**
 * The width of a wire of a layout.
 * @param {{thickest?: number, slender?: number}} wire
 * @param {number} value
 * @param {Pass} pass
 */
export const wireWidth = ({ thickest = Infinity, slender = 1 }, value, pass) => Math.min(thickest, slender * lineWidth(value, pass));

/** @param {number} size @returns {number} 0 … 1 */
function decadeShare(size) {
  const { lowest, highest } = GRADIENT_DECADES;
  return Math.min(1, Math.max(0, (Math.log10(size) - lowest) / (highest - lowest)));
}

/**
 * `stroke-dasharray` that shows the part of a line from `from` to `to` (lengths along it), in the
 * dashes of the value's sign.
 * @param {number} length
 * @param {number} from
 * @param {number} to
 * @param {Sign} sign
 * @returns {string}
 */
export function dashArray(length, from, to, sign) {
  const dash = DASHES[sign];
  if (from <= 0 && to >= length) return dash ? dash.join(" ") : "none";
  const parts = from > 0 ? [0, from] : [];
  const [on, off] = dash ?? [to - from, 0];
  for (let at = from; at < to; at += on + off) parts.push(Math.min(on, to - at), off);
  parts[parts.length - 1] = length;
  return parts.map((part) => Math.round(part * 10) / 10).join(" ");
}

// More units than there is room for share a place: the loudest of them is shown, with its sign, so
// that nothing that happens is averaged away. Pure.

/**
 * @param {number} size  entries
 * @param {number} most  places
 * @returns {number} entries that share a place
 */
export const binSize = (size, most) => Math.max(1, Math.ceil(size / most));

/** What is not finite is louder than anything that is. @param {number} value */
const loudness = (value) => (Number.isFinite(value) ? Math.abs(value) : Infinity);

/**
 * The entry shown at each place.
 * @param {ArrayLike<number>} values
 * @param {number} offset  of the first entry
 * @param {number} size    entries
 * @param {number} most    places
 * @returns {number[]} entries counted from the first; each that of the largest magnitude in its bin
 */
export function loudest(values, offset, size, most) {
  const width = binSize(size, most);
  return Array.from({ length: Math.ceil(size / width) }, (_, bin) => {
    let best = bin * width;
    for (let entry = best + 1; entry < Math.min(size, (bin + 1) * width); entry += 1) {
      if (loudness(values[offset + entry]) > loudness(values[offset + best])) best = entry;
    }
    return best;
  });
}

/**
 * Root mean square of some entries; NaN where one has not arrived.
 * @param {ArrayLike<number>} values
 * @param {number} offset
 * @param {number} size
 */
export function rootMeanSquare(values, offset, size) {
  let sum = 0;
  for (let k = 0; k < size; k += 1) sum += (values[offset + k] ?? NaN) ** 2;
  return size === 0 ? NaN : Math.sqrt(sum / size);
}
