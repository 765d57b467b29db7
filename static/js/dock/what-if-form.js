/**
 * The form that adds a what-if.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("../types.js").Intervention} Intervention
 * @typedef {import("../types.js").State} State
 */

import { el } from "../base/dom.js";
import { addIntervention, interventionTargets, lanes, stepCount } from "../scenario/edits.js";
import { button, messageFor } from "./field.js";
import { interventionFields } from "./what-if-fields.js";

/** @param {Context} context */
export function interventionForm(context) {
  const { t } = context;
  /** @type {Intervention} */
  let draft = { layer: 0, direction: "forward", target: "f", unit: null, from: 0, to: 0, value: 1 };
  const fields = interventionFields(context, (patch) => {
    draft = { ...draft, ...patch };
  });
  const add = button(t("hold_add"), () => submit(context, draft, message), { class: "dock-button primary" });
  const message = messageFor(add);
  const node = el("details", { class: "more" }, el("summary", null, t("what_if_add")), fields.node, el("div", { class: "tools" }, add), message.node);
  let wasOpen = false;
  return {
    node,
    /** @param {Readonly<State>} state */
    update(state) {
      const { layer, direction, t: step } = state.view;
      if (!wasOpen && !node.open) draft = { ...draft, from: step, to: step, layer, direction };
      wasOpen = node.open;
      draft = fitted(draft, state.scenario);
      fields.update(draft, state);
    },
  };
}

/** A draft that the cell and the steps can have. @param {Intervention} draft @param {State["scenario"]} scenario @returns {Intervention} */
function fitted(draft, { cell, sequence }) {
  const targets = interventionTargets(cell.kind);
  const places = lanes(cell);
  const last = stepCount(sequence) - 1;
  const place = places.find(({ layer, direction }) => layer === draft.layer && direction === draft.direction) ?? places[0];
  return {
    ...draft,
    ...place,
    target: targets.includes(draft.target) ? draft.target : targets[0],
    unit: draft.unit === null || draft.unit === undefined ? null : Math.min(draft.unit, cell.hidden_size - 1),
    from: Math.min(draft.from, last),
    to: Math.min(draft.to, last),
  };
}

/**
 * @param {Context} context
 * @param {Intervention} draft
 * @param {{show: (text: string|null) => void}} message
 */
function submit(context, draft, message) {
  const isFull = context.state.scenario.interventions.length >= context.limit("interventions");
  const problem = draft.from > draft.to ? context.t("hold_order") : isFull ? context.t("hold_full") : null;
  message.show(problem);
  if (problem) return;
  const { unit, ...rest } = draft;
  context.edit((s) => addIntervention(s, { ...rest, ...(unit !== null && { unit }) }));
}
