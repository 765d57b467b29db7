/**
 * The targets of a loss that compares: at which steps, and what is wanted there.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../types.js").State} State
 */

import { el } from "../base/dom.js";
import { characters, comparedSteps, outputSize, setComparedSteps, setLoss, stepCount } from "../scenario/edits.js";
import { checkField, gridErrors, labelled, messageFor, selectField } from "./field.js";
import { NumberGrid } from "./number-grid.js";
import { changesOf, readNumbers } from "./context.js";

/** @param {Context} context @param {() => void} open */
export function targetsEditor(context, open) {
  const { t, errors } = context;
  const next = checkField(t("targets_next"), (isOn) => context.edit((s) => setLoss(s, { kind: "cross_entropy", ...(isOn ? { targets: "next" } : { targets: [], at: "all" }) })));
  const steps = stepsEditor(context);
  const grid = new NumberGrid({
    label: t("targets_grid"),
    corner: "t",
    i18n: context.i18n,
    refuse: (value) => refuse(context, value),
    onChange: (changes, merge) => context.edit((s) => setTargets(s, changes), merge),
    onPaste: (place, text) => paste(context, place, text),
  });
  const rows = el("div", null, steps.node, grid.node);
  const node = el("div", { class: "targets" }, next.node, rows);
  errors.register(["loss", "targets"], gridErrors(grid), open);
  errors.registerField(["loss", "at"], steps, open);
  return {
    node,
    dispose: () => grid.dispose(),
    /** @param {Readonly<State>} state */
    update({ scenario, view }) {
      const { loss, sequence } = scenario;
      node.hidden = loss.kind === "probe";
      if (node.hidden) return;
      const isNext = loss.targets === "next";
      const canNext = "text" in sequence && characters(sequence.text).length > 1;
      next.update(isNext, loss.kind !== "cross_entropy" || !canNext);
      rows.hidden = isNext;
      if (isNext) return;
      steps.update(scenario);
      grid.update(gridModel(context, scenario, view.t));
    },
  };
}

/** @param {Context} context @param {Scenario} scenario @param {number} playhead */
function gridModel({ t }, scenario, playhead) {
  const { loss, sequence } = scenario;
  const compared = comparedSteps(loss.at, stepCount(sequence));
  const isClasses = loss.kind === "cross_entropy";
  const targets = Array.isArray(loss.targets) ? loss.targets : [];
  return {
    rows: compared.length,
    columns: isClasses ? 1 : outputSize(scenario),
    currentRow: compared.indexOf(playhead),
    rowLabel: (/** @type {number} */ row) => String(compared[row]),
    columnLabel: (/** @type {number} */ column) => (isClasses ? t("target_class") : `y[${column}]`),
    value: (/** @type {number} */ row, /** @type {number} */ column) => (isClasses ? targets[row] : targets[row]?.[column]) ?? NaN,
  };
}

/** Classes are whole numbers below the number of outputs. @param {Context} context @param {number} value @returns {string|null} */
function refuse({ state, t }, value) {
  const { scenario } = state;
  const most = outputSize(scenario) - 1;
  if (scenario.loss.kind !== "cross_entropy") return null;
  const isClass = Number.isInteger(value) && value >= 0 && value <= most;
  return isClass ? null : t("need_integer_between", { min: 0, max: most });
}

/** @param {Scenario} scenario @param {import("./number-grid.js").Change[]} changes */
function setTargets(scenario, changes) {
  const { loss } = scenario;
  const targets = loss.targets.map((/** @type {any} */ row) => (Array.isArray(row) ? [...row] : row));
  for (const { row, column, value } of changes) {
    if (Array.isArray(targets[row])) targets[row][column] = value;
    else targets[row] = value;
  }
  return setLoss(scenario, { ...loss, targets });
}

/** @param {Context} context @param {{row: number, column: number}} place @param {string} text @returns {string|null} */
function paste(context, place, text) {
  const { rows, problem } = readNumbers(context, text, "column");
  const { scenario } = context.state;
  if (!rows) return problem;
  const columns = scenario.loss.kind === "cross_entropy" ? 1 : outputSize(scenario);
  const changes = changesOf(rows, place, { rows: scenario.loss.targets.length, columns });
  const refused = changes.map(({ value }) => refuse(context, value)).find(Boolean);
  if (refused) return refused;
  context.edit((s) => setTargets(s, changes));
  return null;
}

/** @param {Context} context */
function stepsEditor(context) {
  const { t } = context;
  const input = el("input", { type: "text", class: "dock-text mono", autocomplete: "off", spellcheck: "false" });
  const message = messageFor(input);
  const list = labelled(t("compared_list"), input, message.node);
  const select = selectField(t("compared"), (value) => {
    const last = stepCount(context.state.scenario.sequence) - 1;
    context.edit((s) => setComparedSteps(s, value === "list" ? [last] : /** @type {"all"|"last"} */ (value)));
  });
  input.addEventListener("change", () => {
    const steps = readSteps(input.value, stepCount(context.state.scenario.sequence));
    message.show(steps ? null : t("compared_problem", { last: stepCount(context.state.scenario.sequence) - 1 }));
    if (steps) context.edit((s) => setComparedSteps(s, steps));
  });
  return {
    node: el("div", null, select.node, list),
    showError: select.showError,
    /** @param {Scenario} scenario */
    update({ loss }) {
      const at = Array.isArray(loss.at) ? "list" : (loss.at ?? "all");
      select.update(["all", "last", "list"].map((value) => ({ value, text: t(`compared_${value}`) })), at);
      list.hidden = at !== "list";
      if (Array.isArray(loss.at) && document.activeElement !== input && message.node.hidden) input.value = loss.at.join(", ");
    },
  };
}

/** Steps as people list them, "0, 3-5"; null where one is no step. @param {string} text @param {number} steps @returns {number[]|null} */
export function readSteps(text, steps) {
  const chosen = new Set();
  for (const part of text.split(/[\s,;，、]+/).filter(Boolean)) {
    const match = /^(\d+)(?:[-–](\d+))?$/.exec(part);
    if (!match) return null;
    const [from, to] = [Number(match[1]), Number(match[2] ?? match[1])];
    if (from > to || to >= steps) return null;
    for (let t = from; t <= to; t += 1) chosen.add(t);
  }
  return chosen.size > 0 ? [...chosen].sort((a, b) => a - b) : null;
}
