/**
 * How many characters each number of a layout may have: it stands where seven have room, and takes
 * as many more as it can without coming near a node, a wire or another number. Pure, worked out
 * once a layout.
 *
 * @typedef {import("./layout.js").Layout} Layout
 * @typedef {import("./layout.js").Label} Label
 * @typedef {import("../types.js").Pass} Pass
 * @typedef {import("./delta-places.js").Box} Box
 * @typedef {{label: Label, passes: readonly Pass[]}} Written
 */

import { NARROWEST, WIDEST } from "../numbers/written.js";
import { labelBox, overlap, segments, shapeBoxes } from "./delta-places.js";

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
