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

import { colourToken } from "./quantities.js";

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
