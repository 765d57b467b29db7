/**
 * The sections of the laboratory, in the order of their chips.
 *
 * @typedef {import("../../types.js").LabSection} LabSection
 */

import { LAB_KEYS } from "../../state/view-state.js";
import { compare } from "./compare.js";
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

/** @type {readonly LabSection[]} */
export const SECTIONS = Object.freeze([...ALL].sort((a, b) => LAB_KEYS.indexOf(a.key) - LAB_KEYS.indexOf(b.key)));

/**
 * @param {string|null|undefined} key
 * @returns {LabSection} the first one where there is none of that name
 */
export const sectionOf = (key) =>
  SECTIONS.find((section) => section.key === key) ?? /** @type {LabSection} */ (SECTIONS[0]);
