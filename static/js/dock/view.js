/**
 * The scenario dock: Model, Sequence, Weights, Loss, What-if and what the scenario says about itself.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("./context.js").Part} Part
 */

import { el } from "../base/dom.js";
import { aboutPart } from "./about.js";
import { Context } from "./context.js";
import { FieldErrors, claims } from "./field-errors.js";
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
  update(store.state);
  return {
    lang: store.state.view.lang,
    update,
    dispose: () => parts.forEach((part) => part.dispose?.()),
  };
}
