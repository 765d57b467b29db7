/**
 * Where numbers stand in a circuit that nobody drew: each beside its wire, wherever it covers
 * neither a node nor a wire nor another number at its widest, in both passes. Pure.
 *
 * @typedef {import("./layout.js").Wire} Wire
 * @typedef {import("./layout.js").CircuitNode} CircuitNode
 * @typedef {import("./layout.js").Label} Label
 * @typedef {import("./number-places.js").Box} Box
 */

import { SIZES } from "./layout.js";
import { labelBox, overlap } from "./number-places.js";

const ABOVE = 12;
const BESIDE = 8;
const STEP = 6;

/**
 * @param {Wire[]} wires
 * @param {readonly CircuitNode[]} nodes
 * @param {readonly Box[]} fixed       letters and valves
 * @param {{width: number, height: number, isWide: boolean}} picture
 * @returns {{wires: Wire[], missing: number}} missing: numbers that found no room
 */
export function withLabels(wires, nodes, fixed, { width, height, isWide }) {
  const shapes = nodes.filter(({ kind }) => kind !== "port").map(({ kind, x, y }) => boxAround(x, y, SIZES[kind].x + 1, SIZES[kind].y + 1));
  const lines = wires.flatMap(({ points }) => points.slice(1).map((to, k) => spanned(points[k], to)));
  const taken = [...shapes, ...fixed, ...lines];
  let missing = 0;
  /** @type {Map<string, Label>} */
  const labels = new Map();
  for (const wire of [...wires].sort((a, b) => rankOf(a) - rankOf(b))) {
    if (rankOf(wire) === 3 && !isWide) continue;
    const bare = labelOf(wire, isWide);
    if (!bare) continue;
    const found = candidates(wire, bare).find((label) => {
      const boxes = [labelBox(label, "forward"), labelBox(label, "backward")];
      return boxes.every((box) => box.left >= 2 && box.right <= width - 2 && box.top >= 2 && box.bottom <= height - 1 && !taken.some((other) => overlap(box, other)));
    });
    if (found) {
      labels.set(wire.id, found);
      taken.push(labelBox(found, "forward"), labelBox(found, "backward"));
    } else if (rankOf(wire) < 2) missing += 1;
  }
  return { wires: wires.map((wire) => (labels.has(wire.id) ? { ...wire, label: labels.get(wire.id) } : wire)), missing };
}

/** States and values first, then pre-activations, then contributions, then parts of gradients. @param {any} wire */
function rankOf({ symbol, gradient, isStem, isSoft, isSide, quantity, id }) {
  if (symbol || gradient) return 0;
  if (isStem) return 1;
  if (isSide || isSoft) return 3;
  return / \d+$/.test(quantity) ? 3 : 2;
}

/** @param {any} wire @param {boolean} isWide @returns {Partial<Label>|null} */
function labelOf({ symbol, gradient, isSoft, isSide, isVector, quantity, id, isStem }, isWide) {
  if (isVector) return symbol ? { symbol, gradient, room: isWide ? 34 : 24 } : null;
  if (symbol) return { symbol, gradient };
  if (isStem) return {};
  if (isSoft) return { isSoft: true, only: "forward" };
  if (isSide) return { isSoft: true, only: "backward" };
  if (id === "h_next" || id === "h_up") return { isSoft: true, only: "backward" };
  return / \d+$/.test(quantity) ? { isSoft: true, only: "backward" } : {};
}

/** Beside the wire, and at need beside what goes on from it on the same line. @param {Wire & {reach?: number}} wire @param {Partial<Label>} rest @returns {Label[]} */
function candidates({ points, reach }, rest) {
  if (rest.room) return [{ ...rest, x: points[0][0] + 10, y: points[0][1] - 7, anchor: "start" }];
  const near = beside(points, rest);
  const [x, y] = points[points.length - 1];
  const [px, py] = points[points.length - 2] ?? points[0];
  const isShort = reach !== undefined && py === y && reach > x;
  return isShort ? [...near, ...level([px, y], [reach, y], rest)] : near;
}

/** @param {Wire["points"]} points @param {Partial<Label>} rest @returns {Label[]} */
function beside(points, rest) {
  const runs = points.slice(1).map((to, k) => ({ from: points[k], to })).sort((a, b) => Number(a.from[1] !== a.to[1]) - Number(b.from[1] !== b.to[1]));
  return runs.flatMap(({ from, to }) => (from[1] === to[1] ? level(from, to, rest) : upright(from, to, rest)));
}

/** @param {readonly [number, number]} from @param {readonly [number, number]} to @param {Partial<Label>} rest @returns {Label[]} */
function level([x0, y], [x1], rest) {
  const [left, right] = [Math.min(x0, x1), Math.max(x0, x1)];
  const middle = (left + right) / 2;
  const places = [middle];
  for (let away = STEP; middle + away <= right; away += STEP) places.push(middle + away, middle - away);
  const at = (/** @type {number} */ x, /** @type {"start"|"middle"|"end"} */ anchor, /** @type {number} */ down) => ({ ...rest, x, y: y + down, anchor });
  return [
    ...places.map((x) => at(x, "middle", -ABOVE)), at(left + 4, "start", -ABOVE), at(right - 2, "end", -ABOVE),
    ...places.map((x) => at(x, "middle", ABOVE + 10)), at(left + 4, "start", ABOVE + 10), at(right - 2, "end", ABOVE + 10),
    at(right + 2, "end", -ABOVE), at(left, "start", -ABOVE - 14), at(right, "end", ABOVE + 22),
  ];
}

/** @param {readonly [number, number]} from @param {readonly [number, number]} to @param {Partial<Label>} rest @returns {Label[]} */
function upright([x, y0], [, y1], rest) {
  const middle = (y0 + y1) / 2 + 4;
  const half = Math.abs(y1 - y0) / 2;
  const places = [middle];
  for (let away = STEP; away <= half; away += STEP) places.push(middle + away, middle - away);
  return places.flatMap((y) => /** @type {Label[]} */ ([{ ...rest, x: x + BESIDE, y, anchor: "start" }, { ...rest, x: x - BESIDE, y, anchor: "end" }]));
}

/** @param {number} x @param {number} y @param {number} rx @param {number} ry @returns {Box} */
export const boxAround = (x, y, rx, ry) => ({ left: x - rx, right: x + rx, top: y - ry, bottom: y + ry });

/** @param {readonly [number, number]} a @param {readonly [number, number]} b @returns {Box} with the half of a strong wire's width */
const spanned = ([ax, ay], [bx, by]) => ({ left: Math.min(ax, bx) - 3, right: Math.max(ax, bx) + 3, top: Math.min(ay, by) - 3, bottom: Math.max(ay, by) + 3 });
