/**
 * More units than there is room for share a place: the loudest of them is shown, with its sign, so
 * that nothing that happens is averaged away. Pure.
 */

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
