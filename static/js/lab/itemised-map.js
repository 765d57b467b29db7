/**
 * The itemised map as it came, put together: for every source step s the norms of what its loss
 * sends to each step t, and the way back that the server followed.
 *
 * @typedef {import("../types.js").Direction} Direction
 * @typedef {{quantity: string, layer: number, direction: Direction}} Wanted
 * @typedef {{source: number, norms: Float64Array}} Row   log10 by step; NaN where nothing arrives
 * @typedef {{t: number, steps: number, log10_left: number|null}} Arrival
 * @typedef {object} MapWay   what the server says of the loss with the longest way back; logarithms are decimal
 * @property {number} source
 * @property {Direction} direction
 * @property {number} t                       where its gradient enters
 * @property {number|null} log10_norm         there; null: it enters nowhere
 * @property {number|null} log10_horizon      1 % of that
 * @property {Arrival|null} horizon           where less than that is left
 * @property {Arrival} end                    where it last arrives
 * @property {{steps: number, factor: number, log10_factor: number|null}|null} rate
 * @property {{t: number, source: number, log10_norm: number, log10_of_it: number|null}|null} strongest
 */

import { logarithms } from "../plots/lines.js";

export class ItemisedMap {
  /**
   * @param {readonly Row[]} rows  sources ascending
   * @param {MapWay|null} way
   */
  constructor(rows, way) {
    this.rows = rows;
    this.way = way;
    this.steps = rows[0]?.norms.length ?? 0;
  }

  /**
   * @param {readonly any[]} results
   * @param {Wanted} wanted
   */
  static from(results, { quantity, layer, direction }) {
    const isWanted = (/** @type {any} */ line) =>
      line.analysis === "map" && line.quantity === quantity &&
      (quantity === "x" || (line.layer === layer && line.direction === direction));
    const lines = results.filter(isWanted);
    const rows = lines.flatMap(({ sources, log10_norm: norms }) =>
      sources.map((/** @type {number} */ source, /** @type {number} */ k) => ({ source, norms: logarithms(norms[k]) })));
    return new ItemisedMap(rows.sort((a, b) => a.source - b.source), lines.find((line) => line.way)?.way ?? null);
  }

  /** The source whose way back was followed. */
  get followed() {
    return this.rows.find((row) => row.source === this.way?.source);
  }

  /**
   * @param {number} t
   * @returns {Row|undefined} the first source at or after step t in the order of reading, else the last one
   */
  sourceAfter(t) {
    if (this.way?.direction === "reverse") return this.rows.findLast((row) => row.source <= t) ?? this.rows[0];
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
