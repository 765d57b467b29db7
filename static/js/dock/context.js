/**
 * What every part of the dock is given.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("./field.js").FieldErrors} FieldErrors
 * @typedef {object} Part
 * @property {import("./field.js").Section} section
 * @property {(state: Readonly<State>) => void} update
 * @property {() => void} [dispose]
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("../numbers/read.js").TableProblem} TableProblem
 * @typedef {import("../scenario/weight-code.js").ReadProblem} ReadProblem
 * @typedef {{rows: number[][], problem: null}|{rows: null, problem: string}} PastedTable
 */

import { following } from "../base/pace.js";
import { parseTable } from "../numbers/read.js";
import { contract } from "../scenario/contract.js";
import { readCode } from "../scenario/weight-code.js";
import { lanes } from "../scenario/edits.js";

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

  /** The largest value the server takes. @param {string} name */
  limit(name) {
    return contract().limits[name] ?? Infinity;
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

// How the dock names layers and directions.

/** Whether any lane reads in reverse. @param {Cell} cell */
export const readsBothWays = (cell) => lanes(cell).some(({ direction }) => direction === "reverse");

/** A choice for every lane. @param {Context} context @param {Cell} cell */
export function laneChoices({ t }, cell) {
  const isNamed = readsBothWays(cell);
  return lanes(cell).map(({ layer, direction }) => ({ value: `${layer} ${direction}`, text: t(isNamed ? `lane_${direction}` : "lane", { layer }) }));
}

// A table of numbers in pasted text: cells of a spreadsheet, CSV, or a list in code.

/**
 * @param {Context} context
 * @param {string} text
 * @param {"row"|"column"} [vector]  what a plain list of numbers is
 * @returns {PastedTable}
 */
export function readNumbers(context, text, vector = "row") {
  if (text.includes("[")) return readFirstList(context, text, vector);
  const { rows, problem } = parseTable(text);
  return problem ? { rows: null, problem: sayTableProblem(context, problem) } : { rows, problem: null };
}

/** @param {Context} context @param {string} text @param {"row"|"column"} vector @returns {PastedTable} */
function readFirstList(context, text, vector) {
  const { found, problem } = readCode(text);
  if (problem) return { rows: null, problem: sayReadProblem(context, problem) };
  const [{ values }] = found;
  if (Array.isArray(values[0])) return { rows: /** @type {number[][]} */ (values), problem: null };
  const list = /** @type {number[]} */ (values);
  return { rows: vector === "row" ? [list] : list.map((value) => [value]), problem: null };
}

/**
 * The cells that a table pasted at a place is for; what is beyond the grid is left out.
 * @param {number[][]} rows
 * @param {{row: number, column: number}} place
 * @param {{rows: number, columns: number}} size
 */
export function changesOf(rows, place, size) {
  return rows
    .flatMap((values, r) => values.map((value, c) => ({ row: place.row + r, column: place.column + c, value })))
    .filter(({ row, column }) => row < size.rows && column < size.columns);
}

/** @param {Context} context @param {TableProblem} problem */
function sayTableProblem({ t }, problem) {
  if (problem.kind === "empty") return t("table_empty");
  return t("table_number", { row: problem.row, column: problem.column, text: problem.text });
}

/** @param {Context} context @param {ReadProblem} problem */
export function sayReadProblem({ t }, problem) {
  if (problem.kind === "number") return t("code_number", { text: problem.text });
  return t(`code_${problem.kind}`);
}
