/**
 * Trees as flat rows of tokens, in symbols or with the numbers put in. What is written here is
 * what is drawn as MathML and what is read aloud.
 *
 * @typedef {import("./tree.js").Tree} Tree
 * @typedef {import("./tree.js").Dot} Dot
 * @typedef {import("./tree.js").Sum} Sum
 * @typedef {import("./tree.js").Symbol} Symbol
 * @typedef {import("./digits.js").Shown} Shown
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
 * @property {Shown|null} shown      how the numbers are written; null writes symbols
 * @property {boolean} isShort       weights by their names, dot products as W·x
 * @property {boolean} isUnfolded
 * @property {number} hidden         counts the terms that were left out
 * @property {number} foldable       how many terms could be folded
 */

import { givenNumber } from "../numbers/written.js";
import { digitsOf } from "./digits.js";
import { childrenOf, evaluate, functionOf, leafOf, leavesOf } from "./tree.js";

/** In symbols, an equation with more weights names them. */
const MOST_SYMBOLS = 3;

/** So many tokens in parentheses stay on one line. */
const SHORT = 6;

/** @param {string} text @param {boolean} [canBreak] @returns {Token} */
const mo = (text, canBreak = false) => ({ kind: "mo", text, canBreak });

/** @param {Tree} tree @returns {Token[]} */
export function symbolTokens(tree) {
  const isShort = weightsIn(tree) > MOST_SYMBOLS;
  return write(tree, { shown: null, isShort, isUnfolded: true, hidden: 0, foldable: 0 });
}

/**
 * @param {Tree} tree
 * @param {Shown} shown
 * @param {boolean} [isUnfolded]
 * @returns {{tokens: Token[], hidden: number, foldable: number}}
 */
export function numberTokens(tree, shown, isUnfolded = false) {
  /** @type {Writing} */
  const writing = { shown, isShort: false, isUnfolded, hidden: 0, foldable: 0 };
  const tokens = write(tree, writing);
  return { tokens, hidden: writing.hidden, foldable: writing.foldable };
}

/** The digits that an equation is written with. @param {import("./model.js").Row} row @returns {Shown} */
export const shownOf = ({ left, right }) => digitsOf(right, left.value);

/** Signs between two things, and relations. */
const SPACED = "+−>≤";
/** What a sign behind it does not come between. */
const OPENING = "([,|·/=";

/** @param {readonly Token[]} tokens @returns {string} */
export function plainText(tokens) {
  return tokens.map(({ kind, text, sub, power, isGradient }, k) => {
    const written = `${isGradient ? "∂L/∂" : ""}${text}${sub ? `_${sub}` : ""}${power ? `^${power}` : ""}`;
    const before = tokens[k - 1];
    const isBetween = before !== undefined && !(before.kind === "mo" && OPENING.includes(before.text) && before.power === undefined);
    return kind === "mo" && SPACED.includes(text) && isBetween ? ` ${written} ` : written;
  }).join("");
}

/** @param {Symbol} symbol @param {string|null} quantity @param {number|null} index @returns {Token} */
export const symbolToken = (symbol, quantity, index) => ({
  kind: "mi", text: symbol.base, ...(symbol.sub ? { sub: symbol.sub } : {}), ...(symbol.of ? { isGradient: true } : {}), quantity, index,
});

/** @param {Tree} tree @returns {number} */
function weightsIn(tree) {
  if (tree.op === "dot") return tree.terms.length;
  return tree.op === "constant" ? (tree.symbol ? 1 : 0) : childrenOf(tree).reduce((count, child) => count + weightsIn(child), 0);
}

/** @param {Tree} tree @param {Writing} writing @returns {Token[]} */
function write(tree, writing) {
  const leaf = numberOf(tree, writing);
  if (leaf && writing.shown) return [numberToken(leaf, writing.shown)];
  switch (tree.op) {
    case "quantity": return [symbolToken(tree.symbol, tree.quantity, tree.index)];
    case "constant": return [writeConstant(tree, writing)];
    case "times": return writeProduct(tree.factors, writing);
    case "sum": return writeSum(tree, writing);
    case "over": return [...writeProduct([tree.above], writing), mo("/"), ...product(tree.below, writing, true)];
    case "square": return writeSquare(tree.of, writing);
    case "apply": return tree.name === "abs" ? [mo("|"), ...write(tree.of, writing), mo("|")] : call(functionOf(tree.name.replace("′", "")).symbol + (tree.name.endsWith("′") ? "′" : ""), [tree.of], writing);
    case "extreme": return call(tree.name, tree.of, writing);
    case "clip": return [...call("clip", [tree.of], writing).slice(0, -1), mo(","), mo("±"), { kind: "mn", text: givenNumber(tree.bound) }, mo(")")];
    case "bracket": return [mo("["), ...write(tree.left, writing), mo(tree.relation), ...write(tree.right, writing), mo("]")];
    case "dot": return writeSum({ op: "sum", terms: [{ sign: 1, tree }] }, writing);
    case "part": return write(tree.of, writing);
  }
}

