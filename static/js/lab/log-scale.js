/**
 * Colours for powers of ten: one scale through several hues, placed so that equal steps look equally
 * far apart, with its strongest end where it stands out most from the surface of the theme. What is
 * zero or not known has no colour at all.
 *
 * @typedef {import("../drawing/palette.js").Theme} Theme
 * @typedef {import("../drawing/colour-scales.js").Scale} Scale
 * @typedef {import("../drawing/colour-scales.js").Stops} Stops
 */

import { distance, mix, needsDarkInk, parseColour, divergingStops, symmetricLimit } from "../drawing/colour-scales.js";
import { powerOfTen, shortNumber } from "../numbers/written.js";
import { exponentTicks } from "../plots/lines.js";

/** Further below the largest value everything has the same colour, so that what matters keeps its shades. */
export const MOST_DECADES = 16;
const PARTS = 6;
/** @type {WeakMap<Theme, Stops>} */
const known = new WeakMap();

/**
 * @param {Theme} theme
 * @returns {Stops}
 */
export function logStops(theme) {
  const found = known.get(theme) ?? evenly(through(theme));
  known.set(theme, found);
  return found;
}

/**
 * From faint to strong. On a dark surface strong is light, so the hues go the other way round.
 * @param {Theme} theme
 * @returns {string[]}
 */
function through({ surface, colour }) {
  const [amber, orange, purple, indigo] = ["c", "f", "o", "h"].map(colour);
  const isLight = needsDarkInk(parseColour(surface));
  const hues = isLight ? [amber, orange, purple, indigo] : [indigo, purple, orange, amber];
  const shares = isLight ? [0.22, 0.62, 1, 1] : [0.28, 0.5, 0.8, 1];
  return hues.map((hue, k) => mix(surface, hue ?? surface, shares[k] ?? 1));
}

/**
 * @param {string[]} colours
 * @returns {Stops} every colour at its share of the way that the eye goes
 */
function evenly(colours) {
  const path = colours.slice(1).flatMap((to, k) =>
    Array.from({ length: PARTS }, (_, part) => mix(colours[k] ?? to, to, (part + 1) / PARTS)));
  const all = [colours[0] ?? "", ...path];
  const places = [0];
  all.slice(1).forEach((colour, k) => places.push((places[k] ?? 0) + distance(all[k] ?? colour, colour)));
  const whole = places.at(-1) ?? 0;
  if (whole === 0) return [[0, all[0] ?? ""], [1, all[0] ?? ""]];
  return all.map((colour, k) => [(places[k] ?? 0) / whole, colour]);
}

/**
 * @param {Theme} theme
 * @param {Iterable<number>} exponents
 * @param {number} [most]  decades
 * @returns {Scale & {isCut: boolean}} `isCut`: whether there are values below its lower end
 */
export function logScale(theme, exponents, most = MOST_DECADES) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of exponents) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const stops = logStops(theme);
  if (low > high) return { low: -1, high: 0, stops, isCut: false };
  const isCut = high - low > most;
  const bottom = isCut ? Math.ceil(high - most) : low;
  return { low: Math.min(bottom, high - 0.1), high, stops, isCut };
}

/**
 * What Plotly needs to colour by a scale and to draw the scale beside the picture.
 * @param {ReturnType<typeof logScale>} scale
 * @param {Theme} theme
 * @param {number} height  of the picture
 */
export function colouredBy({ low, high, stops, isCut }, theme, height) {
  const tickvals = scaleTicks(low, high, isCut, height);
  return {
    zmin: low,
    zmax: high,
    colorscale: stops,
    showscale: true,
    hoverongaps: false,
    colorbar: {
      thickness: 10,
      outlinewidth: 0,
      xpad: 6,
      ypad: 0,
      tickmode: "array",
      tickvals,
      ticktext: tickvals.map((value, k) => (isCut && k === 0 ? "≤ " : "") + tickText(value)),
      tickfont: { size: 10, color: theme.inkSoft, family: theme.font },
    },
  };
}

/**
 * @param {number} low
 * @param {number} high
 * @param {boolean} isCut  the lower end then has a tick, because it stands for all that is below
 * @param {number} height
 */
function scaleTicks(low, high, isCut, height) {
  const ticks = exponentTicks([low, high], height);
  const spacing = (ticks[1] ?? high) - (ticks[0] ?? low);
  if (isCut) return [low, ...ticks.filter((value) => value - low > spacing / 2)];
  return ticks.length > 1 ? ticks : [low, high];
}

/** @param {number} exponent */
const tickText = (exponent) => (Number.isInteger(exponent) ? powerOfTen(exponent) : shortNumber(10 ** exponent, 2));

// Colours for values of either sign: nearly the surface at zero, the same strength on both sides.

/**
 * What Plotly needs to colour by the sign and to draw the scale beside the picture.
 * @param {ArrayLike<number>} values  decide where the scale ends
 * @param {Theme} theme
 */
export function colouredBySign(values, theme) {
  const limit = symmetricLimit(values);
  const stops = divergingStops(theme.token("--negative"), theme.surface, theme.token("--positive"));
  return {
    zmin: -limit,
    zmax: limit,
    zauto: false,
    colorscale: stops,
    showscale: true,
    colorbar: {
      thickness: 10,
      outlinewidth: 0,
      xpad: 6,
      ypad: 0,
      tickmode: "array",
      tickvals: [-limit, 0, limit],
      ticktext: [`−${shortNumber(limit, 2)}`, "0", `+${shortNumber(limit, 2)}`],
      tickfont: { size: 10, color: theme.inkSoft, family: theme.font },
    },
  };
}
