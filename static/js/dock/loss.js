/**
 * The Loss part: what is differentiated, at which steps, and the read-out on top.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("./context.js").Part} Part
 * @typedef {import("../types.js").Loss} Loss
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../types.js").State} State
 */

import { el } from "../base/dom.js";
import { contract } from "../scenario/contract.js";
import { outputSize, setLoss, setLossKind, stepCount } from "../scenario/edits.js";
import { followPlayhead, whenChanged } from "./context.js";
import { Section, selectField } from "./field.js";
import { headEditor } from "./head.js";
import { targetsEditor } from "./loss-targets.js";
import { NumberField } from "./number-field.js";


/** @param {Context} context @returns {Part} */
export function lossPart(context) {
  const { t, errors } = context;
  const section = new Section("loss", t("loss"), false);
  const open = () => section.open();
  const kind = selectField(t("loss_kind"), (value) => context.edit((s) => setLossKind(s, /** @type {Loss["kind"]} */ (value))));
  const probe = probeEditor(context, open);
  const targets = targetsEditor(context, open);
  const head = headEditor(context, open);
  const hint = el("p", { class: "hint" });
  errors.registerField(["loss"], section, open);
  errors.registerField(["loss", "kind"], kind, open);
  section.body.append(kind.node, hint, probe.node, targets.node, head.node);
  const update = whenChanged(({ scenario }) => [scenario], (state) => {
    const { loss } = state.scenario;
    kind.update(contract().choices.losses.map((value) => ({ value, text: t(`loss_${value}`) })), loss.kind);
    hint.textContent = t(`loss_${loss.kind}_hint`);
    section.aside.textContent = summary(context, state.scenario);
    probe.update(state.scenario);
    targets.update(state);
    head.update(state.scenario);
  });
  const follow = followPlayhead(context, (state) => targets.update(state));
  return {
    section,
    update(state) {
      update(state);
      follow(state);
    },
    dispose() {
      targets.dispose();
      head.dispose();
    },
  };
}

/** @param {Context} context @param {Scenario} scenario */
function summary({ t }, { loss, sequence }) {
  if (loss.kind !== "probe") return t(`loss_${loss.kind}`);
  const step = loss.step ?? -1;
  const at = step < 0 ? stepCount(sequence) + step : step;
  return loss.unit === null || loss.unit === undefined ? t("loss_summary_sum", { at }) : t("loss_summary_unit", { at, unit: loss.unit });
}

/** @param {Context} context @param {() => void} open */
function probeEditor(context, open) {
  const { t, errors, i18n } = context;
  /** @param {Partial<Loss>} patch @param {string} merge */
  const change = (patch, merge) => context.edit((s) => setLoss(s, { ...s.loss, ...patch }), merge);
  const step = new NumberField({
    label: t("probe_step"), i18n, isInteger: true,
    onChange: (value, merge) => change({ step: Number(value) }, merge),
  });
  const unit = new NumberField({
    label: t("probe_unit"), i18n, isInteger: true, isOptional: true, min: 0, placeholder: t("probe_sum"),
    onChange: (value, merge) => change({ unit: value }, merge),
  });
  errors.registerField(["loss", "step"], step, open);
  errors.registerField(["loss", "unit"], unit, open);
  const node = el("div", { class: "field-row" }, step.node, unit.node);
  return {
    node,
    /** @param {Scenario} scenario */
    update(scenario) {
      const { loss, sequence } = scenario;
      node.hidden = loss.kind !== "probe";
      if (node.hidden) return;
      const steps = stepCount(sequence);
      step.update(loss.step ?? -1, { min: -steps, max: steps - 1 });
      unit.update(loss.unit ?? null, { max: outputSize(scenario) - 1 });
    },
  };
}
