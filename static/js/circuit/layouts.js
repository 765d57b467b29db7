/** The layout for a cell in a region of a given size. */

import { gruLayout } from "./layout-gru.js";
import { lstmLayout } from "./layout-lstm.js";
import { rnnLayout } from "./layout-rnn.js";

/** @typedef {import("../types.js").Cell} Cell */
/** @typedef {import("./layout.js").Layout} Layout */
/** @typedef {import("./layout.js").Size} Size */

/** Regions smaller than this (CSS pixels) would shrink the text of the wide layout below 11 pixels. */
const NARROW_BELOW = 560;
const SHORT_BELOW = 395;

/**
 * @param {number} width
 * @param {number} height
 * @returns {Size}
 */
export function sizeFor(width, height) {
  if (width < NARROW_BELOW) return "narrow";
  return height < SHORT_BELOW ? "short" : "wide";
}

/**
 * @param {Pick<Cell, "kind"|"peephole"|"bias">} cell
 * @param {Size} size
 * @returns {Layout}
 */
export function layoutFor({ kind, peephole, bias }, size) {
  if (kind === "lstm") return lstmLayout({ size, peephole, hasBias: bias });
  if (kind === "gru") return gruLayout({ size, hasBias: bias });
  return rnnLayout({ size, hasBias: bias });
}
