/**
 * Where the difference to the run before stands beside each number: below it, above it or at a
 * side, wherever nothing else is written. A wire may pass behind it. Pure, worked out once a layout.
 *
 * @typedef {import("./layout.js").Layout} Layout
 * @typedef {import("./layout.js").Label} Label
 * @typedef {import("../types.js").Pass} Pass
 * @typedef {{left: number, right: number, top: number, bottom: number}} Box
 * @typedef {{x: number, y: number, anchor: "start"|"middle"|"end"}} Place
 */

import { NARROWEST, WIDEST } from "../numbers/written.js";
import { SIZES, TEXT } from "./layout.js";

/** The small type of a difference, in layout units. */
export const DELTA = Object.freeze({ character: 6.1, above: 8, below: 2, most: 7, gap: 3 });

/** @param {Box} a @param {Box} b */
export const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** @param {number} x @param {"start"|"middle"|"end"} anchor @param {number} width */
const leftOf = (x, anchor, width) => ({ start: x, middle: x - width / 2, end: x - width })[anchor];

/** A long name of a value is written as it is. @param {string} symbol */
const symbolRoom = (symbol) => Math.max(symbol.length > 3 ? TEXT.gradientSymbol : TEXT.symbol, symbol.length > 6 ? symbol.length * TEXT.character : 0);

/** The box of a number at its widest, its symbol included. @param {Label} label @param {Pass} pass @returns {Box} */
export function labelBox(label, pass) {
  const symbol = (pass === "backward" ? label.gradient : undefined) ?? label.symbol;
  const isApart = !symbol || label.symbolAt !== undefined;
  const symbolWidth = isApart ? 0 : symbolRoom(symbol) + TEXT.gap;
  const width = label.isBare ? TEXT.symbol : Math.min(label.room ?? label.characters ?? NARROWEST, 14) * TEXT.character + symbolWidth;
  const left = leftOf(label.x, label.anchor, width);
  return { left, right: left + width, top: label.y - TEXT.above, bottom: label.y + TEXT.below };
}

/** @param {Place} place @returns {Box} */
export function deltaBox({ x, y, anchor }) {
  const width = DELTA.most * DELTA.character;
  const left = leftOf(x, anchor, width);
  return { left, right: left + width, top: y - DELTA.above, bottom: y + DELTA.below };
}

/**
 * @param {Layout} layout
 * @param {Pass} pass
 * @returns {Map<string, Place>} by wire id; a vector has none, nor has a wire where there is no room at all
 */
export function deltaPlaces(layout, pass) {
  const labelled = layout.wires.filter(({ label }) => label && (label.only ?? pass) === pass);
  const taken = [...labelled.map(({ label }) => labelBox(/** @type {Label} */ (label), pass)), ...fixedBoxes(layout, pass)];
  const wires = layout.wires.flatMap(({ points }) => segments(points));
  /** @type {Map<string, Place>} */
  const places = new Map();
  for (const { id, label } of labelled.filter((wire) => wire.label?.room === undefined && !wire.label?.isBare)) {
    const place = label && bestPlace(label, pass, layout, taken, wires);
    if (!place) continue;
    places.set(id, place);
    taken.push(deltaBox(place));
  }
  return places;
}

/** @param {Label} label @param {Pass} pass @param {Layout} layout @param {readonly Box[]} taken @param {readonly Box[]} wires */
function bestPlace(label, pass, layout, taken, wires) {
  const free = candidates(label, pass).filter((place) => {
    const box = deltaBox(place);
    const isInside = box.left >= 0 && box.right <= layout.width && box.top >= 0 && box.bottom <= layout.height;
    return isInside && !taken.some((other) => overlap(box, other));
  });
  const cost = (/** @type {Place} */ place) => wires.filter((wire) => overlap(deltaBox(place), wire)).length;
  return free.reduce((/** @type {Place|null} */ best, place) => (best === null || cost(place) < cost(best) ? place : best), null);
}

