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
import { gestureKey } from "../hands/gesture.js";
import { stepCount, alphabetOf, characters, setText } from "../scenario/edits.js";
import { whenChanged, sizeGesture } from "./context.js";
import { checkField, labelled, messageFor, Section } from "./field.js";
import { drawingEditor } from "./sequence-draw.js";
import { generatorEditor } from "./sequence-generator.js";
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
