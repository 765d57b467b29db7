/**
 * A plot as a file: drawn once more, apart from the page, with title, axes and scale.
 *
 * @typedef {import("./scene.js").Figure} Figure
 * @typedef {import("./plotly-loader.js").PlotlyLibrary} PlotlyLibrary
 * @typedef {import("./menu.js").Item} Item
 * @typedef {import("./panel.js").Panel} Panel
 * @typedef {import("./scene.js").Scene} Scene
 */

const PIXEL_DENSITY = 2;

/**
 * @param {string} key    of the plot
 * @param {string} title  of the scenario
 */
export function fileName(key, title) {
  const words = `gatescope ${title} ${key}`.normalize("NFKC").toLowerCase();
  return words.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 80);
}

/**
 * @param {PlotlyLibrary} library
 * @param {Figure} figure
 * @param {"png"|"svg"} format
 * @param {string} filename
 */
export async function exportFigure(library, figure, format, filename) {
  const { width, height } = figure.layout;
  const scale = format === "png" ? PIXEL_DENSITY : 1;
  await library.downloadImage(figure, { format, width, height, scale, filename });
}

// What the menu of a plot offers.

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
