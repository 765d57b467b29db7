/**
 * The Weights part: one block of numbers for each gate, and where the numbers come from.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("./context.js").Part} Part
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").Direction} Direction
 * @typedef {import("../types.js").InitialisedWeights} InitialisedWeights
 * @typedef {import("../scenario/weight-code.js").CodeFormat} CodeFormat
 */

import { el } from "../base/dom.js";
import { gestureKey } from "../hands/gesture.js";
import { contract } from "../scenario/contract.js";
import { clearEdits, countEdits, hasForgetBias, hasTensors, layersOf, setInitialiser } from "../scenario/edits.js";
import { CODE_FORMATS } from "../scenario/weight-code.js";
import { laneChoices, whenChanged } from "./context.js";
import { button, checkField, labelled, messageFor, Section, selectField } from "./field.js";
import { NumberField } from "./number-field.js";
import { rolledSeed } from "./sequence.js";
import { blockSetter, laneCode, pasteCode, WeightBlocks } from "./weight-blocks.js";
import { WeightLane } from "./weight-lane.js";

/** @param {Context} context @returns {Part} */
export function weightsPart(context) {
  const { t, errors } = context;
  const section = new Section("weights", t("weights"), true);
  const open = () => section.open();
  const options = { areAllUnits: false, hasBothBiases: false, isTransposed: false, hasStatistics: false };
  const refresh = () => update(context.state);
  const omitted = el("p", { class: "note", hidden: true }, t("weights_omitted"));
  const picker = lanePicker(context, options, refresh);
  const blocks = new WeightBlocks(context);
  const setter = blockSetter(context, () => blocks.lane);
  const code = codeEditor(context, () => blocks.lane);
  const source = initialiserEditor(context, open);
  errors.register(["weights"], (found) => section.showError(named(found)), open);
  section.body.append(picker.node, omitted, blocks.node, picker.options, el("div", { class: "folds" }, setter.node, code.node), source.node);
  const laneOf = laneReader();
  const update = whenChanged((state) => selection(state, options), (state) => {
    const { unit } = shownPlace(state);
    const lane = laneOf(state);
    omitted.hidden = lane.isKnown || !state.trace?.hasStarted || state.trace.tensors !== null;
    picker.update(state, lane);
    const hasBothBiases = options.hasBothBiases || lane.needsBothBiases;
    blocks.update(lane, { ...options, unit: options.areAllUnits ? null : unit, hasBothBiases });
    setter.update(lane);
    code.update(lane);
    source.update(state);
    section.aside.textContent = sourceName(context, state);
  });
  return { section, update, dispose: () => blocks.dispose() };
}

/** The numbers that are shown; the same object as long as they are the same. */
function laneReader() {
  /** @type {WeightLane|null} */
  let lane = null;
  /** @type {(state: Readonly<State>) => void} */
  const read = whenChanged((state) => {
    const { cell, weights } = state.scenario;
    const { layer, direction } = shownPlace(state);
    return [cell, weights, tensorsOf(state), layersOf(cell), layer, direction];
  }, (state) => {
    const { layer, direction } = shownPlace(state);
    lane = new WeightLane(state.scenario.cell, layer, direction, state.scenario.weights, tensorsOf(state));
  });
  return (/** @type {Readonly<State>} */ state) => {
    read(state);
    return /** @type {WeightLane} */ (lane);
  };
}

/** @typedef {{areAllUnits: boolean, hasBothBiases: boolean, isTransposed: boolean, hasStatistics: boolean}} Options */

/** What the part shows. @param {Readonly<State>} state @param {Options} options */
function selection(state, options) {
  const { layer, direction, unit } = shownPlace(state);
  const { scenario, trace, highlight } = state;
  return [scenario, layersOf(scenario.cell), tensorsOf(state), trace?.hasStarted, highlight, layer, direction, unit, ...Object.values(options)];
}

/** Says which tensor, where the error names one: ["tensors", "weight_ih_l0"]. @param {import("./field.js").Placed[]} found */
function named(found) {
  return found.map(({ rest, msg }) => (rest.length > 1 ? `${rest[1]}: ${msg}` : msg)).join(" ") || null;
}

