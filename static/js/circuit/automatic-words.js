/**
 * What each quantity of a circuit that nobody drew is, as the equations write it: names of values,
 * "f · c′", "pre-activation" by its value. Pure.
 *
 * @typedef {import("./topology.js").Operation} Operation
 * @typedef {import("./topology.js").Operand} Operand
 */

/** Longer ones end in an ellipsis. */
const LONGEST = 40;

/** @param {readonly Operation[]} operations @returns {Record<string, string>} */
export function wordsOf(operations) {
  /** @type {Record<string, string>} */
  const words = {};
  /** @type {Map<string, string>} */
  const made = new Map();
  for (const one of operations) {
    const text = one.value ?? shortened(writtenOf(one, made));
    made.set(one.key, text);
    words[one.value ?? one.key] = text;
    if (one.kind === "gate") words[`z_${one.value ?? one.key}`] = `z(${text})`;
    one.operands.forEach((operand, k) => (words[`${one.key} ${k}`] = operandText(operand, made)));
    for (const { from } of one.operands) if (from.startsWith("previous ")) words[`${from.slice(9)}_prev`] = `${from.slice(9)}′`;
  }
  return words;
}

/** @param {Operand} operand @param {Map<string, string>} made */
function operandText({ from, parameter, through }, made) {
  if (from === "constant") return parameter;
  const read = made.get(from) ?? (from.startsWith("previous ") ? `${from.slice(9)}′` : from);
  const weighed = parameter ? `${parameter}·${read}` : read;
  return through ? `${through}(${weighed})` : weighed;
}

/** @param {Operation} one @param {Map<string, string>} made */
function writtenOf({ kind, caption, operands }, made) {
  const parts = operands.map((operand) => operandText(operand, made));
  if (kind === "times") return parts.map(bracketed).join(" · ");
  if (kind === "over") return parts.map(bracketed).join(" / ");
  if (kind === "plus") return parts.map((part, k) => `${operands[k].isNegative ? "− " : k > 0 ? "+ " : ""}${part}`).join(" ");
  if (kind === "minus") return `${caption} ${bracketed(parts[0])}`;
  if (kind === "weight") return `${caption} · ${bracketed(parts[0])}`;
  return kind === "gate" ? `${caption}(${parts.join(" + ")})` : kind === "squash" ? `${caption}(${parts.join(", ")})` : parts[0];
}

/** @param {string} text */
const bracketed = (text) => (/ [+−] /.test(text) ? `(${text})` : text);

/** @param {string} text */
const shortened = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
