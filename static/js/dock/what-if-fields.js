/**
 * The fields of one what-if: what is held, where, when, at which value.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("../types.js").Direction} Direction
 * @typedef {import("../types.js").Intervention} Intervention
 * @typedef {import("../types.js").State} State
 */

import { el } from "../base/dom.js";
import { gestureKey } from "../hands/gesture.js";
import { interventionTargets, lanes, stepCount } from "../scenario/edits.js";
import { selectField } from "./field.js";
import { NumberField } from "./number-field.js";

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
      const places = lanes(cell).map(({ layer, direction }) => ({ value: `${layer} ${direction}`, text: t(cell.bidirectional ? `lane_${direction}` : "lane", { layer }) }));
      const last = stepCount(sequence) - 1;
      target.update(interventionTargets(cell.kind).map((name) => ({ value: name, text: t(`target_${name}`) })), one.target);
      lane.update(places, `${one.layer} ${one.direction}`);
      lane.node.hidden = places.length === 1;
      unit.update(one.unit ?? null, { max: cell.hidden_size - 1 });
      unit.node.hidden = cell.hidden_size === 1;
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
