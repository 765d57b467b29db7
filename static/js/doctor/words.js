/**
 * A finding in plain words: its title, a sentence with its numbers, and one thing to try. Pure.
 *
 * @typedef {import("../types.js").Finding} Finding
 * @typedef {import("../base/i18n.js").I18n} I18n
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {{title: string, text: string, advice: string, severity: string}} FindingWords
 */

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
 * @returns {FindingWords}
 */
export function findingWords(finding, cell, i18n) {
  const { code, severity, suggestion } = finding;
  const params = paramsOf(finding, cell, i18n);
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
 * @returns {Record<string, string>}
 */
function paramsOf({ place, evidence }, cell, i18n) {
  const { lang } = i18n;
  /** @type {Record<string, string>} */
  const params = {};
  for (const [name, value] of Object.entries(evidence)) params[name] = (FORMATS[name] ?? wholeNumber)(value, lang);
  if (evidence.log10_factor !== undefined) params.factor = roundPower(Number(evidence.log10_factor), lang);
  if (place.layer !== null) params.lane = laneWords(place.layer, place.direction, cell, i18n);
  if (place.gate !== null) params.gate = quantityWords(place.gate, i18n);
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
  const key = cell.bidirectional ? `doctor.lane_${direction}` : "doctor.lane";
  return i18n.t(key, { layer });
}

/** @param {string} quantity a gate, "c", "h", "x", "z.f" or "grad.h" @param {I18n} i18n @returns {string} */
function quantityWords(quantity, i18n) {
  const [head, rest] = quantity.split(".");
  if (rest === undefined) {
    return i18n.has(`circuit.gate.${head}`) ? i18n.t(`circuit.gate.${head}`) : i18n.t(`doctor.quantity.${head}`);
  }
  if (head === "grad" || rest === "a") return quantityWords(rest, i18n);
  return i18n.t("doctor.pre_activation", { gate: quantityWords(rest, i18n) });
}
