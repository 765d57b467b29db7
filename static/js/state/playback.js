/**
 * The playhead: chosen by hand, or moved by the player frame by frame.
 *
 * @typedef {import("../types.js").View} View
 * @typedef {import("../types.js").Direction} Direction
 * @typedef {import("../types.js").Pass} Pass
 * @typedef {import("./store.js").Store} Store
 * @typedef {{t?: number, unit?: number, layer?: number, direction?: Direction, off?: View["off"]}} Selection
 * @typedef {object} Frames
 * @property {() => number} clock  milliseconds
 * @property {(callback: () => void) => void} requestFrame
 * @property {() => boolean} [prefersReducedMotion]
 */

import { Player, momentAt, progressOf } from "./player.js";
import { lookAt } from "./view-state.js";

export class Playback {
  #store;
  #frames;
  #player;
  #until = Infinity;

  /**
   * @param {Store} store
   * @param {Frames} frames
   */
  constructor(store, frames) {
    this.#store = store;
    this.#frames = frames;
    this.#player = new Player(frames.clock);
    this.#player.setSpeed(store.state.player.speed);
  }

  get #view() {
    return this.#store.state.view;
  }

  get #steps() {
    return this.#store.state.trace?.steps ?? 0;
  }

  get #progress() {
    return progressOf(this.#view, this.#steps, this.#view.pass);
  }

  /** @param {Partial<View>} changes */
  #look(changes) {
    lookAt(this.#store, changes);
  }

  #seek() {
    this.#player.seek(this.#progress);
  }

  /** @param {Selection} selection */
  select(selection) {
    const isStep = selection.t !== undefined;
    this.#look(isStep ? { ...selection, phase: 1 } : selection);
    if (isStep) this.#seek();
  }

  /** @param {Pass} pass */
  setPass(pass) {
    this.#look({ pass, phase: 1 });
    this.#seek();
  }

  /** @param {number} position */
  scrub(position) {
    const p = Math.min(Math.max(position, 0), this.#steps);
    const below = Math.min(Math.floor(p), Math.max(this.#steps - 1, 0));
    const isSeam = p === below && below > 0 && this.#view.t !== below;
    this.#look(isSeam ? { t: below - 1, phase: 1 } : { t: below, phase: p - below });
    this.#seek();
  }

  /** @param {number} count */
  stepBy(count) {
    this.#jump(this.#view.t + count);
  }

  first() {
    this.#jump(0);
  }

  last() {
    this.#jump(this.#steps - 1);
  }

  /** @param {number} t */
  #jump(t) {
    this.pause();
    this.select({ t });
  }

  play() {
    if (this.#player.isPlaying || this.#steps === 0) return;
    const progress = this.#progress;
    const isFirstAtRest = progress === 1;  // its computation is worth seeing, not only its end
    this.#run(isFirstAtRest || progress >= this.#steps ? 0 : progress, Infinity);
  }

  /**
   * Plays these steps whole, both ends included, in the order of the pass.
   * @param {number} from
   * @param {number} to
   */
  playStretch(from, to) {
    if (this.#steps === 0) return;
    this.pause();
    this.#look({ t: from, phase: 0 });
    const { pass } = this.#view;
    this.#run(progressOf({ t: from, phase: 0 }, this.#steps, pass), progressOf({ t: to, phase: 1 }, this.#steps, pass));
  }

  /**
   * @param {number} from
   * @param {number} until  where playing stops by itself, at the end of the sequence at the latest
   */
  #run(from, until) {
    this.#until = until;
    this.#player.play(from);
    this.#publish();
    this.#frames.requestFrame(() => this.#tick());
  }

  pause() {
    if (!this.#player.isPlaying) return;
    this.#player.pause();
    this.#seek();
    this.#publish();
  }

  /** @param {number} speed */
  setSpeed(speed) {
    this.#player.setSpeed(speed);
    this.#publish();
  }

  #publish() {
    const { isPlaying, speed } = this.#player;
    this.#store.update({ player: { isPlaying, speed } });
  }

  #tick() {
    if (!this.#player.isPlaying) return;
    const end = Math.min(this.#until, this.#steps);
    const progress = Math.min(this.#player.progress(), end);
    const moment = momentAt(progress, this.#steps, this.#view.pass);
    const hasArrived = this.#hasArrived(moment.t);
    if (!hasArrived) this.#seek();  // wait for the lines
    else this.#look(this.#frames.prefersReducedMotion?.() ? { ...moment, phase: 1 } : moment);
    if (hasArrived && progress >= end) this.pause();
    else this.#frames.requestFrame(() => this.#tick());
  }

  /** @param {number} t */
  #hasArrived(t) {
    const { trace, view, run } = this.#store.state;
    const lane = trace?.lane(view.layer, view.direction);
    if (!lane || run.status !== "running") return true;
    return view.pass === "backward" ? lane.hasBackward(t) : lane.hasForward(t);
  }
}
