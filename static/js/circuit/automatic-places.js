/**
 * Where the operations of a cell stand that nobody drew: lines of states on top, gates in a row
 * below, each operation at the first place from the left where it and the wires that come to it
 * upright meet nothing. Pure, and always the same for the same cell.
 *
 * @typedef {import("./chains.js").Strung} Strung
 * @typedef {import("./topology.js").Operation} Operation
 * @typedef {import("./topology.js").Operand} Operand
 * @typedef {{left: number, right: number, top: number, bottom: number}} Box
 *
 * @typedef {object} Measures
 * @property {number} top        y of the first line
 * @property {number} row        between lines
 * @property {number} stem       between gates
 * @property {number} first      x of the first column
 * @property {number} gap        for the number of a value between two operations of a line
 * @property {number} plainGap   the same for a number that has no name
 * @property {number} box        from the last line to the gates
 * @property {number} sum        from a gate to its sum
 * @property {number} bus        between the lines below
 * @property {boolean} isWide    room for the numbers of the contributions
 *
 * @typedef {object} Places
 * @property {Map<string, {x: number, y: number}>} at   of operations
 * @property {Map<string, number>} lines                y by chain
 * @property {Map<string, number>} buses                y by "x" and "previous h"
 * @property {Map<string, number>} offsets              "reader operand" → from the reader's x, of what comes upright
 * @property {{box: number, sum: number}} rows
 * @property {number} right                             where the last one ends
 * @property {number} height
 */

import { uprights } from "./chains.js";
import { SIZES } from "./layout.js";

const STEP = 6;
/** So far above a line runs what skips some of its operations. */
export const ROUND = 21;
/** Between wires that run side by side. */
const APART = 13;

/** @param {Operation} one */
export const sizeOf = ({ kind }) => SIZES[kind === "weight" || kind === "fold" ? "squash" : kind === "same" ? "joint" : kind];

/** With more lines than this none is shared: it would take long to try. */
const MOST_SHARED = 16;
/** Between two chains of one line. */
const BETWEEN = 24;
/** A line less is worth so much more width. */
const WORTH = 60;

/**
 * Lines that are not of states are shared where one ends before the next begins.
 * @param {Strung} strung
 * @param {Measures} measures
 * @returns {Places}
 */
export function placesOf(strung, measures) {
  const chains = orderOf(strung);
  let lines = new Map(chains.map(({ id }, k) => [id, k]));
  let best = new Placing(strung, measures, lines).places();
  if (chains.length > MOST_SHARED) return best;
  for (const { id, state } of chains) {
    for (let line = 0; line < /** @type {number} */ (lines.get(id)) && state === null; line += 1) {
      const shared = closed(new Map([...lines, [id, line]]));
      const isOfState = chains.some((one) => one.state !== null && lines.get(one.id) === line);
      const places = isOfState ? null : new Placing(strung, measures, shared).places();
      if (!places || places.right > best.right + WORTH || !isApart(strung, places, measures)) continue;
      [lines, best] = [shared, places];
      break;
    }
  }
  return best;
}

/** Without the lines that nothing is left on. @param {Map<string, number>} lines */
function closed(lines) {
  const used = [...new Set(lines.values())].sort((a, b) => a - b);
  return new Map([...lines].map(([id, line]) => [id, used.indexOf(line)]));
}

/** Whether no two chains of one line come near each other. @param {Strung} strung @param {Places} places @param {Measures} measures */
function isApart({ chains, readers, byKey }, { at, lines, offsets }, { first }) {
  const spans = chains.map(({ id, head, keys }) => {
    const own = [head, ...keys].flatMap((key) => [at.get(key)?.x ?? (head === key && head.startsWith("previous") ? 0 : NaN)]).filter((x) => !Number.isNaN(x));
    const reads = [head, ...keys].flatMap((key) => (readers.get(key) ?? []).map((reader) => (at.get(reader)?.x ?? first) + Math.max(0, ...(byKey.get(reader)?.operands ?? []).map((_, k) => offsets.get(`${reader} ${k}`) ?? 0))));
    return { y: lines.get(id), left: Math.min(...own) - 30, right: Math.max(...own, ...reads) + 30 };
  });
  return spans.every((a, k) => spans.slice(k + 1).every((b) => a.y !== b.y || a.right + BETWEEN < b.left || b.right + BETWEEN < a.left));
}

