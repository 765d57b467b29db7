/**
 * The Sequence part: the values the network reads, a text, or a generator.
 *
 * All three ways stay in sight. Values can be edited only where they are what the scenario says;
 * a text's or a generator's can be looked at and turned into values.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("./context.js").Part} Part
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").GeneratedSequence} GeneratedSequence
 * @typedef {import("../scenario/contract.js").GeneratorParameter} Parameter
 */

import { el } from "../base/dom.js";
import { gestureKey } from "../hands/gesture.js";
import {
  alphabetOf, characters, defaultGenerator, generatorParameters, generators, setGenerator, setText, stepCount,
} from "../scenario/edits.js";
import { sizeGesture, whenChanged } from "./context.js";
import { button, checkField, labelled, messageFor, Section, selectField } from "./field.js";
import { NumberField } from "./number-field.js";
import { drawingEditor } from "./sequence-draw.js";
import { valueEditor } from "./sequence-grid.js";

/** @param {Context} context @returns {Part} */
export function sequencePart(context) {
  const section = new Section("sequence", context.t("sequence"), true);
  const open = () => section.open();
  const values = valueEditor(context, open);
  const drawing = drawingEditor(context);
  const text = textEditor(context, open);
  const generator = generatorEditor(context, open);
  context.errors.registerField(["sequence"], section, open);
  const sources = el("div", { class: "sources" }, text.node, generator.node);
  section.body.append(values.node, el("div", { class: "folds" }, drawing.node, values.table), sources, text.settings, generator.settings);
  const summarise = whenChanged(({ scenario }) => [scenario.sequence], ({ scenario: { sequence } }) => {
    section.aside.textContent = context.t(`sequence_summary_${kindOf(sequence)}`, { steps: stepCount(sequence) });
  });
  return {
    section,
    update(state) {
      for (const update of [summarise, values.update, drawing.update, text.update, generator.update]) update(state);
    },
    dispose() {
      values.dispose();
      drawing.dispose();
    },
  };
}

/** @param {State["scenario"]["sequence"]} sequence */
function kindOf(sequence) {
  if ("values" in sequence) return "values";
  return "text" in sequence ? "text" : "generator";
}

// A text as the sequence, and its alphabet.

/** @param {Context} context @param {() => void} open */
function textEditor(context, open) {
  const { t, errors } = context;
  const text = textField(t("text_placeholder"));
  const alphabet = textField("");
  const edit = sizeGesture(context);
  /** @type {boolean} */
  let isAutomatic = true;
  let merge = "";

  const apply = () => {
    const problem = checkText(context, text.input.value, isAutomatic ? "" : alphabet.input.value);
    text.message.show(problem);
    if (problem) return;
    const chosen = isAutomatic ? null : alphabet.input.value;
    edit((s) => setText(s, text.input.value, chosen), merge);
  };
  const automatic = checkField(t("alphabet_auto"), (isOn) => {
    isAutomatic = isOn;
    merge = gestureKey("alphabet");
    apply();
  });
  for (const field of [text, alphabet]) {
    field.input.addEventListener("focus", () => (merge = gestureKey("text")));
    field.input.addEventListener("keydown", (event) => event.key === "Enter" && field.input.blur());
  }
  text.input.addEventListener("input", () => text.input.value !== "" && apply());
  text.input.addEventListener("blur", () => leaveText(context, text));
  alphabet.input.addEventListener("change", () => {
    isAutomatic = false;
    apply();
  });
  errors.registerField(["sequence", "text"], text, open);
  errors.registerField(["sequence", "alphabet"], alphabet, open);
  const alphabetRow = el("div", { class: "alphabet-row" }, labelled(t("alphabet"), alphabet.input, alphabet.message.node), automatic.node);
  return {
    node: labelled(t("text_sequence"), text.input, text.message.node),
    settings: alphabetRow,
    update: whenChanged(({ scenario }) => [scenario.sequence], ({ scenario: { sequence } }) => {
      const isText = "text" in sequence;
      alphabetRow.hidden = !isText;
      show(text.input, isText ? sequence.text : "");
      show(alphabet.input, isText ? sequence.alphabet : "");
      if (isText && document.activeElement !== alphabet.input) isAutomatic = sequence.alphabet === alphabetOf(sequence.text);
      automatic.update(isAutomatic);
    }),
  };
}

/** @param {string} placeholder */
function textField(placeholder) {
  const input = el("input", { type: "text", class: "dock-text mono", autocomplete: "off", spellcheck: "false", placeholder });
  const message = messageFor(input);
  return { input, message, showError: message.show };
}

/** What is being typed stays. @param {HTMLInputElement} input @param {string} value */
function show(input, value) {
  if (document.activeElement !== input && input.value !== value) input.value = value;
}

/** A text cannot be empty, so an emptied box goes back to what runs. @param {Context} context @param {ReturnType<typeof textField>} text */
function leaveText({ state }, text) {
  const { sequence } = state.scenario;
  if (text.input.value === "" && "text" in sequence) text.input.value = sequence.text;
  if (text.input.value === "") text.message.show(null);
}

/** @param {Context} context @param {string} text @param {string} alphabet @returns {string|null} */
function checkText(context, text, alphabet) {
  const steps = context.limit("steps");
  const size = context.limit("input_size");
  if (text === "") return context.t("text_empty");
  if (characters(text).length > steps) return context.t("text_too_long", { steps });
  return new Set(characters(text + alphabet)).size > size ? context.t("alphabet_too_large", { size }) : null;
}

// A generator as the sequence: which, how many steps, its seed and its parameters.

