/**
 * The region "Plots": heat maps of every gate and state, gradient norms, lines of one unit.
 */

import { Region } from "../plots/region.js";

/** @type {import("../types.js").Mount} */
export function mount(root, app) {
  const region = new Region(root, app);
  return () => region.dispose();
}
