/**
 * Shares of a whole over time, one upon the other. Every step is a block of its own width, because
 * nothing lies between two steps; a step without shares is a gap.
 *
 * @typedef {import("../drawing/palette.js").Theme} Theme
 * @typedef {{name: string, label: string, colour: string, shares: ArrayLike<number>}} Band  label: short, written into the band
 */

import { mix, needsDarkInk, parseColour } from "../drawing/colour-scales.js";

/** Where a band is at least as thick as this its label fits. */
const LABELLED_FROM = 0.12;
/** What a character, and the space around a label, take of the width of the narrowest drawing. */
const CHARACTER = 0.021;
const AROUND = 0.025;
/** A character of Chinese is as wide as two. */
const WIDE_CHARACTERS = /[\u2e80-\uffff]/g;
/** So much of a colour is in a band: lines over it can still be seen. */
const STRENGTH = 0.62;
/** Of a long sequence not every step is tried: so many places to half of a label. */
const PLACES = 4;
/** With more steps than this the outline of each would cover its block. */
const OUTLINED_UP_TO = 80;
const DARK = "#101420";
const LIGHT = "#ffffff";

/** The colour of an area. @param {Theme} theme @param {string} colour */
export const bandColour = ({ surface }, colour) => mix(surface, colour, STRENGTH);

/**
 * Plotly's traces, the top band first: each is filled down to zero, and the next one covers it.
 * @param {readonly Band[]} bands  from the bottom up
 * @param {Theme} theme
 */
export function stackedBands(bands, theme) {
  const tops = cumulated(bands);
  return bands.map((band, k) => filled(band, tops[k], theme)).reverse();
}

/** @param {readonly Band[]} bands @returns {Float64Array[]} the upper edge of each */
function cumulated(bands) {
  const sum = new Float64Array(bands[0]?.shares.length ?? 0);
  return bands.map(({ shares }) => {
    for (let t = 0; t < sum.length; t += 1) sum[t] += shares[t];
    return sum.slice();
  });
}

/**
 * The outline of blocks of width one; between a step that has a value and one that has not, a gap.
 * @param {ArrayLike<number>} values
 * @returns {{x: number[], y: (number|null)[]}}
 */
export function blocks(values) {
  /** @type {number[]} */
  const x = [];
  /** @type {(number|null)[]} */
  const y = [];
  for (let t = 0; t < values.length; t += 1) {
    const value = Number.isFinite(values[t]) ? values[t] : null;
    if (value === null && y.at(-1) === null) continue;
    x.push(t - 0.5, ...(value === null ? [] : [t + 0.5]));
    y.push(value, ...(value === null ? [] : [value]));
  }
  return { x, y };
}

/** @param {Band} band @param {Float64Array} top @param {Theme} theme */
function filled({ name, colour }, top, theme) {
  return {
    type: "scatter", mode: "lines", name, ...blocks(top), connectgaps: false, hoverinfo: "skip",
    fill: "tozeroy", fillcolor: colour, line: { color: theme.surface, width: top.length <= OUTLINED_UP_TO ? 0.8 : 0 },
  };
}

/**
 * The name of each band, written into it where it is thickest for a stretch.
 * @param {readonly Band[]} bands  from the bottom up
 * @returns {any[]} Plotly's annotations
 */
export function bandLabels(bands) {
  const tops = cumulated(bands);
  return bands.flatMap(({ label, colour, shares }, k) => {
    const t = thickest(shares, widthOf(label));
    if (t === null) return [];
    const ink = needsDarkInk(parseColour(colour)) ? DARK : LIGHT;
    return [{ x: t, y: tops[k][t] - shares[t] / 2, text: label, showarrow: false, font: { size: 11, color: ink } }];
  });
}

/** @param {string} label @returns {number} share of the drawing's width */
const widthOf = (label) => AROUND + CHARACTER * (label.length + (label.match(WIDE_CHARACTERS)?.length ?? 0));

/**
 * The middle of the stretch that is thickest all along a label of a width.
 * @param {ArrayLike<number>} shares
 * @param {number} width  of all steps
 * @returns {number|null} null where the label fits nowhere
 */
function thickest(shares, width) {
  const half = Math.max(0, Math.ceil((shares.length * width - 1) / 2));
  let best = null;
  let most = LABELLED_FROM;
  const stride = Math.max(1, Math.floor(half / PLACES));
  for (let t = half; t < shares.length - half; t += stride) {
    const least = thinnest(shares, t - half, t + half);
    if (least > most) [best, most] = [t, least];
  }
  return best;
}

/** @param {ArrayLike<number>} shares @param {number} from @param {number} to @returns {number} NaN where there is a gap */
function thinnest(shares, from, to) {
  let least = Infinity;
  for (let t = from; t <= to; t += 1) {
    if (!(shares[t] >= least)) least = shares[t];
    if (Number.isNaN(least)) return least;
  }
  return least;
}
