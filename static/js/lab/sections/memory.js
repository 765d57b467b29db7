/**
 * What each unit remembers, and for how long: measured, and as its gates suggest.
 *
 * @typedef {import("../../types.js").LabScene} LabScene
 * @typedef {import("../../types.js").LabFigure} LabFigure
 * @typedef {import("../../types.js").LabSection} LabSection
 * @typedef {import("../../types.js").State} State
 * @typedef {{shut: number, between: number, open: number}} Shares
 * @typedef {{shut: number[], between: number[], open: number[], mean: Shares}} Saturation
 * @typedef {object} Memory   the server's result line
 * @property {number} layer
 * @property {import("../../types.js").Direction} direction
 * @property {string} memory                                the state that a unit remembers by
 * @property {string|null} gate                             what keeps it, or, as a complement, what it forgets
 * @property {boolean} is_complement
 * @property {number} t                                     from where it is followed
 * @property {number} steps                                 K
 * @property {(number|null)[][]} retained                   (K + 1, H)
 * @property {(number|null)[][]} log10_retained_in_all      (K + 1, H)
 * @property {(number|null)[]} half_life_measured           (H)
 * @property {(number|null)[]|null} half_life_by_gate       (H)
 * @property {Record<string, number|null>} horizon
 * @property {(number|null)[]|null} log10_by_gate           (H): what the gate suggests is left after K steps
 * @property {{unit: number, factor: number, is_too_long: boolean}|null} misleading
 * @property {Record<string, Saturation>} saturation
 * @property {number[]} still_units
 * @property {{unit: number, channel: number, correlation: number}[]} copying_units
 */

import { valueWords } from "../../cell/names.js";
import { shareText, stepsOf, unitsOf } from "../../numbers/phrases.js";
import { sentenceNumber } from "../../numbers/written.js";
import { halfLifeFigure, retainedFigure, retainedMap } from "./memory-figures.js";

/**
 * @param {readonly any[]} results
 * @returns {Memory|null}
 */
const readMemory = (results) => results.find((line) => line.analysis === "memory") ?? null;

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

// How much of the time gates stand at an end.

const HEIGHT = { row: 21, around: 74 };

/**
 * @param {LabScene} scene
 * @param {Memory} memory
 * @param {number} unit
 * @returns {LabFigure}
 */
function saturationFigure({ i18n, theme }, { saturation }, unit) {
  const title = i18n.t("lab.memory.saturation_title", { unit });
  const rows = Object.entries(saturation).flatMap(([gate, { mean, ...units }]) => {
    const own = { shut: units.shut[unit] ?? 0, between: units.between[unit] ?? 0, open: units.open[unit] ?? 0 };
    const ofUnit = units.shut.length > 1 ? [{ label: i18n.t("lab.memory.gate_unit", { gate, unit }), shares: own }] : [];
    return [{ label: i18n.t("lab.memory.gate_all", { gate }), shares: mean }, ...ofUnit];
  });
  const parts = /** @type {const} */ ([
    { key: "shut", colour: theme.token("--negative"), pattern: "/" },
    { key: "between", colour: theme.token("--line-strong"), pattern: "" },
    { key: "open", colour: theme.token("--positive"), pattern: "" },
  ]);
  const labels = rows.map((row) => row.label);
  const data = parts.map(({ key, colour, pattern }) => ({
    type: "bar", orientation: "h", name: i18n.t(`lab.memory.${key}`), y: labels, x: rows.map(({ shares }) => 100 * shares[key]), hoverinfo: "skip",
    marker: { color: colour, pattern: { shape: pattern, fgcolor: theme.surface, fgopacity: 0.6, size: 6 } },
  }));
  const say = (/** @type {{shares: Shares}} */ { shares }) => parts.map(({ key }) => shareText(i18n, shares[key]));
  return {
    key: "saturation",
    title,
    reading: i18n.t("lab.memory.saturation_reading"),
    data,
    layout: {
      barmode: "stack",
      bargap: 0.28,
      xaxis: { title: { text: i18n.t("lab.memory.axis_share") }, range: [0, 100], dtick: 25, ticksuffix: " %" },
      yaxis: { type: "category", autorange: "reversed", showgrid: false, automargin: true },
    },
    height: HEIGHT.around + HEIGHT.row * rows.length,
    legend: parts.map(({ key, colour }) => ({ name: i18n.t(`lab.memory.${key}`), colour })),
    table: { caption: title, head: ["", ...parts.map(({ key }) => i18n.t(`lab.memory.${key}`))], rows: rows.map((row) => [row.label, ...say(row)]) },
    readout: ({ y }) => {
      const row = rows[Math.min(rows.length - 1, Math.max(0, Math.round(y)))];
      return row ? [row.label, ...say(row).map((text, k) => `${i18n.t(`lab.memory.${parts[k]?.key}`)}: ${text}`)] : [];
    },
  };
}

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
 * Units by how long they remember, the longest first; those that never fall below half come first of all.
 * @param {readonly (number|null)[]} lives
 * @returns {number[]}
 */
function longestFirst(lives) {
  const order = lives.map((_, unit) => unit);
  return order.sort((a, b) => (lives[b] ?? Infinity) - (lives[a] ?? Infinity) || a - b);
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
function ruleSentence({ i18n }, { misleading }) {
  if (!misleading) return "";
  const { unit, factor } = misleading;
  if (factor < EXACT) return i18n.t("lab.memory.says_rule_exact");
  const key = factor < GOOD ? "good" : misleading.is_too_long ? "long" : "short";
  return i18n.t(`lab.memory.says_rule_${key}`, { unit, factor: sentenceNumber(factor) });
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
  const gates = Object.entries(saturation);
  const notable = gates.filter(([, { mean }]) => mean.between <= 1 - NOTABLE);
  if (gates.length === 0) return [];
  if (notable.length === 0) return [i18n.t("lab.memory.says_free")];
  return notable.map(([gate, { mean }]) => i18n.t("lab.memory.says_saturated", {
    name: valueWords(i18n, lane.model, gate, "plots.name"), shut: shareText(i18n, mean.shut), open: shareText(i18n, mean.open),
  }));
}

/**
 * @param {LabScene} scene
 * @param {Memory} memory
 * @returns {string[]}
 */
function stillAndCopying({ i18n }, { still_units: still, copying_units: copying }) {
  const same = copying.map(({ unit, channel, correlation }) =>
    i18n.t(correlation > 0 ? "lab.memory.copy" : "lab.memory.copy_turned", { unit, channel, correlation: sentenceNumber(correlation) }));
  return [
    ...(still.length > 0 ? [i18n.t("lab.memory.says_still", { units: unitsOf(i18n, still) })] : []),
    ...(same.length > 0 ? [i18n.t("lab.memory.says_copying", { parts: same.slice(0, 6).join(i18n.t("lab.comma")) })] : []),
  ];
}
