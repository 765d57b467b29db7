/**
 * The Model part: which cell, its sizes, options and activations, of all layers alike or of each.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("./context.js").Part} Part
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../scenario/shapes.js").Layer} Layer
 */

import { el } from "../base/dom.js";
import { cellTitle, choiceTitle, listedAs, listedCells } from "../scenario/cell-title.js";
import { contract } from "../scenario/contract.js";
import { chosenCell } from "../scenario/cell.js";
import {
  hasTensors, layerAt, layersOf, setActivations, setCell, setLayer, setLayerCount, setLayersDiffer, widthRange,
} from "../scenario/edits.js";
import { equationsOf, hasOption, isOwn, learnForm } from "../scenario/forms.js";
import { checkCell } from "../wire/cells.js";
import { cellExport } from "./cell-export.js";
import { CellPicker } from "./cell-picker.js";
import { sizeGesture, whenChanged } from "./context.js";
import { checkField, Section, selectField } from "./field.js";
import { initialStates } from "./initial-states.js";
import { NumberField } from "./number-field.js";
import { OwnCell } from "./own-cell.js";

/** @param {Context} context @returns {Part} */
export function modelPart(context) {
  const { t, errors, i18n } = context;
  const section = new Section("model", t("model"), true);
  const open = () => section.open();
  const shown = () => shownLayer(context.state);
  const note = el("p", { class: "note", role: "status", hidden: true });
  const kind = new CellPicker(t("cell"), t("cell_none"), (value) => void choose(context, value, shown(), note));
  const card = el("p", { class: "cell-card" });
  const layer = selectField(t("layer_shown"), (value) => context.app.actions.select({ layer: Number(value) }));
  const own = new OwnCell(context);
  const sizes = sizeFields(context, shown);
  const options = optionFields(context, shown);
  const more = moreFields(context, shown);
  const start = initialStates(context, open);
  const elsewhere = cellExport(context, shown);

  errors.registerField(["cell"], section, open);
  errors.registerField(["cell", "kind"], kind, open);
  errors.register(["cell", "equations"], (found) => own.showRefused(found[0]?.ctx ?? null, found[0]?.msg ?? ""), open);
  errors.register(["cell", "layers"], (found) => showLayerError(context, section, own, found), open);
  for (const { name, field } of sizes.fields) errors.registerField(["cell", name], field, open);
  section.body.append(
    el("div", { class: "cell-row" }, kind.node, layer.node),
    card,
    own.node,
    el("div", { class: "field-row" }, sizes.fields.map(({ field }) => field.node)),
    options.node,
    note,
    el("div", { class: "folds" }, more.node, start.node, elsewhere.node),
  );

  const update = (/** @type {Readonly<import("../types.js").State>} */ { scenario }) => {
    const { cell } = scenario;
    const at = shown();
    const present = layerAt(cell, at);
    section.aside.textContent = t("model_summary", { kind: cellTitle(cell, i18n), input: cell.input_size, hidden: present.hidden });
    kind.update(choices(context), listedAs(present, i18n.lang)?.value ?? present.kind);
    showCard(card, present, i18n);
    layer.node.hidden = !cell.layers;
    layer.update(layersOf(cell).map(({ index }) => ({ value: String(index), text: t("layer_numbered", { layer: index }) })), String(at));
    own.update(scenario, at);
    sizes.update(scenario, present);
    options.update(cell, present);
    more.update(cell, present);
    start.update(scenario);
    elsewhere.update(scenario, at);
    if (choiceTitle(present, i18n) !== note.dataset.of) note.hidden = true;
  };
  return {
    section,
    update: whenChanged((state) => [state.scenario, layersOf(state.scenario.cell), shownLayer(state)], update),
    dispose: () => {
      start.dispose();
      own.dispose();
    },
  };
}

/** The layer whose choices are shown: all alike are those of the first. @param {Readonly<import("../types.js").State>} state */
function shownLayer({ scenario: { cell }, view }) {
  return cell.layers ? Math.min(view.layer, cell.layers.length - 1) : 0;
}

/** The catalogue, and equations of one's own behind it. @param {Context} context */
function choices({ t, i18n }) {
  const own = { value: contract().own_kind, title: t("own_equations"), sentence: t("own_equations_sentence"), source: "" };
  return [...listedCells(i18n.lang), { title: t("own_group"), cells: [own] }];
}

/** @param {HTMLElement} card @param {Layer} layer @param {import("../base/i18n.js").I18n} i18n */
function showCard(card, layer, { lang }) {
  const entry = listedAs(layer, lang);
  card.hidden = !entry;
  card.replaceChildren(...(entry ? [el("span", null, entry.sentence), " ", el("span", { class: "cell-source" }, entry.source)] : []));
}

/**
 * One's own equations begin as those of the present cell; the server is asked what it would be, so
 * that its weights find their places.
 * @param {Context} context @param {string} value @param {number} layer @param {HTMLElement} note
 */
async function choose(context, value, layer, note) {
  const { scenario } = context.state;
  const present = layerAt(scenario.cell, layer);
  const entry = listedCells(context.i18n.lang).flatMap(({ cells }) => cells).find((one) => one.value === value);
  const patch = entry ? chosenCell(entry.kind, entry.preset, present.hidden) : { kind: value, equations: equationsOf(present), peephole: false, proj_size: null };
  if (!entry) await learn(String(patch.equations));
  const had = hasTensors(scenario.weights) || Object.keys(scenario.weights.edits ?? {}).length > 0;
  context.edit((s) => setLayer(s, layer, patch));
  const { weights } = context.state.scenario;
  const isReplaced = had && (hasTensors(scenario.weights) ? !hasTensors(weights) : JSON.stringify(weights) !== JSON.stringify(scenario.weights));
  note.textContent = context.t("kind_note");
  note.dataset.of = choiceTitle(layerAt(context.state.scenario.cell, layer), context.i18n);
  note.hidden = !isReplaced;
}

/** @param {string} equations */
async function learn(equations) {
  try {
    const { form } = await checkCell({ equations });
    if (form) learnForm(equations, form);
  } catch {
    // The run says that the server is out of reach; the editor asks again.
  }
}

/** @param {Context} context @param {Section} section @param {OwnCell} own @param {import("./field.js").Placed[]} found */
function showLayerError({ t }, section, own, found) {
  const equations = found.find(({ ctx }) => ctx);
  own.showRefused(equations?.ctx ?? null, "");
  const text = found.filter((one) => one !== equations).map(({ rest, msg }) => (rest.length > 0 ? t("layer_error", { layer: Number(rest[0]), text: msg }) : msg)).join(" ");
  section.showError(text || null);
}

// Sizes.

/** @param {Context} context @param {() => number} shown */
function sizeFields(context, shown) {
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
function optionFields(context, shown) {
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
function moreFields(context, shown) {
  const { t, errors, i18n } = context;
  const { choices: known, language } = contract();
  const node = el("details", { class: "more" }, el("summary", null, t("activations")));
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
      merge.update(known.merges.map((value) => ({ value, text: t(`merge_${value}`) })), present.merge);
      merge.node.hidden = present.directions.length === 1;
      clip.update(cell.clip ?? null);
    },
  };
}
