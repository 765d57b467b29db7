/**
 * What a heat map shows: the values of the run, or by how much they differ from the run before.
 *
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./scene.js").Source} Source
 */

/**
 * Whether the run before has the same units; its steps may be fewer or more.
 * @param {Pick<Source, "lane"|"before">|null} source
 */
export const canCompare = (source) => Boolean(source?.before && source.before.hiddenSize === source.lane.hiddenSize);

/** @param {Scene} scene */
export const showsDifference = (scene) => Boolean(scene.isDifference) && canCompare(scene);

/**
 * @param {Scene} scene
 * @param {string} quantity
 * @returns {Float64Array} T·H
 */
export function shownSeries(scene, quantity) {
  const now = scene.lane.series(quantity);
  const old = showsDifference(scene) ? scene.before?.series(quantity) : null;
  return old ? now.map((value, k) => value - (old[k] ?? NaN)) : now;
}