/** In the order in which they are liked. @param {Label} label @param {Pass} pass @returns {Place[]} */
function candidates(label, pass) {
  const { x, y, anchor } = label;
  const box = labelBox(label, pass);
  const [below, above] = [y + TEXT.below + DELTA.above, y - TEXT.above - DELTA.below];
  return [
    { x, y: below, anchor }, { x, y: above, anchor },
    { x: box.right + DELTA.gap, y, anchor: "start" }, { x: box.left - DELTA.gap, y, anchor: "end" },
    { x: box.right, y: below, anchor: "end" }, { x: box.left, y: below, anchor: "start" },
    { x: box.right, y: above, anchor: "end" }, { x: box.left, y: above, anchor: "start" },
    { x: box.right + DELTA.gap, y: below, anchor: "start" }, { x: box.left - DELTA.gap, y: below, anchor: "end" },
    { x: box.right + DELTA.gap, y: above, anchor: "start" }, { x: box.left - DELTA.gap, y: above, anchor: "end" },
  ];
}

/** Nodes, letters and local derivatives. @param {Layout} layout @param {Pass} pass @returns {Box[]} */
function fixedBoxes(layout, pass) {
  const locals = pass === "forward" ? [] : layout.nodes.flatMap(({ local }) => (local ? [labelBox({ ...local, symbol: undefined }, pass)] : []));
  return [...shapeBoxes(layout), ...locals];
}

/** Nodes, letters and valves. @param {Layout} layout @returns {Box[]} */
function shapeBoxes({ nodes, letters, valves }) {
  const shapes = nodes.filter(({ kind }) => kind !== "port" && kind !== "joint").map(({ kind, x, y }) =>
    ({ left: x - SIZES[kind].x, right: x + SIZES[kind].x, top: y - SIZES[kind].y, bottom: y + SIZES[kind].y }));
  const names = letters.map(({ x, y, text }) => (text.length > 1
    ? { left: x - 20, right: x + 20, top: y - 12, bottom: y + 4 } : { left: x - 10, right: x, top: y - 10, bottom: y + 4 }));
  const seats = valves.map(({ x, y }) => ({ left: x - 8, right: x + 8, top: y - 8, bottom: y + 8 }));
  return [...shapes, ...names, ...seats];
}

/** @param {readonly import("../drawing/path.js").Point[]} points @returns {Box[]} */
export function segments(points) {
  return points.slice(1).map(([x, y], k) => {
    const [px, py] = points[k];
    return { left: Math.min(x, px) - 1, right: Math.max(x, px) + 1, top: Math.min(y, py) - 1, bottom: Math.max(y, py) + 1 };
  });
}

/**
 * How many characters each number of a layout may have: it stands where seven have room, and takes
 * as many more as it can without coming near a node, a wire or another number. Pure, worked out
 * once a layout.
 *
 * @typedef {{label: Label, passes: readonly Pass[]}} Written
 */

/** @type {readonly Pass[]} */
const PASSES = ["forward", "backward"];

/** @param {Layout} layout @returns {Layout} */
export function withRoom(layout) {
  const wires = layout.wires.map((wire) => (wire.label ? { ...wire, label: { ...wire.label } } : wire));
  const nodes = layout.nodes.map((node) => (node.local ? { ...node, local: { ...node.local } } : node));
  const numbers = [
    ...wires.flatMap(({ label }) => (label ? [{ label, passes: label.only ? [label.only] : PASSES }] : [])),
    ...nodes.flatMap(({ local }) => (local ? [{ label: local, passes: /** @type {Pass[]} */ (["backward"]) }] : [])),
  ];
  widen(numbers, [...shapeBoxes(layout), ...layout.wires.flatMap(({ points }) => segments(points))], layout);
  return { ...layout, wires, nodes };
}

/** A character at a time, so that no number takes all that two could share. @param {readonly Written[]} numbers @param {readonly Box[]} solid @param {Layout} layout */
function widen(numbers, solid, layout) {
  for (let characters = NARROWEST + 1; characters <= WIDEST; characters += 1) {
    for (const one of numbers) {
      if (one.label.room !== undefined || one.label.isBare || (one.label.characters ?? NARROWEST) < characters - 1) continue;
      const isFree = one.passes.every((pass) => {
        const box = labelBox({ ...one.label, characters }, pass);
        return isInside(box, layout) && ![...solid, ...others(numbers, one, pass)].some((other) => overlap(box, other));
      });
      if (isFree) one.label.characters = characters;
    }
  }
}

/** @param {readonly Written[]} numbers @param {Written} one @param {Pass} pass */
const others = (numbers, one, pass) => numbers.filter((other) => other !== one && other.passes.includes(pass)).map(({ label }) => labelBox(label, pass));

/** @param {Box} box @param {Layout} layout */
const isInside = ({ left, right, top, bottom }, { width, height }) => left >= 0 && top >= 0 && right <= width && bottom <= height;
