/** The layout for a cell in a region of a given size: a drawn one, or that of its equations. */

import { automaticLayout } from "./automatic.js";
import { drawnCell, drawnNumbers, functionAt } from "./drawn/cells.js";
import { SIZES } from "./layout.js";
import { withRoom } from "./number-places.js";

/** @typedef {import("../trace/model.js").CellModel} CellModel */
/** @typedef {import("./layout.js").Layout} Layout */
/** @typedef {import("./layout.js").Size} Size */
/** @typedef {import("./layout.js").CircuitNode} CircuitNode */
/** @typedef {import("./drawn/cells.js").DrawnCell} DrawnCell */
/** @typedef {import("./drawn/cells.js").Places} Places */
/** @typedef {import("../drawing/path.js").Point} Point */

/** Regions smaller than this (CSS pixels) would shrink the text of the wide layout below 11 pixels. */
const NARROW_BELOW = 560;
const SHORT_BELOW = 395;

/**
 * @param {number} width
 * @param {number} height
 * @returns {Size}
 */
export function sizeFor(width, height) {
  if (width < NARROW_BELOW) return "narrow";
  return height < SHORT_BELOW ? "short" : "wide";
}

/** @type {WeakMap<CellModel, Map<string, Layout>>} */
const made = new WeakMap();

/**
 * Made once for a cell and a size.
 * @param {CellModel} model
 * @param {Size} size
 * @param {ReadonlySet<string>} [opened]  of a large cell, equations that are not folded
 * @returns {Layout}
 */
export function layoutFor(model, size, opened = new Set()) {
  const known = made.get(model) ?? new Map();
  made.set(model, known);
  const key = [size, ...opened].join();
  const layout = known.get(key) ?? newLayout(model, size, opened);
  known.set(key, layout);
  return layout;
}

/** @param {CellModel} model @param {Size} size @param {ReadonlySet<string>} opened @returns {Layout} */
function newLayout(model, size, opened) {
  const drawn = drawnCell(model);
  const layout = drawn ? drawnLayout(model, drawn, size) : automaticLayout(model, size, opened);
  const owners = ownersOf(model);
  return withRoom({ ...layout, wires: layout.wires.map((wire) => ({ ...wire, owner: owners.get(wire.light ?? "") })) });
}

/** @param {CellModel} model @param {import("./drawn/cells.js").Drawn} drawn @param {Size} size @returns {Layout} */
function drawnLayout(model, drawn, size) {
  const { cell } = drawn;
  const { sources, lights } = drawnNumbers(model, drawn);
  const sheet = new Sheet(cell, size, new Set([size, ...drawn.marks]));
  const [width, height, ...strip] = cell.sizes[size];
  /** @param {CircuitNode} node */
  const functionOf = ({ id, kind, quantity }) => {
    if (kind === "gate") return functionAt(model, model.named(cell.gates[id])?.right ?? 0);
    const [made] = kind === "squash" ? /** @type {{id: number}[]} */ (sources[quantity].forward) : [];
    return made ? functionAt(model, made.id) : { caption: kind === "minus" ? "1 −" : "", slope: [] };
  };
  return {
    kind: cell.name, width, height, sources, phases: Object.entries(cell.phases).map(([id, window]) => ({ id, window })),
    nodes: sheet.nodes.map((node) => ({ ...node, light: lights[node.quantity] ?? node.quantity, value: cell.gates[node.block ?? ""] ?? null, ...functionOf(node) })),
    wires: sheet.wires().map((wire) => ({ ...wire, light: lights[wire.quantity] ?? wire.quantity })),
    valves: cell.valves.flatMap(([gate, run, places]) => sheet.at(places).map(([x, y]) => ({ gate, x, y, isVertical: run === "|" }))),
    letters: cell.letters.flatMap(([quantity, text, places]) => sheet.at(places).map(([x, y]) => ({ x, y, quantity, text }))),
    strip: strip.length > 0 ? { x: strip[0], y: strip[1], width: strip[2], height: strip[3] } : null,
    scales: cell.scales, ...(size === "narrow" ? { shifts: cell.shifts } : {}),
  };
}

/** The rows of a drawn cell, read for one size and one variant. */
class Sheet {
  /** @param {DrawnCell} cell @param {Size} size @param {ReadonlySet<string>} marks */
  constructor(cell, size, marks) {
    this.cell = cell;
    this.size = size;
    this.marks = marks;
    this.column = ["wide", "short", "narrow"].indexOf(size);
    this.nodes = this.#nodes();
  }

