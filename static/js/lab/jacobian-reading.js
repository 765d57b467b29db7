/**
 * The result lines of the Jacobians' section put together, and what can be read off them. Steps of
 * the sequence take the place of k: the lane is followed from `t0`, and k steps later it is at
 * t0 + k, or t0 − k where it reads in reverse.
 *
 * @typedef {object} Products
 * @property {number} t0
 * @property {number} steps                     K
 * @property {Record<string, (number|null)[]>} frobenius
 * @property {Record<string, (number|null)[]>} spectral
 * @property {number[]} lags
 * @property {Record<string, (number|null)[][]>} singular
 */

/** @param {readonly any[]} results  */
export function readJacobians(results) {
  const find = (/** @type {string} */ analysis, /** @type {string} */ part) =>
    results.find((line) => line.analysis === analysis && (part === "" || line.part === part)) ?? null;
  return {
    products: find("jacobians", "products"),
    radius: find("jacobians", "radius"),
    lyapunov: find("lyapunov", ""),
    eigenvalues: find("eigenvalues", ""),
  };
}

/**
 * @param {{t: number, direction: string}} line
 * @param {number} k
 */
export const stepAfter = ({ t, direction }, k) => (direction === "reverse" ? t - k : t + k);

/**
 * The values of which the middle one is half below; NaN for none.
 * @param {ArrayLike<number>} values
 */
export function median(values) {
  const sorted = Array.from(values).filter(Number.isFinite).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle] ?? NaN;
  return ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/**
 * What multiplying the spectral radii of the steps followed would give.
 * @param {readonly (number|null)[]} radius  T
 * @param {{t: number, direction: string, steps: number}} followed
 * @returns {number} log10
 */
export function logOfRadii(radius, followed) {
  let sum = 0;
  for (let k = 1; k <= followed.steps; k += 1) sum += Math.log10(radius[stepAfter(followed, k)] ?? NaN);
  return sum;
}

/**
 * In how many directions a share of the largest singular value is left.
 * @param {readonly (number|null)[]} logs  of the singular values, largest first
 * @param {number} decades  below the largest
 */
export const directionsWithin = (logs, decades) =>
  logs.filter((value) => value !== null && value >= (logs[0] ?? NaN) - decades).length;

/**
 * Ranks of singular values to be drawn: the ends, and evenly between them.
 * @param {number} count
 * @param {number} most
 * @returns {number[]}
 */
export function ranksShown(count, most) {
  if (count <= most) return Array.from({ length: count }, (_, k) => k);
  return Array.from({ length: most }, (_, k) => Math.round((k * (count - 1)) / (most - 1)));
}