/** What one number stands for where numbers are put in. @param {Tree} tree @param {Writing} writing */
const numberOf = (tree, { shown }) => shown && leafOf(tree, shown.collapsed);

/** @param {import("./tree.js").Leaf} leaf @param {Shown} shown @returns {Token} */
const numberToken = (leaf, shown) => (leaf.op === "part"
  ? { kind: "mn", text: shown.text(leaf) }
  : { kind: "mn", text: shown.text(leaf), quantity: leaf.quantity, index: leaf.index });

/** @param {import("./tree.js").Constant} tree @param {Writing} writing @returns {Token} */
function writeConstant({ value, symbol, quantity = "", index = null }, { isShort }) {
  if (symbol && (isShort || !Number.isFinite(value))) return symbolToken(symbol, quantity, index);
  return { kind: "mn", text: exact(value), ...(symbol ? { quantity, index } : {}) };
}

/** Numbers of the cell's text and weights in symbols. @param {number} value */
const exact = (value) => digitsOf({ op: "constant", value }, value).text({ op: "constant", value });

/** @param {string} name @param {readonly Tree[]} of @param {Writing} writing @returns {Token[]} */
const call = (name, of, writing) => [
  { kind: "mi", text: name }, mo("("), ...of.flatMap((tree, k) => [...(k > 0 ? [mo(",")] : []), ...write(tree, writing)]), mo(")"),
];

/** Without the parts around it that are written out. @param {Tree} tree @param {Writing} writing @returns {Tree} */
const core = (tree, writing) => (tree.op === "part" && !numberOf(tree, writing) ? core(tree.of, writing) : tree);

/** A factor: what adds up, and a sign in front of it, stand in parentheses. @param {Tree} tree @param {Writing} writing @param {boolean} [isBelow]  of a fraction @returns {Token[]} */
function product(tree, writing, isBelow = false) {
  const tokens = write(tree, writing);
  const { op } = core(tree, writing);
  const isSum = (op === "sum" || op === "dot") && tokens.some(isSign);
  const isMany = isBelow && tokens.length > 1 && ["times", "over", "dot"].includes(op);
  return isSum || isMany || isNegative(tokens) ? [mo("("), ...together(tokens), mo(")")] : tokens;
}

/** In short parentheses no line breaks. @param {Token[]} tokens */
const together = (tokens) => (tokens.length <= SHORT ? tokens.map((token) => ({ ...token, canBreak: false })) : tokens);

/** @param {readonly Token[]} tokens */
const isNegative = ([first]) => first !== undefined && first.text.startsWith("−");

/** @param {Token} token */
const isSign = ({ kind, text }) => kind === "mo" && (text === "+" || text === "−");

/** A factor of 1 is not written, and −1 is a sign. @param {readonly Tree[]} given @param {Writing} writing @returns {Token[]} */
function writeProduct(given, writing) {
  const isOne = (/** @type {Tree} */ tree) => tree.op === "constant" && Math.abs(tree.value) === 1 && !(writing.isShort && tree.symbol);
  const others = given.filter((tree) => !isOne(tree));
  const factors = others.length > 0 ? others : given.slice(0, 1);
  const ones = given.filter((tree) => isOne(tree) && !factors.includes(tree));
  const isMinus = ones.filter((tree) => tree.op === "constant" && tree.value === -1).length % 2 === 1;
  const tokens = factors.flatMap((factor, k) => {
    if (k > 0) return [mo("·"), ...product(factor, writing)];
    const { op } = core(factor, writing);
    return op === "sum" || op === "dot" || isMinus ? product(factor, writing) : write(factor, writing);
  });
  return isMinus ? [mo("−"), ...tokens] : tokens;
}

/** A number that is 0 is left out where others stand. @param {Sum} tree @param {Writing} writing @returns {Token[]} */
function writeSum(tree, writing) {
  const { shown } = writing;
  const isNothing = (/** @type {Tree} */ term) => (shown === null
    ? term.op === "constant" && term.value === 0 && !writing.isShort
    : leafOf(term, shown.collapsed)?.value === 0);
  const present = tree.terms.filter((term) => !isNothing(term.tree));
  const terms = present.length > 0 ? present : tree.terms.slice(0, 1);
  /** @param {import("./tree.js").Term} term */
  const isDot = (term) => core(term.tree, writing).op === "dot";
  const before = writing.hidden;
  const dots = writeDots(terms.filter(isDot), writing);
  const hidden = writing.hidden - before;
  let next = 0;
  const written = terms.flatMap((term) => (isDot(term) ? dots[next++] : [signed(term, write(term.tree, writing))]));
  const some = joined(written.filter((one) => one.length > 0));
  /** @type {Token[]} */
  const tokens = some.length > 0 ? some : [{ kind: "mn", text: "0" }];
  return hidden > 0 ? [...tokens, mo("+", true), mo("⋯")] : tokens;
}

