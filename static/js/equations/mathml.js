/**
 * Tokens as MathML, in pieces between which a line may break. A cell keeps its elements while the
 * form of its tokens stays the same and then only changes the numbers.
 *
 * @typedef {import("./tokens.js").Token} Token
 */

import { math, setText } from "../base/dom.js";
import { plainText } from "./tokens.js";

/** A letter with a prime (the step before), a plus (the step after) or an arrow (the layer below). */
const MARKED = /^[a-z][′⁺↓→←]$/;

/** @param {readonly Token[]} tokens @returns {string} what has to be the same for numbers to be patched in place */
const formOf = (tokens) => tokens.map(({ kind, text, sub, power, isGradient, quantity, index }) =>
  [kind, kind === "mn" ? "" : text, sub, power, isGradient, quantity, index].join("~")).join("|");

export class MathCell {
  #form = "";
  #text = "";
  /** @type {Element[]} */
  #numbers = [];

  /** @param {HTMLElement} host */
  constructor(host) {
    this.host = host;
    host.setAttribute("role", "math");
  }

  /** @param {readonly Token[]} tokens @returns {boolean} whether elements were made anew */
  render(tokens) {
    const text = plainText(tokens);
    if (text === this.#text) return false;
    this.#text = text;
    this.host.setAttribute("aria-label", text);
    const form = formOf(tokens);
    if (form === this.#form) {
      const numbers = tokens.filter(({ kind }) => kind === "mn");
      numbers.forEach((token, k) => {
        setText(this.#numbers[k], token.text);
      });
      return false;
    }
    this.#form = form;
    this.#numbers = [];
    this.host.replaceChildren(...pieces(tokens).map((piece) => math("math", null, piece.map((token) => this.#element(token)))));
    return true;
  }

  /** @param {Token} token @returns {Element} */
  #element({ kind, text, sub, power, isGradient, quantity, index, canBreak }) {
    const [letter, mark] = kind === "mi" && MARKED.test(text) ? text : [text];
    const inner = math(kind, kind === "mo" ? { stretchy: "false", largeop: "false", ...spacing(text, canBreak === true) } : null, letter);
    if (kind === "mn") this.#numbers.push(inner);
    const scripted = script(inner, sub, mark ?? power);
    const whole = isGradient
      ? math("mrow", null, math("mo", { lspace: "0", rspace: "0" }, "∂"), math("mi", null, "L"), math("mo", { lspace: "0", rspace: "0" }, "/"), math("mo", { lspace: "0", rspace: "0" }, "∂"), scripted)
      : scripted;
    if (quantity) whole.setAttribute("data-light", quantity);
    if (quantity && index !== null && index !== undefined) whole.setAttribute("data-index", String(index));
    return whole;
  }
}

/** A sign that begins a piece would be taken for one that belongs to its number. @param {string} text @param {boolean} isBetween */
function spacing(text, isBetween) {
  if (isBetween) return { form: "infix", lspace: "0.25em", rspace: "0.25em" };
  const space = text === "·" ? "0.12em" : "0";
  return "()·Σ".includes(text) ? { lspace: space, rspace: space } : {};
}

/** @param {Element} base @param {string} [sub] @param {string} [raised] @returns {Element} */
function script(base, sub, raised) {
  const above = raised ? math(/\d/.test(raised) ? "mn" : "mo", null, raised.replace("⁺", "+")) : null;
  const below = sub ? math(/^\d/.test(sub) ? "mn" : "mi", null, sub) : null;
  if (below && above) return math("msubsup", null, base, below, above);
  return below ? math("msub", null, base, below) : above ? math("msup", null, base, above) : base;
}

/** @param {readonly Token[]} tokens @returns {Token[][]} */
function pieces(tokens) {
  /** @type {Token[][]} */
  const all = [[]];
  for (const token of tokens) {
    if (token.canBreak && all[all.length - 1].length > 0) all.push([]);
    all[all.length - 1].push(token);
  }
  return all;
}