  /** @param {Places|undefined} places @returns {Point[]} none or one */
  at(places) {
    const [x, y] = [places?.[2 * this.column] ?? null, places?.[2 * this.column + 1] ?? null];
    return x === null || y === null ? [] : [[x, y]];
  }

  /** @param {string|undefined} words */
  #stands(words) {
    return words === undefined || words.split(" ").every((word) => this.marks.has(word));
  }

  /** @param {string} text @returns {import("../cell/phases.js").Window} */
  #window(text) {
    const [id, piece = "1/1"] = text.split(" ");
    const [k, count] = piece.split("/").map(Number);
    const [start, end] = this.cell.phases[id];
    const span = (end - start) / count;
    return [start + (k - 1) * span, k === count ? end : start + k * span];
  }

  /** @param {import("./drawn/cells.js").LabelRow} row @returns {import("./layout.js").Label[]} none or one */
  #label({ symbol, gradient, symbolAt, shown, soft, bare, room, ...rest }) {
    return /** @type {const} */ (["start", "middle", "end"]).flatMap((anchor) => this.at(rest[anchor]).map(([x, y]) => ({
      x, y, anchor, ...(symbol ? { symbol } : {}), ...(gradient ? { gradient } : {}), ...(shown ? { only: shown } : {}),
      ...(soft ? { isSoft: true } : {}), ...(bare?.includes(this.size) ? { isBare: true } : {}),
      ...(room ? { room: room[this.column] } : {}), ...(this.at(symbolAt).length > 0 ? { symbolAt: this.at(symbolAt)[0] } : {}),
    })));
  }

  /** @returns {CircuitNode[]} */
  #nodes() {
    const rows = this.cell.nodes.filter(([, , , , , , rest]) => this.#stands(rest?.when));
    return rows.flatMap(([id, name, quantity, tone, window, places, rest = {}]) => this.at(places).map(([x, y]) => {
      const kind = /** @type {CircuitNode["kind"]} */ (name);
      const [local] = this.#label(rest);
      const { factors, only } = rest;
      return {
        id, kind, x, y, quantity, tone, window: this.#window(window), ...(kind === "gate" ? { block: id } : {}),
        ...(local ? { local } : {}), ...(factors ? { factors } : {}), ...(only ? { only } : {}),
      };
    }));
  }

  /** A wire stands where both its ends do. @returns {import("./layout.js").Wire[]} */
  wires() {
    const nodes = new Map(this.nodes.map((node) => [node.id, node]));
    return this.cell.wires.flatMap(([id, start, end, way, tone, window, rest = {}]) => {
      const [from, to] = [nodes.get(start), nodes.get(end)];
      if (!from || !to || !this.#stands(rest.when)) return [];
      const { quantity = id, backward, arrow, only, bridge, thickest, slender, via } = rest;
      const [label] = this.#label(rest);
      return [{
        id, from: start, to: end, points: pathOf(from, to, way, via?.[this.column] ?? 0), quantity, tone, window: this.#window(window),
        ...(label ? { label } : {}), ...(backward ? { backward } : {}), ...(arrow ? { arrow } : {}), ...(only ? { only } : {}),
        ...(bridge === true || (bridge && bridge.includes(this.size)) ? { isBridge: true } : {}),
        ...(thickest ? { thickest } : {}), ...(slender ? { slender } : {}),
      }];
    });
  }
}

/** @param {CircuitNode} from @param {CircuitNode} to @param {string} way @param {number} via @returns {Point[]} */
function pathOf(from, to, way, via) {
  /** @type {Record<string, Point[]>} */
  const ways = { "": [], "|-": [[from.x, to.y]], "-|": [[to.x, from.y]], "-|-": [[via, from.y], [via, to.y]] };
  const bends = ways[way];
  return [edgeOf(from, bends[0] ?? [to.x, to.y]), ...bends, edgeOf(to, bends.at(-1) ?? [from.x, from.y])];
}

/** Where a wire meets a node that comes from a point. @param {CircuitNode} node @param {Point} from @returns {Point} */
function edgeOf({ kind, x, y }, [fromX, fromY]) {
  const half = kind === "joint" ? SIZES.port : SIZES[kind];
  return [x + Math.sign(fromX - x) * half.x, y + Math.sign(fromY - y) * half.y];
}

/** In whose sum each weight stands. @param {CellModel} model */
function ownersOf(model) {
  /** @type {Map<string, string>} */
  const owners = new Map();
  for (const { name, right } of model.forward) {
    const waiting = [right];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const node = model.node(id);
      if ((node.op === "matvec" || node.op === "parameter") && node.name) owners.set(node.name, name);
      if (node.op !== "named") waiting.push(...node.args);
    }
  }
  return owners;
}