class Placing {
  #strung;
  #m;
  /** @type {Map<string, {x: number, y: number}>} */
  #at = new Map();
  /** @type {Map<string, number>} */
  #lines = new Map();
  /** @type {Map<string, number>} */
  #buses = new Map();
  /** @type {Map<string, number>} */
  #offsets = new Map();
  /** @type {Box[]} */
  #nodes = [];
  /** @type {Box[]} */
  #upright = [];
  /** @type {Map<string, string>} operation → chain */
  #chainOf = new Map();
  #rows;
  #nextGate;

  /** @param {Strung} strung @param {Measures} measures @param {ReadonlyMap<string, number>} lines  which line each chain is on */
  constructor(strung, measures, lines) {
    this.#strung = strung;
    this.#m = measures;
    this.#nextGate = measures.first;
    strung.chains.forEach(({ id, head, keys }) => {
      this.#lines.set(id, measures.top + /** @type {number} */ (lines.get(id)) * measures.row);
      for (const key of [head, ...keys]) this.#chainOf.set(key, id);
    });
    const last = measures.top + Math.max(0, ...lines.values()) * measures.row;
    const box = (strung.chains.length > 0 ? last : measures.top - measures.box + 40) + measures.box;
    this.#rows = { box, sum: box + measures.sum };
    const hasGates = [...strung.byKey.values()].some(({ kind }) => kind === "gate");
    this.#placeBuses(hasGates ? this.#rows.sum : last + 20);
  }

