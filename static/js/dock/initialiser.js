/**
 * Where the weights come from: given numbers, or an initialiser with its seed and options.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").InitialisedWeights} InitialisedWeights
 */

import { el } from "../base/dom.js";
import { gestureKey } from "../hands/gesture.js";
import { clearEdits, countEdits, hasTensors, setInitialiser } from "../scenario/edits.js";
import { button, selectField } from "./field.js";
import { NumberField } from "./number-field.js";
import { rolledSeed } from "./sequence-generator.js";

const INITIALISERS = ["pytorch", "xavier", "orthogonal", "zeros"];

/** @param {Context} context @param {() => void} open */
export function initialiserEditor(context, open) {
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
      name.update([...given, ...INITIALISERS.map((value) => ({ value, text: t(`init_${value}`) }))], isGiven ? "" : weights.init);
      options.hidden = isGiven;
      const count = countEdits(scenario);
      clear.hidden = count === 0;
      edited.textContent = t("edited", { count });
      if (isGiven) return;
      seed.update(weights.seed ?? 0);
      gain.update(weights.gain ?? null);
      forget.update(weights.forget_bias ?? null);
      forget.node.hidden = cell.kind !== "lstm" || !cell.bias;
      seed.node.hidden = roll.hidden = weights.init === "zeros";
    },
  };
}
