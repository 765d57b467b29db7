/**
 * What the menu of a plot offers.
 *
 * @typedef {import("./menu.js").Item} Item
 * @typedef {import("./panel.js").Panel} Panel
 * @typedef {import("./scene.js").Scene} Scene
 */

import { exportFigure, fileName } from "./export.js";

/**
 * @param {Panel} panel
 * @param {Scene} scene
 * @param {object} around
 * @param {import("./plotly-loader.js").PlotlyLibrary|null} around.library  null: no pictures to save yet
 * @param {string} around.title   of the scenario
 * @param {() => void} around.openTable
 * @returns {Item[]}
 */
export function menuItems({ plot }, scene, { library, title, openTable }) {
  const { i18n } = scene;
  const items = [{ label: i18n.t("plots.show_table"), run: openTable }];
  if (!library) return items;
  /** @param {"png"|"svg"} format */
  const save = (format) => void exportFigure(library, plot.exported(scene), format, fileName(plot.key, title));
  return [
    ...items,
    { label: i18n.t("plots.save_png"), run: () => save("png") },
    { label: i18n.t("plots.save_svg"), run: () => save("svg") },
  ];
}
