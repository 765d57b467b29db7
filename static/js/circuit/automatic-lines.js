/**
 * The wires between operations that stand where `automatic-places.js` put them: along the lines,
 * with a joint wherever one is read, and upright to those who read it. Each knows the nodes whose
 * numbers it carries in either pass. Pure.
 *
 * @typedef {import("./layout.js").CircuitNode} CircuitNode
 * @typedef {import("./layout.js").Wire} Wire
 * @typedef {import("./topology.js").Operation} Operation
 * @typedef {import("./topology.js").Operand} Operand
 * @typedef {import("./topology.js").Source} Source
 * @typedef {import("./automatic-places.js").Places} Places
 * @typedef {import("../cell/phases.js").Window} Window
 * @typedef {import("../drawing/path.js").Point} Point
 * @typedef {Record<string, {forward: Source, backward: Source}>} Sources   by quantity
 * @typedef {{x: number, to: string, end: Point|null, operand: Operand|null, reader: Operation|null, backward: Source, window: Window, by?: Point[]}} Stop   by: corners on its way
 *
 * @typedef {object} Cell
 * @property {import("../trace/model.js").CellModel} model
 * @property {import("./chains.js").Strung} strung
 * @property {Places} places
 * @property {import("./automatic.js").Timing} timing
 */

import { toneOf } from "../cell/tones.js";
import { halfOf } from "../cell/phases.js";
import { ROUND, sizeOf } from "./automatic-places.js";
import { isAlong } from "./chains.js";

export const MARGIN = 8;
/** Where lines of states turn down to those that run below. */
const DROP = 26;
/** Between wires that run round something one above the other, and how many may. */
const LANE = 6;
const MOST_LANES = 2;

export class Lines {
  /** @type {CircuitNode[]} */
  nodes = [];
  /** @type {Wire[]} */
  wires = [];
  /** @type {Sources} */
  sources = Object.create(null);  // values may be called constructor or toString
  /** How many wires run round something on each line. @type {Map<number, number>} */
  rounds = new Map();

  /**
   * @param {Cell} cell
   * @param {number} width
   */
  constructor(cell, width) {
    this.cell = cell;
    this.width = width;
  }

  /** @param {string} key */
  place(key) {
    return /** @type {{x: number, y: number}} */ (this.cell.places.at.get(key));
  }

  /** @param {Operation} one */
  quantity = (one) => one.value ?? one.key;

  /** @param {Operation} one */
  tone({ value, equation }) {
    return toneOf(this.cell.model, value ?? equation);
  }

  /** All of the gradient that reaches what an operation makes. @param {Operation} one @returns {Source} */
  total({ key, value }) {
    const row = value === null ? null : this.cell.model.backward.find(({ of, at }) => of === value && at === undefined);
    if (row) return [{ id: row.node }];
    return this.sent(this.reading(key).map(({ operand }) => operand));
  }

  /** @param {(Operand|null)[]} operands @returns {Source} */
  sent = (operands) => operands.flatMap((operand) => (operand && operand.backward !== null ? [{ id: operand.backward }] : []));

  /** Who reads a thing, operand by operand. @param {string} from @param {boolean} [isWeighed] */
  reading(from, isWeighed = false) {
    return [...this.cell.strung.byKey.values()].flatMap((reader) => reader.operands.flatMap((operand, k) =>
      (operand.from === from && operand.isWeighed === isWeighed && !(reader.kind === "gate" && !isWeighed) ? [{ reader, operand, k }] : [])));
  }

  // ---- lines ------------------------------------------------------------------------------------------

  /** Where the old value of a state comes in. @param {string} head  "previous c" */
  entrance(head) {
    const { model, places, timing } = this.cell;
    const state = head.slice(9);
    const y = /** @type {number} */ (places.lines.get(head));
    const quantity = `${state}_prev`;
    const node = model.previous(state) ?? 0;
    this.sources[quantity] = { forward: [{ id: node }], backward: [{ id: model.carried[state] }] };
    const tone = toneOf(this.cell.model, state);
    this.nodes.push({ id: `in_${state}`, kind: "port", x: MARGIN, y, quantity, tone, window: timing.enter, light: quantity });
    const stops = this.stops(head, y);
    const drop = this.dropOf(head);
    if (drop !== null) stops.unshift({ x: drop, to: `drop_${state}`, end: null, operand: null, reader: null, backward: this.sent(this.reading(head, true).map(({ operand }) => operand)), window: timing.enter });
    this.line({ id: `in_${state}`, start: [[MARGIN, y]], y, quantity, tone, light: quantity, symbol: `${state}′`, gradient: `∂L/∂${state}′`, first: timing.enter }, stops);
  }

