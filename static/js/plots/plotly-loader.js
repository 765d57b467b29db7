/**
 * Plotly, fetched as soon as the first picture's own files are there: nothing so large is to share
 * the line with them. The page lives without it until then, and this is the only module that
 * touches the global which Plotly's bundle sets.
 *
 * @typedef {object} PlotlyLibrary
 * @property {(target: HTMLElement, data: any[], layout: any, config?: any) => Promise<any>} react
 * @property {(target: HTMLElement) => void} purge
 * @property {(figure: any, options: any) => Promise<string>} downloadImage
 * @property {(figure: any, options: any) => Promise<string>} toImage
 */

/** @type {Promise<PlotlyLibrary>|null} */
let pending = null;

/** Relative to this module, so that a content hash in the path of the static tree is kept. */
const ADDRESS = new URL("../../vendor/plotly.min.js", import.meta.url).href;

/**
 * @param {string} [address]
 * @returns {Promise<PlotlyLibrary>} the same promise each time; after a failure the next call tries again
 */
export function loadPlotly(address = ADDRESS) {
  pending ??= insertScript(address).catch((error) => {
    pending = null;
    throw error;
  });
  return pending;
}

/**
 * @param {string} address
 * @returns {Promise<PlotlyLibrary>}
 */
function insertScript(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.async = true;
    script.fetchPriority = "low";
    script.src = address;
    script.addEventListener("load", () => resolve(readGlobal()));
    script.addEventListener("error", () => {
      script.remove();
      reject(new Error("Plotly could not be loaded"));
    });
    document.head.append(script);
  });
}

/** @returns {PlotlyLibrary} */
function readGlobal() {
  const library = /** @type {any} */ (globalThis).Plotly;
  if (!library) throw new Error("Plotly's bundle did not set its global");
  return library;
}
