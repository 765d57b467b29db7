/**
 * Measures of the region: gutters beside every plot area, heights that fit, rows of units.
 *
 * @typedef {{heat: number, gradients: number, unit: number}} Heights
 */

/** Beside every plot area, so that all of them stand under each other. */
export const GUTTER = Object.freeze({ left: 40, right: 38 });

/** Above and below the plot area of a line plot. */
export const LINE_MARGIN = Object.freeze({ top: 4, bottom: 17 });

const HEAT = { least: 24, most: 84, gap: 4 };
const LINES = { least: 116, caption: 26 };
const AXIS = 15;
/** From this height on, the lines of the unit are in view together with everything else. */
const ALL_FIT = 600;

/** Where the page scrolls anyway, as on a phone. */
const FREE = Object.freeze({ heat: 46, gradients: 190, unit: 160 });

/** @type {(value: number, least: number, most: number) => number} */
const clamp = (value, least, most) => Math.min(most, Math.max(least, value));

/**
 * @param {number|null} available  height of the region's inside; null where it grows with its content
 * @param {number} rows            heat maps
 * @returns {Heights} in whole pixels, of the drawings alone
 */
export function fitHeights(available, rows) {
  if (available === null) return { ...FREE };
  const showsAll = available >= ALL_FIT;
  const fixed = AXIS + rows * HEAT.gap + LINES.caption * (showsAll ? 2 : 1) + 4;
  const free = available - fixed;
  const wanted = Math.floor((free * (showsAll ? 0.56 : 0.64)) / rows);
  const heat = clamp(wanted, HEAT.least, rows < 3 ? 3 * HEAT.most : HEAT.most);
  const rest = free - heat * rows;
  const gradients = Math.max(LINES.least, Math.floor(showsAll ? rest * 0.54 : rest));
  const unit = Math.max(LINES.least, showsAll ? rest - gradients : LINES.least + 24);
  return { heat, gradients, unit };
}

/**
 * @param {number} pixel   from the top of a heat map
 * @param {number} height
 * @param {number} units
 * @returns {number} unit 0 is the topmost row
 */
export function unitAt(pixel, height, units) {
  return clamp(Math.floor((pixel / height) * units), 0, units - 1);
}

/**
 * @param {HTMLElement} root
 * @param {number} taken  by what stands above the plots
 * @returns {number|null} null where the root grows with its content
 */
export function insideHeight(root, taken) {
  const { overflowY, paddingTop, paddingBottom } = getComputedStyle(root);
  if (overflowY === "visible") return null;
  return root.clientHeight - Number.parseFloat(paddingTop) - Number.parseFloat(paddingBottom) - taken;
}
