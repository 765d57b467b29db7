/**
 * Whether the page holds still: no gesture under way, nothing played, the playhead at rest, the
 * newest run done. Only then is anything asked of the server or drawn by Plotly.
 *
 * @typedef {import("../types.js").State} State
 * @typedef {import("./store.js").Store} Store
 */

/** How long the playhead must stay where it is, ms. */
const REST = 150;

export class Stillness {
  #isHeld = false;
  #hasMoved = false;
  #t;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #timer;
  #store;
  #onStill;
  #abort = new AbortController();

  /**
   * @param {Store} store
   * @param {() => void} onStill  a gesture has ended, or the playhead has come to rest
   */
  constructor(store, onStill) {
    this.#store = store;
    this.#onStill = onStill;
    this.#t = store.state.view.t;
    const { signal } = this.#abort;
    addEventListener("pointerdown", () => (this.#isHeld = true), { capture: true, signal });
    for (const type of ["pointerup", "pointercancel"]) {
      addEventListener(type, () => this.#release(), { capture: true, signal });
    }
  }

  dispose() {
    this.#abort.abort();
    clearTimeout(this.#timer);
  }

  /** What a click changes comes after its pointer went up: the state is looked at in a task of its own. */
  #release() {
    this.#isHeld = false;
    setTimeout(() => this.#onStill());
  }

  /** Looks where the playhead is now. */
  follow() {
    const { t } = this.#store.state.view;
    if (t === this.#t) return;
    this.#t = t;
    this.#hasMoved = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#hasMoved = false;
      this.#onStill();
    }, REST);
  }

  /** Whether the newest run is done and nobody is at work on another. */
  get isSettled() {
    const { run, player, trace } = this.#store.state;
    return run.status === "done" && Boolean(trace?.isComplete) && !player.isPlaying && !this.#isHeld;
  }

  get isPlayheadAtRest() {
    return !this.#hasMoved && !this.#store.state.player.isPlaying;
  }
}
