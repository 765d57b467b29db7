/**
 * What every part of the dock is given.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("./field-errors.js").FieldErrors} FieldErrors
 *
 * @typedef {object} Part
 * @property {import("./field.js").Section} section
 * @property {(state: Readonly<State>) => void} update
 * @property {() => void} [dispose]
 */

import { following } from "../base/pace.js";

export class Context {
  /** @param {App} app @param {FieldErrors} errors */
  constructor(app, errors) {
    this.app = app;
    this.errors = errors;
    this.i18n = app.i18n;
    /** Shows the present state anew: something that is not in it has become known. */
    this.refresh = () => {};
    /** Shorthand of the catalogue, under the dock's prefix. */
    this.t = (/** @type {string} */ key, /** @type {Record<string, string|number>} */ params = {}) =>
      app.i18n.t(`dock.${key}`, params);
  }

  get state() {
    return this.app.store.state;
  }

  /**
   * Applies an edit to the present scenario.
   * @param {(scenario: Scenario) => Scenario} change
   * @param {string} [merge]
   */
  edit(change, merge) {
    const next = change(this.state.scenario);
    this.app.actions.editScenario(next, merge === undefined ? {} : { merge });
  }

  /** The largest value the server takes. @param {string} name @param {number} otherwise */
  limit(name, otherwise = Infinity) {
    const limit = this.state.limits?.[name];
    return typeof limit === "number" ? limit : otherwise;
  }
}

/**
 * A gesture over sizes starts from the same scenario at every move: shrinking and growing again
 * within one gesture loses no weights.
 * @param {Context} context
 */
export function sizeGesture(context) {
  /** @type {{merge: string, base: Scenario, cell: string}|null} */
  let session = null;
  /** @param {(scenario: Scenario) => Scenario} change @param {string} merge */
  return (change, merge) => {
    const { scenario } = context.state;
    const goesOn = session?.merge === merge && session.cell === JSON.stringify(scenario.cell);
    const base = goesOn && session ? session.base : scenario;
    const next = change(base);
    session = { merge, base, cell: JSON.stringify(next.cell) };
    context.edit(() => next, merge);
  };
}

/**
 * Renders only when something it depends on is another: while the page plays, the view changes in
 * every frame, and the dock has nothing to do with most of that.
 * @param {(state: Readonly<State>) => unknown[]} select
 * @param {(state: Readonly<State>) => void} render
 */
export function whenChanged(select, render) {
  /** @type {unknown[]|null} */
  let before = null;
  /** @param {Readonly<State>} state */
  return (state) => {
    const now = select(state);
    if (before && now.every((value, k) => Object.is(value, before?.[k]))) return;
    before = now;
    render(state);
  };
}

/**
 * Renders when the playhead has come to another step and rests there; for the first time after the
 * dock was built and laid out, because scrolling a grid before that would lay the page out twice.
 * @param {Context} context
 * @param {(state: Readonly<State>) => void} render
 */
export function followPlayhead(context, render) {
  const soon = following();
  const follow = () => render(context.state);
  let isBuilt = false;
  return whenChanged(({ view }) => [view.t], () => {
    if (isBuilt) soon(follow);
    else setTimeout(follow);
    isBuilt = true;
  });
}
