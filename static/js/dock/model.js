/**
 * The Model part: kind of cell, sizes, options and activations.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("./context.js").Part} Part
 * @typedef {import("../types.js").Cell} Cell
 */

import { el } from "../base/dom.js";
import { hasTensors, setActivations, setCell, widthRange } from "../scenario/edits.js";
import { sizeGesture, whenChanged } from "./context.js";
import { checkField, selectField } from "./field.js";
import { initialStateEditor } from "./initial-state.js";
import { NumberField } from "./number-field.js";
import { Section } from "./section.js";

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
