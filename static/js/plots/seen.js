/**
 * What the plots have drawn of a run, and so what has to be drawn again.
 *
 * @typedef {import("../types.js").State} State
 * @typedef {import("./scene.js").Source} Source
 */

/** While a run fills, plots are drawn again this often at most; a short run is drawn once, whole. */
const FILL_INTERVAL = 100;

export class Seen {
  lang = "";
  #lastFill = -Infinity;
  /** How much of the run had arrived when the plots were last asked for. */
  #forward = 0;
  #progress = 0;

  /** @param {Source} source @param {string} lang */
  take({ trace }, lang) {
    this.lang = lang;
    this.#lastFill = performance.now();
    this.#forward = trace.forwardCount;
    this.#progress = trace.progress;
  }

  /**
   * @param {Readonly<State>} state
   * @param {Source} next
   */
  isWorthDrawing({ run }, { trace }) {
    if (trace.isComplete || run.status !== "running") return true;
    return trace.forwardCount > 0 && performance.now() - this.#lastFill > FILL_INTERVAL;
  }

  /**
   * @param {Source|null} old
   * @param {Source} next
   * @param {string} lang
   * @returns {string[]|null} null for all of them
   */
  staleKeys(old, next, lang) {
    if (!old || old.lane !== next.lane || old.before !== next.before || lang !== this.lang) return null;
    if (this.#forward !== next.trace.forwardCount) return null;
    const keys = this.#progress === next.trace.progress ? [] : ["gradients"];
    return old.unit === next.unit ? keys : [...keys, "unit"];
  }
}
