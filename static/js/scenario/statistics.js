/**
 * What can be said about a block of numbers.
 *
 * @typedef {{count: number, mean: number, std: number, min: number, max: number, norm: number}} Statistics
 *   std: of the numbers themselves (divided by their count); norm: the L2 norm
 */

/**
 * Unknown numbers are left out; of none everything is NaN.
 * @param {Iterable<number>} numbers
 * @returns {Statistics}
 */
export function statisticsOf(numbers) {
  const known = [...numbers].filter(Number.isFinite);
  const count = known.length;
  if (count === 0) return { count, mean: NaN, std: NaN, min: NaN, max: NaN, norm: NaN };
  const mean = known.reduce((sum, value) => sum + value, 0) / count;
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
  const min = known.reduce((a, b) => Math.min(a, b));
  const max = known.reduce((a, b) => Math.max(a, b));
  return { count, mean, std: Math.sqrt(variance), min, max, norm: Math.hypot(...squeezed(known)) };
}

/** A call takes only so many arguments. @param {number[]} numbers @returns {number[]} */
function squeezed(numbers) {
  const MOST = 1000;
  if (numbers.length <= MOST) return numbers;
  const parts = Array.from({ length: Math.ceil(numbers.length / MOST) }, (_, k) => Math.hypot(...numbers.slice(k * MOST, (k + 1) * MOST)));
  return squeezed(parts);
}
