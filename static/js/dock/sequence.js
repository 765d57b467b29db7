/**
 * The Sequence part: the values the network reads, a text, or a generator.
 *
 * All three ways stay in sight. Values can be edited only where they are what the scenario says;
 * a text's or a generator's can be looked at and turned into values.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("./context.js").Part} Part
 * @typedef {import("../types.js").State} State
 */

import { el } from "../base/dom.js";
import { stepCount } from "../scenario/edits.js";
import { whenChanged } from "./context.js";
import { Section } from "./section.js";
import { drawingEditor } from "./sequence-draw.js";
import { generatorEditor } from "./sequence-generator.js";
import { valueEditor } from "./sequence-grid.js";
import { textEditor } from "./sequence-text.js";

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
