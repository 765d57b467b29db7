/**
 * What the network remembers before the first step: zeros, or a start of one's own for every state.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("../types.js").Scenario} Scenario
 */

import { el } from "../base/dom.js";
import { giveState, lanes, setState, startOf, statePath, statesOf, stateSizes } from "../scenario/edits.js";
import { gridErrors, selectField } from "./field.js";
import { changesOf, readNumbers, readsBothWays } from "./context.js";
import { NumberGrid } from "./number-grid.js";

/** @param {Context} context @param {() => void} open */
export function initialStates(context, open) {
  const { t, errors } = context;
  const show = () => {
    open();
    node.open = true;
  };
  const list = el("div", { class: "states" });
  const node = el("details", { class: "more" }, el("summary", null, t("initial_state")), list);
  /** @type {Map<string, ReturnType<typeof stateEditor>>} */
  const editors = new Map();
  for (const field of ["h0", "c0", "state0"]) errors.register([field], (found) => shownBy(editors, field, found), show);
  return {
    node,
    dispose: () => editors.forEach((editor) => editor.dispose()),
    /** @param {Scenario} scenario */
    update(scenario) {
      const states = statesOf(scenario.cell);
      for (const state of states) if (!editors.has(state)) editors.set(state, stateEditor(context, state));
      const shown = states.map((state) => /** @type {ReturnType<typeof stateEditor>} */ (editors.get(state)));
      if (shown.some((editor, k) => list.children[k] !== editor.node) || list.children.length !== shown.length) {
        list.replaceChildren(...shown.map((editor) => editor.node));
      }
      shown.forEach((editor) => editor.update(scenario));
    },
  };
}

/**
 * An error goes to the state that its path names.
 * @param {Map<string, ReturnType<typeof stateEditor>>} editors
 * @param {string} field
 * @param {import("./field.js").Placed[]} found
 */
function shownBy(editors, field, found) {
  for (const [state, editor] of editors) {
    const [first, second] = statePath(state);
    if (first !== field) continue;
    const own = second === undefined ? found : found.filter(({ rest }) => rest[0] === second).map((one) => ({ ...one, rest: one.rest.slice(1) }));
    editor.showErrors(own);
  }
}

/** @param {Context} context @param {string} state */
function stateEditor(context, state) {
  const { t } = context;
  const label = `${state}₀`;
  const source = selectField(label, (value) => context.edit((s) => giveState(s, state, value === "given")));
  source.select.setAttribute("aria-label", t("state_source", { state: label }));
  const grid = new NumberGrid({
    label: t("state_grid", { state: label }),
    i18n: context.i18n,
    corner: t("state_corner"),
    onChange: (changes, merge) => context.edit((s) => setState(s, state, changes), merge),
    onPaste: (place, text) => paste(context, state, place, text),
  });
  return {
    node: el("div", { class: "state" }, source.node, grid.node),
    dispose: () => grid.dispose(),
    showErrors: gridErrors(grid),
    /** @param {Scenario} scenario */
    update(scenario) {
      const rows = startOf(scenario, state);
      source.update(["zeros", "given"].map((value) => ({ value, text: t(`state_${value}`) })), rows ? "given" : "zeros");
      grid.node.hidden = !rows;
      if (rows) grid.update(gridModel(scenario, state, rows));
    },
  };
}

/** A row for each lane; one that has no such state is empty. @param {Scenario} scenario @param {string} state @param {number[][]} rows */
function gridModel({ cell }, state, rows) {
  const places = lanes(cell);
  const isNamed = readsBothWays(cell);
  return {
    rows: places.length,
    columns: Math.max(...stateSizes(cell, state), 1),
    rowLabel: (/** @type {number} */ row) => `${places[row].layer}${isNamed ? { forward: "→", reverse: "←" }[places[row].direction] : ""}`,
    columnLabel: String,
    value: (/** @type {number} */ row, /** @type {number} */ column) => rows[row]?.[column] ?? NaN,
  };
}

/** @param {Context} context @param {string} state @param {{row: number, column: number}} place @param {string} text @returns {string|null} */
function paste(context, state, place, text) {
  const { rows, problem } = readNumbers(context, text);
  const sizes = stateSizes(context.state.scenario.cell, state);
  if (rows) context.edit((s) => setState(s, state, changesOf(rows, place, { rows: sizes.length, columns: Math.max(...sizes) })));
  return problem;
}
