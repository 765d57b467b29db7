/**
 * How scenarios follow one another: edits, undo and redo, examples, links, and back to where it
 * began. Each makes a run, and an edit leaves the run before it visible as a ghost.
 *
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../types.js").View} View
 * @typedef {import("../trace/trace.js").Trace} Trace
 * @typedef {import("./store.js").Store} Store
 * @typedef {object} Listeners
 * @property {() => void} onLoad                           another scenario altogether comes
 * @property {(example: string|null) => void} onReplace    the scenario is another one now
 * @property {() => void} onFailure                        an example could not be had
 * @typedef {{scenario: Scenario, example: string|null, origin: {scenario: Scenario, example: string|null}|null}} Entry   origin: what was loaded, before any edit
 */

import { withDefaults } from "../scenario/contract.js";
import { Runs } from "./runs.js";
import { firstDepth, resetView } from "./view-state.js";

export class Editing {
  #store;
  #runs;
  #history;
  #around;
  #listeners;
  #loading = 0;
  /** @type {Trace|null} */
  #ghost = null;
  /** What was loaded last, as it was then. @type {{scenario: Scenario, example: string|null}|null} */
  #origin = null;

  /** @param {Store} store @param {import("./actions.js").Surroundings} around @param {Listeners} listeners */
  constructor(store, around, listeners) {
    this.#store = store;
    this.#around = around;
    this.#listeners = listeners;
    this.#runs = new Runs(store, around.stream, around.clock);
    this.#history = new History(around.clock);
  }

  /** @returns {Entry} */
  get #present() {
    const { scenario, example } = this.#store.state;
    return { scenario, example, origin: this.#origin };
  }

  /** @param {any[]} lines @param {Partial<View>} [view] @param {string|null} [example] */
  adopt(lines, view, example = null) {
    this.#runs.adopt(lines, { depth: firstDepth(lines[0].scenario.cell), ...view });
    this.#origin = { scenario: this.#store.state.scenario, example };
    this.#store.update({ example });
  }

  /** @param {Scenario} next @param {{merge?: string}} [options] */
  edit(next, { merge } = {}) {
    const { scenario } = this.#store.state;
    if (next === scenario || JSON.stringify(next) === JSON.stringify(scenario)) return;
    const continues = this.#history.record(this.#present, merge ?? null);
    const ghost = continues ? this.#ghost : this.#captureGhost();
    this.#replace(next, null);
    if (continues) this.#runs.queue({ scenario: next, ghost });
    else this.#runs.start({ scenario: next, ghost });
  }

  /** The trace before an edit, when it is whole; while one fills, the last whole one. */
  #captureGhost() {
    const { trace, previous } = this.#store.state;
    this.#ghost = trace?.isComplete ? trace : previous;
    return this.#ghost;
  }

  /** @param {Scenario} scenario @param {string|null} example */
  #replace(scenario, example) {
    this.#loading += 1;
    const canReset = this.#origin !== null && scenario !== this.#origin.scenario;
    const history = { canUndo: this.#history.canUndo, canRedo: this.#history.canRedo, canReset };
    this.#store.update({ scenario, example, history, notice: null });
    this.#listeners.onReplace(example);
  }

  /** @param {any} document @param {Partial<View>} [view] @param {string|null} [example] */
  load(document, view = {}, example = null) {
    const scenario = withDefaults(document);
    this.#listeners.onLoad();
    this.#history.record(this.#present, null);
    this.#ghost = null;
    this.#origin = { scenario, example };
    this.#replace(scenario, example);
    this.#runs.start({ scenario, ghost: null, view: { ...resetView(), depth: firstDepth(scenario.cell), ...view } });
  }

  /** @param {string} name @returns {Promise<void>} */
  async loadExample(name) {
    const ticket = (this.#loading += 1);
    const info = this.#store.state.examples.find((example) => example.name === name);
    try {
      const document = await this.#around.fetchExample(name);
      if (ticket === this.#loading) this.load(document, info?.view, name);
    } catch {
      if (ticket === this.#loading) this.#listeners.onFailure();
    }
  }

  clearComparison() {
    this.#ghost = null;
    this.#runs.forgetGhost();
    this.#store.update({ previous: null });
  }

  retry() {
    this.#runs.start({ scenario: this.#store.state.scenario, ghost: this.#ghost });
  }

  undo() {
    this.#restore(this.#history.undo(this.#present));
  }

  redo() {
    this.#restore(this.#history.redo(this.#present));
  }

  reset() {
    const origin = this.#origin;
    if (!origin || origin.scenario === this.#store.state.scenario) return;
    this.#history.record(this.#present, null);
    this.#restore({ ...origin, origin });
  }

  /** @param {Entry|null} entry */
  #restore(entry) {
    if (!entry) return;
    const ghost = this.#captureGhost();
    this.#origin = entry.origin;
    this.#replace(entry.scenario, entry.example);
    this.#runs.start({ scenario: entry.scenario, ghost });
  }

  beginGesture() {
    this.#history.hold();
  }

  endGesture() {
    this.#history.release();
  }
}

// Undo and redo of scenarios, without end. Edits of one gesture are one step: those with the same
// `merge` key that follow each other while the pointer stays down, or within a moment.

const GESTURE_PAUSE = 800;

class History {
  /** @type {Entry[]} */
  #past = [];
  /** @type {Entry[]} */
  #future = [];
  #clock;
  #isHeld = false;
  /** @type {string|null} */
  #gesture = null;
  #lastEdit = -Infinity;

  /** @param {() => number} clock milliseconds */
  constructor(clock) {
    this.#clock = clock;
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  /** The pointer went down: however long it rests, one gesture lasts. */
  hold() {
    this.#isHeld = true;
    this.#gesture = null;
  }

  /** The pointer went up; an edit that its release still causes belongs to the gesture. */
  release() {
    this.#isHeld = false;
    this.#lastEdit = this.#clock();
  }

  /**
   * Remembers what an edit replaces.
   * @param {Entry} before
   * @param {string|null} merge
   * @returns {boolean} whether the edit goes on with the gesture of the one before
   */
  record(before, merge) {
    const now = this.#clock();
    const isSoon = this.#isHeld || now - this.#lastEdit <= GESTURE_PAUSE;
    const continues = merge !== null && merge === this.#gesture && isSoon;
    if (!continues) this.#past.push(before);
    this.#future = [];
    this.#gesture = merge;
    this.#lastEdit = now;
    return continues;
  }

  /**
   * @param {Entry} present
   * @returns {Entry|null}
   */
  undo(present) {
    return this.#move(this.#past, this.#future, present);
  }

  /**
   * @param {Entry} present
   * @returns {Entry|null}
   */
  redo(present) {
    return this.#move(this.#future, this.#past, present);
  }

  /**
   * @param {Entry[]} from
   * @param {Entry[]} to
   * @param {Entry} present
   */
  #move(from, to, present) {
    const entry = from.pop() ?? null;
    if (entry) to.push(present);
    this.#gesture = null;
    return entry;
  }
}
