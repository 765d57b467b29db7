/**
 * Where playback is, as a pure function of time. No DOM: the clock is handed in and somebody else
 * decides when to look.
 *
 * Progress p runs from 0 (nothing computed) to T (all steps complete) in the order of the pass:
 * the forward pass goes through t = 0 … T−1, the backward pass through t = T−1 … 0. A whole p
 * is the end of a step, not the beginning of the next, so that a step at rest shows its result.
 *
 * @typedef {import("../types.js").Pass} Pass
 * @typedef {{t: number, phase: number}} Moment
 * @typedef {Pick<import("./actions.js").Actions, "pause"|"select"|"scrub">} Scrubbed
 */

export const SPEEDS = Object.freeze([0.25, 0.5, 1, 2, 4, 8, 15, 30, 60]);
export const SLOWEST = 0.25;
export const FASTEST = 60;

/**
 * @param {number} progress
 * @param {number} steps
 * @param {Pass} pass
 * @returns {Moment}
 */
export function momentAt(progress, steps, pass) {
  const p = Math.min(Math.max(progress, 0), steps);
  const count = Math.max(Math.ceil(p) - 1, 0);
  return { t: pass === "backward" ? Math.max(steps - 1 - count, 0) : count, phase: p - count };
}

/**
 * @param {Moment} moment
 * @param {number} steps
 * @param {Pass} pass
 * @returns {number}
 */
export function progressOf({ t, phase }, steps, pass) {
  return (pass === "backward" ? steps - 1 - t : t) + phase;
}

/**
 * @param {number} speed steps a second
 */
function clampSpeed(speed) {
  return Math.min(Math.max(speed, SLOWEST), FASTEST);
}

/**
 * The next of the usual speeds, up or down.
 * @param {number} speed
 * @param {number} way +1 or −1
 */
export function neighbourSpeed(speed, way) {
  const found = way > 0 ? SPEEDS.find((s) => s > speed * 1.001) : SPEEDS.findLast((s) => s < speed * 0.999);
  return found ?? clampSpeed(speed);
}

export class Player {
  #clock;
  #anchor = { time: 0, progress: 0 };

  /** @param {() => number} clock milliseconds */
  constructor(clock) {
    this.#clock = clock;
    this.speed = 1;
    this.isPlaying = false;
  }

  /** @param {number} progress where to begin */
  play(progress) {
    this.isPlaying = true;
    this.seek(progress);
  }

  pause() {
    this.isPlaying = false;
  }

  /** @param {number} progress */
  seek(progress) {
    this.#anchor = { time: this.#clock(), progress };
  }

  /** @param {number} speed kept between the slowest and the fastest */
  setSpeed(speed) {
    const progress = this.progress();
    this.speed = clampSpeed(speed);
    this.seek(progress);
  }

  /** @returns {number} not bounded above: only the caller knows how many steps there are */
  progress() {
    if (!this.isPlaying) return this.#anchor.progress;
    return this.#anchor.progress + ((this.#clock() - this.#anchor.time) / 1000) * this.speed;
  }
}

// From a place on a time axis to the moment that is shown there, for every axis that can be dragged
// over: the timeline, the plots, the laboratory.

/** In narrower steps no phase could be aimed at: they are shown whole, px. */
const NARROWEST_DIVIDED = 8;

/**
 * The position to scrub to, so that a step grows from the side from which its pass enters it.
 * @param {number} along  0 … steps; step t lies between t and t + 1
 * @param {number} steps
 * @param {Pass} pass
 * @returns {number} t + phase
 */
export function scrubPosition(along, steps, pass) {
  const position = Math.min(steps, Math.max(0, along));
  if (pass === "forward") return position;
  const t = Math.min(steps - 1, Math.floor(position));
  return t + 1 - (position - t);
}

/**
 * Shows the moment under the pointer.
 * @param {Scrubbed} actions
 * @param {number} along      0 … steps
 * @param {number} steps
 * @param {Pass} pass
 * @param {number} stepWidth  px
 */
export function scrubTo(actions, along, steps, pass, stepWidth) {
  actions.pause();
  const t = Math.min(steps - 1, Math.max(0, Math.floor(along)));
  if (stepWidth < NARROWEST_DIVIDED) actions.select({ t });
  else actions.scrub(scrubPosition(along, steps, pass));
}
