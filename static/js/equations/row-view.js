/**
 * One equation as a row of the table: left side, symbols, numbers put in, result.
 *
 * @typedef {import("./model.js").Row} Row
 * @typedef {import("../base/i18n.js").I18n} I18n
 * @typedef {import("./tokens.js").Token} Token
 */

import { el, hide, setText, math } from "../base/dom.js";
import { differenceText } from "../cell/ghost.js";
import { tableNumber } from "../numbers/written.js";
import { hasNumbers } from "./model.js";
import { numberTokens, plainText, shownOf, symbolToken, symbolTokens } from "./tokens.js";
import { FUNCTIONS } from "./tree.js";

export class RowView {
  #left = new MathCell(el("span", { class: "equation-left" }));
  #symbols = new MathCell(el("span", { class: "equation-symbols" }));
  #numbers = new MathCell(el("span", { class: "equation-numbers" }));
  #note = el("span", { class: "equation-note" });
  #value = el("span", { class: "equation-value" });
  #delta = el("span", { class: "equation-delta", hidden: true });
  #more;
  #isUnfolded = false;
  /** @type {Row|null} */
  #row = null;
  /** @type {I18n} */
  #i18n;

  /** @param {I18n} i18n @param {() => void} onChange  elements were made anew */
  constructor(i18n, onChange) {
    this.#i18n = i18n;
    this.#more = el("button", {
      type: "button", class: "equation-more",
      onclick: () => {
        this.#isUnfolded = !this.#isUnfolded;
        if (this.#row) this.render(this.#row);
        onChange();
      },
    });
    this.element = el("tr", { class: "equation" },
      el("th", { scope: "row" }, this.#left.host),
      el("td", null, this.#symbols.host),
      el("td", null, this.#numbers.host, this.#more, this.#note),
      el("td", { class: "equation-result" }, this.#value, this.#delta));
  }

  /** @param {Row} row @returns {boolean} whether elements were made anew */
  render(row) {
    this.#row = row;
    const { left, right, tone, isHeld } = row;
    const leftTokens = [symbolToken(left.symbol, left.quantity, left.index)];
    const shown = shownOf(row);
    const numbers = hasNumbers(row) ? numberTokens(right, shown, this.#isUnfolded) : null;
    if (this.element.dataset.tone !== tone) this.element.dataset.tone = tone;
    const changes = [
      this.#left.render(leftTokens),
      this.#symbols.render(withEquals(isHeld ? [] : symbolTokens(right))),
      this.#numbers.render(withEquals(numbers?.tokens ?? [])),
    ];
    setText(this.#value, `= ${shown.result}`);
    setText(this.#note, this.#noteText(row));
    hide(this.#note, this.#note.textContent === "");
    this.#showMore(numbers, plainText(leftTokens));
    return changes.includes(true);
  }

  /** The difference to the run before. @param {number} before  NaN: there is none */
  compare(before) {
    const text = differenceText(this.#row?.left.value ?? NaN, before);
    setText(this.#delta, text);
    hide(this.#delta, text === "");
    const title = text === "" ? "" : this.#i18n.t("equations.before", { value: tableNumber(before) });
    if (this.#delta.title !== title) this.#delta.title = title;
  }

  /** @param {Row} row @returns {string} */
  #noteText({ isHeld, note }) {
    if (isHeld) return this.#i18n.t("equations.held");
    return note === undefined ? "" : this.#i18n.t(`equations.${note}`);
  }

  /** @param {{hidden: number, foldable: number}|null} numbers @param {string} name */
  #showMore(numbers, name) {
    hide(this.#more, !numbers || numbers.foldable === 0);
    if (!numbers || numbers.foldable === 0) return;
    const { hidden, foldable: count } = numbers;
    const i18n = this.#i18n;
    this.#more.setAttribute("aria-expanded", String(this.#isUnfolded));
    setText(this.#more, this.#isUnfolded ? i18n.t("equations.fold") : i18n.t("equations.more", { count: hidden }));
    this.#more.setAttribute("aria-label", this.#isUnfolded ? i18n.t("equations.fold_terms", { name }) : i18n.t("equations.unfold", { count, name }));
  }

  /** @param {number} phase  of the step, 1 at rest @param {string|null} lit  the quantity pointed at */
  mark(phase, lit) {
    const [start, end] = this.#row?.window ?? [1, 1];
    this.element.classList.toggle("is-running", phase < 1 && start <= phase && phase < end);
    this.element.classList.toggle("is-lit", lit !== null && this.#row !== null && (this.#row.left.quantity === lit || this.#row.parameters.has(lit)));
  }
}

/** @param {import("./tokens.js").Token[]} tokens @returns {import("./tokens.js").Token[]} */
const withEquals = (tokens) => (tokens.length === 0 ? [] : [{ kind: "mo", text: "=" }, ...tokens]);

// Tokens as MathML. A line breaks between terms, and where one alone is too long, before a factor. A
// cell keeps its elements while the form of its tokens stays the same and then only changes the numbers.

/** So many characters of a term are never too long. */
const SHORT = 12;

/** A name with a prime (the step before), a plus (the step after) or an arrow (the layer below). */
const MARKED = /^(.+)([′⁺↓→←])$/;

/** @param {readonly Token[]} tokens @returns {string} what has to be the same for numbers to be patched in place */
const formOf = (tokens) => tokens.map(({ kind, text, sub, power, isGradient, quantity, index }) =>
  [kind, kind === "mn" ? "" : text, sub, power, isGradient, quantity, index].join("~")).join("|");

class MathCell {
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
    this.host.replaceChildren(...pieces(tokens, ({ canBreak }) => canBreak === true).map((term) => this.#term(term)));
    return true;
  }

  /** @param {readonly Token[]} tokens @returns {Element} */
  #term(tokens) {
    const isShort = plainText(tokens).length <= SHORT;
    const parts = pieces(tokens, ({ text }) => !isShort && text === "·").map((part) => math("math", null, part.map((token) => this.#element(token))));
    return parts.length === 1 ? parts[0] : el("span", { class: "equation-term" }, parts);
  }

  /** @param {Token} token @returns {Element} */
  #element({ kind, text, sub, power, isGradient, quantity, index, canBreak }) {
    const [, letter = text, mark] = (kind === "mi" && !isFunction(text) && MARKED.exec(text)) || [];
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

/** @param {string} text */
const isFunction = (text) => Object.values(FUNCTIONS).some(({ symbol }) => symbol === text);

/** @param {Element} base @param {string} [sub] @param {string} [raised] @returns {Element} */
function script(base, sub, raised) {
  const above = raised ? math(/\d/.test(raised) ? "mn" : "mo", null, raised.replace("⁺", "+")) : null;
  const below = sub ? math(/^\d/.test(sub) ? "mn" : "mi", null, sub) : null;
  if (below && above) return math("msubsup", null, base, below, above);
  return below ? math("msub", null, base, below) : above ? math("msup", null, base, above) : base;
}

/** @param {readonly Token[]} tokens @param {(token: Token) => boolean} begins @returns {Token[][]} */
function pieces(tokens, begins) {
  /** @type {Token[][]} */
  const all = [[]];
  for (const token of tokens) {
    if (begins(token) && all[all.length - 1].length > 0) all.push([]);
    all[all.length - 1].push(token);
  }
  return all;
}
