/**
 * Trees as flat rows of tokens, in symbols or with the numbers put in. What is written here is
 * what is drawn as MathML and what is read aloud.
 *
 * @typedef {import("./tree.js").Tree} Tree
 * @typedef {import("./tree.js").Symbol} Symbol
 * @typedef {object} Token
 * @property {"mi"|"mn"|"mo"} kind
 * @property {string} text
 * @property {string} [sub]
 * @property {string} [power]
 * @property {boolean} [isGradient]  written ∂L/∂text
 * @property {string|null} [quantity]
 * @property {number|null} [index]
 * @property {boolean} [canBreak]    a line may begin with it
 *
 * @typedef {object} Writing
 * @property {boolean} isNumeric
 * @property {boolean} isUnfolded
 * @property {number} hidden         counts the terms that were left out
 * @property {number} foldable       how many terms could be folded
 */

import { SQUASHES } from "../cell/local-derivatives.js";
import { compactNumber, plainNumber } from "../numbers/compact.js";
import { evaluate } from "./tree.js";

/** In symbols, a dot product with more terms is written w·x. */
const MOST_SYMBOLS = 3;

/** @param {string} text @param {boolean} [canBreak] @returns {Token} */
const mo = (text, canBreak = false) => ({ kind: "mo", text, canBreak });

/**
 * @param {Tree} tree
 * @param {{isNumeric: boolean, isUnfolded?: boolean}} options
 * @returns {{tokens: Token[], hidden: number, foldable: number}}
 */
export function tokensOf(tree, { isNumeric, isUnfolded = false }) {
  /** @type {Writing} */
  const writing = { isNumeric, isUnfolded, hidden: 0, foldable: 0 };
  const tokens = write(tree, writing);
  return { tokens, hidden: writing.hidden, foldable: writing.foldable };
}

/** @param {readonly Token[]} tokens @returns {string} */
export function plainText(tokens) {
  return tokens.map(({ kind, text, sub, power, isGradient }) => {
    const written = `${isGradient ? "∂L/∂" : ""}${text}${sub ? `_${sub}` : ""}${power ? `^${power}` : ""}`;
    return kind === "mo" && (text === "+" || text === "−") ? ` ${written} ` : written;
  }).join("").trim();
}

/** @param {Symbol} symbol @param {string|null} quantity @param {number|null} index @returns {Token} */
export const symbolToken = (symbol, quantity, index) => ({
  kind: "mi", text: symbol.base, ...(symbol.sub ? { sub: symbol.sub } : {}), ...(symbol.of ? { isGradient: true } : {}), quantity, index,
});

/** @param {Tree} tree @param {Writing} writing @returns {Token[]} */
function write(tree, writing) {
  switch (tree.op) {
    case "quantity": return [writing.isNumeric
      ? { kind: "mn", text: compactNumber(tree.value), quantity: tree.quantity, index: tree.index }
      : symbolToken(tree.symbol, tree.quantity, tree.index)];
    case "constant": return [{ kind: "mn", text: plainNumber(tree.value), quantity: tree.quantity, index: tree.index }];
    case "held": return [{ kind: "mn", text: plainNumber(tree.value) }];
    case "times": return writeProduct(tree.factors, writing);
    case "plus": return writeSum(tree.terms, writing);
    case "minus": return [...write(tree.left, writing), mo("−"), ...guarded(tree.right, writing)];
    case "square": return writeSquare(tree.of, writing);
    case "squash": return [{ kind: "mi", text: SQUASHES[tree.name].symbol }, mo("("), ...write(tree.of, writing), mo(")")];
    case "dot": return writeDot(tree, writing);
  }
}

/** @param {Tree} tree @param {Writing} writing @returns {Token[]} */
function guarded(tree, writing) {
  const tokens = write(tree, writing);
  const isSum = tree.op === "minus" || ((tree.op === "plus" || tree.op === "dot") && tokens.some(isSign));
  return isSum || tokens[0]?.text.startsWith("−") ? [mo("("), ...tokens, mo(")")] : tokens;
}

/** @param {Token} token */
const isSign = ({ kind, text }) => kind === "mo" && (text === "+" || text === "−");

/** @param {readonly Tree[]} factors @param {Writing} writing @returns {Token[]} */
function writeProduct(factors, writing) {
  const [first, ...rest] = withoutOnes(factors);
  if (first.op === "constant" && first.value === -1 && rest.length > 0) {
    return [mo("−"), ...(rest.length === 1 ? guarded(rest[0], writing) : writeProduct(rest, writing))];
  }
  const head = first.op === "plus" || first.op === "minus" || first.op === "dot" ? guarded(first, writing) : write(first, writing);
  return [...head, ...rest.flatMap((factor) => [mo("·"), ...guarded(factor, writing)])];
}

