/**
 * What is known of the cell that a layer chooses: by its kind from the catalogue, by its text from
 * what the server has said about it. Null for a text that nobody has asked about yet; edits then
 * leave its weights as they are.
 *
 * @typedef {import("./contract.js").CellForm} CellForm
 * @typedef {import("./contract.js").CellEntry} CellEntry
 * @typedef {Pick<import("../types.js").Cell, "kind"> & Partial<Pick<import("../types.js").Cell, "equations"|"peephole"|"proj_size"|"bias">>} Choice
 */

import { contract } from "./contract.js";

/** Texts remembered, the newest last. */
const MOST = 200;
/** @type {Map<string, CellForm>} */
const learned = new Map();

/** @param {string} equations @param {CellForm} form  with biases */
export function learnForm(equations, form) {
  learned.delete(equations);
  learned.set(equations, form);
  if (learned.size > MOST) learned.delete(String(learned.keys().next().value));
}

/** @param {string} equations */
export const isLearned = (equations) => learned.has(equations);

/** @param {{kind: string}} choice */
export const isOwn = ({ kind }) => kind === contract().own_kind;

/** Every cell of the catalogue. @returns {CellEntry[]} */
export const catalogue = () => contract().cells.flatMap(({ cells }) => cells);

/** @param {string} kind @returns {CellEntry|null} */
export const entryOf = (kind) => catalogue().find((entry) => entry.kind === kind) ?? null;

/** Whether a kind can have an option. @param {string} kind @param {string} option */
export const hasOption = (kind, option) => entryOf(kind)?.options.includes(option) ?? false;

/** @param {Choice} choice @returns {CellForm|null} */
export function formOf(choice) {
  const form = isOwn(choice) ? learned.get(choice.equations ?? "") : chosenForm(choice)?.form;
  if (!form) return null;
  return choice.bias === false ? withoutBiases(form) : form;
}

/** The text of a cell's equations. @param {Choice} choice */
export function equationsOf(choice) {
  return isOwn(choice) ? (choice.equations ?? "") : (chosenForm(choice)?.equations ?? "");
}

/** @param {Choice} choice */
function chosenForm({ kind, peephole, proj_size: projected }) {
  const wanted = [...(peephole ? ["peephole"] : []), ...(projected ? ["projection"] : [])];
  return entryOf(kind)?.forms.find(({ options }) => options.length === wanted.length && options.every((option) => wanted.includes(option)));
}

/** @type {WeakMap<CellForm, CellForm>} */
const bare = new WeakMap();

/** @param {CellForm} form @returns {CellForm} */
function withoutBiases(form) {
  const kept = form.parameters.filter(({ is_bias: isBias }) => !isBias);
  const names = new Set(kept.map(({ name }) => name));
  const tensors = form.tensors.filter(({ parameters }) => names.has(parameters[0]));
  const made = bare.get(form) ?? { ...form, parameters: kept, tensors, has_forget_bias: false };
  bare.set(form, made);
  return made;
}
