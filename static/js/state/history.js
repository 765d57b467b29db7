/**
 * Undo and redo of scenarios, without end. Edits of one gesture are one step: those with the same
 * `merge` key that follow each other while the pointer stays down, or within a moment.
 *
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {{scenario: Scenario, example: string|null, origin: {scenario: Scenario, example: string|null}|null}} Entry   origin: what was loaded, before any edit
 */

const GESTURE_PAUSE = 800;

export class History {
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
