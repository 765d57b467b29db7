/**
 * The fields of a cell: its sizes, options and activations, where it starts, and where else it can go.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../scenario/shapes.js").Layer} Layer
 */

import { el, setText } from "../base/dom.js";
import { variantOfSort } from "../comparison/making.js";
import { listedAs, listedCells } from "../scenario/cell-title.js";
import { addVariants, withoutComparison } from "../scenario/comparison.js";
import { contract } from "../scenario/contract.js";
import {
  giveState, lanes, layerAt, layersOf, setActivations, setCell, setLayer, setLayerCount, setLayersDiffer, setState,
  startOf, statePath, stateSizes, statesOf, widthRange,
} from "../scenario/edits.js";
import { hasOption } from "../scenario/forms.js";
import { exportCell } from "../wire/cells.js";
import { changesOf, readNumbers, readsBothWays, sizeGesture } from "./context.js";
import { button, checkField, gridErrors, selectField } from "./field.js";
import { NumberField } from "./number-field.js";
import { NumberGrid } from "./number-grid.js";

// Sizes.

/** @param {Context} context @param {() => number} shown */
export function sizeFields(context, shown) {
  const { t, i18n } = context;
  const gesture = sizeGesture(context);
  /** @type {[name: string, limit: string, change: (s: Scenario, value: number) => Scenario][]} */
  const all = [
    ["hidden_size", "hidden_size", (s, value) => setLayer(s, shown(), { hidden_size: value })],
    ["input_size", "input_size", (s, value) => setCell(s, { input_size: value })],
    ["num_layers", "num_layers", setLayerCount],
    ["proj_size", "hidden_size", (s, value) => setLayer(s, shown(), { proj_size: value })],
  ];
  const fields = all.map(([name, limit, change]) => {
    const onChange = (/** @type {number|null} */ value, /** @type {string} */ merge) => gesture((s) => change(s, Number(value)), merge);
    return { name, field: new NumberField({ label: t(`${name}_short`), name: t(name), i18n, min: 1, max: context.limit(limit), isInteger: true, onChange }) };
  });
  return {
    fields,
    /** @param {Scenario} scenario @param {Layer} present */
    update({ cell, sequence }, present) {
      const [min, max] = widthRange(sequence);
      const values = [present.hidden, cell.input_size, layersOf(cell).length, present.proj_size ?? present.hidden];
      fields.forEach(({ name, field }, k) => {
        const isInput = name === "input_size";
        field.update(values[k], isInput ? { min, max: Math.min(max, context.limit(name)), isDisabled: min === max } : {});
        if (name === "proj_size") field.node.hidden = present.proj_size === null;
      });
    },
  };
}

// Switches.

/** @param {Context} context @param {() => number} shown */
export function optionFields(context, shown) {
  const { t } = context;
  const set = (/** @type {import("../types.js").LayerChoice} */ patch) => context.edit((s) => setLayer(s, shown(), patch));
  const differ = checkField(t("layers_differ"), (isOn) => context.edit((s) => setLayersDiffer(s, isOn)));
  const both = checkField(t("bidirectional"), (isOn) => set({ bidirectional: isOn }));
  const reverse = checkField(t("reverse"), (isOn) => set({ reverse: isOn }));
  const peephole = checkField(t("peephole"), (isOn) => set({ peephole: isOn }));
  const projection = checkField(t("projection"), (isOn) => {
    const { hidden } = layerAt(context.state.scenario.cell, shown());
    set({ proj_size: isOn ? Math.max(1, Math.round(hidden / 2)) : null });
  });
  const bias = checkField(t("bias"), (isOn) => set({ bias: isOn }));
  return {
    node: el("div", { class: "check-row" }, [both, reverse, peephole, projection, bias, differ].map(({ node }) => node)),
    /** @param {Cell} cell @param {Layer} present */
    update(cell, present) {
      const isBoth = present.directions.length > 1;
      both.update(isBoth);
      reverse.update(present.directions[0] === "reverse", !cell.layers || isBoth);
      peephole.update(present.peephole, !hasOption(present.kind, "peephole"));
      projection.update(present.proj_size !== null, !hasOption(present.kind, "projection"));
      bias.update(present.bias);
      differ.update(Boolean(cell.layers), !cell.layers && cell.num_layers === 1);
    },
  };
}

// Activations, clipping and merging: chosen less often.

