/**
 * What the network remembers before the first step: h0 and c0, zeros or a start of one's own.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../scenario/states.js").StateName} StateName
 */

import { el } from "../base/dom.js";
import { giveState, lanes, setState } from "../scenario/edits.js";
import { selectField } from "./field.js";
import { gridErrors } from "./field-errors.js";
import { NumberGrid } from "./number-grid.js";
import { changesOf, readNumbers } from "./pasted-table.js";

/** @param {Context} context @param {() => void} open */
export function initialStateEditor(context, open) {
  const { t } = context;
  const show = () => {
    open();
    node.open = true;
  };
  const editors = [stateEditor(context, "h0", show), stateEditor(context, "c0", show)];
  const node = el("details", { class: "more" }, el("summary", null, t("initial_state")), editors.map((editor) => editor.node));
  return {
    node,
    dispose: () => editors.forEach((editor) => editor.dispose()),
    /** @param {Scenario} scenario */
    update: (scenario) => editors.forEach((editor) => editor.update(scenario)),
  };
}

/** @param {Context} context @param {StateName} name @param {() => void} open */
function stateEditor(context, name, open) {
  const { t, errors } = context;
  const label = name === "h0" ? "h₀" : "c₀";
  const source = selectField(label, (value) => context.edit((s) => giveState(s, name, value === "given")));
  source.select.setAttribute("aria-label", t("state_source", { state: label }));
  const grid = new NumberGrid({
    label: t("state_grid", { state: label }),
    i18n: context.i18n,
    corner: t("state_corner"),
    onChange: (changes, merge) => context.edit((s) => setState(s, name, changes), merge),
    onPaste: (place, text) => paste(context, name, place, text),
  });
  errors.register([name], gridErrors(grid), open);
  const node = el("div", { class: "state" }, source.node, grid.node);
  return {
    node,
    dispose: () => grid.dispose(),
    /** @param {Scenario} scenario */
    update({ cell, [name]: state }) {
      node.hidden = name === "c0" && cell.kind !== "lstm";
      source.update(["zeros", "given"].map((value) => ({ value, text: t(`state_${value}`) })), state ? "given" : "zeros");
      grid.node.hidden = !state;
      if (node.hidden || !state) return;
      const rows = lanes(cell);
      const short = (/** @type {number} */ row) => `${rows[row].layer}${cell.bidirectional ? { forward: "→", reverse: "←" }[rows[row].direction] : ""}`;
      grid.update({
        rows: rows.length,
        columns: cell.hidden_size,
        rowLabel: short,
        columnLabel: String,
        value: (row, column) => state[row]?.[column] ?? NaN,
      });
    },
  };
}

/** @param {Context} context @param {StateName} name @param {{row: number, column: number}} place @param {string} text @returns {string|null} */
function paste(context, name, place, text) {
  const { rows, problem } = readNumbers(context, text);
  const { cell } = context.state.scenario;
  const size = { rows: lanes(cell).length, columns: cell.hidden_size };
  if (rows) context.edit((s) => setState(s, name, changesOf(rows, place, size)));
  return problem;
}
