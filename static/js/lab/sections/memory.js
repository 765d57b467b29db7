/**
 * What each unit remembers, and for how long: measured, and as its gates suggest.
 *
 * @typedef {import("../../types.js").LabScene} LabScene
 * @typedef {import("../../types.js").LabFigure} LabFigure
 * @typedef {import("../../types.js").LabSection} LabSection
 * @typedef {import("../../types.js").State} State
 */

import { readMemory } from "../memory-reading.js";
import { halfLifeFigure, saturationFigure } from "./memory-bars.js";
import { retainedFigure, retainedMap } from "./memory-curves.js";
import { memoryWords } from "./memory-words.js";

/** @param {Readonly<State>} state */
function request({ view: { layer, direction } }) {
  return [{ name: "memory", layer, direction }];
}

/**
 * @param {LabScene} scene
 * @returns {LabFigure[]}
 */
function figures(scene) {
  const memory = readMemory(scene.results);
  if (!memory) return [];
  const units = memory.half_life_measured.length;
  const unit = Math.min(scene.state.view.unit, units - 1);
  return [
    ...(memory.steps > 0 ? [halfLifeFigure(scene, memory, unit), retainedFigure(scene, memory, unit)] : []),
    ...(memory.steps > 0 && units > 1 ? [retainedMap(scene, memory)] : []),
    ...(Object.keys(memory.saturation).length > 0 ? [saturationFigure(scene, memory, unit)] : []),
  ];
}

/** @type {LabSection} */
export const memory = { key: "memory", request, figures, words: memoryWords };
