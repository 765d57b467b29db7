/**
 * What may be typed at a place of a cell's equations. Pure.
 *
 * @typedef {{text: string, kind: "value"|"state"|"function"|"parameter", insert: string}} Suggestion
 */

import { contract } from "../scenario/contract.js";

const NAME = /[A-Za-z][A-Za-z0-9_]*/g;
const MOST = 8;

/** The word that ends at a place. @param {string} text @param {number} at */
export function wordBefore(text, at) {
  return /(?:^|[^A-Za-z0-9_])([A-Za-z][A-Za-z0-9_]*)$/.exec(text.slice(0, at))?.[1] ?? "";
}

/** Without comments, so that their words are not taken for names. @param {string} text */
const bare = (text) => text.replace(/#.*$/gm, "");

/**
 * Names that begin as the word does: values and states of the equations, functions, and parameters
 * that stand elsewhere.
 * @param {string} text
 * @param {number} at
 * @returns {Suggestion[]}
 */
export function suggestionsAt(text, at) {
  const word = wordBefore(text, at);
  const line = text.slice(text.lastIndexOf("\n", at - 1) + 1, at);
  if (!word || line.includes("#") || !line.includes("=")) return [];
  const fits = (/** @type {Suggestion} */ { text: name }) => name.startsWith(word) && name !== word;
  return known(bare(text), bare(text.slice(0, at - word.length))).filter(fits).slice(0, MOST);
}

/** @param {string} text @param {string} before @returns {Suggestion[]} */
function known(text, before) {
  const { functions, slots, words } = contract().language;
  const calls = [...slots, ...Object.keys(functions), ...words];
  const defined = [...text.matchAll(/^\s*([A-Za-z][A-Za-z0-9_]*)\s*=/gm)].map(([, name]) => name);
  const above = new Set([...before.matchAll(/^\s*([A-Za-z][A-Za-z0-9_]*)\s*=.*\n/gm)].map(([, name]) => name));
  const taken = new Set([...calls, ...defined, "x"]);
  const parameters = [...new Set(text.match(NAME) ?? [])].filter((name) => !taken.has(name));
  return [
    ...["x", ...above].map((name) => one(name, "value", name)),
    ...defined.map((name) => one(`${name}'`, "state", `${name}'`)),
    ...calls.map((name) => one(name, "function", `${name}(`)),
    ...parameters.map((name) => one(name, "parameter", name)),
  ];
}

/** @param {string} text @param {Suggestion["kind"]} kind @param {string} insert @returns {Suggestion} */
const one = (text, kind, insert) => ({ text, kind, insert });
