/**
 * Where the number of the chosen unit stands beside each strip of all units, and under a ghost the
 * difference to the run before: wherever nothing else is written. Pure, worked out once a layout.
 *
 * @typedef {import("./layout.js").Layout} Layout
 * @typedef {import("./strip-places.js").StripPlace} StripPlace
 * @typedef {import("./number-places.js").Box} Box
 * @typedef {import("./number-places.js").Place} Place
 * @typedef {Place & {characters?: number}} NumberPlace   characters: at its widest, NARROWEST by default
 * @typedef {{number: NumberPlace|null, delta: Place|null}} NumberPlaces   null: there is no room
 */

import { NARROWEST, WIDEST } from "../numbers/written.js";
import { DELTA, deltaBox, overlap } from "./number-places.js";
import { SIZES, TEXT } from "./layout.js";

/** The type of a number, in layout units. */
const NUMBER = Object.freeze({ character: 6.7, above: 9, below: 2.5, gap: 4 });
const DELTA_GAP = 3;
/** Half of the widest wire, and a little. */
const STEM = 7;

/** @param {NumberPlace} place @returns {Box} of a number at its widest */
export function numberBox({ x, y, anchor, characters = NARROWEST }) {
  const width = characters * NUMBER.character;
  const left = { start: x, middle: x - width / 2, end: x - width }[anchor];
  return { left, right: left + width, top: y - NUMBER.above, bottom: y + NUMBER.below };
}

/** @param {StripPlace} place @returns {Box} with its frame */
const stripBox = ({ x, y, width, height }) => ({ left: x - 3, right: x + width + 3, top: y - 3, bottom: y + height + 3 });

/**
 * @param {Layout} layout
 * @param {readonly StripPlace[]} strips
 * @returns {NumberPlaces[]} in the order of the strips; the input has no units and gets none
 */
export function numberPlaces(layout, strips) {
  const taken = [...strips.map(stripBox), ...fixedBoxes(layout)];
  const wires = layout.wires.flatMap(({ points }) => segments(points));
  const numbers = strips.map((strip) => (strip.quantity === "x" ? null
    : take(numberCandidates(stripBox(strip)), numberBox, layout, taken, wires)));
  const places = strips.map((strip, k) => {
    const number = numbers[k];
    return { number, delta: number && take(deltaCandidates(stripBox(strip), number), deltaBox, layout, taken, wires) };
  });
  return places.map(({ number, delta }) => ({ number: number && widened(number, layout, taken, wires), delta }));
}

/**
 * Where seven characters have room, as many more as meet nothing.
 * @param {Place} place
 * @param {Layout} layout
 * @param {Box[]} taken  has the place's box, and gets the wider one
 * @param {readonly Box[]} wires
 * @returns {NumberPlace}
 */
function widened(place, { width, height }, taken, wires) {
  const own = numberBox(place);
  const isOwn = (/** @type {Box} */ { left, top, right }) => left === own.left && top === own.top && right === own.right;
  const crossed = wires.filter((wire) => overlap(own, wire)).length;
  for (let characters = WIDEST; characters > NARROWEST; characters -= 1) {
    const box = numberBox({ ...place, characters });
    const isFree = !taken.some((other) => !isOwn(other) && overlap(box, other)) && wires.filter((wire) => overlap(box, wire)).length <= crossed;
    if (!isFree || box.left < 0 || box.right > width || box.bottom > height) continue;
    taken.push(box);
    return { ...place, characters };
  }
  return place;
}

/**
 * The place that crosses the fewest wires, of equal ones the first.
 * @param {readonly Place[]} candidates
 * @param {(place: Place) => Box} boxOf
 * @param {Layout} layout
 * @param {Box[]} taken  gets the place's box
 * @param {readonly Box[]} wires
 * @returns {Place|null}
 */
function take(candidates, boxOf, { width, height }, taken, wires) {
  const free = candidates.filter((place) => {
    const box = boxOf(place);
    const isInside = box.left >= 0 && box.right <= width && box.top >= 0 && box.bottom <= height;
    return isInside && !taken.some((other) => overlap(box, other));
  });
  const cost = (/** @type {Place} */ place) => wires.filter((wire) => overlap(boxOf(place), wire)).length;
  const best = free.reduce((/** @type {Place|null} */ chosen, place) => (chosen === null || cost(place) < cost(chosen) ? place : chosen), null);
  if (best) taken.push(boxOf(best));
  return best;
}