/** What the server made of an initialiser; of no use where the tensors are given. @param {Readonly<State>} state */
function tensorsOf({ scenario, trace, previous }) {
  if (hasTensors(scenario.weights)) return null;
  return (trace?.hasStarted ? trace.tensors : previous?.tensors) ?? null;
}

/** The view may for a moment name what the edited cell has no more. @param {Readonly<State>} state */
function shownPlace({ scenario: { cell }, view }) {
  const layers = layersOf(cell);
  const layer = layers[Math.min(view.layer, layers.length - 1)];
  return {
    layer: layer.index,
    direction: layer.directions.includes(view.direction) ? view.direction : layer.directions[0],
    unit: Math.min(view.unit, layer.hidden - 1),
  };
}

/** @param {Context} context @param {Readonly<State>} state */
function sourceName({ t }, { scenario: { weights } }) {
  return hasTensors(weights) ? t("weights_given") : t(`init_${weights.init}`);
}

/** @param {Context} context @param {Options} options @param {() => void} refresh */
function lanePicker(context, options, refresh) {
  const { t, app } = context;
  const where = selectField(t("weights_of"), (value) => {
    const [layer, direction] = value.split(" ");
    app.actions.select({ layer: Number(layer), direction: /** @type {Direction} */ (direction) });
  });
  const unit = new NumberField({
    label: t("shown_unit"), i18n: context.i18n, min: 0, isInteger: true,
    onChange: (value) => app.actions.select({ unit: Number(value) }),
  });
  const check = (/** @type {string} */ label, /** @type {keyof Options} */ name) =>
    checkField(t(label), (isOn) => {
      options[name] = isOn;
      refresh();
    });
  const all = check("all_units", "areAllUnits");
  const biases = check("both_biases", "hasBothBiases");
  const transposed = check("transposed", "isTransposed");
  const statistics = check("statistics", "hasStatistics");
  const node = el("div", { class: "lane-picker" }, where.node, unit.node);
  return {
    node,
    options: el("div", { class: "check-row" }, all.node, transposed.node, statistics.node, biases.node),
    /** @param {Readonly<State>} state @param {WeightLane} lane */
    update({ scenario: { cell } }, lane) {
      const { hidden } = lane.own;
      const places = laneChoices(context, cell);
      where.update(places, `${lane.layer} ${lane.direction}`);
      where.node.hidden = places.length === 1;
      unit.update(shownPlace(context.state).unit, { max: hidden - 1 });
      unit.node.hidden = hidden === 1 || options.areAllUnits;
      node.hidden = where.node.hidden && unit.node.hidden;
      all.update(options.areAllUnits, hidden === 1);
      transposed.update(options.isTransposed, !lane.isKnown);
      statistics.update(options.hasStatistics, !lane.isKnown);
      biases.update(options.hasBothBiases, !lane.hasBothBiases || lane.needsBothBiases);
    },
  };
}

// Where the weights come from: given numbers, or an initialiser with its seed and options.