const LEAST_STEPS = 20;
const SEEDS = 1_000_000;

/** A seed short enough to read out. */
export const rolledSeed = () => Math.floor(Math.random() * SEEDS);

/** @param {Context} context @param {() => void} open */
function generatorEditor(context, open) {
  const { t, errors } = context;
  const edit = sizeGesture(context);
  /** @param {Partial<GeneratedSequence>} patch @param {string} merge */
  const change = (patch, merge) =>
    edit((s) => ("generator" in s.sequence ? setGenerator(s, { ...s.sequence, ...patch }) : s), merge);
  const select = selectField(t("generator"), (name) => choose(context, name));
  const steps = new NumberField({
    label: t("generator_steps"), i18n: context.i18n, min: 1, max: context.limit("steps"), isInteger: true,
    onChange: (value, merge) => change({ steps: Number(value) }, merge),
  });
  const seed = new NumberField({
    label: t("seed"), name: t("generator_seed"), i18n: context.i18n, min: 0, max: context.limit("seed"), isInteger: true,
    onChange: (value, merge) => change({ seed: Number(value) }, merge),
  });
  const roll = button("⚄", () => change({ seed: rolledSeed() }, gestureKey("roll")), {
    class: "dock-button icon", "aria-label": t("generator_reroll"), title: t("generator_reroll"),
  });
  const seedRow = el("div", { class: "seed" }, seed.node, roll);
  const parameters = parameterFields(context, change, open);
  const settings = el("div", { class: "settings" }, el("div", { class: "field-row" }, steps.node, seedRow), parameters.node);
  errors.registerField(["sequence", "generator"], select, open);
  errors.registerField(["sequence", "steps"], steps, open);
  errors.registerField(["sequence", "seed"], seed, open);
  return {
    node: select.node,
    settings,
    update: whenChanged(({ scenario }) => [scenario.sequence], ({ scenario: { sequence } }) => {
      const isGenerated = "generator" in sequence;
      settings.hidden = !isGenerated;
      const none = isGenerated ? [] : [{ value: "", text: t("generator_none") }];
      const options = Object.keys(generators()).map((value) => ({ value, text: t(`generator_${value}`) }));
      select.update([...none, ...options], isGenerated ? sequence.generator : "");
      if (!isGenerated) return;
      steps.update(sequence.steps);
      seed.update(sequence.seed ?? 0);
      seedRow.hidden = !generators()[sequence.generator]?.is_random;
      parameters.update(sequence);
    }),
  };
}

/** @param {Context} context @param {string} name */
function choose(context, name) {
  const steps = Math.max(LEAST_STEPS, stepCount(context.state.scenario.sequence));
  context.edit((s) => setGenerator(s, defaultGenerator(name, Math.min(steps, context.limit("steps")))));
}

/**
 * @param {Context} context
 * @param {(patch: Record<string, any>, merge: string) => void} change
 * @param {() => void} open
 */
function parameterFields(context, change, open) {
  const node = el("div", { class: "parameters" });
  /** @type {Map<string, (value: any) => void>} */
  let fields = new Map();
  let shown = "";
  /** @type {Map<string, {showError: (text: string|null) => void}>} */
  const known = new Map();
  const names = new Set(Object.keys(generators()).flatMap((name) => generatorParameters(name).map((p) => p.name)));
  for (const name of names) {
    const showError = (/** @type {string|null} */ text) => known.get(name)?.showError(text);
    context.errors.registerField(["sequence", name], { showError }, open);
  }
  return {
    node,
    /** @param {GeneratedSequence} sequence */
    update(sequence) {
      if (sequence.generator !== shown) {
        shown = sequence.generator;
        known.clear();
        const made = generatorParameters(shown).map((parameter) => ({ parameter, ...parameterField(context, parameter, change) }));
        for (const { parameter, field } of made) known.set(parameter.name, field);
        fields = new Map(made.map(({ parameter, update }) => [parameter.name, update]));
        node.replaceChildren(...made.map((one) => one.node));
      }
      for (const { name, initial } of generatorParameters(shown)) fields.get(name)?.(sequence[name] ?? initial);
    },
  };
}

/** @param {Context} context @param {Parameter} parameter @param {(patch: Record<string, any>, merge: string) => void} change */
function parameterField(context, parameter, change) {
  const { name, choices, min, max, step, least, most, is_integer: isInteger } = parameter;
  const label = context.t(`parameter_${name}`);
  if (choices) {
    const field = selectField(label, (value) => change({ [name]: value }, gestureKey("choice")));
    const options = choices.map((value) => ({ value, text: context.t(`choice_${value}`) }));
    return { node: field.node, field, update: (/** @type {string} */ value) => field.update(options, value) };
  }
  const bounds = { min: least ?? undefined, max: most ?? undefined, step, isInteger };
  const field = new NumberField({ label, i18n: context.i18n, ...bounds, onChange: (value, merge) => change({ [name]: value }, merge) });
  const slider = el("input", { type: "range", class: "slider", min, max, step, "aria-label": context.t("slider", { name: label }) });
  let merge = "";
  slider.addEventListener("pointerdown", () => (merge = gestureKey("slide")));
  slider.addEventListener("focus", () => (merge = gestureKey("slide")));
  slider.addEventListener("input", () => change({ [name]: Number(slider.value) }, merge));
  const update = (/** @type {number} */ value) => {
    field.update(value);
    if (document.activeElement !== slider || Number(slider.value) !== value) slider.value = String(value);
  };
  return { node: el("div", { class: "parameter" }, field.node, slider), field, update };
}
