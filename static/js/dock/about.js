/**
 * The title and the notes of a scenario, as plain text.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("./context.js").Part} Part
 */

import { el } from "../base/dom.js";
import { gestureKey } from "../hands/gesture.js";
import { setAbout } from "../scenario/edits.js";
import { whenChanged } from "./context.js";
import { labelled, messageFor } from "./field.js";
import { Section } from "./section.js";

/** @param {Context} context @returns {Part} */
export function aboutPart(context) {
  const { t } = context;
  const section = new Section("about", t("about"), false);
  const open = () => section.open();
  const title = textEditor(context, "title", el("input", { type: "text", class: "dock-text", autocomplete: "off" }), open);
  const notes = textEditor(context, "notes", el("textarea", { class: "dock-text", rows: 4 }), open);
  section.body.append(title.node, notes.node);
  return {
    section,
    update: whenChanged(({ scenario }) => [scenario.title, scenario.notes], ({ scenario }) => {
      section.aside.textContent = scenario.title;
      title.update(scenario.title);
      notes.update(scenario.notes);
    }),
  };
}

/** @param {Context} context @param {"title"|"notes"} name @param {HTMLInputElement|HTMLTextAreaElement} input @param {() => void} open */
function textEditor(context, name, input, open) {
  const message = messageFor(input);
  let merge = "";
  input.maxLength = context.limit(name, 10_000);
  input.addEventListener("focus", () => (merge = gestureKey(name)));
  input.addEventListener("change", () => context.edit((s) => setAbout(s, { [name]: input.value }), merge));
  context.errors.registerField([name], { showError: message.show }, open);
  return {
    node: labelled(context.t(`about_${name}`), input, message.node),
    /** @param {string} value */
    update(value) {
      if (document.activeElement !== input && input.value !== value) input.value = value;
    },
  };
}
