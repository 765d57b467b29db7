/**
 * What each unit remembers, and for how long: measured, and as its gates suggest.
 *
 * @typedef {import("../../types.js").LabScene} LabScene
 * @typedef {import("../../types.js").LabFigure} LabFigure
 * @typedef {import("../../types.js").LabSection} LabSection
 * @typedef {import("../../types.js").State} State
 * @typedef {import("../memory-reading.js").Memory} Memory
 */

import { valueWords } from "../../cell/names.js";
import { percent, rough, stepsOf, unitsOf } from "../../numbers/phrases.js";
import { readMemory, longestFirst, mean, mostMisleading } from "../memory-reading.js";
import { halfLifeFigure, saturationFigure } from "./memory-bars.js";
import { retainedFigure, retainedMap } from "./memory-curves.js";

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

// What a lane remembers, in sentences.

/** A rule of thumb that is off by less than this factor is a good one. */
const GOOD = 1.5;
const EXACT = 1.005;
/** A gate that stands at an end less often than this is not worth a sentence. */
const NOTABLE = 0.1;

/**
 * @param {LabScene} scene
 * @returns {string[]}
 */
function memoryWords(scene) {
  const memory = readMemory(scene.results);
  if (!memory) return [];
  const sentences = [
    ...(memory.steps > 0 ? [longestSentence(scene, memory), unitSentence(scene, memory), ruleSentence(scene, memory)] : []),
    horizonSentence(scene, memory),
    ...saturationSentences(scene, memory),
    ...(memory.steps > 0 ? stillAndCopying(scene, memory) : []),
  ];
  return sentences.filter((sentence) => sentence !== "");
}

/**
 * @param {LabScene} scene
 * @param {Memory} memory
 */
function longestSentence({ i18n }, { half_life_measured: lives, steps }) {
  const count = lives.length;
  const never = lives.flatMap((life, unit) => (life === null ? [unit] : []));
  const order = longestFirst(lives);
  const [first, last] = [order[0] ?? 0, order.at(-1) ?? 0];
  const say = (/** @type {number} */ unit) => stepsOf(i18n, lives[unit] ?? NaN);
  const within = stepsOf(i18n, steps);
  if (never.length === count) return i18n.t(count === 1 ? "lab.memory.says_unit_keeps" : "lab.memory.says_all_keep", { steps: within });
  if (never.length > 0) return i18n.t("lab.memory.says_some_keep", { units: unitsOf(i18n, never), steps: within, last, shortest: say(last) });
  if (count === 1) return i18n.t("lab.memory.says_only", { longest: say(first) });
  return i18n.t("lab.memory.says_range", { first, longest: say(first), last, shortest: say(last) });
}

/**
 * The selected unit, measured and by its gate.
 * @param {LabScene} scene
 * @param {Memory} memory
 */
function unitSentence({ i18n, state }, { half_life_measured: measured, half_life_by_gate: byGate }) {
  if (!byGate) return "";
  const unit = Math.min(state.view.unit, measured.length - 1);
  const say = (/** @type {number|null|undefined} */ life) => (life === null || life === undefined ? i18n.t("lab.memory.half_never") : i18n.t("lab.memory.half_after", { steps: stepsOf(i18n, life) }));
  return i18n.t("lab.memory.says_unit", { unit, measured: say(measured[unit]), rule: say(byGate[unit]) });
}

/**
 * @param {LabScene} scene
 * @param {Memory} memory
 */
function ruleSentence({ i18n }, memory) {
  const worst = mostMisleading(memory);
  if (!worst) return "";
  const { unit, factor } = worst;
  const off = Math.max(factor, 1 / factor);
  if (off < EXACT) return i18n.t("lab.memory.says_rule_exact");
  if (off < GOOD) return i18n.t("lab.memory.says_rule_good", { factor: rough(off, i18n.lang) });
  return i18n.t(factor > 1 ? "lab.memory.says_rule_long" : "lab.memory.says_rule_short", { unit, factor: rough(off, i18n.lang, 2) });
}

/**
 * @param {LabScene} scene
 * @param {Memory} memory
 */
function horizonSentence({ i18n }, { horizon }) {
  const parts = Object.entries(horizon).map(([state, steps]) => steps === null || steps === undefined
    ? i18n.t("lab.memory.horizon_none", { state })
    : i18n.t("lab.memory.horizon_of", { state, steps: stepsOf(i18n, steps) }));
  return i18n.t("lab.memory.says_horizon", { parts: parts.join(i18n.t("lab.comma")) });
}

/**
 * @param {LabScene} scene
 * @param {Memory} memory
 * @returns {string[]}
 */
function saturationSentences({ i18n, lane }, { saturation }) {
  const shares = Object.entries(saturation).map(([gate, { shut, open }]) => ({ gate, shut: mean(shut), open: mean(open) }));
  const notable = shares.filter(({ shut, open }) => shut + open >= NOTABLE);
  if (shares.length === 0) return [];
  if (notable.length === 0) return [i18n.t("lab.memory.says_free")];
  return notable.map(({ gate, shut, open }) => i18n.t("lab.memory.says_saturated", {
    name: valueWords(i18n, lane.model, gate, "plots.name"), shut: percent(shut, i18n.lang), open: percent(open, i18n.lang),
  }));
}

/**
 * @param {LabScene} scene
 * @param {Memory} memory
 * @returns {string[]}
 */
function stillAndCopying({ i18n }, { still_units: still, copying_units: copying }) {
  const same = copying.map(({ unit, channel, correlation }) =>
    i18n.t(correlation > 0 ? "lab.memory.copy" : "lab.memory.copy_turned", { unit, channel, correlation: rough(correlation, i18n.lang, 4) }));
  return [
    ...(still.length > 0 ? [i18n.t("lab.memory.says_still", { units: unitsOf(i18n, still) })] : []),
    ...(same.length > 0 ? [i18n.t("lab.memory.says_copying", { parts: same.slice(0, 6).join(i18n.t("lab.comma")) })] : []),
  ];
}
