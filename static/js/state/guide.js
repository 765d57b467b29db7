/**
 * Leads through an example: every step of its tour puts the page where its text is about, and may
 * play a stretch. Leaving puts back what was looked at before; what was edited meanwhile stays.
 *
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("./actions.js").Actions} Actions
 * @typedef {import("../types.js").TourStep} TourStep
 * @typedef {import("../types.js").TourState} TourState
 * @typedef {import("../types.js").View} View
 */

import { firstDepth } from "./view-state.js";

/** Steps a second of a stretch that names no speed of its own. */
const USUAL_SPEED = 1;

export class Guide {
  #store;
  #actions;
  #fetchTour;
  #ticket = 0;
  /** @type {{view: View, speed: number}|null} */
  #before = null;

  /**
   * @param {Store} store
   * @param {Actions} actions
   * @param {(name: string) => Promise<TourStep[]>} fetchTour
   */
  constructor(store, actions, fetchTour) {
    this.#store = store;
    this.#actions = actions;
    this.#fetchTour = fetchTour;
  }

  /** The quantity that the step shown lights; null while no tour is open. */
  get light() {
    const { tour } = this.#store.state;
    return tour?.isOpen ? tour.steps[tour.index]?.light ?? null : null;
  }

  /**
   * Begins the tour of the example shown, or goes on where it was left.
   * @param {number} [index]  counted from 0
   * @returns {Promise<void>}
   */
  async open(index) {
    const ticket = (this.#ticket += 1);
    await this.#settled();
    const tour = this.#store.state.tour ?? await this.#fetch(ticket);
    if (!tour || ticket !== this.#ticket || tour.steps.length === 0) return;
    const { view, player } = this.#store.state;
    if (!tour.isOpen) this.#before = { view, speed: player.speed };
    this.#show(tour, Math.min(Math.max(index ?? tour.index, 0), tour.steps.length - 1));
  }

  /**
   * @param {number} ticket
   * @returns {Promise<TourState|null>}
   */
  async #fetch(ticket) {
    const { example, examples } = this.#store.state;
    const info = examples.find(({ name }) => name === example);
    if (!info?.tour_steps) return null;
    try {
      return { example: info.name, steps: await this.#fetchTour(info.name), index: 0, isOpen: false };
    } catch {
      if (ticket === this.#ticket) this.#actions.notify("network");
      return null;
    }
  }

  /** Waits until the run under way is on the page: a step that is not there cannot be shown. */
  #settled() {
    const isSettled = () => this.#store.state.run.status !== "running";
    if (isSettled()) return Promise.resolve();
    return /** @type {Promise<void>} */ (new Promise((resolve) => {
      const unsubscribe = this.#store.subscribe(() => {
        if (!isSettled()) return;
        unsubscribe();
        resolve();
      });
    }));
  }

  next() {
    this.#turn(1);
  }

  back() {
    this.#turn(-1);
  }

  /** @param {1|-1} way */
  #turn(way) {
    const { tour } = this.#store.state;
    if (!tour?.isOpen) return;
    const index = tour.index + way;
    if (index >= tour.steps.length) this.#end();
    else if (index >= 0) this.#show(tour, index);
  }

  /** Closes the tour; it can be resumed at the step where it was left. */
  leave() {
    const { tour } = this.#store.state;
    if (!tour?.isOpen) return;
    this.#store.update({ tour: { ...tour, isOpen: false } });
    this.#putBack();
  }

  toggle() {
    if (this.#store.state.tour?.isOpen) this.leave();
    else void this.open();
  }

  #end() {
    this.#store.update({ tour: null });
    this.#putBack();
  }

  /**
   * Another scenario is shown: what the tour spoke of is gone. An edited one keeps its tour.
   * @param {string|null} example  null: the scenario is an edited one
   */
  keepFor(example) {
    const { tour } = this.#store.state;
    if (tour && example !== null && example !== tour.example) this.drop();
  }

  drop() {
    this.#ticket += 1;
    this.#before = null;
    this.#store.update({ tour: null });
  }

  /**
   * @param {TourState} tour
   * @param {number} index
   */
  #show(tour, index) {
    this.#store.update({ tour: { ...tour, index, isOpen: true } });
    const step = tour.steps[index];
    const speed = this.#before?.speed ?? USUAL_SPEED;
    this.#look({ unit: 0, layer: 0, direction: "forward", phase: 1, panel: "plots", wide: false, ...step.view });
    this.#actions.highlight(step.light);
    this.#actions.setSpeed(step.play ? step.speed ?? USUAL_SPEED : speed);
    if (step.play) this.#actions.playStretch(...step.play);
  }

  #putBack() {
    const before = this.#before;
    this.#before = null;
    this.#actions.highlight(null);
    if (!before) return;
    this.#look(before.view);
    this.#actions.setSpeed(before.speed);
  }

  /** @param {Partial<View> & Pick<View, "t"|"phase"|"pass">} view */
  #look({ t, phase, pass, unit, layer, direction, depth, ...place }) {
    const cell = this.#store.state.trace?.cell;
    this.#actions.pause();
    this.#actions.setPass(pass);
    this.#actions.setDepth(depth ?? (cell ? firstDepth(cell) : "unit"));
    this.#actions.select({ t, unit, layer, direction });
    this.#lookBeside(place);
    if (phase < 1) this.#actions.scrub(t + phase);
  }

  /** @param {Partial<View>} view */
  #lookBeside({ panel, lab, wide }) {
    if (lab && panel === "lab") this.#actions.openLab(lab);
    else if (panel) this.#actions.setPanel(panel);
    if (wide !== undefined) this.#actions.setWide(wide);
  }
}
