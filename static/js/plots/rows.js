/**
 * The line plots below the heat maps, from top to bottom. A new one is its module, its line here and
 * its words; nothing else names it.
 *
 * @typedef {import("./scene.js").LineRow} LineRow
 */

import { GradientNorms } from "./gradient-norms.js";
import { UnitLines } from "./unit-lines.js";

/** @returns {LineRow[]} */
export const lineRows = () => [new GradientNorms(), new UnitLines()];
