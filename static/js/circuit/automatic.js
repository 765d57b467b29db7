/**
 * The layout of any cell, from the graph of its equations. Where the numbers find no room the
 * picture is made anew with more of it.
 *
 * @typedef {import("./layout.js").Layout} Layout
 * @typedef {import("./layout.js").Size} Size
 * @typedef {import("../trace/model.js").CellModel} CellModel
 * @typedef {import("./automatic-places.js").Measures} Measures
 */

import { boxAround, withLabels } from "./automatic-labels.js";
import { placesOf, sizeOf } from "./automatic-places.js";
import { Wiring } from "./automatic-wires.js";
import { topologyOf, wordsOf } from "./topology.js";
import { foldedOf, strungOn } from "./chains.js";
import { SIZES } from "./layout.js";

const WIDE = Object.freeze({ top: 56, row: 56, stem: 92, first: 132, gap: 64, plainGap: 58, box: 66, sum: 74, bus: 34, isWide: true });
const MEASURES = Object.freeze({
  wide: WIDE,
  short: Object.freeze({ ...WIDE, top: 46, row: 48, box: 58, sum: 66, bus: 28 }),
  narrow: Object.freeze({ ...WIDE, first: 112, stem: 76, gap: 58, plainGap: 24, isWide: false }),
});
/** The room that a picture has, and the least that it takes of it: a smaller one is drawn larger. */
const ROOM = Object.freeze({ wide: { width: 640, height: 408 }, short: { width: 640, height: 314 }, narrow: { width: 360, height: 320 } });
const LEAST = 0.75;
/** What is left free to the right of the last operation. */
const END = 150;
/** So far apart may a small cell be drawn, in either direction, and by how much less it is tried where that is too far. */
const WIDER = 2;
const HIGHER = 1.5;
const CLOSER = 0.9;
/** A picture wider than this is made anew without room for numbers that have no name. */
const ROOMY = 700;
const TIGHT = Object.freeze({ plainGap: 24, row: 46, box: 58, stem: 86 });
const TRIES = 4;
/** @type {ReadonlySet<string>} */
const NONE = new Set();
const MORE = 12;

/**
 * @param {CellModel} model
 * @param {Size} size
 * @param {ReadonlySet<string>} [opened]  of a large cell, equations that are not folded
 * @returns {Layout}
 */
export function automaticLayout(model, size, opened = NONE) {
  const topology = foldedOf(topologyOf(model), model, opened);
  const strung = strungOn(topology);
  const timing = timingOf(topology);
  const draw = (/** @type {Measures} */ measures) => roomiest(measures, (more) => drawn(model, strung, timing, placesOf(strung, more), more, size));
  const measures = spread(MEASURES[size], ROOM[size], strung);
  const roomy = draw(measures);
  const layout = roomy.width > ROOMY ? draw({ ...measures, ...TIGHT }) : roomy;
  return { ...layout, words: wordsOf(topology.operations) };
}

/**
 * A small cell's operations further apart, as far as there is room.
 * @param {Measures} measures
 * @param {{width: number, height: number}} room
 * @param {import("./chains.js").Strung} strung
 * @returns {Measures}
 */
function spread(measures, room, strung) {
  const { right, height } = placesOf(strung, measures);
  const most = { width: LEAST * room.width, height: LEAST * room.height };
  let wider = Math.min(WIDER, (most.width - END) / right);
  const higher = Math.min(HIGHER, most.height / height);
  for (; wider > 1; wider *= CLOSER) {
    const tried = scaled(measures, wider, Math.max(1, higher));
    const places = placesOf(strung, tried);
    if (places.right + END <= most.width && places.height <= most.height) return lowered(tried, most.height - places.height);
  }
  const tried = scaled(measures, 1, Math.max(1, Math.min(HIGHER, room.height / height)));
  const places = placesOf(strung, tried);
  return lowered(tried, Math.max(LEAST, Math.min(1, (places.right + END) / room.width)) * room.height - places.height);
}

/** In the middle of the height that is left. @param {Measures} measures @param {number} left @returns {Measures} */
const lowered = (measures, left) => ({ ...measures, top: measures.top + Math.max(0, left / 2) });

/** @param {Measures} measures @param {number} across @param {number} down @returns {Measures} */
const scaled = (measures, across, down) => ({
  ...measures, first: measures.first * Math.min(across, 1.2), gap: measures.gap * across, plainGap: measures.plainGap * across,
  top: measures.top * down, row: measures.row * down, box: measures.box * down,
});

/**
 * More room from try to try, until every number has some.
 * @param {Measures} measures
 * @param {(measures: import("./automatic-places.js").Measures) => {layout: Layout, missing: number}} draw
 * @returns {Layout}
 */
function roomiest(measures, draw) {
  let best = draw(measures);
  for (let k = 1; k < TRIES && best.missing > 0; k += 1) {
    const made = draw({ ...measures, gap: measures.gap + k * MORE, row: measures.row + k * 2, stem: measures.stem + k * 8, box: measures.box + k * 6 });
    if (made.missing < best.missing) best = made;
  }
  return best.layout;
}

/**
 * @param {CellModel} model
 * @param {import("./chains.js").Strung} strung
 * @param {Timing} timing
 * @param {import("./automatic-places.js").Places} places
 * @param {Measures} measures
 * @param {Size} size
 */