  /** @param {number} above */
  #placeBuses(above) {
    const weighed = [...this.#strung.byKey.values()].flatMap(({ operands }) => operands.filter(({ isWeighed }) => isWeighed).map(({ from }) => from));
    const buses = [...new Set(weighed)].filter((from) => from !== "x").sort();
    if (weighed.includes("x")) buses.push("x");
    buses.forEach((from, k) => this.#buses.set(from, above + 36 + k * this.#m.bus));
  }

  /** @returns {Places} */
  places() {
    for (const one of this.#strung.byKey.values()) if (one.kind !== "gate") this.#place(one);
    for (const one of this.#strung.byKey.values()) if (one.kind === "gate" && !this.#at.has(one.key)) this.#placeGate(one.key, this.#firstFit(this.#rows.box));
    const rights = [...this.#strung.byKey.values()].map((one) => (this.#at.get(one.key)?.x ?? 0) + sizeOf(one).x);
    const lowest = Math.max(this.#rows.box, ...this.#buses.values());
    return { at: this.#at, lines: this.#lines, buses: this.#buses, offsets: this.#offsets, rows: this.#rows, right: Math.max(this.#m.first, ...rights), height: lowest + 36 };
  }

  /** @param {Operation} one */
  #place(one) {
    const y = /** @type {number} */ (this.#lines.get(/** @type {string} */ (this.#chainOf.get(one.key))));
    const below = /** @type {{operand: Operand, k: number}[]} */ ([]);
    const above = /** @type {{operand: Operand, k: number}[]} */ ([]);
    for (const part of uprights(this.#strung, one)) (this.#comesFrom(part.operand, y) > y ? below : above).push(part);
    for (const side of [below, above]) side.forEach(({ k }, place) => this.#offsets.set(`${one.key} ${k}`, spread(side.length, place, sizeOf(one).x)));
    this.#placeHeads(one);
    const aligned = one.operands.find(({ from }) => this.#strung.aligned.get(from) === one.key);
    for (let x = this.#leastX(one, y); ; x += STEP) {
      if (!this.#fits(one, x, y)) continue;
      if (aligned && !this.#gateFits(x + this.#offset(one, aligned), y)) continue;
      if (aligned) this.#placeGate(aligned.from, x + this.#offset(one, aligned), y);
      this.#settle(one, x, y);
      return;
    }
  }

  /** @param {Operation} one @param {Operand} operand */
  #offset(one, operand) {
    return this.#offsets.get(`${one.key} ${one.operands.indexOf(operand)}`) ?? 0;
  }

  /** Gates that begin lines which this operation is the first to need. @param {Operation} one */
  #placeHeads(one) {
    for (const { from } of one.operands) {
      if (this.#strung.byKey.get(from)?.kind !== "gate" || this.#at.has(from) || this.#strung.aligned.get(from) === one.key) continue;
      const line = this.#lines.get(from) ?? this.#rows.box;
      this.#placeGate(from, this.#firstFit(line), line);
    }
  }

  /** The first place for a gate whose line goes up so far. @param {number} up */
  #firstFit(up) {
    let x = this.#nextGate;
    while (!this.#gateFits(x, up)) x += STEP;
    return x;
  }

  /** @param {Operand} operand @param {number} y  of the reader @returns {number} y of what it reads; on the same line it comes round above */
  #comesFrom(operand, y) {
    const from = this.#lineOf(operand);
    return from === y ? y - ROUND : from;
  }

  /** @param {Operand} operand @returns {number} */
  #lineOf({ from, isWeighed }) {
    if (from === "constant") return Infinity;
    if (isWeighed) return this.#buses.get(from) ?? Infinity;
    if (this.#strung.aligned.has(from)) return this.#rows.box;
    return this.#lines.get(this.#chainOf.get(from) ?? from) ?? this.#rows.box;
  }

  /** @param {Operation} one @param {number} y */
  #leastX(one, y) {
    const reach = sizeOf(one).x;
    let least = this.#m.first;
    for (const [k, operand] of one.operands.entries()) {
      const { from, isWeighed } = operand;
      const at = this.#at.get(from);
      const source = this.#strung.byKey.get(from);
      if (isWeighed || !at || !source || this.#strung.aligned.get(from) === one.key) continue;
      const isMain = this.#strung.main.get(one.key) === from;
      const offset = this.#offsets.get(`${one.key} ${k}`) ?? 0;
      if (isMain) least = Math.max(least, source.kind === "gate" ? at.x + reach + 14 : at.x + sizeOf(source).x + reach + (source.kind === "same" ? 20 : source.value === null ? this.#m.plainGap : this.#m.gap + 8 * Math.max(0, source.value.length - 1)));
      else if (source.kind === "gate") least = Math.max(least, at.x - offset + (y < (this.#lines.get(from) ?? 0) ? 0 : 18));
      else if (this.#isAlone(from)) least = Math.max(least, at.x - offset);
      else least = Math.max(least, at.x - offset + sizeOf(source).x + 16);
    }
    return least;
  }

  /** Nothing else goes on from there. @param {string} key */
  #isAlone(key) {
    const chain = this.#strung.chains.find(({ id }) => id === this.#chainOf.get(key));
    return (this.#strung.readers.get(key) ?? []).length === 1 && chain?.keys[chain.keys.length - 1] === key && chain.state === null;
  }

  /** @param {Operation} one @param {number} x @param {number} y */
  #fits(one, x, y) {
    const { x: rx, y: ry } = sizeOf(one);
    const box = { left: x - rx - 5, right: x + rx + 5, top: y - ry - 5, bottom: y + ry + 5 };
    if (this.#nodes.some((other) => touches(box, other)) || this.#upright.some((other) => touches(box, other))) return false;
    return uprights(this.#strung, one).every(({ operand, k }) => {
      if (operand.from === "constant") return true;
      const wire = column(x + (this.#offsets.get(`${one.key} ${k}`) ?? 0), this.#comesFrom(operand, y), y, ry);
      const bare = { ...wire, left: wire.left + APART - 5, right: wire.right - APART + 5 };
      return !this.#nodes.some((other) => touches(bare, other) && !this.#isEnd(other, operand.from)) && !this.#upright.some((other) => touches(wire, other));
    });
  }

  /** @param {Box} box @param {string} key */
  #isEnd(box, key) {
    const at = this.#at.get(key);
    return at !== undefined && at.x > box.left && at.x < box.right && at.y > box.top && at.y < box.bottom;
  }

  /** @param {number} x @param {number} up  to where its line goes */
  #gateFits(x, up) {
    if (x < this.#nextGate) return false;
    const { box } = this.#rows;
    const stem = { left: x - 36, right: x + 36, top: box - 28, bottom: box + 1000 };
    const wire = column(x, box, up, 0);
    const bare = { ...wire, left: x - 5, right: x + 5, top: up + 16 };
    return ![...this.#nodes, ...this.#upright].some((other) => touches(stem, other)) && !this.#nodes.some((other) => touches(bare, other)) && !this.#upright.some((other) => touches({ ...wire, top: up + 16 }, other));
  }

  /** @param {string} key @param {number} x @param {number} [up] */
  #placeGate(key, x, up = this.#rows.box) {
    const { box } = this.#rows;
    this.#at.set(key, { x, y: box });
    this.#nodes.push({ left: x - 38, right: x + 38, top: box - 27, bottom: box + 70 });
    if (up < box) this.#upright.push(column(x, box, up, 0));
    this.#nextGate = x + this.#m.stem;
  }

  /** @param {Operation} one @param {number} x @param {number} y */
  #settle(one, x, y) {
    const { x: rx, y: ry } = sizeOf(one);
    this.#at.set(one.key, { x, y });
    this.#nodes.push({ left: x - rx - 3, right: x + rx + 3, top: y - ry - 3, bottom: y + ry + 3 });
    for (const { operand, k } of uprights(this.#strung, one)) {
      if (operand.from === "constant" || this.#strung.aligned.get(operand.from) === one.key) continue;
      this.#upright.push(column(x + (this.#offsets.get(`${one.key} ${k}`) ?? 0), this.#comesFrom(operand, y), y, ry));
    }
  }
}

/** Lines of states in their order, then those nearest to what they lead to. @param {Strung} strung */
function orderOf({ chains, readers }) {
  const states = chains.filter(({ state }) => state !== null);
  const rest = chains.filter(({ state }) => state === null);
  const rowOf = new Map(states.flatMap(({ head, keys }, k) => [head, ...keys].map((key) => [key, k])));
  const goal = (/** @type {typeof chains[number]} */ { head, keys }) => {
    const last = keys[keys.length - 1] ?? head;
    const rows = (readers.get(last) ?? []).map((key) => rowOf.get(key) ?? states.length);
    return Math.max(-1, ...rows);
  };
  return [...states, ...rest.map((chain, k) => ({ chain, k })).sort((a, b) => goal(b.chain) === goal(a.chain) ? a.k - b.k : goal(a.chain) - goal(b.chain)).map(({ chain }) => chain)];
}

/** @param {number} count @param {number} place @param {number} reach */
function spread(count, place, reach) {
  if (count === 1) return 0;
  const room = Math.min(2 * reach - 6, (count - 1) * 16);
  return Math.round(-room / 2 + (place * room) / (count - 1));
}

/** @param {number} x @param {number} from @param {number} to @param {number} reach @returns {Box} */
const column = (x, from, to, reach) => (from > to
  ? { left: x - APART, right: x + APART, top: to + reach, bottom: from - 1 } : { left: x - APART, right: x + APART, top: from + 1, bottom: to - reach });

/** @param {Box} a @param {Box} b */
const touches = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
