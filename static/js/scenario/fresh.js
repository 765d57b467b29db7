/**
 * Numbers for a parameter that an edit of the equations brings into given weights: by PyTorch's rule,
 * even over ±1/√H; a bias starts at 0, a single number where the equations say. The same name gives
 * the same numbers.
 *
 * @typedef {import("./contract.js").ParameterForm} ParameterForm
 */

/**
 * @param {ParameterForm} parameter
 * @param {string} label     what the numbers depend on
 * @param {number[]} lengths
 * @param {number} hidden    H
 * @returns {number[]|number[][]}
 */
export function freshNumbers({ is_bias: isBias, initial }, label, [rows, columns], hidden) {
  const draw = drawer(label);
  const bound = 1 / Math.sqrt(hidden);
  const number = () => (isBias ? 0 : initial ?? Number(((2 * draw() - 1) * bound).toPrecision(6)));
  const row = (/** @type {number} */ count) => Array.from({ length: count }, number);
  return columns === undefined ? row(rows) : Array.from({ length: rows }, () => row(columns));
}

/** Numbers in [0, 1) that a text decides (mulberry32 over FNV-1a). @param {string} label */
function drawer(label) {
  let state = [...label].reduce((hash, character) => Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193), 0x811c9dc5);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