  /** Where a line turns down to the one below the gates. @param {string} head */
  dropOf(head) {
    if (!this.cell.places.buses.has(head) || !this.cell.places.lines.has(head)) return null;
    const lines = [...this.cell.places.buses.keys()].filter((from) => this.cell.places.lines.has(from));
    return DROP + 15 * lines.indexOf(head);
  }

  /** @param {Operation} one */
  readers(one) {
    const { strung, places, timing, model } = this.cell;
    const { x, y } = this.place(one.key);
    const size = sizeOf(one);
    const quantity = this.quantity(one);
    const chain = strung.chains.find(({ head, keys }) => head === one.key || keys.includes(one.key));
    const line = chain ? /** @type {number} */ (places.lines.get(chain.id)) : y;
    const isState = one.value !== null && model.states.includes(one.value);
    const stops = this.stops(one.key, line);
    const tone = this.tone(one);
    const about = { quantity, tone, light: lightOf(one), symbol: one.value ?? undefined, gradient: one.value ? `∂L/∂${one.value}` : undefined, first: null };
    if (!isState && stops.length === 1 && stops[0].end && Math.abs(stops[0].x - x) < 0.5) {
      const [stop] = stops;
      const [, to] = /** @type {Point} */ (stop.end);
      this.wire(`${one.key}>${stop.to}`, one.key, stop.to, [[x, to < y ? y - size.y : y + size.y], [x, to]], { ...about, backward: stop.backward, window: stop.window });
      return;
    }
    if (isState) stops.push(this.exit(/** @type {string} */ (one.value), line));
    if (stops.length === 0) return;
    const start = /** @type {Point[]} */ (one.kind === "gate" ? [[x, y - size.y], [x, line]] : [[x + size.x, y]]);
    this.line({ id: one.key, start, y: line, ...about }, stops);
  }

  /** @param {string} state @param {number} y @returns {Stop} */
  exit(state, y) {
    const { model, timing } = this.cell;
    const later = /** @type {Source} */ ([{ id: model.carried[state], isLater: true }]);
    const tone = toneOf(this.cell.model, state);
    const edge = this.width - MARGIN;
    this.nodes.push({ id: `out_${state}`, kind: "port", x: edge, y, quantity: state, tone, window: timing.leave, light: state });
    if (state !== "h") return { x: edge, to: `out_${state}`, end: null, operand: null, reader: null, backward: later, window: timing.leave };
    const up = this.width - 30;
    this.nodes.push({ id: "tap_h", kind: "joint", x: up, y, quantity: "h", tone, window: timing.leave, light: "h" }, { id: "up_h", kind: "port", x: up, y: 12, quantity: "h", tone, window: timing.leave, light: "h" });
    this.wire("h_next", "tap_h", "out_h", [[up, y], [edge, y]], { quantity: "h", tone, light: "h", backward: later, window: halfOf(timing.leave, 1), name: "h_next" }, { arrow: "forward" });
    this.wire("h_up", "tap_h", "up_h", [[up, y], [up, 12]], { quantity: "h", tone, light: "h", backward: "outside", window: halfOf(timing.leave, 1), name: "h_up" }, { arrow: "forward", isBridge: true });
    const row = model.backward.find(({ of, at }) => of === "h" && at === undefined);
    return { x: up, to: "tap_h", end: null, operand: null, reader: null, backward: row ? [{ id: row.node }] : [], window: halfOf(timing.leave, 0) };
  }

  /** What reads a thing, from left to right. @param {string} from @param {number} line @returns {Stop[]} */
  stops(from, line) {
    const { strung, places, timing } = this.cell;
    return this.reading(from).map(({ reader, operand, k }) => {
      const at = this.place(reader.key);
      const size = sizeOf(reader);
      const isMain = isAlong(strung, reader, k);
      const backward = this.sent([operand]);
      const window = halfOf(timing.windowOf(reader.key), 0);
      if (isMain) return { x: at.x - size.x, to: reader.key, end: null, operand, reader, backward, window };
      const x = at.x + (places.offsets.get(`${reader.key} ${k}`) ?? 0);
      const next = [...strung.main].find(([, source]) => source === from)?.[0];
      const isBeyond = next !== undefined && x > this.place(next).x;
      if (at.y === line || isBeyond) return this.round(from, line, /** @type {Point} */ ([x, at.y + (line > at.y ? size.y : -size.y) * edgeOf(reader, x - at.x)]), { to: reader.key, operand, reader, backward, window });
      return { x, to: reader.key, end: /** @type {Point} */ ([x, at.y + (line > at.y ? size.y : -size.y) * edgeOf(reader, x - at.x)]), operand, reader, backward, window };
    }).sort((a, b) => a.x - b.x || Number(a.end === null) - Number(b.end === null));
  }

