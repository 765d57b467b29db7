/**
 * The grid of the sequence's values: a row for each step, a column for each input.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("../types.js").State} State
 * @typedef {import("./grid-surface.js").GridModel} GridModel
 */

import { el } from "../base/dom.js";
import { inputLabel } from "../cell/names.js";
import {
  appendStep,
  characters,
  deleteStep,
  insertStep,
  pasteBlock,
  setSequence,
  setValues,
  stepCount,
} from "../scenario/edits.js";
import { followPlayhead, readNumbers, whenChanged } from "./context.js";
import { button, gridErrors, labelled, messageFor } from "./field.js";
import { NumberGrid } from "./number-grid.js";

/** @param {Context} context @param {() => void} open */
export function valueEditor(context, open) {
  const { t } = context;
  const grid = new NumberGrid({
    label: t("sequence_grid"),
    corner: "t",
    i18n: context.i18n,
    onChange: (changes, merge) =>
      context.edit((s) => setValues(s, changes.map(({ row, column, value }) => ({ t: row, column, value }))), merge),
    onPaste: (place, text) => paste(context, place, text),
    onPick: (row) => context.app.actions.select({ t: row }),
  });
  const tools = toolbar(context, grid);
  const table = tableEditor(context);
  context.errors.register(["sequence", "values"], (found) => showErrors(grid, found), open);
  const update = whenChanged(selection, (state) => {
    grid.update(gridModel(state));
    tools.update(state);
  });
  const follow = followPlayhead(context, (state) => {
    grid.update(gridModel(state));
    grid.reveal(state.view.t);
    tools.update(state);
  });
  return {
    node: el("div", { class: "sequence-values" }, grid.node, tools.node),
    table,
    update: (/** @type {Readonly<State>} */ state) => {
      update(state);
      follow(state);
    },
    dispose: () => grid.dispose(),
  };
}

/** A generator's values come with the run; others do not have to wait. @param {Readonly<State>} state */
function selection({ scenario, trace, traceVersion }) {
  const isGenerated = "generator" in scenario.sequence;
  return [scenario, isGenerated && trace, isGenerated && !trace?.isForwardComplete && traceVersion];
}

/** @param {Readonly<State>} state @returns {GridModel} */
function gridModel({ scenario, trace, view }) {
  const { sequence, cell } = scenario;
  const size = cell.input_size;
  const shared = { columns: size, rows: stepCount(sequence), currentRow: view.t, columnLabel: inputLabel };
  if ("values" in sequence) {
    return { ...shared, rowLabel: String, value: (t, d) => sequence.values[t]?.[d] ?? NaN };
  }
  if ("text" in sequence) {
    const text = characters(sequence.text);
    const alphabet = characters(sequence.alphabet);
    const columnLabel = (/** @type {number} */ d) => shownCharacter(alphabet[d]);
    const value = (/** @type {number} */ t, /** @type {number} */ d) => Number(text[t] === alphabet[d]);
    return { ...shared, columnLabel, rowLabel: String, value, isReadOnly: true };
  }
  const x = readInput(trace, size);
  return { ...shared, rowLabel: String, value: (t, d) => x[t * size + d] ?? NaN, isReadOnly: true };
}

/** A space or a line's end would be an empty heading. @param {string} character */
function shownCharacter(character) {
  return { " ": "␣", "\n": "⏎", "\t": "⇥" }[character] ?? character;
}

/** What layer 0 read in the run that is shown. @param {State["trace"]} trace @param {number} size */
function readInput(trace, size) {
  const lane = trace && trace.steps > 0 && trace.lanes.length > 0 ? trace.lane(0, "forward") : null;
  return lane && lane.inputSize === size ? lane.x : new Float64Array(0);
}

/** @param {NumberGrid} grid @param {import("./field.js").Placed[]} found */
function showErrors(grid, found) {
  gridErrors(grid)(found);
  const first = found.find(({ rest }) => rest.length > 0);
  if (first) grid.reveal(Number(first.rest[0]));
}

/** @param {Context} context @param {{row: number, column: number}} place @param {string} text @returns {string|null} */
function paste(context, { row, column }, text) {
  const { rows, problem } = readNumbers(context, text, "column");
  if (!rows) return problem;
  const most = { steps: context.limit("steps"), width: context.limit("input_size") };
  context.edit((s) => pasteBlock(s, row, column, rows, most));
  const isCut = row + rows.length > most.steps || column + rows[0].length > most.width;
  return isCut ? context.t("paste_cut", most) : null;
}

