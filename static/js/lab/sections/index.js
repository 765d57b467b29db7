/**
 * The sections of the laboratory, in the order of their chips.
 *
 * @typedef {import("../../types.js").LabSection} LabSection
 */

import { compare } from "../../comparison/section.js";
import { choicesOf } from "../../state/view-state.js";
import { jacobians } from "./jacobians.js";
import { map } from "./map.js";
import { memory } from "./memory.js";
import { paths } from "./paths.js";
import { saliency } from "./saliency.js";
import { shortcut } from "./shortcut.js";

/** @type {readonly LabSection[]} */
const ALL = [
  compare,
  map,
  jacobians,
  memory,
  paths,
  saliency,
  shortcut,
];

/** @returns {readonly LabSection[]} */
export function sections() {
  const keys = choicesOf("lab");
  return [...ALL].sort((a, b) => keys.indexOf(a.key) - keys.indexOf(b.key));
}

/**
 * @param {string|null|undefined} key
 * @returns {LabSection} the first one where there is none of that name
 */
export const sectionOf = (key) =>
  sections().find((section) => section.key === key) ?? /** @type {LabSection} */ (sections()[0]);
