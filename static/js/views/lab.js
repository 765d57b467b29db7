/**
 * The panel "Laboratory": what can be read off the gradients of the run shown.
 */

import { Laboratory } from "../lab/region.js";

/** @type {import("../types.js").Mount} */
export function mount(root, app) {
  const laboratory = new Laboratory(root, app);
  return () => laboratory.dispose();
}
