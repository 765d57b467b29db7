/**
 * A finding in plain words: its title, a sentence with its numbers, and one thing to try. Pure.
 *
 * @typedef {import("../types.js").Finding} Finding
 * @typedef {import("../base/i18n.js").I18n} I18n
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("../trace/model.js").CellModel} CellModel
 * @typedef {{title: string, text: string, advice: string, severity: string}} FindingWords
 * @typedef {import("../types.js").RunState["status"]} RunStatus
 * @typedef {import("../wire/analysis-run.js").Status} DoctorStatus
 * @typedef {object} Situation
 * @property {RunStatus} run
 * @property {DoctorStatus} doctor
 * @property {number|null} count      findings of the newest answer; null: there was none yet
 * @property {boolean} isCurrent      whether they are those of what is on the page
 * @typedef {object} Note
 * @property {string} key             in the catalogues
 * @property {Record<string, number>} params
 * @property {"busy"|"done"|"healthy"|"failed"} tone
 */

import { isPlainWord } from "../cell/names.js";
import { fixedNumber, percent, roundNumber, roundPower, wholeNumber } from "./numbers.js";

/** @typedef {(value: number|null|undefined, lang: string) => string} Format */

/** How each number of the evidence is written; the others are counts and steps. @type {Record<string, Format>} */
const FORMATS = {
  step_factor: (value, lang) => roundNumber(value, lang, 3),
  factor: roundNumber,
  mean_forget: (value, lang) => fixedNumber(value, lang, 2),
  half_life: (value, lang) => fixedNumber(value, lang, 1),
  bias: (value, lang) => fixedNumber(value, lang, 2),
  lowest: (value, lang) => roundNumber(value, lang, 3),
  highest: (value, lang) => roundNumber(value, lang, 3),
  share: percent,
  shut: percent,
  open: percent,
};

/**
 * @param {Finding} finding
 * @param {Cell} cell
 * @param {I18n} i18n
 * @param {CellModel|null} [model]  of the lane that it concerns
 * @returns {FindingWords}
 */
export function findingWords(finding, cell, i18n, model = null) {
  const { code, severity, suggestion } = finding;
  const params = paramsOf(finding, cell, i18n, model);
  const key = `doctor.${code}.text`;
  const special = `${key}_${variantOf(finding, cell, params)}`;
  const more = finding.evidence.groups && finding.evidence.groups > 1 ? ` ${i18n.t(`doctor.${code}.groups`, params)}` : "";
  return {
    title: i18n.t(`doctor.${code}.title`, params),
    text: i18n.t(i18n.has(special) ? special : key, params) + more,
    advice: i18n.t(`doctor.try.${suggestion}`),
    severity: i18n.t(`doctor.severity.${severity}`),
  };
}

/**
 * What the sentence calls for: one thing is not many, and a gradient goes backwards.
 * @param {Finding} finding
 * @param {Cell} cell
 * @param {Record<string, string>} params
 */
function variantOf({ code, evidence, place }, cell, { half_life }) {
  switch (code) {
    case "vanishing": return evidence.horizon === 1 ? "one" : "";
    case "exploding": return evidence.steps === 1 ? "one" : "";
    case "dead_units": return evidence.total === 1 ? "only" : evidence.count === 1 ? "one" : "";
    case "saturated_gates": return evidence.total === 1 ? "only" : "";
    case "duplicate_units": return evidence.count === 2 ? "two" : "";
    case "forget_bias_unset": return half_life === "1" ? "one" : "";
    case "inputs_out_of_range": return evidence.count === 1 ? "one" : cell.input_size === 1 ? "single" : "";
    case "non_finite": return place.gate?.startsWith("grad.") ? "gradient" : "";
    default: return "";
  }
}

/**
 * @param {Finding} finding
 * @param {Cell} cell
 * @param {I18n} i18n
 * @param {CellModel|null} model
 * @returns {Record<string, string>}
 */