/** @param {Context} context @param {() => number} shown */
export function moreFields(context, shown) {
  const { t, errors, i18n } = context;
  const { choices: known, defaults, language } = contract();
  const others = el("span", { class: "more-note" });
  const node = el("details", { class: "more" }, el("summary", null, el("span", null, t("activations"), others)));
  const show = () => (node.open = true);
  const options = known.activations.map((value) => ({ value, text: t(`activation_${value}`) }));
  const fields = language.slots.map((slot) => {
    const field = selectField(t(`activation_of_${slot}`), (value) => context.edit((s) => setActivations(s, shown(), { [slot]: value })));
    errors.registerField(["cell", "activations", slot], field, show);
    return { slot: /** @type {keyof Cell["activations"]} */ (slot), field };
  });
  const merge = selectField(t("merge"), (value) => context.edit((s) => setLayer(s, shown(), { merge: value })));
  const clip = new NumberField({
    label: t("clip"), name: t("clip_name"), i18n, min: 1e-300, isOptional: true, placeholder: "∞",
    onChange: (value, key) => context.edit((s) => setCell(s, { clip: value }), key),
  });
  errors.registerField(["cell", "clip"], clip, show);
  errors.registerField(["cell", "merge"], merge, show);
  node.append(...fields.map(({ field }) => field.node), merge.node, clip.node);
  return {
    node,
    /** @param {Cell} cell @param {Layer} present */
    update(cell, present) {
      const used = present.form?.activations ?? language.slots;
      for (const { slot, field } of fields) {
        field.update(options, present.activations[slot]);
        field.node.hidden = !used.includes(slot);
      }
      const changed = /** @type {(keyof Cell["activations"])[]} */ (used).filter((slot) => present.activations[slot] !== defaults.cell.activations[slot]);
      setText(others, changed.map((slot) => ` · ${t(`activation_of_${slot}`)}: ${t(`activation_${present.activations[slot]}`)}`).join(""));
      merge.update(known.merges.map((value) => ({ value, text: t(`merge_${value}`) })), present.merge);
      merge.node.hidden = present.directions.length === 1;
      clip.update(cell.clip ?? null);
    },
  };
}

// What the network remembers before the first step: zeros, or a start of one's own for every state.

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

// The cell of a layer taken elsewhere: as a PyTorch module, as LaTeX, or beside a built-in cell.

/** @param {Context} context @param {() => number} shownLayer */
export function cellExport(context, shownLayer) {
  const { t, i18n } = context;
  const said = el("span", { class: "copied", role: "status" });
  const text = el("textarea", { class: "dock-text code", rows: 8, readonly: true, spellcheck: "false", hidden: true });
  /** @param {string} format */
  const copy = async (format) => {
    const scenario = withoutComparison(context.state.scenario);
    try {
      text.value = await exportCell({ scenario, format, layer: shownLayer() });
      text.setAttribute("aria-label", t(`export_${format}`));
      text.hidden = false;
      await navigator.clipboard.writeText(text.value);
      said.textContent = t("copied");
    } catch {
      said.textContent = t(text.hidden ? "export_failed" : "copy_failed");
    }
  };
  let wanted = String(contract().defaults.cell.kind);
  const against = selectField(t("compare_with"), (value) => (wanted = value));
  const compare = button(t("compare_add"), () => {
    const { scenario } = context.state;
    const sort = listedCells(i18n.lang).flatMap(({ cells }) => cells).find(({ value }) => value === wanted);
    if (!sort) return;
    const variant = variantOfSort(scenario, { ...sort, hiddenSize: layerAt(scenario.cell, shownLayer()).hidden });
    context.edit((s) => addVariants(s, [variant]));
    context.app.actions.openLab("compare");
  });
  const node = el("details", { class: "more" }, el("summary", null, t("cell_elsewhere")),
    el("div", { class: "tools" }, button(t("export_torch"), () => void copy("torch")), button(t("export_latex"), () => void copy("latex")), said),
    text,
    el("div", { class: "field-row" }, against.node, compare));
  return {
    node,
    /** @param {Scenario} scenario @param {number} layer */
    update(scenario, layer) {
      const own = listedAs(layerAt(scenario.cell, layer), i18n.lang)?.value;
      const options = listedCells(i18n.lang).flatMap(({ cells }) => cells).filter(({ value }) => value !== own);
      if (!options.some(({ value }) => value === wanted)) wanted = options[0].value;
      against.update(options.map(({ value, title }) => ({ value, text: title })), wanted);
      compare.disabled = scenario.comparison.length >= context.limit("variants");
    },
  };
}
