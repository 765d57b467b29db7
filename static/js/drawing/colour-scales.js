/**
 * Colour scales made from the tokens of the theme. Colours are mixed in OKLab, where equal steps
 * look equally far apart, so a value read off the shade is a value read off the scale.
 *
 * @typedef {[number, number, number]} Triple
 * @typedef {[number, string][]} Stops       0 … 1 → colour, as Plotly takes them
 * @typedef {object} Scale
 * @property {number} low
 * @property {number} high
 * @property {Stops} stops
 */

const STEPS = 8;
/** How much of the colour a value of zero still has: visible, but clearly empty. */
const FAINT = 0.06;
const NICE = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

/**
 * @param {string} colour  "#rgb", "#rrggbb", "rgb(r g b)" or "rgb(r, g, b)"
 * @returns {Triple} 0 … 255
 */
export function parseColour(colour) {
  const text = colour.trim();
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text)?.[1];
  if (hex) return parseHex(hex);
  const parts = /^rgba?\(([^)]+)\)$/i.exec(text)?.[1]?.split(/[\s,/]+/).filter(Boolean).map(Number);
  if (!parts || parts.length < 3 || parts.slice(0, 3).some(Number.isNaN)) {
    throw new RangeError(`not a colour: ${colour}`);
  }
  return /** @type {Triple} */ (parts.slice(0, 3));
}

/**
 * @param {string} hex  three or six digits
 * @returns {Triple}
 */
function parseHex(hex) {
  const full = hex.length === 3 ? [...hex].map((digit) => digit + digit).join("") : hex;
  const value = Number.parseInt(full, 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** @param {number} channel 0 … 255 */
function toLinear(channel) {
  const value = channel / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** @param {number} value */
function fromLinear(value) {
  const channel = value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.min(1, Math.max(0, channel)));
}

/**
 * @param {Triple} colour
 * @returns {Triple}
 */
function toOklab(colour) {
  const [red, green, blue] = /** @type {Triple} */ (colour.map(toLinear));
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/**
 * @param {Triple} lab
 * @returns {Triple}
 */
function fromOklab([lightness, a, b]) {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    fromLinear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    fromLinear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    fromLinear(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/**
 * @param {string} from
 * @param {string} to
 * @param {number} share  0 is `from`, 1 is `to`
 * @returns {string} "rgb(r, g, b)"
 */
export function mix(from, to, share) {
  return blender(from, to)(share);
}

/**
 * @param {string} from
 * @param {string} to
 * @returns {(share: number) => string}
 */
function blender(from, to) {
  const [l, a, b] = toOklab(parseColour(from));
  const [lightness, greenRed, blueYellow] = toOklab(parseColour(to));
  return (share) =>
    `rgb(${fromOklab([l + share * (lightness - l), a + share * (greenRed - a), b + share * (blueYellow - b)]).join(", ")})`;
}

/**
 * How far apart two colours look.
 * @param {string} from
 * @param {string} to
 */
export function distance(from, to) {
  const start = toOklab(parseColour(from));
  return Math.hypot(...toOklab(parseColour(to)).map((value, k) => value - (start[k] ?? 0)));
}

/**
 * From nearly the surface to the full colour.
 * @param {string} surface
 * @param {string} colour
 * @returns {Stops}
 */
export function openingStops(surface, colour) {
  const blend = blender(surface, colour);
  return Array.from({ length: STEPS + 1 }, (_, k) => {
    const share = k / STEPS;
    return [share, blend(FAINT + (1 - FAINT) * share)];
  });
}

/**
 * The negative colour at 0, nearly the surface at ½, the positive colour at 1.
 * @param {string} negative
 * @param {string} surface
 * @param {string} positive
 * @returns {Stops}
 */
export function divergingStops(negative, surface, positive) {
  const below = openingStops(surface, negative).slice(1).reverse();
  const above = openingStops(surface, positive);
  return [
    ...below.map(([share, colour]) => /** @type {[number, string]} */ ([(1 - share) / 2, colour])),
    ...above.map(([share, colour]) => /** @type {[number, string]} */ ([(1 + share) / 2, colour])),
  ];
}

/**
 * The next round number that is not smaller, so that the scale holds still while a value moves.
 * @param {number} value  above zero
 */
export function niceLimit(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = NICE.find((candidate) => candidate * power >= value * (1 - 1e-9)) ?? 10;
  return Number((factor * power).toPrecision(2));
}

/**
 * The largest magnitude, of the finite values alone; 0 without any.
 * @param {ArrayLike<number>} values
 */
export function peak(values) {
  let largest = 0;
  for (let k = 0; k < values.length; k += 1) {
    const size = Math.abs(values[k] ?? 0);
    if (size > largest && size !== Infinity) largest = size;
  }
  return largest;
}

/**
 * @param {ArrayLike<number>} values
 * @returns {number} half the width of a range around zero that holds every value
 */
export function symmetricLimit(values) {
  const largest = peak(values);
  return largest > 0 && 10 ** Math.floor(Math.log10(largest)) > 0 ? niceLimit(largest) : 1;
}

/**
 * Between two stops linearly in RGB, as Plotly does, so that both paint the same picture.
 * @param {Scale} scale
 * @param {number} value  outside the scale it has the colour of the nearer end
 * @returns {Triple}
 */
export function colourAt({ low, high, stops }, value) {
  const share = Math.min(1, Math.max(0, (value - low) / (high - low)));
  const above = Math.max(1, stops.findIndex(([at]) => at >= share));
  const [from, start] = stops[above - 1] ?? [0, "#000"];
  const [to, end] = stops[above] ?? [1, start];
  const part = (share - from) / (to - from);
  const last = parseColour(end);
  return /** @type {Triple} */ (parseColour(start).map((c, k) => Math.round(c + part * ((last[k] ?? c) - c))));
}

/**
 * Whether dark ink is easier to read than white on a colour (relative luminance of WCAG).
 * @param {Triple} colour
 */
export function needsDarkInk(colour) {
  const [red, green, blue] = /** @type {Triple} */ (colour.map(toLinear));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.2;
}