/** @param {Context} context @param {() => void} open */
function initialiserEditor(context, open) {
  const { t, errors, i18n } = context;
  /** @param {Partial<InitialisedWeights>} patch @param {string} merge */
  const change = (patch, merge) => context.edit((s) => setInitialiser(s, patch), merge);
  const name = selectField(t("initialiser"), (init) => init !== "" && change({ init }, gestureKey("init")));
  const seed = new NumberField({
    label: t("seed"), name: t("weights_seed"), i18n, min: 0, max: context.limit("seed"), isInteger: true,
    onChange: (value, merge) => change({ seed: Number(value) }, merge),
  });
  const forget = new NumberField({
    label: t("forget_bias"), i18n, isOptional: true, placeholder: "–",
    onChange: (value, merge) => change({ forget_bias: value }, merge),
  });
  const gain = new NumberField({
    label: t("gain"), i18n, isOptional: true, placeholder: "1", step: 0.1,
    onChange: (value, merge) => change({ gain: value }, merge),
  });
  const roll = button("⚄", () => change({ seed: rolledSeed() }, gestureKey("roll")), {
    class: "dock-button icon", "aria-label": t("reroll"), title: t("reroll"),
  });
  const edited = el("span");
  const clear = el("div", { class: "tools" }, edited, button(t("clear_edits"), () => context.edit(clearEdits), { class: "link-button" }));
  const options = el("div", { class: "field-row" }, el("div", { class: "seed" }, seed.node, roll), gain.node, forget.node);
  errors.registerField(["weights", "init"], name, open);
  errors.registerField(["weights", "seed"], seed, open);
  errors.registerField(["weights", "gain"], gain, open);
  errors.registerField(["weights", "forget_bias"], forget, open);
  return {
    node: el("div", { class: "initialiser" }, name.node, options, clear),
    /** @param {Readonly<State>} state */
    update({ scenario }) {
      const { weights, cell } = scenario;
      const isGiven = hasTensors(weights);
      const given = isGiven ? [{ value: "", text: t("weights_given") }] : [];
      name.update([...given, ...contract().choices.initialisers.map((value) => ({ value, text: t(`init_${value}`) }))], isGiven ? "" : weights.init);
      options.hidden = isGiven;
      const count = countEdits(scenario);
      clear.hidden = count === 0;
      edited.textContent = t("edited", { count });
      if (isGiven) return;
      seed.update(weights.seed ?? 0);
      gain.update(weights.gain ?? null);
      forget.update(weights.forget_bias ?? null);
      forget.node.hidden = !hasForgetBias(cell);
      seed.node.hidden = roll.hidden = weights.init === "zeros";
    },
  };
}

// Weights as code: shown, copied, changed and taken back.

/** The choice of whole tensors in place of one gate. */
const ALL = "all";

/** @param {Context} context @param {() => WeightLane|null} shownLane */
function codeEditor(context, shownLane) {
  const { t } = context;
  let block = ALL;
  /** @type {CodeFormat} */
  let format = "numpy";
  let isOwn = false;
  /** @type {WeightLane|null} */
  let shown = null;
  const chosen = () => (block === ALL ? null : block);
  const area = el("textarea", { class: "dock-text mono code", rows: 6, spellcheck: "false", wrap: "off" });
  const message = messageFor(area);
  const said = el("span", { class: "hint", role: "status" });
  const write = () => {
    const lane = shownLane();
    if (!lane || !node.open || isOwn) return;
    area.value = laneCode(lane, chosen(), format);
  };
  const rewrite = () => {
    isOwn = false;
    message.show(null);
    said.textContent = "";
    write();
  };
  const blocks = selectField(t("set_block"), (value) => {
    block = value;
    rewrite();
  });
  const formats = selectField(t("code_format"), (value) => {
    format = /** @type {CodeFormat} */ (value);
    rewrite();
  });
  const use = () => {
    const lane = shownLane();
    const problem = lane && pasteCode(context, lane, chosen(), area.value);
    message.show(problem);
    said.textContent = problem ? "" : t("code_used");
    isOwn = Boolean(problem);
  };
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(area.value);
      said.textContent = t("copied");
    } catch {
      said.textContent = t("copy_failed");
    }
  };
  area.addEventListener("input", () => {
    isOwn = true;
    said.textContent = "";
  });
  const node = el("details", { class: "more" },
    el("summary", null, t("code")),
    el("div", { class: "field-row" }, blocks.node, formats.node),
    labelled(t("code_label"), area, message.node),
    el("div", { class: "tools" }, button(t("code_copy"), () => void copy()), button(t("code_use"), use), button(t("code_reset"), rewrite, { class: "link-button" }), said));
  node.addEventListener("toggle", write);
  return {
    node,
    /** @param {WeightLane} lane */
    update(lane) {
      if (lane === shown) return;
      shown = lane;
      node.hidden = !lane.isKnown;
      if (block !== ALL && !lane.blocks.includes(block)) block = ALL;
      blocks.update([{ value: ALL, text: t("code_all") }, ...lane.blocks.map((name) => ({ value: name, text: `${name} ${t(`block_${name}`)}` }))], block);
      formats.update(CODE_FORMATS.map((name) => ({ value: name, text: t(`code_${name}`) })), format);
      write();
    },
  };
}
