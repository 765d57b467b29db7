/**
 * Short labels of inputs, units and weights, as in the equations: x₁, h₂′.
 */

const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

/** A number in subscript digits. @param {number} value */
export function subscript(value) {
  return String(value).replace(/\d/g, (digit) => SUBSCRIPTS[Number(digit)]);
}

/** Inputs count from 1, as in x₁. @param {number} index */
export const inputLabel = (index) => `x${subscript(index + 1)}`;
