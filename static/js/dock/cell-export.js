/**
 * The cell of a layer taken elsewhere: as a PyTorch module, as LaTeX, or beside a built-in cell.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("../types.js").Scenario} Scenario
 */

import { el } from "../base/dom.js";
import { variantOfSort } from "../comparison/making.js";
import { listedAs, listedCells } from "../scenario/cell-title.js";
import { addVariants, withoutComparison } from "../scenario/comparison.js";
import { contract } from "../scenario/contract.js";
import { layerAt } from "../scenario/edits.js";
import { exportCell } from "../wire/cells.js";
import { button, selectField } from "./field.js";

/** @param {Context} context @param {() => number} shownLayer */
export function cellExport(context, shownLayer) {
  const { t, i18n } = context;
  const said = el("span", { class: "copied", role: "status" });
  const text = el("textarea", { class: "dock-text code", rows: 8, readonly: true, spellcheck: "false", hidden: true });
  /** @param {string} format */
  const copy = async (format) => {
    const scenario = withoutComparison(context.state.scenario);
    try {
      text.value = await exportCell({ scenario, format, layer: shownLayer() });
      text.setAttribute("aria-label", t(`export_${format}`));
      text.hidden = false;
      await navigator.clipboard.writeText(text.value);
      said.textContent = t("copied");
    } catch {
      said.textContent = t(text.hidden ? "export_failed" : "copy_failed");
    }
  };
  let wanted = String(contract().defaults.cell.kind);
  const against = selectField(t("compare_with"), (value) => (wanted = value));
  const compare = button(t("compare_add"), () => {
    const { scenario } = context.state;
    const sort = listedCells(i18n.lang).flatMap(({ cells }) => cells).find(({ value }) => value === wanted);
    if (!sort) return;
    const variant = variantOfSort(scenario, { ...sort, hiddenSize: layerAt(scenario.cell, shownLayer()).hidden });
    context.edit((s) => addVariants(s, [variant]));
    context.app.actions.openLab("compare");
  });
  const node = el("details", { class: "more" }, el("summary", null, t("cell_elsewhere")),
    el("div", { class: "tools" }, button(t("export_torch"), () => void copy("torch")), button(t("export_latex"), () => void copy("latex")), said),
    text,
    el("div", { class: "field-row" }, against.node, compare));
  return {
    node,
    /** @param {Scenario} scenario @param {number} layer */
    update(scenario, layer) {
      const own = listedAs(layerAt(scenario.cell, layer), i18n.lang)?.value;
      const options = listedCells(i18n.lang).flatMap(({ cells }) => cells).filter(({ value }) => value !== own);
      if (!options.some(({ value }) => value === wanted)) wanted = options[0].value;
      against.update(options.map(({ value, title }) => ({ value, text: title })), wanted);
      compare.disabled = scenario.comparison.length >= context.limit("variants", 3);
    },
  };
}
