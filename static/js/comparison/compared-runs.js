/**
 * The runs of a scenario's variants, one after the other, once the scenario's own run is there and
 * the values hold still. What was run before is remembered by its content, also the scenario's own
 * run, so that undo, swapping and renaming run nothing again.
 *
 * @typedef {import("../state/store.js").Store} Store
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../types.js").ComparedRun} ComparedRun
 * @typedef {import("../wire/transport.js").Outcome} Outcome
 * @typedef {import("./stream.js").Stream} Stream
 * @typedef {Pick<ComparedRun, "trace"|"status"|"errors">} Result
 * @typedef {{key: string, controller: AbortController}} Flight
 * @typedef {object} Around
 * @property {Stream} stream
 * @property {(state: State) => boolean} isWanted  whether somebody looks at the comparison
 * @property {(callback: () => void, milliseconds: number) => any} [later]
 * @property {(timer: any) => void} [forget]
 */

import { contentKey, variantsOf } from "../scenario/comparison.js";
import { PLAIN } from "../state/view-state.js";
import { Trace } from "../trace/trace.js";
import { wholeErrors } from "./stream.js";

/** So long nothing may have changed before the server is asked, ms: no run within a drag. */
const STILL = 150;
/** Numbers of all runs together up to which those that are not shown are remembered: 32 MB. */
const REMEMBERED = 4_000_000;
/** What a unit keeps at a step, at most: gates and states with their gradients. */
const PER_UNIT = 12;
/** Troubles that may be over the next time. */
const PASSING = new Set(["network", "busy", "server", "stream"]);

/** @param {() => void} callback @param {number} milliseconds */
const later = (callback, milliseconds) => setTimeout(callback, milliseconds);

/** @param {any} timer */
const forget = (timer) => clearTimeout(timer);

export class ComparedRuns {
  /** @type {Map<string, Result>} */
  #known = new Map();
  /** @type {Flight|null} */
  #flight = null;
  /** @type {{scenario: Scenario, variants: Scenario[], keys: string[]}|null} */
  #wanted = null;
  #isAwake = false;
  /** @type {Trace|null} the scenario's own run that was remembered last */
  #main = null;
  /** @type {any} */
  #timer = null;
  #store;
  #around;

