/**
 * The runs behind the store: one is in flight, and of those before it only what it follows closely
 * is heard. The trace shown before stays until the new one has something to show in its place.
 *
 * While a value is dragged and runs are short, the next one sets out before the one before has
 * arrived: the server works while the page draws.
 *
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../types.js").View} View
 * @typedef {import("../wire/transport.js").StreamOptions} StreamOptions
 * @typedef {import("../wire/transport.js").Outcome} Outcome
 * @typedef {object} Request
 * @property {Scenario} scenario
 * @property {Trace|null} ghost        what stays visible behind the new trace
 * @property {Partial<View>} [view]    where to look once the trace is there
 * @typedef {object} Flight
 * @property {Request} request
 * @property {Trace} trace
 * @property {AbortController} controller
 * @property {number} began
 * @property {boolean} isShown
 */

import { Trace } from "../trace/trace.js";
import { askingFor, clampView, lacks } from "./view-state.js";

/** A run this short is shown whole, ms; the eye would only see a flicker. */
const SHORT_RUN = 60;
/** After this the new trace is shown even if the step looked at is still to come, ms. */
const PATIENCE = 400;
/** Where the last run took no longer than this, two of a gesture are under way at a time, ms. */
const PROMPT = 150;
/** A run overtaken by an edit of the same gesture gives way after this once it is readable, ms. */
const OVERTAKEN = 250;

export class Runs {
  /** @type {Flight|null} */
  #flight = null;
  /** The one before, still on its way; it is shown once it is whole. @type {Flight|null} */
  #elder = null;
  /** How long the last whole run took, ms. */
  #lasted = Infinity;
  /** @type {Request|null} */
  #pending = null;
  #store;
  #stream;
  #clock;

  /**
   * @param {Store} store
   * @param {(scenario: Scenario, options: StreamOptions) => Promise<Outcome>} stream
   * @param {() => number} clock milliseconds
   */
  constructor(store, stream, clock) {
    this.#store = store;
    this.#stream = stream;
    this.#clock = clock;
    store.subscribe((_, changed) => {
      if (changed.has("view") || changed.has("run")) this.#completeView();
    });
  }

  /**
   * Runs at once; a run in flight is aborted and nothing more of it is heard.
   * @param {Request} request
   */
  start(request) {
    this.#pending = null;
    this.#abort();
    this.#launch(request);
  }

  /**
   * Runs at once, or as soon as the runs in flight let it: of many only the newest.
   * @param {Request} request
   */
  queue(request) {
    if (!this.#flight) return this.#launch(request);
    this.#pending = request;
    if (this.#canFollow(this.#flight)) this.#follow();
    else this.#giveWay(this.#flight);
  }

  /** @param {Flight} flight */
  #canFollow(flight) {
    return !this.#elder && !flight.isShown && this.#lasted < PROMPT;
  }

  /** The newest request sets out beside the run in flight. */
  #follow() {
    this.#elder = this.#flight;
    this.#next();
  }

  #abort() {
    for (const flight of [this.#flight, this.#elder]) flight?.controller.abort();
    this.#flight = this.#elder = null;
  }

  /** Runs that are under way come without what was shown before them. */
  forgetGhost() {
    for (const flight of [this.#flight, this.#elder]) {
      if (flight) flight.request = { ...flight.request, ghost: null };
    }
    if (this.#pending) this.#pending = { ...this.#pending, ghost: null };
  }

  /**
   * Shows lines that are there already, as if they had been streamed.
   * @param {any[]} lines
   * @param {Partial<View>} [view]
   */
  adopt(lines, view) {
    this.#abort();
    const trace = Trace.from(lines);
    this.#store.update({ scenario: trace.scenario, ...this.#showing(trace, null, view) });
    this.#report(trace, { status: trace.isComplete ? "done" : "cut", progress: 1, errors: [] });
  }

  /** @param {Request} request */
  #asking({ scenario, view }) {
    const { state } = this.#store;
    return askingFor(scenario, { ...state.view, ...view }, state.trace);
  }

  /** A large run holds the inner numbers of one unit: another one is looked at, or the other pass. */
  #completeView() {
    const { trace, view, run, scenario, previous } = this.#store.state;
    const isSettled = !this.#flight && run.status === "done" && trace?.isComplete;
    if (isSettled && lacks(trace, view)) this.start({ scenario, ghost: previous });
  }

  /** @param {Request} request */
  #launch(request) {
    const controller = new AbortController();
    const asking = this.#asking(request);
    const flight = { request, controller, trace: Trace.empty(asking), began: this.#clock(), isShown: false };
    this.#flight = flight;
    this.#store.update({ run: { ...this.#store.state.run, status: "running", progress: 0 } });
    this.#stream(request.scenario, {
      signal: controller.signal, asking,
      onLine: (line) => this.#take(flight, line),
      onChunk: () => this.#advance(flight),
    }).then((outcome) => this.#finish(flight, outcome));
  }