/** @param {Context} context @param {NumberGrid} grid */
function toolbar(context, grid) {
  const { t } = context;
  const add = () => {
    context.edit((s) => appendStep(s));
    refocus(context, grid, stepCount(context.state.scenario.sequence) - 1, 0);
  };
  const insert = () => {
    const { row, column } = grid.place;
    context.edit((s) => insertStep(s, row));
    refocus(context, grid, row, column);
  };
  const remove = () => {
    const { row, column } = grid.place;
    context.edit((s) => deleteStep(s, row));
    refocus(context, grid, Math.min(row, stepCount(context.state.scenario.sequence) - 1), column);
  };
  const freeze = () => context.edit((s) => setSequence(s, { values: shownValues(context) }));
  const tool = (/** @type {string} */ name, /** @type {() => void} */ act) =>
    button(t(name), act, { class: "link-button", title: t(`${name}_label`), "aria-label": t(`${name}_label`) });
  const edits = el("div", { class: "tools" },
    tool("add_step", add), tool("insert_step", insert), tool("delete_step", remove),
    tool("fill_down", () => grid.fill("down")), tool("fill_right", () => grid.fill("right")), tool("fill_series", () => grid.fill("series")));
  const [plus, into, minus, down, right, series] = /** @type {HTMLButtonElement[]} */ ([...edits.children]);
  const thaw = el("div", { class: "tools" }, button(t("turn_into_values"), freeze, { class: "link-button" }));
  return {
    node: el("div", null, edits, thaw),
    /** @param {Readonly<State>} state */
    update({ scenario: { sequence, cell }, trace }) {
      const isValues = "values" in sequence;
      edits.hidden = !isValues;
      thaw.hidden = isValues;
      const steps = stepCount(sequence);
      plus.disabled = into.disabled = steps >= context.limit("steps");
      minus.disabled = down.disabled = series.disabled = steps <= 1;
      right.disabled = cell.input_size <= 1;
      const isKnown = "text" in sequence || Boolean(trace?.isForwardComplete);
      /** @type {HTMLButtonElement} */ (thaw.firstChild).disabled = !isKnown;
    },
  };
}

/** The grid hears of the edit in the next frame; the focus goes there at once. @param {Context} context @param {NumberGrid} grid @param {number} row @param {number} column */
function refocus(context, grid, row, column) {
  grid.update(gridModel(context.state));
  grid.focus({ row, column });
  context.app.actions.select({ t: row });
}

/** @param {Context} context @returns {number[][]} */
function shownValues({ state }) {
  const { rows, columns, value } = gridModel(state);
  return Array.from({ length: rows }, (_, t) => Array.from({ length: columns }, (_, d) => value(t, d)));
}

/** Pasting or opening a whole table in place of the sequence. @param {Context} context */
function tableEditor(context) {
  const { t } = context;
  const area = el("textarea", { class: "dock-text mono", rows: 4, spellcheck: "false", placeholder: t("table_placeholder") });
  const message = messageFor(area);
  const use = () => {
    const { rows, problem } = readNumbers(context, area.value, "column");
    const refused = rows ? tooLarge(context, rows) : problem;
    message.show(refused);
    if (rows && !refused) context.edit((s) => setSequence(s, { values: rows }));
  };
  const file = el("input", { type: "file", class: "file", accept: ".csv,.tsv,.txt,text/csv,text/plain", "aria-label": t("table_file") });
  file.addEventListener("change", async () => {
    area.value = (await file.files?.[0]?.text()) ?? "";
    file.value = "";
    use();
  });
  return el(
    "details",
    { class: "more" },
    el("summary", null, t("table")),
    labelled(t("table_label"), area, message.node),
    el("div", { class: "tools" }, button(t("table_use"), use), file),
  );
}

/** @param {Context} context @param {number[][]} rows @returns {string|null} */
function tooLarge(context, rows) {
  const most = { steps: context.limit("steps"), width: context.limit("input_size") };
  const isTooLarge = rows.length > most.steps || rows[0].length > most.width;
  return isTooLarge ? context.t("table_too_large", most) : null;
}
