/**
 * Everything that can happen to the page's state. Views call these and nothing else.
 *
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../types.js").View} View
 * @typedef {import("../types.js").State} State
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("../base/i18n.js").I18n} I18n
 * @typedef {import("./playback.js").Selection} Selection
 * @typedef {object} Surroundings   what the page lends: time, frames, the network
 * @property {I18n} i18n
 * @property {(scenario: Scenario, options: import("../wire/transport.js").StreamOptions) => Promise<import("../wire/transport.js").Outcome>} stream
 * @property {(name: string) => Promise<any>} fetchExample
 * @property {(name: string) => Promise<import("../types.js").TourStep[]>} [fetchTour]
 * @property {() => number} clock  milliseconds
 * @property {(callback: () => void) => void} requestFrame
 * @property {() => boolean} [prefersReducedMotion]
 */

import { Editing } from "./editing.js";
import { Guide } from "./guide.js";
import { Playback } from "./playback.js";
import { neighbourSpeed } from "./player.js";
import { lookAt } from "./view-state.js";

export class Actions {
  #store;
  #editing;
  #playback;
  #around;
  /** @type {{quantity: string, index: number|null}|null} */
  #pinned = null;

  /**
   * @param {Store} store
   * @param {Surroundings} around
   */
  constructor(store, around) {
    this.#store = store;
    this.#around = around;
    this.#editing = new Editing(store, around, {
      onLoad: () => this.#leave(),
      onReplace: (example) => this.tour.keepFor(example),
      onFailure: () => this.notify("network"),
    });
    this.#playback = new Playback(store, around);
    this.tour = new Guide(store, this, around.fetchTour ?? (async () => []));
  }

  get #state() {
    return this.#store.state;
  }

  /** Another scenario comes. */
  #leave() {
    this.pause();
    this.tour.drop();
    this.pin(null);
  }

  // ---- scenarios -------------------------------------------------------------------------------

  /**
   * Shows lines that came with the page, without a request.
   * @param {any[]} lines
   * @param {Partial<View>} [view]
   * @param {string|null} [example]
   */
  adopt(lines, view, example = null) {
    this.#editing.adopt(lines, view, example);
  }

  /**
   * One undo step; edits with the same `merge` key during one gesture become one.
   * @param {Scenario} next
   * @param {{merge?: string}} [options]
   */
  editScenario(next, options) {
    this.#editing.edit(next, options);
  }

  /**
   * Another scenario altogether: one undo step, no ghost.
   * @param {any} document  a scenario; defaults may be left out
   * @param {Partial<View>} [view]
   * @param {string|null} [example]
   */
  loadScenario(document, view, example) {
    this.#editing.load(document, view, example);
  }

  /** @param {string} name @returns {Promise<void>} */
  loadExample(name) {
    return this.#editing.loadExample(name);
  }

  /** The run before the edit is no longer shown behind the present one. */
  clearComparison() {
    this.#editing.clearComparison();
  }

  /** Runs the present scenario once more, after a failure. */
  retry() {
    this.#editing.retry();
  }

  undo() {
    this.#editing.undo();
  }

  redo() {
    this.#editing.redo();
  }

  /** Back to the scenario as it was loaded: one undo step. */
  reset() {
    this.#editing.reset();
  }

  /** The pointer went down: edits until `endGesture` may become one. */
  beginGesture() {
    this.#editing.beginGesture();
  }

  endGesture() {
    this.#editing.endGesture();
  }

  // ---- what is looked at, and playback ---------------------------------------------------------

  /** @param {Selection} selection */
  select(selection) {
    this.#playback.select(selection);
  }

  /** @param {import("../types.js").Pass} pass */
  setPass(pass) {
    this.#playback.setPass(pass);
  }

  /** @param {import("../types.js").Depth} depth */
  setDepth(depth) {
    lookAt(this.#store, { depth });
  }

  /** @param {import("../types.js").Panel} panel */
  setPanel(panel) {
    lookAt(this.#store, { panel });
  }

  /** @param {string} lab  a section of the laboratory, which is opened */
  openLab(lab) {
    lookAt(this.#store, { panel: "lab", lab });
  }

  /** @param {boolean} wide  whether the region beside the stage takes its place too */
  setWide(wide) {
    lookAt(this.#store, { wide });
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

  /** @param {string} lang */
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
    const lit = quantity === null ? this.#restingLight : { quantity, index };
    if (highlight.quantity === lit.quantity && highlight.index === lit.index) return;
    this.#store.update({ highlight: { ...lit } });
  }

  /** What stays lit when nothing is pointed at: what a tour or a finding speaks of. */
  get #restingLight() {
    const { tour } = this.#state;
    if (tour?.isOpen) return { quantity: this.tour.light, index: null };
    return this.#pinned ?? { quantity: null, index: null };
  }

  /** Lights something until something else is pinned, or another scenario comes. @param {{quantity: string, index: number|null}|null} light */
  pin(light) {
    this.#pinned = light;
    this.highlight(null);
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
