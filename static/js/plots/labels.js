/**
 * The words in and around the panels.
 *
 * @typedef {import("./panel-set.js").PanelSet} PanelSet
 * @typedef {import("./scene.js").Scene} Scene
 */

import { gradientQuantities, valueQuantities } from "../drawing/quantities.js";

/**
 * @param {PanelSet} panels
 * @param {Scene} scene
 */
export function labelPanels(panels, scene) {
  const { cell, i18n, unit } = scene;
  panels.all.forEach((panel) => panel.label(scene));
  panels.heats.forEach((panel) => panel.markUnits(scene, panels.heights.heat));
  panels.gradients.caption(i18n.t("plots.gradients_short"), [...gradientQuantities(cell.kind)].reverse(), i18n);
  panels.unit.caption(i18n.t("plots.unit", { unit }), valueQuantities(cell.kind), i18n);
}
