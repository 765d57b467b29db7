/**
 * How the dock names layers and directions.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("../types.js").Cell} Cell
 */

import { lanes } from "../scenario/edits.js";

/** Whether any lane reads in reverse. @param {Cell} cell */
export const readsBothWays = (cell) => lanes(cell).some(({ direction }) => direction === "reverse");

/** A choice for every lane. @param {Context} context @param {Cell} cell */
export function laneChoices({ t }, cell) {
  const isNamed = readsBothWays(cell);
  return lanes(cell).map(({ layer, direction }) => ({ value: `${layer} ${direction}`, text: t(isNamed ? `lane_${direction}` : "lane", { layer }) }));
}
