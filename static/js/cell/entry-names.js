/**
 * How entries of vectors are written: inputs of the sequence count from 1, as in x₁, x₂, x₃; units
 * count from 0, as everywhere else on the page, so that h₀ is the h of unit 0. Pure.
 *
 * @typedef {object} EntryName
 * @property {string} base  with what tells it from its neighbours: "h′", "h↓"
 * @property {string} sub
 * @typedef {Pick<import("../types.js").Cell, "hidden_size"|"bidirectional">} Shape
 */

const DIGITS = "₀₁₂₃₄₅₆₇₈₉";

/** The digits of a text, lowered. @param {string|number} text */
export const subscript = (text) => String(text).replace(/\d/g, (digit) => DIGITS[Number(digit)]);

/** @param {number} index @returns {EntryName} */
const sequenceInput = (index) => ({ base: "x", sub: String(index + 1) });

/**
 * What a layer reads from below: the sequence, or the units of the layer below, those of both
 * directions one after the other.
 * @param {Shape} cell
 * @param {number} layer
 * @param {number} index
 * @returns {EntryName}
 */
export function inputName({ hidden_size: size, bidirectional }, layer, index) {
  if (layer === 0) return sequenceInput(index);
  return { base: `h${bidirectional ? (index < size ? "→" : "←") : "↓"}`, sub: String(index % size) };
}

/**
 * The same of a lane of a run.
 * @param {import("../trace/trace.js").Trace} trace
 * @param {import("../trace/lane-trace.js").LaneTrace} lane
 * @param {number} index
 * @returns {EntryName}
 */
export function inputSymbol(trace, lane, index) {
  if (lane.layer === 0) return sequenceInput(index);
  const below = trace.lanes.filter((other) => other.layer === lane.layer - 1);
  const size = below[0].outputSize;
  const isJoined = below.length === 2 && lane.inputSize === size + below[1].outputSize;
  return { base: `h${isJoined ? (index < size ? "→" : "←") : "↓"}`, sub: String(isJoined && index >= size ? index - size : index) };
}

/** What a layer remembers. @param {number} unit @returns {EntryName} */
export const stateName = (unit) => ({ base: "h′", sub: String(unit) });

/** In one line of plain text: "x₁", "h₀′", "h₁↓". @param {EntryName} name */
export const written = ({ base, sub }) => `${base[0]}${subscript(sub)}${base.slice(1)}`;

/** An input of the sequence in plain text. @param {number} index */
export const inputLabel = (index) => written(sequenceInput(index));
