/**
 * The Loss part: what is differentiated, at which steps, and the read-out on top.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("./context.js").Part} Part
 * @typedef {import("../types.js").Loss} Loss
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../types.js").State} State
 */

import { el } from "../base/dom.js";
import { subscript } from "../cell/names.js";
import { gestureKey } from "../hands/gesture.js";
import { contract } from "../scenario/contract.js";
import {
  featureSize, giveHead, outputSize, setHead, setHeadNumbers, setHeadOutputs, setLoss, setLossKind, stepCount,
  topFeatures,
} from "../scenario/edits.js";
import { changesOf, followPlayhead, readNumbers, whenChanged } from "./context.js";
import { button, gridErrors, Section, selectField } from "./field.js";
import { targetsEditor } from "./loss-targets.js";
import { NumberField } from "./number-field.js";
import { NumberGrid } from "./number-grid.js";
import { rolledSeed } from "./sequence.js";

/** @param {Context} context @returns {Part} */
export function lossPart(context) {
  const { t, errors } = context;
  const section = new Section("loss", t("loss"), false);
  const open = () => section.open();
  const kind = selectField(t("loss_kind"), (value) => context.edit((s) => setLossKind(s, /** @type {Loss["kind"]} */ (value))));
  const probe = probeEditor(context, open);
  const targets = targetsEditor(context, open);
  const head = headEditor(context, open);
  const hint = el("p", { class: "hint" });
  errors.registerField(["loss"], section, open);
  errors.registerField(["loss", "kind"], kind, open);
  section.body.append(kind.node, hint, probe.node, targets.node, head.node);
  const update = whenChanged(({ scenario }) => [scenario], (state) => {
    const { loss } = state.scenario;
    kind.update(contract().choices.losses.map((value) => ({ value, text: t(`loss_${value}`) })), loss.kind);
    hint.textContent = t(`loss_${loss.kind}_hint`);
    section.aside.textContent = summary(context, state.scenario);
    probe.update(state.scenario);
    targets.update(state);
    head.update(state.scenario);
  });
  const follow = followPlayhead(context, (state) => targets.update(state));
  return {
    section,
    update(state) {
      update(state);
      follow(state);
    },
    dispose() {
      targets.dispose();
      head.dispose();
    },
  };
}

/** @param {Context} context @param {Scenario} scenario */
function summary({ t }, { loss, sequence }) {
  if (loss.kind !== "probe") return t(`loss_${loss.kind}`);
  const step = loss.step ?? -1;
  const at = step < 0 ? stepCount(sequence) + step : step;
  return loss.unit === null || loss.unit === undefined ? t("loss_summary_sum", { at }) : t("loss_summary_unit", { at, unit: loss.unit });
}

/** @param {Context} context @param {() => void} open */
function probeEditor(context, open) {
  const { t, errors, i18n } = context;
  /** @param {Partial<Loss>} patch @param {string} merge */
  const change = (patch, merge) => context.edit((s) => setLoss(s, { ...s.loss, ...patch }), merge);
  const step = new NumberField({
    label: t("probe_step"), i18n, isInteger: true,
    onChange: (value, merge) => change({ step: Number(value) }, merge),
  });
  const unit = new NumberField({
    label: t("probe_unit"), i18n, isInteger: true, isOptional: true, min: 0, placeholder: t("probe_sum"),
    onChange: (value, merge) => change({ unit: value }, merge),
  });
  errors.registerField(["loss", "step"], step, open);
  errors.registerField(["loss", "unit"], unit, open);
  const node = el("div", { class: "field-row" }, step.node, unit.node);
  return {
    node,
    /** @param {Scenario} scenario */
    update(scenario) {
      const { loss, sequence } = scenario;
      node.hidden = loss.kind !== "probe";
      if (node.hidden) return;
      const steps = stepCount(sequence);
      step.update(loss.step ?? -1, { min: -steps, max: steps - 1 });
      unit.update(loss.unit ?? null, { max: outputSize(scenario) - 1 });
    },
  };
}

// The linear read-out on the top layer.

