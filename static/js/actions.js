/**
 * Everything that can happen to the page's state. Views call these and nothing else.
 *
 * @typedef {import("./types.js").Scenario} Scenario
 * @typedef {import("./types.js").View} View
 * @typedef {import("./types.js").State} State
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("./i18n.js").I18n} I18n
 * @typedef {import("./playback.js").Selection} Selection
 * @typedef {object} Surroundings   what the page lends: time, frames, the network
 * @property {I18n} i18n
 * @property {(scenario: Scenario, options: import("./transport.js").StreamOptions) => Promise<import("./transport.js").Outcome>} stream
 * @property {(name: string) => Promise<any>} fetchExample
 * @property {(name: string) => Promise<import("./types.js").TourStep[]>} [fetchTour]
 * @property {() => number} clock  milliseconds
 * @property {(callback: () => void) => void} requestFrame
 * @property {() => boolean} [prefersReducedMotion]
 */

import { History } from "./history.js";
import { Playback } from "./playback.js";
import { neighbourSpeed } from "./player.js";
import { Runs } from "./runs.js";
import { withDefaults } from "./scenario-defaults.js";
import { Guide } from "./tour/guide.js";
import { FIRST_VIEW, firstDepth, lookAt } from "./view-state.js";

export class Actions {
  #store;
  #runs;
  #history;
  #playback;
  #around;
  #loading = 0;

  /**
   * @param {Store} store
   * @param {Surroundings} around
   */
  constructor(store, around) {
    this.#store = store;
    this.#around = around;
    this.#runs = new Runs(store, around.stream, around.clock);
    this.#history = new History(around.clock);
    this.#playback = new Playback(store, around);
    this.tour = new Guide(store, this, around.fetchTour ?? (async () => []));
  }