  /** To a reader further on the same line: above what lies between. @param {string} from @param {number} y @param {Point} end @param {Omit<Stop, "x"|"end"|"by">} rest @returns {Stop} */
  round(from, y, end, rest) {
    const source = this.cell.strung.byKey.get(from);
    const start = source ? this.place(from).x + (source.kind === "gate" ? 0 : sizeOf(source).x) : MARGIN + 40;
    const x = start + 8;
    const count = this.rounds.get(y) ?? 0;
    this.rounds.set(y, count + 1);
    const lane = y + (end[1] > y + ROUND ? 1 : -1) * (ROUND + LANE * (count % MOST_LANES));
    return { x, end, by: [[x, lane], [end[0], lane]], ...rest };
  }

  /**
   * One wire from joint to joint, and those that leave it.
   * @param {{id: string, start: Point[], y: number, quantity: string, tone: string, light: string, symbol?: string, gradient?: string, first: Window|null}} line
   * @param {Stop[]} stops
   */
  line({ id, start, y, quantity, tone, light, symbol, gradient, first }, stops) {
    let from = id;
    let points = start;
    stops.forEach((stop, k) => {
      const rest = stops.slice(k);
      const isLast = k === stops.length - 1;
      const window = k === 0 && first ? first : rest.reduce((/** @type {Window} */ early, one) => (one.window[0] < early[0] ? one.window : early), stop.window);
      const backward = k === 0 ? this.sources[quantity].backward : joined(rest.map((one) => one.backward));
      const about = { quantity, tone, light, backward, window, ...(k === 0 ? { symbol, gradient } : {}), ...(k > 0 ? { name: `${quantity} ${k}` } : {}) };
      const reach = k === 0 ? { reach: stops[stops.length - 1].x } : {};
      const arrow = stop.to.startsWith("out_") ? { arrow: /** @type {const} */ ("forward") } : id.startsWith("in_") && k === 0 ? { arrow: /** @type {const} */ ("backward") } : {};
      const last = points[points.length - 1];
      const isTap = stop.end !== null;
      if (isTap && !isLast) {
        const joint = `${id}@${k}`;
        this.nodes.push({ id: joint, kind: "joint", x: stop.x, y, quantity, tone, window, light });
        if (last[0] !== stop.x || points.length > 1) this.wire(`${id}>${k}`, from, joint, stretched(points, [stop.x, y]), about, { ...arrow, ...reach });
        this.wire(`${id}>${stop.to} ${k}`, last[0] !== stop.x || points.length > 1 ? joint : from, stop.to, [[stop.x, y], ...(stop.by ?? []), /** @type {Point} */ (stop.end)], { quantity, tone, light, backward: stop.backward, window: stop.window, name: `${quantity}>${stop.to}` }, { isSide: true });
        if (last[0] !== stop.x || points.length > 1) from = joint;
        points = [[stop.x, y]];
        return;
      }
      if (!isTap && stop.to.startsWith("drop_")) {
        this.nodes.push({ id: stop.to, kind: "joint", x: stop.x, y, quantity, tone, window, light });
      }
      const ends = /** @type {Point[]} */ (isTap ? [[stop.x, y], ...(stop.by ?? []), /** @type {Point} */ (stop.end)] : [[stop.x, y]]);
      this.wire(`${id}>${stop.to} ${k}`, from, stop.to, ends.reduce(stretched, points), about, { ...arrow, ...reach });
      from = stop.to;
      points = [[stop.x, y]];
    });
  }

  /**
   * @param {string} id @param {string} from @param {string} to @param {readonly Point[]} points
   * @param {{quantity: string, tone: string, light: string, backward: Source, window: Window, symbol?: string, gradient?: string, name?: string, sign?: boolean}} about
   * @param {Record<string, unknown>} [rest]
   */
  wire(id, from, to, points, { quantity, tone, light, backward, window, symbol, gradient, name = quantity }, rest = {}) {
    const shared = this.sources[quantity];
    if (name !== quantity) this.sources[name] = { forward: shared.forward, backward };
    this.wires.push(/** @type {Wire} */ ({ id, from, to, points: points.filter(([x, y], k) => k === 0 || x !== points[k - 1][0] || y !== points[k - 1][1]), quantity: name, tone, light, window, symbol, gradient, ...rest }));
  }
}

/** @param {readonly Point[]} points @param {Point} to @returns {Point[]} */
export const stretched = (points, to) => [...points, to];

/** @param {Source[]} sources @returns {Source} */
const joined = (sources) => sources.flatMap((source) => (source === "outside" ? [] : source));

/** Where a round node's edge lies off its middle, as a share of its radius. @param {Operation} one @param {number} off */
export const edgeOf = (one, off) => (["times", "plus", "over"].includes(one.kind) ? Math.sqrt(Math.max(0, 1 - (off / sizeOf(one).x) ** 2)) : 1);

/** @param {Operation} one */
export const lightOf = ({ value, equation }) => value ?? equation;