function paramsOf({ place, evidence }, cell, i18n, model) {
  const { lang } = i18n;
  /** @type {Record<string, string>} */
  const params = {};
  for (const [name, value] of Object.entries(evidence)) params[name] = (FORMATS[name] ?? wholeNumber)(value, lang);
  if (evidence.log10_factor !== undefined) params.factor = roundPower(Number(evidence.log10_factor), lang);
  if (place.layer !== null) params.lane = laneWords(place.layer, place.direction, cell, i18n);
  if (place.gate !== null) params.gate = quantityWords(place.gate, i18n, model);
  if (place.channel !== null) params.channel = wholeNumber(place.channel, lang);
  return params;
}

/**
 * @param {number} layer
 * @param {string|null} direction
 * @param {Cell} cell
 * @param {I18n} i18n
 */
function laneWords(layer, direction, cell, i18n) {
  const isTwoWay = cell.bidirectional || direction === "reverse" || cell.layers?.some((one) => one.bidirectional || one.reverse);
  const key = isTwoWay ? `doctor.lane_${direction}` : "doctor.lane";
  return i18n.t(key, { layer });
}

/** @param {string} quantity a gate, "c", "h", "x", "z.f" or "grad.h" @param {I18n} i18n @param {CellModel|null} model @returns {string} */
function quantityWords(quantity, i18n, model) {
  const [head, rest] = quantity.split(".");
  if (rest === undefined) return nameWords(head, i18n, model);
  if (head === "grad" || (rest === "a" && !model?.values.includes(rest))) return quantityWords(rest, i18n, model);
  return i18n.t("doctor.pre_activation", { gate: quantityWords(rest, i18n, model) });
}

/** A letter that means what it usually means as a word. @param {string} name @param {I18n} i18n @param {CellModel|null} model */
function nameWords(name, i18n, model) {
  const isWord = name === "x" || !model || isPlainWord(model, name);
  const key = [`circuit.gate.${name}`, `doctor.quantity.${name}`].find((one) => i18n.has(one));
  return isWord && key ? i18n.t(key) : i18n.t("doctor.quantity.other", { name });
}

// What clipping would leave of the gradient: with its norm over all parameters above a threshold,
// every entry is multiplied by threshold / norm (Pascanu, Mikolov & Bengio 2013).

/** The threshold that is quoted: the usual first choice. */
const THRESHOLD = 1;

/**
 * @param {number} globalNorm  of the gradient of all parameters
 * @param {number} [threshold]
 * @returns {number} what every entry is multiplied by; 1 where nothing is clipped, NaN where the norm is not known
 */
export const clippingFactor = (globalNorm, threshold = THRESHOLD) => Math.min(1, threshold / globalNorm);

/**
 * @param {number} globalNorm  NaN: not known
 * @param {I18n} i18n
 * @returns {string|null} one sentence; null where there is no norm to speak of
 */
export function clippingWords(globalNorm, i18n) {
  if (!Number.isFinite(globalNorm)) return null;
  const factor = clippingFactor(globalNorm);
  const params = {
    norm: roundNumber(globalNorm, i18n.lang, 3),
    threshold: roundNumber(THRESHOLD, i18n.lang),
    factor: roundNumber(factor, i18n.lang),
  };
  return i18n.t(factor < 1 ? "doctor.clipped" : "doctor.not_clipped", params);
}

// What stands above the findings: how many there are, or why there are none. Pure.

/**
 * @param {Situation} situation
 * @returns {Note}
 */
export function noteOf({ run, doctor, count, isCurrent }) {
  if (isCurrent && count === 0) return note("doctor.healthy", "healthy");
  if (isCurrent && count !== null) return note("doctor.count", "done", { count });
  if (run === "error") return note(count === null ? "doctor.waiting" : "doctor.outdated", "failed");
  if (doctor === "error" || doctor === "cut") return note("doctor.failed", "failed");
  if (count !== null) return note("doctor.stale", "busy");
  return note(doctor === "running" ? "doctor.loading" : "doctor.waiting", "busy");
}

/**
 * @param {string} key
 * @param {Note["tone"]} tone
 * @param {Record<string, number>} [params]
 * @returns {Note}
 */
const note = (key, tone, params = {}) => ({ key, tone, params });
