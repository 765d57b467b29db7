/**
 * The Model part: kind of cell, sizes, options and activations.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("./context.js").Part} Part
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../scenario/edits.js").StateName} StateName
 */

import { el } from "../base/dom.js";
import { hasTensors, setActivations, setCell, widthRange, giveState, lanes, setState } from "../scenario/edits.js";
import { sizeGesture, whenChanged } from "./context.js";
import { gridErrors } from "./field-errors.js";
import { checkField, Section, selectField } from "./field.js";
import { NumberField } from "./number-field.js";
import { NumberGrid } from "./number-grid.js";
import { changesOf, readNumbers } from "./pasted-table.js";

const KINDS = ["lstm", "gru", "rnn"];
const ACTIVATIONS = ["sigmoid", "hard_sigmoid", "tanh", "relu", "identity"];
/** @type {["hidden_size", "input_size", "num_layers"]} */
const SIZES = ["hidden_size", "input_size", "num_layers"];
/** @type {["bidirectional", "peephole", "bias"]} */
const OPTIONS = ["bidirectional", "peephole", "bias"];
/** @type {Record<string, (keyof Cell["activations"])[]>} */
const ROLES = { lstm: ["gate", "candidate", "output"], gru: ["gate", "candidate"], rnn: ["candidate"] };

/** @param {Context} context @returns {Part} */
export function modelPart(context) {
  const { t, errors } = context;
  const section = new Section("model", t("model"), true);
  const open = () => section.open();
  const note = el("p", { class: "note", role: "status", hidden: true });
  const kind = kindField(context, note);
  const sizes = sizeFields(context);
  const options = OPTIONS.map((name) => ({ name, field: checkField(t(name), (isOn) => context.edit((s) => setCell(s, { [name]: isOn }))) }));
  const activations = activationFields(context);
  const start = initialStateEditor(context, open);

  errors.registerField(["cell"], section, open);
  errors.registerField(["cell", "kind"], kind, open);
  for (const { name, field } of sizes) errors.registerField(["cell", name], field, open);
  section.body.append(
    el("div", { class: "field-row" }, kind.node, sizes.map(({ field }) => field.node)),
    el("div", { class: "check-row" }, options.map(({ field }) => field.node)),
    note,
    el("div", { class: "folds" }, activations.node, start.node),
  );

  return {
    section,
    update: whenChanged(({ scenario }) => [scenario.cell, scenario.sequence, scenario.h0, scenario.c0], ({ scenario }) => {
      const { cell, sequence } = scenario;
      section.aside.textContent = summary(context, cell);
      kind.update(KINDS.map((value) => ({ value, text: value.toUpperCase() })), cell.kind);
      const [min, max] = widthRange(sequence);
      for (const { name, field } of sizes) {
        const isInput = name === "input_size";
        const bounds = isInput ? { min, max: Math.min(max, context.limit(name)), isDisabled: min === max } : {};
        field.update(cell[name], bounds);
      }
      for (const { name, field } of options) field.update(cell[name], name === "peephole" && cell.kind !== "lstm");
      activations.update(cell);
      start.update(scenario);
      if (cell.kind !== kind.noted) note.hidden = true;
    }),
    dispose: () => start.dispose(),
  };
}

/** @param {Context} context @param {HTMLElement} note */
function kindField(context, note) {
  const field = selectField(context.t("cell"), (value) => {
    const { weights } = context.state.scenario;
    const isReplaced = hasTensors(weights) || Object.keys(weights.edits ?? {}).length > 0;
    note.textContent = context.t("kind_note");
    note.hidden = !isReplaced;
    own.noted = value;
    context.edit((s) => setCell(s, { kind: /** @type {Cell["kind"]} */ (value) }));
  });
  const own = Object.assign(field, { noted: "" });
  return own;
}

/** @param {Context} context */
function sizeFields(context) {
  const gesture = sizeGesture(context);
  return SIZES.map((name) => {
    const onChange = (/** @type {number|null} */ value, /** @type {string} */ merge) =>
      gesture((s) => setCell(s, { [name]: value }), merge);
    const bounds = { min: 1, max: context.limit(name), isInteger: true };
    return { name, field: new NumberField({ label: context.t(`${name}_short`), name: context.t(name), i18n: context.i18n, onChange, ...bounds }) };
  });
}

/** @param {Context} context */
function activationFields(context) {
  const { t, errors } = context;
  const options = ACTIVATIONS.map((value) => ({ value, text: t(`activation_${value}`) }));
  const node = el("details", { class: "more" }, el("summary", null, t("activations")));
  const fields = ROLES.lstm.map((role) => {
    const onChange = (/** @type {string} */ value) => context.edit((s) => setActivations(s, { [role]: value }));
    const field = selectField(t(`activation_of_${role}`), onChange);
    errors.registerField(["cell", "activations", role], field, () => (node.open = true));
    node.append(field.node);
    return { role, field };
  });
  return {
    node,
    /** @param {Cell} cell */
    update(cell) {
      for (const { role, field } of fields) {
        field.update(options, cell.activations[role]);
        field.node.hidden = !ROLES[cell.kind].includes(role);
      }
    },
  };
}

/** @param {Context} context @param {Cell} cell */
function summary({ t }, cell) {
  return t("model_summary", { kind: cell.kind.toUpperCase(), input: cell.input_size, hidden: cell.hidden_size });
}

// What the network remembers before the first step: h0 and c0, zeros or a start of one's own.

/** @param {Context} context @param {() => void} open */
function initialStateEditor(context, open) {
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
