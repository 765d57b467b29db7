/**
 * The form that adds a what-if.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("../types.js").Intervention} Intervention
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").Direction} Direction
 */

import { el } from "../base/dom.js";
import { gestureKey } from "../hands/gesture.js";
import { contract } from "../scenario/contract.js";
import { addIntervention, interventionTargets, lanes, layerAt, stepCount, valueSize } from "../scenario/edits.js";
import { button, messageFor, selectField } from "./field.js";
import { laneChoices } from "./context.js";
import { NumberField } from "./number-field.js";

/** @param {Context} context */
export function interventionForm(context) {
  const { t } = context;
  /** @type {Intervention} */
  let draft = { layer: 0, direction: "forward", target: "", unit: null, from: 0, to: 0, value: 1 };
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
  const places = lanes(cell);
  const last = stepCount(sequence) - 1;
  const place = places.find(({ layer, direction }) => layer === draft.layer && direction === draft.direction) ?? places[0];
  const targets = interventionTargets(cell, place.layer);
  const target = targets.includes(draft.target) ? draft.target : (forgetGate(cell, place.layer) ?? targets[0] ?? draft.target);
  return {
    ...draft,
    ...place,
    target,
    unit: draft.unit === null || draft.unit === undefined ? null : Math.min(draft.unit, valueSize(cell, place.layer, target) - 1),
    from: Math.min(draft.from, last),
    to: Math.min(draft.to, last),
  };
}

/** What is held first: the value whose bias is the forget bias. @param {State["scenario"]["cell"]} cell @param {number} layer */
function forgetGate(cell, layer) {
  return layerAt(cell, layer).form?.parameters.find(({ name }) => name === contract().forget_bias)?.used_by;
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

/**
 * What a target is called: the part that it plays in a gated cell, or its name in the equations.
 * @param {Context} context
 * @param {State["scenario"]["cell"]} cell
 * @param {number} layer
 * @param {string} target
 */
export function targetName({ t, i18n }, cell, layer, target) {
  const { slots = {}, states = [] } = layerAt(cell, layer)?.form ?? {};
  const key = states.includes(target) ? `target_${target}` : slots[target] === "candidate" ? "target_g" : `target_${target}`;
  const isKnown = (states.includes(target) || slots[target]) && i18n.has(`dock.${key}`);
  return isKnown ? t(key) : target;
}

// The fields of one what-if: what is held, where, when, at which value.

/**
 * @param {Context} context
 * @param {(patch: Partial<Intervention>, merge: string) => void} change
 */
export function interventionFields(context, change) {
  const { t, i18n } = context;
  /** @param {string} label @param {"from"|"to"} name */
  const stepField = (label, name) => new NumberField({ label, i18n, min: 0, isInteger: true, onChange: (next, merge) => change({ [name]: Number(next) }, merge) });
  const target = selectField(t("hold"), (name) => change({ target: name }, gestureKey("hold")));
  const lane = selectField(t("hold_in"), (name) => change(laneOf(name), gestureKey("hold")));
  const unit = new NumberField({ label: t("hold_unit"), i18n, min: 0, isInteger: true, isOptional: true, placeholder: t("all"), onChange: (next, merge) => change({ unit: next }, merge) });
  const value = new NumberField({ label: t("hold_value"), i18n, onChange: (next, merge) => change({ value: Number(next) }, merge) });
  const from = stepField(t("hold_from"), "from");
  const to = stepField(t("hold_to"), "to");
  return {
    node: el("div", { class: "what-if-fields" },
      el("div", { class: "field-row" }, target.node, value.node),
      lane.node,
      el("div", { class: "field-row" }, unit.node, from.node, to.node)),
    focus: () => value.input.focus(),
    /** @param {Intervention} one @param {Readonly<State>} state @param {{isOrdered?: boolean}} [options]  isOrdered: "to" may not be moved before "from" */
    update(one, { scenario: { cell, sequence } }, { isOrdered = false } = {}) {
      const places = laneChoices(context, cell);
      const units = valueSize(cell, one.layer, one.target);
      const last = stepCount(sequence) - 1;
      target.update(interventionTargets(cell, one.layer).map((name) => ({ value: name, text: targetName(context, cell, one.layer, name) })), one.target);
      lane.update(places, `${one.layer} ${one.direction}`);
      lane.node.hidden = places.length === 1;
      unit.update(one.unit ?? null, { max: units - 1 });
      unit.node.hidden = units === 1;
      value.update(one.value);
      from.update(one.from, { max: isOrdered ? one.to : last });
      to.update(one.to, { min: isOrdered ? one.from : 0, max: last });
    },
  };
}

/** @param {string} name @returns {{layer: number, direction: Direction}} */
function laneOf(name) {
  const [layer, direction] = name.split(" ");
  return { layer: Number(layer), direction: /** @type {Direction} */ (direction) };
}