  /**
   * @param {Flight} flight
   * @param {any} line
   */
  #take(flight, line) {
    if (flight !== this.#flight && flight !== this.#elder) return;
    flight.trace.add(line);
    if (line.type === "start") this.#adoptReading(flight.request.scenario, line.scenario);
  }

  /**
   * What the server filled in belongs to the scenario, unless a newer edit has replaced it. The
   * same reading keeps the same object, so that nothing is drawn again.
   * @param {Scenario} sent
   * @param {Scenario} read
   */
  #adoptReading(sent, read) {
    if (this.#store.state.scenario !== sent) return;
    if (JSON.stringify(sent) !== JSON.stringify(read)) this.#store.update({ scenario: read });
  }

  /** @param {Flight} flight */
  #advance(flight) {
    if (flight !== this.#flight || !flight.trace.hasStarted) return;
    const { trace } = flight;
    if (flight.isShown) this.#store.update({ traceVersion: this.#store.state.traceVersion + 1 });
    else if (this.#isWorthShowing(flight)) this.#show(flight);
    const { run } = this.#store.state;
    this.#store.update({ run: { ...run, errors: [], progress: trace.progress } });
    this.#giveWay(flight);
  }

  /** @param {Flight} flight */
  #isWorthShowing({ trace, began, request }) {
    if (trace.isComplete) return true;
    const age = this.#clock() - began;
    if (trace.forwardCount === 0 || (age < SHORT_RUN && this.#store.state.trace)) return false;
    const view = clampView({ ...this.#store.state.view, ...request.view }, trace);
    return age >= PATIENCE || Boolean(trace.lane(view.layer, view.direction)?.hasForward(view.t));
  }

  /** @param {Flight} flight */
  #show(flight) {
    const { trace, request } = flight;
    flight.isShown = true;
    this.#store.update(this.#showing(trace, request.ghost, request.view));
    this.#report(trace, {});
  }

  /**
   * @param {Trace} trace
   * @param {Trace|null} previous
   * @param {Partial<View>} [view]
   */
  #showing(trace, previous, view = {}) {
    const { state } = this.#store;
    const next = clampView({ ...state.view, ...view }, trace);
    return { trace, previous, view: next, traceVersion: state.traceVersion + 1 };
  }

  /**
   * @param {Trace} trace the one that is shown
   * @param {Partial<import("../types.js").RunState>} changes
   */
  #report(trace, changes) {
    const run = { ...this.#store.state.run, link: trace.link, warnings: [...trace.warnings], ...changes };
    this.#store.update({ run });
  }

  /**
   * @param {Flight} flight
   * @param {Outcome} outcome
   */
  #finish(flight, { status, errors }) {
    if (flight === this.#elder) return this.#arriveLate(flight, status);
    if (flight !== this.#flight || status === "aborted") return;
    this.#lasted = this.#clock() - flight.began;
    this.#abort();  // what is older than this is of no interest any more
    const isPartWorthIt = status === "cut" && !this.#store.state.trace && flight.trace.forwardCount > 0;
    if (!flight.isShown && (flight.trace.isComplete || isPartWorthIt)) this.#show(flight);
    const progress = flight.trace.progress;
    if (flight.isShown) this.#report(flight.trace, { status, errors, progress });
    else this.#store.update({ run: { ...this.#store.state.run, status, errors, progress } });
    this.#next();
  }

  /**
   * The run before the one in flight is whole: it is shown meanwhile, and the next sets out.
   * @param {Flight} flight
   * @param {Outcome["status"]} status
   */
  #arriveLate(flight, status) {
    this.#elder = null;
    this.#lasted = this.#clock() - flight.began;
    if (status === "done" && flight.trace.isComplete && !this.#flight?.isShown) this.#show(flight);
    if (this.#pending && this.#flight && this.#canFollow(this.#flight)) this.#follow();
  }

  /** @param {Flight} flight */
  #giveWay(flight) {
    const isLong = this.#clock() - flight.began > OVERTAKEN;
    if (!this.#pending || !isLong || !flight.trace.isForwardComplete) return;
    this.#abort();
    this.#next();
  }

  #next() {
    const request = this.#pending;
    this.#pending = null;
    if (request) this.#launch(request);
  }
}
