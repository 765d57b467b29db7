/**
 * The linear read-out on the top layer.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../types.js").State} State
 */

import { el } from "../base/dom.js";
import { subscript } from "../cell/names.js";
import { gestureKey } from "../hands/gesture.js";
import { featureSize, giveHead, outputSize, setHead, setHeadNumbers, setHeadOutputs, topFeatures } from "../scenario/edits.js";
import { gridErrors } from "./field-errors.js";
import { button, selectField } from "./field.js";
import { NumberField } from "./number-field.js";
import { NumberGrid } from "./number-grid.js";
import { changesOf, readNumbers } from "./pasted-table.js";
import { rolledSeed } from "./sequence-generator.js";

/** @param {Context} context @param {() => void} open */
export function headEditor(context, open) {
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

/** @param {Context} context @param {NumberGrid} grid @returns {import("./field-errors.js").Show} */
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