/** Above and below, then at the sides. @param {Box} box @returns {Place[]} */
function numberCandidates({ left, right, top, bottom }) {
  const { gap, above, below } = NUMBER;
  const [over, under, middle] = [top - below, bottom + above, (top + bottom) / 2 + 4];
  const centre = (left + right) / 2;
  return [
    { x: centre, y: over, anchor: "middle" }, { x: centre, y: under, anchor: "middle" },
    { x: left, y: over, anchor: "start" }, { x: right, y: over, anchor: "end" },
    { x: left, y: under, anchor: "start" }, { x: right, y: under, anchor: "end" },
    { x: centre + STEM, y: under, anchor: "start" }, { x: centre - STEM, y: under, anchor: "end" },
    { x: centre + STEM, y: over, anchor: "start" }, { x: centre - STEM, y: over, anchor: "end" },
    { x: right + gap, y: middle, anchor: "start" }, { x: left - gap, y: middle, anchor: "end" },
    { x: right, y: over, anchor: "start" }, { x: right, y: under, anchor: "start" },
    { x: left, y: over, anchor: "end" }, { x: left, y: under, anchor: "end" },
  ];
}

/** Beyond the number as seen from the strip, beside the number, or on the strip's other side. @param {Box} strip @param {Place} number @returns {Place[]} */
function deltaCandidates(strip, number) {
  const box = numberBox(number);
  const { above, below } = DELTA;
  const [over, under] = [box.top - below, box.bottom + above];
  const beside = [
    { x: box.right + DELTA_GAP, y: number.y, anchor: /** @type {const} */ ("start") },
    { x: box.left - DELTA_GAP, y: number.y, anchor: /** @type {const} */ ("end") },
  ];
  const beyond = box.top < strip.top ? [over, under] : [under, over];
  const far = [strip.top - below, strip.bottom + above].flatMap((y) => /** @type {Place[]} */ ([
    { x: (strip.left + strip.right) / 2, y, anchor: "middle" }, { x: strip.left, y, anchor: "start" }, { x: strip.right, y, anchor: "end" },
  ]));
  return [...beyond.map((y) => ({ x: number.x, y, anchor: number.anchor })), ...beside, ...far];
}

/** What is drawn besides the strips: operators, letters, symbols. @param {Layout} layout @returns {Box[]} */
function fixedBoxes({ nodes, letters, wires }) {
  const shapes = nodes.filter(({ kind }) => !["port", "joint", "gate"].includes(kind)).map(({ kind, x, y }) =>
    ({ left: x - SIZES[kind].x, right: x + SIZES[kind].x, top: y - SIZES[kind].y, bottom: y + SIZES[kind].y }));
  const names = letters.map(({ x, y, text }) => (text.length > 1
    ? { left: x - 24, right: x + 24, top: y - 13, bottom: y + 5 } : { left: x - 11, right: x + 1, top: y - 13, bottom: y + 6 }));
  return [...shapes, ...names, ...wires.flatMap(({ label }) => (label && !label.only ? symbolBoxes(label) : []))];
}

/** A symbol of either pass; of the input its numbers too. @param {import("./layout.js").Label} label @returns {Box[]} */
function symbolBoxes({ x, y, anchor, symbol, gradient, symbolAt, room }) {
  if (!symbol && !gradient) return [];
  const width = room ? 14 * TEXT.character : gradient ? TEXT.gradientSymbol : TEXT.symbol;
  const [at, base] = symbolAt ?? [x, y];
  const left = symbolAt ? at - width : { start: at, middle: at - width / 2, end: at - width }[anchor];
  return [{ left, right: left + width, top: base - 12, bottom: base + 4 }];
}

/** @param {readonly import("../drawing/path.js").Point[]} points @returns {Box[]} */
function segments(points) {
  return points.slice(1).map(([x, y], k) => {
    const [px, py] = points[k];
    return { left: Math.min(x, px) - 2, right: Math.max(x, px) + 2, top: Math.min(y, py) - 2, bottom: Math.max(y, py) + 2 };
  });
}
