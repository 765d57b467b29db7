/**
 * A generator as the sequence: which, how many steps, its seed and its parameters.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("../types.js").GeneratedSequence} GeneratedSequence
 * @typedef {import("../scenario/contract.js").GeneratorParameter} Parameter
 */

import { el } from "../base/dom.js";
import { gestureKey } from "../hands/gesture.js";
import { defaultGenerator, generatorParameters, generators, setGenerator, stepCount } from "../scenario/edits.js";
import { sizeGesture, whenChanged } from "./context.js";
import { button, selectField } from "./field.js";
import { NumberField } from "./number-field.js";

const LEAST_STEPS = 20;
const SEEDS = 1_000_000;

/** A seed short enough to read out. */
export const rolledSeed = () => Math.floor(Math.random() * SEEDS);

/** @param {Context} context @param {() => void} open */
export function generatorEditor(context, open) {
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