/** @param {readonly Tree[]} factors @returns {readonly Tree[]} */
function withoutOnes(factors) {
  const written = factors.filter((factor) => factor.op !== "constant" || factor.value !== 1);
  return written.length > 0 ? written : factors.slice(0, 1);
}

/** @param {readonly Tree[]} terms @param {Writing} writing @returns {Token[]} */
function writeSum(terms, writing) {
  return joined(terms.map((term) => write(term, writing)));
}

/** Terms one after the other; a minus in front of one becomes the sign between. @param {readonly Token[][]} terms @returns {Token[]} */
function joined(terms) {
  const written = terms.filter((tokens) => tokens.length > 0);
  return written.flatMap((tokens, k) => {
    if (k === 0) return tokens;
    const [first, ...rest] = tokens;
    if (first.kind === "mo" && first.text === "−") return [mo("−", true), ...rest];
    if (first.kind === "mn" && first.text.startsWith("−")) return [mo("−", true), { ...first, text: first.text.slice(1) }, ...rest];
    return [mo("+", true), ...tokens];
  });
}

/** @param {Tree} of @param {Writing} writing @returns {Token[]} */
function writeSquare(of, writing) {
  const [token] = write(of, writing);
  const isNegative = token.text.startsWith("−");
  return isNegative ? [mo("("), token, { ...mo(")"), power: "2" }] : [{ ...token, power: "2" }];
}

/** @param {import("./tree.js").Dot} tree @param {Writing} writing @returns {Token[]} */
function writeDot(tree, writing) {
  const whole = visibleTerms(tree, true, evaluate).terms;
  if (whole.length === 0) return writing.isNumeric || tree.short.length === 0 ? [{ kind: "mn", text: "0" }] : shortForm(tree.short);
  if (!writing.isNumeric) return whole.length > MOST_SYMBOLS ? shortForm(tree.short) : joined(whole.map((term) => write(term, writing)));
  const { terms, hidden } = visibleTerms(tree, writing.isUnfolded, evaluate);
  writing.hidden += hidden;
  if (tree.size > MOST_TERMS && whole.length > FOLDED_TERMS) writing.foldable += whole.length;
  const tokens = joined(terms.map((term) => write(term, writing)));
  return hidden > 0 ? [...tokens, mo("+", true), mo("⋯")] : tokens;
}

/** @param {readonly import("./tree.js").Short[]} parts @returns {Token[]} */
function shortForm(parts) {
  return joined(parts.map(({ weight, sub, reads, kind, isSum }) => {
    /** @type {Token} */
    const read = { kind: "mi", text: reads, ...(kind ? { isGradient: true, ...(sub ? { sub } : {}) } : {}) };
    /** @type {Token[]} */
    const sum = isSum ? [{ kind: "mo", text: "Σ", sub: "k" }] : [];
    /** @type {Token[]} */
    const inner = kind === "reset" ? [mo("("), { kind: "mi", text: "r⁺" }, mo("·"), read, mo(")")] : [read];
    return [...sum, { kind: "mi", text: weight, ...(sub ? { sub } : {}) }, mo("·"), ...inner];
  }));
}

// Which terms of a long dot product are written.

/** A weighted sum with more terms than this is folded. */
const MOST_TERMS = 6;
/** How many of its largest terms a folded one shows. */
export const FOLDED_TERMS = 3;

/**
 * Zero weights say nothing; of many terms only the largest stay, in their own order.
 * @param {import("./tree.js").Dot} tree
 * @param {boolean} isUnfolded
 * @param {(term: import("./tree.js").Tree) => number} evaluate
 * @returns {{terms: import("./tree.js").Times[], hidden: number}}
 */
export function visibleTerms(tree, isUnfolded, evaluate) {
  const present = tree.terms.filter((term) => evaluate(term.factors[0]) !== 0);
  if (isUnfolded || tree.size <= MOST_TERMS || present.length <= FOLDED_TERMS) return { terms: present, hidden: 0 };
  const bySize = [...present].sort((a, b) => sizeOf(b, evaluate) - sizeOf(a, evaluate));
  const largest = new Set(bySize.slice(0, FOLDED_TERMS));
  return { terms: present.filter((term) => largest.has(term)), hidden: present.length - FOLDED_TERMS };
}

/** @param {import("./tree.js").Times} term @param {(term: import("./tree.js").Tree) => number} evaluate */
const sizeOf = (term, evaluate) => Math.abs(evaluate(term)) || 0;
