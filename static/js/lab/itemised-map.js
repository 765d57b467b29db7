/**
 * The itemised map as it came, put together: for every source step s the norms of what its loss
 * sends to each step t, and what can be read off them.
 *
 * @typedef {import("../types.js").Direction} Direction
 * @typedef {{quantity: string, layer: number, direction: Direction}} Wanted
 * @typedef {{source: number, norms: Float64Array}} Row   log10 by step; NaN where nothing arrives
 */

import { logarithms } from "../plots/log-axis.js";

/** A gradient has arrived nowhere when less than this share, in decades, is left. */
const HORIZON = -2;

export class ItemisedMap {
  /**
   * @param {readonly Row[]} rows  sources ascending
   * @param {Direction} direction  in which the lane reads
   */
  constructor(rows, direction) {
    this.rows = rows;
    this.direction = direction;
    this.steps = rows[0]?.norms.length ?? 0;
    /** From a step to the one that is read before it. */
    this.back = direction === "reverse" ? 1 : -1;
  }

  /**
   * @param {readonly any[]} results
   * @param {Wanted} wanted
   */
  static from(results, { quantity, layer, direction }) {
    const isWanted = (/** @type {any} */ line) =>
      line.analysis === "map" && line.quantity === quantity &&
      (quantity === "x" || (line.layer === layer && line.direction === direction));
    const rows = results.filter(isWanted).flatMap(({ sources, log10_norm: norms }) =>
      sources.map((/** @type {number} */ source, /** @type {number} */ k) => ({ source, norms: logarithms(norms[k]) })));
    return new ItemisedMap(rows.sort((a, b) => a.source - b.source), direction);
  }

  /** The step that the lane reads first. */
  get firstRead() {
    return this.direction === "reverse" ? this.steps - 1 : 0;
  }

  /** The source that the lane reads last: its loss has the whole sequence behind it. */
  get lastRead() {
    return this.direction === "reverse" ? this.rows[0] : this.rows.at(-1);
  }

  /**
   * @param {number} t
   * @returns {Row|undefined} the first source at or after step t in the order of reading, else the last one
   */
  sourceAfter(t) {
    if (this.direction === "reverse") return this.rows.findLast((row) => row.source <= t) ?? this.rows[0];
    return this.rows.find((row) => row.source >= t) ?? this.rows.at(-1);
  }

  /**
   * @param {number} place
   * @returns {Row|undefined} the source drawn there
   */
  nearest(place) {
    let best = this.rows[0];
    for (const row of this.rows) {
      if (best && Math.abs(row.source - place) < Math.abs(best.source - place)) best = row;
    }
    return best;
  }

  /** @param {number} t */
  column(t) {
    return Float64Array.from(this.rows, (row) => row.norms[t] ?? NaN);
  }

  /**
   * @param {number} t
   * @returns {Row|undefined} the source that sends most to step t
   */
  strongestFor(t) {
    const norms = this.column(t);
    let best = -1;
    norms.forEach((value, k) => {
      if (Number.isFinite(value) && (best < 0 || value > (norms[best] ?? -Infinity))) best = k;
    });
    return this.rows[best];
  }

  /**
   * Follows what a source sends, back in the order of reading.
   * @param {Row} row
   * @returns {number[]} log10, first at the source's own step; it ends where nothing arrives
   */
  wayBack({ source, norms }) {
    const way = [];
    for (let t = source; t >= 0 && t < this.steps && Number.isFinite(norms[t]); t += this.back) way.push(norms[t] ?? NaN);
    return way;
  }

  /**
   * @param {Row} row
   * @returns {{steps: number, t: number}|null} how far back less than 1 % is left; null where it never falls so far
   */
  reach(row) {
    const way = this.wayBack(row);
    const steps = way.findIndex((value) => value < (way[0] ?? NaN) + HORIZON);
    return steps < 0 ? null : { steps, t: row.source + steps * this.back };
  }

  /**
   * @param {Row} row
   * @returns {number} decades a step, by least squares; NaN with fewer than two points
   */
  slope(row) {
    const way = this.wayBack(row);
    const middle = (way.length - 1) / 2;
    let above = 0;
    let below = 0;
    way.forEach((value, lag) => {
      above += (lag - middle) * value;
      below += (lag - middle) ** 2;
    });
    return above / below;
  }

  /**
   * Rows for a heat map: where sources are further apart than the closest two, there is nothing between them.
   * @returns {{edges: number[], norms: (Float64Array|null)[]}} one more edge than rows
   */
  bands() {
    const sources = this.rows.map((row) => row.source);
    const gaps = sources.slice(1).map((source, k) => source - (sources[k] ?? 0));
    const least = gaps.length > 0 ? Math.min(...gaps) : 1;
    const edges = [(sources[0] ?? 0) - least / 2];
    /** @type {(Float64Array|null)[]} */
    const norms = [];
    this.rows.forEach((row, k) => {
      const gap = gaps[k] ?? least;
      const isNear = gap <= least + 1;
      norms.push(row.norms);
      edges.push(row.source + (isNear ? gap : least) / 2);
      if (isNear) return;
      norms.push(null);
      edges.push((sources[k + 1] ?? 0) - least / 2);
    });
    return { edges, norms };
  }
}