  get #state() {
    return this.#store.state;
  }

  // ---- scenarios -------------------------------------------------------------------------------

  /**
   * Shows lines that came with the page, without a request.
   * @param {any[]} lines
   * @param {Partial<View>} [view]
   * @param {string|null} [example]
   */
  adopt(lines, view, example = null) {
    this.#runs.adopt(lines, { depth: firstDepth(lines[0].scenario.cell), ...view });
    this.#store.update({ example });
  }

  /**
   * One undo step; edits with the same `merge` key during one gesture become one.
   * @param {Scenario} next
   * @param {{merge?: string}} [options]
   */
  editScenario(next, { merge } = {}) {
    const { scenario, example } = this.#state;
    if (next === scenario || JSON.stringify(next) === JSON.stringify(scenario)) return;
    const continues = this.#history.record({ scenario, example }, merge ?? null);
    const ghost = continues ? this.#ghost : this.#captureGhost();
    this.#replaceScenario(next, null);
    if (continues) this.#runs.queue({ scenario: next, ghost });
    else this.#runs.start({ scenario: next, ghost });
  }

  /** @type {import("./trace.js").Trace|null} */
  #ghost = null;

  /** The trace before an edit, when it is whole; while one fills, the last whole one. */
  #captureGhost() {
    const { trace, previous } = this.#state;
    this.#ghost = trace?.isComplete ? trace : previous;
    return this.#ghost;
  }

  /**
   * @param {Scenario} scenario
   * @param {string|null} example
   */
  #replaceScenario(scenario, example) {
    this.#loading += 1;
    const history = { canUndo: this.#history.canUndo, canRedo: this.#history.canRedo };
    this.#store.update({ scenario, example, history, notice: null });
    this.tour.keepFor(example);
  }

  /**
   * Another scenario altogether: one undo step, no ghost.
   * @param {any} document  a scenario; defaults may be left out
   * @param {Partial<View>} [view]
   * @param {string|null} [example]
   */
  loadScenario(document, view = {}, example = null) {
    const scenario = withDefaults(document);
    this.pause();
    this.tour.drop();
    this.#history.record({ scenario: this.#state.scenario, example: this.#state.example }, null);
    this.#ghost = null;
    this.#replaceScenario(scenario, example);
    this.#runs.start({ scenario, ghost: null, view: { phase: 1, depth: firstDepth(scenario.cell), off: FIRST_VIEW.off, ...view } });
  }

  /**
   * @param {string} name
   * @returns {Promise<void>}
   */
  async loadExample(name) {
    const ticket = (this.#loading += 1);
    const info = this.#state.examples.find((example) => example.name === name);
    try {
      const document = await this.#around.fetchExample(name);
      const { t, unit, layer, direction, pass } = FIRST_VIEW;
      const view = { t, unit, layer, direction, pass, ...info?.view };
      if (ticket === this.#loading) this.loadScenario(document, view, name);
    } catch {
      if (ticket === this.#loading) this.notify("network");
    }
  }

  /** The run before the edit is no longer shown behind the present one. */
  clearComparison() {
    this.#ghost = null;
    this.#runs.forgetGhost();
    this.#store.update({ previous: null });
  }

  /** Runs the present scenario once more, after a failure. */
  retry() {
    this.#runs.start({ scenario: this.#state.scenario, ghost: this.#ghost });
  }

  undo() {
    const { scenario, example } = this.#state;
    this.#restore(this.#history.undo({ scenario, example }));
  }

  redo() {
    const { scenario, example } = this.#state;
    this.#restore(this.#history.redo({ scenario, example }));
  }

  /** @param {import("./history.js").Entry|null} entry */
  #restore(entry) {
    if (!entry) return;
    const ghost = this.#captureGhost();
    this.#replaceScenario(entry.scenario, entry.example);
    this.#runs.start({ scenario: entry.scenario, ghost });
  }

  /** The pointer went down: edits until `endGesture` may become one. */
  beginGesture() {
    this.#history.hold();
  }

  endGesture() {
    this.#history.release();
  }

  // ---- what is looked at, and playback ---------------------------------------------------------

  /** @param {Selection} selection */
  select(selection) {
    this.#playback.select(selection);
  }

  /** @param {import("./types.js").Pass} pass */
  setPass(pass) {
    this.#playback.setPass(pass);
  }

  /** @param {import("./types.js").Depth} depth */
  setDepth(depth) {
    lookAt(this.#store, { depth });
  }

  /** @param {number} position t + phase; where two steps meet, the step now shown goes first */
  scrub(position) {
    this.#playback.scrub(position);
  }

  /** @param {number} count steps along the sequence, in either pass; negative goes back */
  stepBy(count) {
    this.#playback.stepBy(count);
  }

  first() {
    this.#playback.first();
  }

  last() {
    this.#playback.last();
  }

  play() {
    this.#playback.play();
  }

  pause() {
    this.#playback.pause();
  }

  /** @param {number} from @param {number} to  steps, both played whole, in the order of the pass */
  playStretch(from, to) {
    this.#playback.playStretch(from, to);
  }

  togglePlay() {
    if (this.#state.player.isPlaying) this.pause();
    else this.play();
  }

  /** @param {number} speed steps a second */
  setSpeed(speed) {
    this.#playback.setSpeed(speed);
  }

  /** @param {number} way +1 faster, −1 slower */
  changeSpeed(way) {
    this.setSpeed(neighbourSpeed(this.#state.player.speed, way));
  }

  // ---- the page --------------------------------------------------------------------------------

  /** @param {"en"|"zh"} lang */
  async setLanguage(lang) {
    try {
      await this.#around.i18n.setLanguage(lang);
      lookAt(this.#store, { lang });
    } catch {
      this.notify("network");
    }
  }

  /** @param {"light"|"dark"|"system"} theme */
  setTheme(theme) {
    lookAt(this.#store, { theme });
  }

  /**
   * @param {string|null} quantity
   * @param {number|null} [index]
   */
  highlight(quantity, index = null) {
    const { highlight } = this.#state;
    const lit = quantity ?? this.tour.light;  // what a tour speaks of stays lit when nothing is pointed at
    if (highlight.quantity === lit && highlight.index === index) return;
    this.#store.update({ highlight: { quantity: lit, index } });
  }

  openShare() {
    this.#store.update({ shareOpen: true, helpOpen: false });
  }

  closeShare() {
    this.#store.update({ shareOpen: false });
  }

  openHelp() {
    this.#store.update({ helpOpen: true, shareOpen: false });
  }

  closeHelp() {
    this.#store.update({ helpOpen: false });
  }

  /** @param {State["present"]} [present]  left out: the projector view is turned on or off */
  setPresent(present = this.#state.present ? null : "stage") {
    this.#store.update({ present });
  }

  /**
   * Something that is no error of the run: a link that cannot be read, a server out of reach.
   * @param {"network"|"link"} kind
   * @param {string} [detail]  the server's words
   */
  notify(kind, detail = "") {
    this.#store.update({ notice: { kind, detail } });
  }

  dismiss() {
    const { run } = this.#state;
    const status = run.status === "running" ? run.status : "idle";
    this.#store.update({ notice: null, run: { ...run, status, errors: [], warnings: [] } });
  }
}
