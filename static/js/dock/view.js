/**
 * The scenario dock: Model, Sequence, Weights, Loss, What-if and what the scenario says about itself.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("./context.js").Part} Part
 */

import { el } from "../base/dom.js";
import { gestureKey } from "../hands/gesture.js";
import { setAbout } from "../scenario/edits.js";
import { Context, whenChanged } from "./context.js";
import { claims, FieldErrors, labelled, messageFor, Section } from "./field.js";
import { lossPart } from "./loss.js";
import { modelPart } from "./model.js";
import { sequencePart } from "./sequence.js";
import { weightsPart } from "./weights.js";
import { whatIfPart } from "./what-if.js";

export { claims };

const PARTS = [modelPart, sequencePart, weightsPart, lossPart, whatIfPart, aboutPart];

/**
 * @param {HTMLElement} root
 * @param {App} app
 * @returns {() => void} dispose
 */
export function mount(root, app) {
  let dock = build(root, app);
  const unsubscribe = app.store.subscribe((state) => {
    if (state.view.lang !== dock.lang) {
      dock.dispose();
      dock = build(root, app);
    } else dock.update(state);
  });
  return () => {
    unsubscribe();
    dock.dispose();
    root.replaceChildren();
  };
}

/** Builds everything in the present language. @param {HTMLElement} root @param {App} app */
function build(root, app) {
  const { store } = app;
  const errors = new FieldErrors();
  const context = new Context(app, errors);
  const parts = PARTS.map((make) => make(context));
  root.replaceChildren(el("div", { class: "dock" }, parts.map(({ section }) => section.node)));
  let shownErrors = /** @type {object|null} */ (null);
  /** @param {typeof store.state} state */
  const update = (state) => {
    for (const part of parts) part.update(state);
    if (state.run.errors !== shownErrors) errors.update(state.run.errors);
    shownErrors = state.run.errors;
  };
  context.refresh = () => update(store.state);
  update(store.state);
  return {
    lang: store.state.view.lang,
    update,
    dispose: () => parts.forEach((part) => part.dispose?.()),
  };
}

// The title and the notes of a scenario, as plain text.

/** @param {Context} context @returns {Part} */
function aboutPart(context) {
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
  input.maxLength = context.limit(name);
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
