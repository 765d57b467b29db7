/**
 * Redraws spread over frames. A plot waits at most once, in the order in which plots were asked
 * for; a plot asked for again goes behind those that still wait, so none starves and nothing piles
 * up. Each frame draws until its budget is spent, at least one plot; while an animation runs, a
 * plot that took long is followed by free frames.
 *
 * @typedef {object} Timing
 * @property {(callback: () => void) => number} requestFrame
 * @property {(handle: number) => void} cancelFrame
 * @property {() => number} now
 * @typedef {import("./panel.js").Panel} Panel
 */

import { staleRows } from "./rows.js";

const BUDGET = 9;
const LONG = 14;
const REST_FRAMES = 3;

/** @type {Timing} */
const BROWSER = {
  requestFrame: (callback) => requestAnimationFrame(callback),
  cancelFrame: (handle) => cancelAnimationFrame(handle),
  now: () => performance.now(),
};

export class Redraws {
  /** @type {Set<string>} */
  #waiting = new Set();
  /** @type {number|null} */
  #handle = null;
  #rest = 0;
  /** Whether frames are to be kept free for an animation. */
  isGentle = false;
  #draw;
  #timing;

  /**
   * @param {(key: string) => void} draw
   * @param {Timing} [timing]
   */
  constructor(draw, timing = BROWSER) {
    this.#draw = draw;
    this.#timing = timing;
  }

  get isIdle() {
    return this.#waiting.size === 0;
  }

  /** @param {Iterable<string>} keys */
  request(keys) {
    for (const key of keys) this.#waiting.add(key);
    this.#schedule();
  }

  /** @param {string} key */
  forget(key) {
    this.#waiting.delete(key);
  }

  stop() {
    this.#waiting.clear();
    if (this.#handle !== null) this.#timing.cancelFrame(this.#handle);
    this.#handle = null;
  }

  #schedule() {
    if (this.#handle !== null || this.isIdle) return;
    this.#handle = this.#timing.requestFrame(() => this.#frame());
  }

  #frame() {
    this.#handle = null;
    if (this.#rest > 0) this.#rest -= 1;
    else this.#drawSome();
    this.#schedule();
  }

  #drawSome() {
    const start = this.#timing.now();
    for (const key of [...this.#waiting]) {
      this.#waiting.delete(key);
      const before = this.#timing.now();
      this.#draw(key);
      const after = this.#timing.now();
      if (this.isGentle && after - before > LONG) this.#rest = REST_FRAMES;
      if (after - start > BUDGET) return;
    }
  }
}

// Panels out of sight, as below the fold, are not drawn until they come into view.

/**
 * @param {Panel[]} panels
 * @param {(panel: Panel) => void} onStale  came into view and has to be drawn
 * @returns {() => void} stop
 */
export function watchVisibility(panels, onStale) {
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const panel = panels.find(({ element }) => element === target);
      if (!panel) continue;
      panel.isVisible = isIntersecting;
      if (isIntersecting && panel.isStale) onStale(panel);
    }
  });
  panels.forEach((panel) => observer.observe(panel.element));
  return () => observer.disconnect();
}

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
    return staleRows({ hasProgressed: this.#progress !== next.trace.progress, isOtherUnit: old.unit !== next.unit });
  }
}