  /**
   * @param {Store} store
   * @param {Around} around
   */
  constructor(store, around) {
    this.#store = store;
    this.#around = { later, forget, ...around };
    store.subscribe((state, changed) => {
      const isOther = changed.has("scenario") || changed.has("run") || changed.has("trace");
      if (isOther || this.#around.isWanted(state) !== this.#isAwake) this.follow(state);
    });
    this.follow(store.state);
  }

  /** Asks once more for what failed. */
  retry() {
    for (const [key, { status }] of this.#known) if (status !== "done") this.#known.delete(key);
    this.follow(this.#store.state);
  }

  /** @param {State} state */
  follow(state) {
    this.#isAwake = this.#around.isWanted(state);
    if (!this.#isAwake) return this.#rest();
    this.#want(state.scenario);
    this.#rememberMain(state);
    this.#stopUnwanted();
    this.#report(state);
    this.#around.forget(this.#timer);
    if (this.#isReady(state) && this.#next() !== undefined) this.#timer = this.#around.later(() => this.#launch(), STILL);
  }

  #rest() {
    this.#around.forget(this.#timer);
    this.#flight?.controller.abort();
    this.#flight = null;
  }

  /** @param {Scenario} scenario */
  #want(scenario) {
    if (this.#wanted?.scenario === scenario) return;
    const variants = variantsOf(scenario);
    this.#wanted = { scenario, variants, keys: variants.map(contentKey) };
  }

  /** The run shown may be a variant's the next time. @param {State} state */
  #rememberMain({ trace }) {
    if (!trace?.isComplete || trace === this.#main) return;
    this.#main = trace;
    this.#remember(contentKey(trace.scenario), { trace, status: "done", errors: [] });
  }

  #stopUnwanted() {
    if (this.#flight && !this.#wanted?.keys.includes(this.#flight.key)) this.#rest();
  }

  /** @param {State} state */
  #isReady({ run, trace }) {
    const isThere = run.status === "done" || run.status === "idle";
    return isThere && Boolean(trace?.isComplete) && wholeErrors(run.errors).length === 0 && !this.#flight;
  }

  /** @returns {number|undefined} the first variant that has not been run */
  #next() {
    const index = this.#wanted?.keys.findIndex((key) => !this.#known.has(key)) ?? -1;
    return index < 0 ? undefined : index;
  }

  #launch() {
    const index = this.#next();
    if (index === undefined || !this.#wanted || this.#flight) return;
    const flight = { key: this.#wanted.keys[index], controller: new AbortController() };
    const trace = Trace.empty(PLAIN);
    this.#flight = flight;
    this.#report(this.#store.state);
    const { signal } = flight.controller;
    void this.#around.stream(this.#wanted.variants[index], { signal, asking: PLAIN, onLine: (line) => trace.add(line) })
      .then((outcome) => this.#finish(flight, trace, outcome));
  }

  /**
   * @param {Flight} flight
   * @param {Trace} trace
   * @param {Outcome} outcome
   */
  #finish(flight, trace, { status, errors }) {
    if (flight !== this.#flight) return;
    this.#flight = null;
    if (status !== "aborted") this.#remember(flight.key, { trace: status === "done" ? trace : null, status, errors });
    this.#report(this.#store.state);
    this.#launch();
  }

  /** @param {string} key @param {Result} result */
  #remember(key, result) {
    this.#known.delete(key);
    this.#known.set(key, result);
    let kept = [...this.#known.values()].reduce((sum, one) => sum + sizeOf(one), 0);
    for (const [old, one] of this.#known) {
      if (kept <= REMEMBERED) break;
      if (old === key || this.#wanted?.keys.includes(old)) continue;
      this.#known.delete(old);
      kept -= sizeOf(one);
    }
  }

  /** Shows what is there; nothing happens where it is the same. @param {State} state */
  #report({ compared, run }) {
    if (!this.#wanted) return;
    const { variants, keys } = this.#wanted;
    const whole = wholeErrors(run.errors);
    const next = variants.map((scenario, k) => {
      const before = compared.length === variants.length ? (compared[k] ?? null) : null;
      const result = whole.length > 0 ? failed(whole) : (this.#known.get(keys[k]) ?? this.#pending(keys[k], before));
      return { title: scenario.title, scenario, ...result, trace: result.trace ?? before?.trace ?? null };
    });
    const isSame = next.length === compared.length && next.every((one, k) => isSameRun(one, compared[k]));
    if (!isSame) this.#store.update({ compared: next });
  }

  /**
   * @param {string} key
   * @param {ComparedRun|null} before
   * @returns {Result}
   */
  #pending(key, before) {
    return { trace: before?.trace ?? null, status: this.#flight?.key === key ? "running" : "waiting", errors: [] };
  }

  /** Whether asking again may help. @param {Pick<ComparedRun, "status"|"errors">} run */
  static canRetry({ status, errors }) {
    return status === "cut" || errors.some(({ loc, type }) => loc.length === 0 && PASSING.has(type ?? ""));
  }
}

/** @param {Result} result */
const sizeOf = ({ trace }) => (trace?.lanes ?? []).reduce((sum, lane) => sum + lane.steps * (PER_UNIT * lane.hiddenSize + 2 * lane.inputSize), 1);

/** @param {import("../types.js").FieldError[]} errors @returns {Result} */
const failed = (errors) => ({ trace: null, status: "error", errors });

/** @param {ComparedRun} one @param {ComparedRun} other */
function isSameRun(one, other) {
  return /** @type {(keyof ComparedRun)[]} */ (Object.keys(one)).every((key) => Object.is(one[key], other[key]) || (key === "errors" && one.errors.length + other.errors.length === 0));
}