function drawn(model, strung, timing, places, measures, size) {
  const width = Math.max(LEAST * ROOM[size].width, places.right + END);
  const height = Math.max(Math.min(1, width / ROOM[size].width) * ROOM[size].height, places.height);
  const { nodes, wires, sources } = new Wiring({ model, strung, timing, places: { ...places, height } }, width);
  const letters = [...strung.byKey.values()].filter(({ kind, value }) => kind === "gate" && value !== null).map(({ key, value }) => {
    const at = /** @type {{x: number, y: number}} */ (places.at.get(key));
    return { x: at.x - 10, y: at.y + 42, quantity: /** @type {string} */ (value), text: /** @type {string} */ (value) };
  });
  const valves = valvesOf(strung, places, wires);
  const signs = signsOf(strung, places);
  const fixed = [
    ...letters.map(({ x, y, text }) => ({ left: x - text.length * 8 - 2, right: x, top: y - 11, bottom: y + 4 })),
    ...valves.map(({ x, y }) => boxAround(x, y, 9, 9)),
    ...nodes.filter(({ kind }) => kind === "gate").map(({ x, y }) => boxAround(x + SIZES.gate.x - 3, y - SIZES.gate.y + 2, 10, 10)), ...signs.map(({ x, y }) => boxAround(x, y - 4, 6, 7)),
  ];
  const labelled = withLabels(wires, nodes, fixed, { width, height, isWide: measures.isWide });
  const layout = /** @type {Layout} */ ({ kind: "automatic", width, height, nodes, wires: labelled.wires, valves, letters: [...letters, ...signs], strip: null, sources, phases: timing.phases });
  return { layout, missing: labelled.missing };
}

/** A valve behind each product with a gate. @param {import("./chains.js").Strung} strung @param {import("./automatic-places.js").Places} places @param {import("./layout.js").Wire[]} wires */
function valvesOf({ byKey }, places, wires) {
  return [...byKey.values()].flatMap((one) => {
    if (one.kind !== "times") return [];
    const gate = one.operands.map(({ from }) => byKey.get(from)).find((source) => source && isGate(source, byKey));
    const out = wires.find(({ from }) => from === one.key);
    if (!gate || !out) return [];
    const { x, y } = /** @type {{x: number, y: number}} */ (places.at.get(one.key));
    const next = out.points[1] ?? [x, y];
    const isVertical = next[0] === x;
    const room = Math.abs(isVertical ? next[1] - y : next[0] - x) - sizeOf(one).x;
    if (room < 22) return [];
    return [{ gate: gate.value ?? gate.key, x: isVertical ? x : x + 27, y: isVertical ? y + Math.sign(next[1] - y) * 27 : y, isVertical }];
  });
}

/** @param {import("./topology.js").Operation} one @param {Map<string, import("./topology.js").Operation>} byKey @returns {boolean} */
const isGate = (one, byKey) => (one.kind === "gate" && one.caption.startsWith("σ")) || (one.kind === "minus" && one.caption === "1 −" && one.operands.some(({ from }) => byKey.get(from)?.kind === "gate"));

/** Minus signs at what a sum takes away. @param {import("./chains.js").Strung} strung @param {import("./automatic-places.js").Places} places */
function signsOf({ byKey, main }, places) {
  return [...byKey.values()].flatMap((one) => (one.kind !== "plus" ? [] : one.operands.flatMap((operand, k) => {
    if (!operand.isNegative) return [];
    const { x, y } = /** @type {{x: number, y: number}} */ (places.at.get(one.key));
    if (main.get(one.key) === operand.from && !operand.isWeighed) return [{ x: x - 18, y: y - 8, quantity: operand.from, text: "−", isSign: true }];
    const off = places.offsets.get(`${one.key} ${k}`) ?? 0;
    const isBelow = operand.isWeighed || operand.from === "constant" || (places.lines.get(operand.from) ?? places.at.get(operand.from)?.y ?? Infinity) > y;
    return [{ x: x + off + (off < 0 ? -3 : 13), y: isBelow ? y + 27 : y - 17, quantity: operand.from, text: "−", isSign: true }];
  })));
}

/**
 * When what happens in a step of a cell that nobody drew: what comes in, the weighed sums, then
 * operations by how many others they wait for, then what goes out. Pure.
 *
 * @typedef {import("../cell/phases.js").Window} Window
 * @typedef {import("../cell/phases.js").Phase} Phase
 * @typedef {import("./topology.js").Topology} Topology
 *
 * @typedef {object} Timing
 * @property {Window} enter
 * @property {Window} weigh
 * @property {Window} leave
 * @property {(key: string) => Window} windowOf   when an operation computes
 * @property {Phase[]} phases
 */

const ENTER = /** @type {Window} */ ([0, 0.12]);
const WEIGH = /** @type {Window} */ ([0.12, 0.3]);
const LEAVE = /** @type {Window} */ ([0.9, 1]);

/** @param {Topology} topology @returns {Timing} */
function timingOf({ operations }) {
  /** @type {Map<string, number>} */
  const levels = new Map();
  for (const { key, operands } of operations) levels.set(key, Math.max(0, ...operands.map(({ from }) => (levels.get(from) ?? -1) + 1)));
  const count = Math.max(0, ...levels.values()) + 1;
  const windowAt = (/** @type {number} */ level) => /** @type {Window} */ ([edge(level, count), edge(level + 1, count)]);
  const inner = Array.from({ length: count }, (_, level) => ({
    id: "compute", window: windowAt(level),
    values: [...new Set(operations.filter(({ key }) => levels.get(key) === level).map(({ value, equation }) => value ?? equation))],
  }));
  return {
    enter: ENTER, weigh: WEIGH, leave: LEAVE, windowOf: (key) => windowAt(levels.get(key) ?? 0),
    phases: [{ id: "enter", window: ENTER }, { id: "weigh", window: WEIGH }, ...inner, { id: "leave", window: LEAVE }],
  };
}

/** @param {number} level @param {number} count */
const edge = (level, count) => (level === 0 ? WEIGH[1] : level === count ? LEAVE[0] : WEIGH[1] + ((LEAVE[0] - WEIGH[1]) * level) / count);
