/**
 * The colour of a value, from the scales of the plots. Looked up, not mixed: strips show thousands
 * of values a frame.
 *
 * @typedef {import("../trace/lane-trace.js").LaneTrace} LaneTrace
 * @typedef {{css: string, hasDarkInk: boolean}} Shade
 * @typedef {(value: number) => Shade} Paint
 */

import { boundsOf } from "../cell/bounds.js";
import { hueOf } from "../cell/tones.js";
import { colourAt, divergingStops, needsDarkInk, openingStops, symmetricLimit } from "./colour-scales.js";
import { lineWidth, THINNEST, WIDEST_LINE } from "./magnitude.js";
import { colourToken } from "./quantities.js";

const SHADES = 128;

/** How strong a gradient looks, 0 … 1, by decades. @param {number} value */
export const gradientShare = (value) => (lineWidth(value, "backward") - THINNEST) / (WIDEST_LINE - THINNEST);

export class Palette {
  #theme;
  /** @type {Map<string, Shade[]>} */
  #ramps = new Map();
  /** @type {WeakMap<Float64Array, {version: number, limit: number}>} */
  #limits = new WeakMap();
  #absent;

  /** @param {Theme} theme */
  constructor(theme) {
    this.#theme = theme;
    this.#absent = { css: theme.sunken, hasDarkInk: needsDarkInk(colourAt({ low: 0, high: 1, stops: [[0, theme.sunken], [1, theme.sunken]] }, 0)) };
  }

  /**
   * Forward values of a quantity, on the scale of its heat map in the plots.
   * @param {LaneTrace} lane
   * @param {string} quantity  a value or "x"
   * @param {number} version   of the trace, because the scale grows with it
   * @returns {Paint}
   */
  values(lane, quantity, version) {
    const hue = hueOf(lane.model, quantity);
    const bounds = boundsOf(lane.model, quantity);
    const look = { hue, isOpening: bounds?.[0] === 0 };
    return this.valuesLike(look, quantity === "x" ? lane.x : lane.series(quantity), version, bounds?.[1] ?? 0);
  }

  /**
   * Values in the colour of another quantity, of which the page has only so many.
   * @param {{hue: string, isOpening: boolean}} look  hue: the quantity whose colour it is; isOpening: it keeps to 0 … 1
   * @param {Float64Array} series  that the scale holds
   * @param {number} version
   * @param {number} [least]  to which the scale goes at least
   * @returns {Paint}
   */
  valuesLike({ hue, isOpening: opens }, series, version, least = 0) {
    if (opens) return this.#painter(this.#ramp(hue, true), (value) => value);
    const limit = Math.max(least, this.#limit(series, version));
    return this.#painter(this.#ramp(hue, false), (value) => 0.5 + value / (2 * limit));
  }

  /**
   * Gradients: the sign by the side of the scale, the magnitude by decades.
   * @param {string} hue  the quantity whose colour it is
   * @returns {Paint}
   */
  gradients(hue) {
    return this.#painter(this.#ramp(hue, false), (value) => 0.5 + (Math.sign(value) * gradientShare(value)) / 2);
  }

  /** @param {Shade[]} ramp @param {(value: number) => number} share @returns {Paint} */
  #painter(ramp, share) {
    return (value) => {
      if (!Number.isFinite(value)) return this.#absent;
      return ramp[Math.round(Math.min(1, Math.max(0, share(value))) * SHADES)];
    };
  }

  /** @param {string} hue @param {boolean} opens @returns {Shade[]} */
  #ramp(hue, opens) {
    const key = `${hue}/${opens}`;
    const known = this.#ramps.get(key);
    if (known) return known;
    const theme = this.#theme;
    const colour = hue === "x" ? theme.inkSoft : theme.colour(hue);
    const stops = opens ? openingStops(theme.surface, colour) : divergingStops(theme.negative(hue), theme.surface, colour);
    const ramp = Array.from({ length: SHADES + 1 }, (_, k) => {
      const triple = colourAt({ low: 0, high: 1, stops }, k / SHADES);
      return { css: `rgb(${triple.join(",")})`, hasDarkInk: needsDarkInk(triple) };
    });
    this.#ramps.set(key, ramp);
    return ramp;
  }

  /** @param {Float64Array} series @param {number} version */
  #limit(series, version) {
    const known = this.#limits.get(series);
    if (known?.version === version) return known.limit;
    const limit = symmetricLimit(series);
    this.#limits.set(series, { version, limit });
    return limit;
  }
}

/**
 * The tokens of tokens.css and plots.css as values that Plotly and a canvas can take.
 *
 * @typedef {object} Theme
 * @property {string} surface
 * @property {string} sunken
 * @property {string} ink
 * @property {string} inkSoft
 * @property {string} line
 * @property {string} font
 * @property {string} mono
 * @property {(token: string) => string} token    any custom property, such as "--gradient"
 * @property {(hue: string) => string} colour       of a quantity with a colour of its own, or of a number
 * @property {(hue: string) => string} negative     the other end of a diverging scale
 */

/** Quantities whose own colour is warm take the cool partner, the others the warm one. */
const WARM = new Set(["c", "f", "r", "3"]);

/**
 * @param {HTMLElement} element  any element of the page
 * @returns {Theme}
 */
export function readTheme(element) {
  const style = getComputedStyle(element);
  /** Read once: a style that is asked in the middle of a frame is worked out anew. @type {Map<string, string>} */
  const known = new Map();
  /** @param {string} token */
  const read = (token) => {
    const value = known.get(token) ?? style.getPropertyValue(token).trim();
    known.set(token, value);
    return value;
  };
  return {
    surface: read("--surface"),
    sunken: read("--surface-sunken"),
    ink: read("--ink"),
    inkSoft: read("--ink-soft"),
    line: read("--line"),
    font: read("--font"),
    mono: read("--mono"),
    token: read,
    colour: (hue) => read(colourToken(hue)),
    negative: (hue) => read(WARM.has(hue) ? "--plot-negative-cool" : "--plot-negative-warm"),
  };
}

/**
 * Calls back after the theme has changed, by the reader's choice or by the system's.
 * @param {() => void} onChange
 * @returns {() => void} stop
 */
export function watchTheme(onChange) {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  const media = matchMedia("(prefers-color-scheme: dark)");
  media.addEventListener("change", onChange);
  return () => {
    observer.disconnect();
    media.removeEventListener("change", onChange);
  };
}
