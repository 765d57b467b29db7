/**
 * A plot as a file: drawn once more, apart from the page, with title, axes and scale.
 *
 * @typedef {import("./scene.js").Figure} Figure
 * @typedef {import("./plotly-loader.js").PlotlyLibrary} PlotlyLibrary
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