/** @param {import("./tree.js").Term} term @param {Token[]} tokens @returns {Token[]} */
function signed({ sign, tree }, tokens) {
  if (sign === 1) return tokens;
  const isMany = (tree.op === "sum" || bareOp(tree) === "sum") && tokens.some(isSign);
  return [mo("−"), ...(isMany || isNegative(tokens) ? [mo("("), ...tokens, mo(")")] : tokens)];
}

/** @param {Tree} tree */
const bareOp = (tree) => (tree.op === "part" ? tree.of.op : tree.op);

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
  const tokens = write(of, writing);
  const isGuarded = isNegative(tokens) || !["quantity", "constant", "apply", "part"].includes(core(of, writing).op) || tokens.some((token) => token.isGradient);
  const whole = isGuarded ? [mo("("), ...tokens, mo(")")] : tokens;
  return [...whole.slice(0, -1), { .../** @type {Token} */ (whole.at(-1)), power: "2" }];
}

// Dot products: those of one sum are folded together.

/** A weighted sum with more terms than this is folded. */
const MOST_TERMS = 6;
/** How many of its largest terms a folded one shows. */
export const FOLDED_TERMS = 3;

/**
 * @param {readonly import("./tree.js").Term[]} given  dot products of one sum, with their signs
 * @param {Writing} writing
 * @returns {Token[][][]} of each dot product the terms that are written
 */
function writeDots(given, writing) {
  const dots = given.map(({ sign, tree }) => ({ sign, dot: /** @type {Dot} */ (core(tree, writing)) }));
  if (writing.shown === null) return dots.map(({ sign, dot }) => writeSymbolDot(dot, writing).map((tokens) => signed({ sign, tree: dot }, tokens)));
  const all = worthWriting(dots.flatMap(({ dot }) => dot.terms));
  const visible = visibleTerms(all, writing.isUnfolded);
  writing.hidden += all.length - visible.size;
  if (all.length > MOST_TERMS) writing.foldable += all.length;
  return dots.map(({ sign, dot }) => {
    const terms = dot.terms.filter((term) => visible.has(term));
    if (all.length === 0 && given.length === 1) return [[{ kind: "mn", text: "0" }]];
    return terms.map((term) => negated(sign, write(term, writing)));
  });
}

/** A product that is 0 says nothing, but for one whose weight can be taken hold of. @param {Tree[]} terms */
function worthWriting(terms) {
  const worth = terms.filter((term) => leavesOf(term).some((leaf) => leaf.op === "constant" && leaf.symbol) || evaluate(term) !== 0);
  return worth.length > 0 ? worth : terms.slice(0, 1);
}

/** @param {1|-1} sign @param {Token[]} tokens @returns {Token[]} */
function negated(sign, tokens) {
  if (sign === 1) return tokens;
  const [first, ...rest] = tokens;
  return first.text.startsWith("−") ? [{ ...first, text: first.text.slice(1) }, ...rest] : [mo("−"), ...tokens];
}

/** @param {Dot} dot @param {Writing} writing @returns {Token[][]} */
function writeSymbolDot(dot, writing) {
  const isPlain = !writing.isShort && dot.terms.length > 0 && dot.terms.every((term) => term.op !== "constant");
  if (isPlain) return dot.terms.map((term) => write(term, writing));
  /** @type {Token} */
  const name = { ...symbolToken(dot.name, null, null), ...(dot.isTransposed ? { power: "⊤" } : {}) };
  const reads = write(dot.reads, writing);
  const isOne = reads.length === 1 || ["apply", "part"].includes(core(dot.reads, writing).op);
  return [[name, mo("·"), ...(isOne ? reads : [mo("("), ...reads, mo(")")])]];
}

/**
 * Of many terms only the largest are written, in their own order.
 * @param {readonly Tree[]} terms
 * @param {boolean} isUnfolded
 * @returns {Set<Tree>}
 */
export function visibleTerms(terms, isUnfolded) {
  if (isUnfolded || terms.length <= MOST_TERMS) return new Set(terms);
  const size = (/** @type {Tree} */ term) => Math.abs(evaluate(term)) || 0;
  return new Set([...terms].sort((a, b) => size(b) - size(a)).slice(0, FOLDED_TERMS));
}