/** @param {Context} context @param {() => void} open */
function headEditor(context, open) {
  const { t, errors, i18n } = context;
  /** @param {{output_size?: number, seed?: number}} patch @param {string} merge */
  const change = (patch, merge) => context.edit((s) => setHead(s, { output_size: outputSize(s), seed: s.head?.seed ?? 0, ...patch }), merge);
  const kind = selectField(t("head"), (value) => {
    if (value === "none") context.edit((s) => setHead(s, null));
    if (value === "linear") change({ seed: 0 }, gestureKey("head"));
    if (value === "given") context.edit((s) => giveHead(s, drawnHead(context.state)));
  });
  const size = new NumberField({
    label: t("head_outputs"), i18n, min: 1, max: context.limit("output_size"), isInteger: true,
    onChange: (value, merge) => context.edit((s) => setHeadOutputs(s, Number(value)), merge),
  });
  const seed = new NumberField({
    label: t("seed"), name: t("head_seed"), i18n, min: 0, max: context.limit("seed"), isInteger: true,
    onChange: (value, merge) => change({ seed: Number(value) }, merge),
  });
  const roll = button("⚄", () => change({ seed: rolledSeed() }, gestureKey("roll")), {
    class: "dock-button icon", "aria-label": t("head_reroll"), title: t("head_reroll"),
  });
  const seedRow = el("div", { class: "seed" }, seed.node, roll);
  const settings = el("div", { class: "field-row" }, size.node, seedRow);
  const grid = new NumberGrid({
    label: t("head_grid"), i18n, corner: "y",
    onChange: (changes, merge) => context.edit((s) => setHeadNumbers(s, changes), merge),
    onPaste: (place, text) => paste(context, place, text),
  });
  errors.registerField(["head"], kind, open);
  errors.registerField(["head", "output_size"], size, open);
  errors.registerField(["head", "seed"], seed, open);
  errors.register(["head", "weight"], gridErrors(grid), open);
  errors.register(["head", "bias"], biasErrors(context, grid), open);
  return {
    node: el("div", { class: "head" }, kind.node, settings, grid.node),
    dispose: () => grid.dispose(),
    /** @param {Scenario} scenario */
    update(scenario) {
      const { head } = scenario;
      const isGiven = Boolean(head?.weight);
      const value = isGiven ? "given" : head ? "linear" : "none";
      kind.update(["none", "linear", "given"].map((name) => ({ value: name, text: t(`head_${name}`) })), value);
      settings.hidden = !head;
      seedRow.hidden = grid.node.hidden = true;
      if (!head) return;
      size.update(outputSize(scenario));
      seedRow.hidden = isGiven;
      grid.node.hidden = !isGiven;
      if (isGiven) grid.update(gridModel(scenario));
      else seed.update(head.seed ?? 0);
    },
  };
}

/** What the seed of the read-out came to, where the run has said so. @param {Readonly<State>} state */
function drawnHead({ trace }) {
  const tensors = trace?.hasStarted ? trace.tensors : null;
  return tensors?.["head.weight"] ? { weight: tensors["head.weight"], bias: tensors["head.bias"] } : null;
}

/** A row for each output; its bias stands behind its weights. @param {Scenario} scenario */
function gridModel({ head, cell }) {
  const features = featureSize(cell);
  const columnLabel = (/** @type {number} */ column) => {
    if (column === features) return "b";
    const [first] = topFeatures(cell);
    const arrow = first.size === features ? "" : column < first.size ? "→" : "←";
    return `h${subscript(column % first.size)}${arrow}`;
  };
  const numbers = [...head.weight.flat(), ...(head.bias ?? [])];
  return {
    rows: head.weight.length,
    columns: features + 1,
    rowLabel: String,
    columnLabel,
    scale: numbers.reduce((/** @type {number} */ most, /** @type {number} */ value) => Math.max(most, Math.abs(value)), 0),
    value: (/** @type {number} */ row, /** @type {number} */ column) => (column === features ? (head.bias?.[row] ?? 0) : (head.weight[row]?.[column] ?? NaN)),
  };
}

/** @param {Context} context @param {NumberGrid} grid @returns {import("./field.js").Show} */
function biasErrors(context, grid) {
  return (found) => {
    if (found.length === 0) return;  // the errors of the weights have cleared or set the grid
    const column = featureSize(context.state.scenario.cell);
    gridErrors(grid)(found.map(({ rest, msg }) => ({ rest: rest.length > 0 ? [rest[0], column] : [], msg })));
  };
}

/** @param {Context} context @param {{row: number, column: number}} place @param {string} text @returns {string|null} */
function paste(context, place, text) {
  const { rows, problem } = readNumbers(context, text);
  const { scenario } = context.state;
  const size = { rows: outputSize(scenario), columns: featureSize(scenario.cell) + 1 };
  if (rows) context.edit((s) => setHeadNumbers(s, changesOf(rows, place, size)));
  return problem;
}
