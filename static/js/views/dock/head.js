/**
 * The linear read-out on the top layer.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("../../types.js").Scenario} Scenario
 */

import { el } from "../../dom.js";
import { outputSize, setHead } from "../../scenario-edits.js";
import { button, selectField } from "./field.js";
import { gestureKey } from "./gesture.js";
import { NumberField } from "./number-field.js";
import { rolledSeed } from "./sequence-generator.js";

/** @param {Context} context @param {() => void} open */
export function headEditor(context, open) {
  const { t, errors, i18n } = context;
  /** @param {{output_size?: number, seed?: number}} patch @param {string} merge */
  const change = (patch, merge) => context.edit((s) => setHead(s, { output_size: outputSize(s), seed: s.head?.seed ?? 0, ...patch }), merge);
  const kind = selectField(t("head"), (value) => {
    if (value === "none") context.edit((s) => setHead(s, null));
    if (value === "linear") change({ seed: 0 }, gestureKey("head"));
  });
  const size = new NumberField({
    label: t("head_outputs"), i18n, min: 1, max: context.limit("output_size"), isInteger: true,
    onChange: (value, merge) => change({ output_size: Number(value) }, merge),
  });
  const seed = new NumberField({
    label: t("seed"), name: t("head_seed"), i18n, min: 0, max: context.limit("seed"), isInteger: true,
    onChange: (value, merge) => change({ seed: Number(value) }, merge),
  });
  const roll = button("⚄", () => change({ seed: rolledSeed() }, gestureKey("roll")), {
    class: "dock-button icon", "aria-label": t("head_reroll"), title: t("head_reroll"),
  });
  const settings = el("div", { class: "field-row" }, size.node, el("div", { class: "seed" }, seed.node, roll));
  errors.registerField(["head"], kind, open);
  errors.registerField(["head", "output_size"], size, open);
  errors.registerField(["head", "seed"], seed, open);
  return {
    node: el("div", { class: "head" }, kind.node, settings),
    /** @param {Scenario} scenario */
    update({ head }) {
      const isGiven = Boolean(head?.weight);
      const value = isGiven ? "given" : head ? "linear" : "none";
      const values = isGiven ? ["none", "linear", "given"] : ["none", "linear"];
      kind.update(values.map((name) => ({ value: name, text: t(`head_${name}`) })), value);
      settings.hidden = value !== "linear";
      if (value !== "linear") return;
      size.update(head.output_size);
      seed.update(head.seed ?? 0);
    },
  };
}
