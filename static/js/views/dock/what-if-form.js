/**
 * The form that adds a what-if.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("../../types.js").Direction} Direction
 * @typedef {import("../../types.js").State} State
 */

import { el } from "../../dom.js";
import { addIntervention, interventionTargets, lanes, stepCount } from "../../scenario-edits.js";
import { button, messageFor, selectField } from "./field.js";
import { NumberField } from "./number-field.js";

/** @param {Context} context */
export function interventionForm(context) {
  const { t, i18n } = context;
  const draft = { target: "f", lane: "0 forward", unit: /** @type {number|null} */ (null), from: 0, to: 0, value: 1 };
  const target = selectField(t("hold"), (value) => (draft.target = value));
  const lane = selectField(t("hold_in"), (value) => (draft.lane = value));
  const unit = new NumberField({ label: t("hold_unit"), i18n, min: 0, isInteger: true, isOptional: true, placeholder: t("all"), onChange: (value) => (draft.unit = value) });
  const value = new NumberField({ label: t("hold_value"), i18n, onChange: (next) => (draft.value = next ?? 0) });
  const from = new NumberField({ label: t("hold_from"), i18n, min: 0, isInteger: true, onChange: (next) => (draft.from = next ?? 0) });
  const to = new NumberField({ label: t("hold_to"), i18n, min: 0, isInteger: true, onChange: (next) => (draft.to = next ?? 0) });
  const add = button(t("hold_add"), () => submit(context, draft, message), { class: "dock-button primary" });
  const message = messageFor(add);
  const node = el("details", { class: "more" },
    el("summary", null, t("what_if_add")),
    el("div", { class: "field-row" }, target.node, value.node),
    lane.node,
    el("div", { class: "field-row" }, unit.node, from.node, to.node),
    el("div", { class: "tools" }, add),
    message.node);
  let wasOpen = false;
  return {
    node,
    /** @param {Readonly<State>} state */
    update({ scenario: { cell, sequence }, view }) {
      const targets = interventionTargets(cell.kind);
      const places = lanes(cell).map(({ layer, direction }) => ({ value: `${layer} ${direction}`, text: t(cell.bidirectional ? `lane_${direction}` : "lane", { layer }) }));
      const last = stepCount(sequence) - 1;
      if (!wasOpen && !node.open) Object.assign(draft, { from: view.t, to: view.t, lane: `${view.layer} ${view.direction}` });
      wasOpen = node.open;
      if (!targets.includes(draft.target)) draft.target = targets[0];
      if (!places.some((place) => place.value === draft.lane)) draft.lane = places[0].value;
      if (draft.unit !== null) draft.unit = Math.min(draft.unit, cell.hidden_size - 1);
      draft.from = Math.min(draft.from, last);
      draft.to = Math.min(draft.to, last);
      target.update(targets.map((name) => ({ value: name, text: t(`target_${name}`) })), draft.target);
      lane.update(places, draft.lane);
      lane.node.hidden = places.length === 1;
      unit.update(draft.unit, { max: cell.hidden_size - 1 });
      unit.node.hidden = cell.hidden_size === 1;
      value.update(draft.value);
      from.update(draft.from, { max: last });
      to.update(draft.to, { max: last });
    },
  };
}

/**
 * @param {Context} context
 * @param {{target: string, lane: string, unit: number|null, from: number, to: number, value: number}} draft
 * @param {{show: (text: string|null) => void}} message
 */
function submit(context, draft, message) {
  const isFull = context.state.scenario.interventions.length >= context.limit("interventions");
  const problem = draft.from > draft.to ? context.t("hold_order") : isFull ? context.t("hold_full") : null;
  message.show(problem);
  if (problem) return;
  const { lane, unit, ...rest } = draft;
  const [layer, direction] = lane.split(" ");
  const place = { layer: Number(layer), direction: /** @type {Direction} */ (direction) };
  context.edit((s) => addIntervention(s, { ...place, ...rest, ...(unit !== null && { unit }) }));
}
