/**
 * A finding in plain words: its title, a sentence with its numbers, and one thing to try; and where
 * it can be seen. Pure.
 *
 * @typedef {import("../types.js").Finding} Finding
 * @typedef {import("../base/i18n.js").I18n} I18n
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("../trace/model.js").CellModel} CellModel
 * @typedef {{title: string, text: string, advice: string, severity: string}} FindingWords
 * @typedef {import("../types.js").RunState["status"]} RunStatus
 * @typedef {import("../wire/analysis-run.js").Status} DoctorStatus
 * @typedef {import("../trace/trace.js").Trace} Trace
 * @typedef {import("../types.js").View} View
 * @typedef {{quantity: string, index: number|null}} Light
 * @typedef {{view: Partial<View>, light: Light|null}} Sight
 * @typedef {{norm: number|null, threshold: number, factor: number|null}} Clipping
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

import { keepingGate } from "../cell/bounds.js";
import { isPlainWord } from "../cell/names.js";
import { powerText, shareText, stepsOf } from "../numbers/phrases.js";
import { countNumber, sentenceNumber } from "../numbers/written.js";
import { firstDepth } from "../state/view-state.js";

/** How each number of the evidence is written: most are values. @type {Record<string, (i18n: I18n, value: number) => string>} */
const FORMATS = {
  share: shareText, shut: shareText, open: shareText, half_life: stepsOf, horizon: stepsOf, mean_steps: stepsOf, steps: stepsOf,
  ...Object.fromEntries(["count", "total", "groups", "first", "second", "t"].map((name) =>
    [name, (/** @type {I18n} */ { lang }, /** @type {number} */ value) => countNumber(lang, value)])),
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
  const special = `${key}_${variantOf(finding, cell)}`;
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
 */
function variantOf({ code, evidence, place }, cell) {
  switch (code) {
    case "forget_bias_unset": return sentenceNumber(evidence.half_life, 2) === "1" ? "one" : "";
    case "exploding": return evidence.steps === 1 ? "one" : "";
    case "dead_units": return evidence.total === 1 ? "only" : evidence.count === 1 ? "one" : "";
    case "saturated_gates": return evidence.total === 1 ? "only" : "";
    case "duplicate_units": return evidence.count === 2 ? "two" : "";
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
  /** @type {Record<string, string>} */
  const params = {};
  for (const [name, value] of Object.entries(evidence)) params[name] = FORMATS[name]?.(i18n, Number(value)) ?? sentenceNumber(value);
  if (evidence.log10_factor !== undefined) params.factor = powerText(evidence.log10_factor);
  if (place.state) params.state = place.state;
  if (place.layer !== null) params.lane = laneWords(place.layer, place.direction, cell, i18n);
  if (place.gate !== null) params.gate = quantityWords(place.gate, i18n, model);
  if (place.channel !== null) params.channel = String(place.channel);
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

/**
 * What clipping would leave of the gradient, as the server found it.
 * @param {Clipping} clipping
 * @param {I18n} i18n
 * @returns {string|null} one sentence; null where there is no norm to speak of
 */
export function clippingWords({ norm, threshold, factor }, i18n) {
  if (norm === null || factor === null) return null;
  const params = { norm: sentenceNumber(norm), threshold: sentenceNumber(threshold), factor: sentenceNumber(factor) };
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

// Where a finding can be seen: what the page is to look at, and what it lights there.

/**
 * @param {Finding} finding
 * @param {Trace} trace
 * @returns {Sight} `view` names only what has to change
 */
export function sightOf(finding, trace) {
  const { place } = finding;
  const lane = place.layer === null ? {} : { layer: place.layer, direction: place.direction ?? "forward" };
  const sight = (LOOK[finding.code] ?? lookAtPlots)(finding, trace);
  return { ...sight, view: { ...lane, depth: firstDepth(trace.cell), ...sight.view } };
}

/** @type {Record<string, (finding: Finding, trace: Trace) => Sight>} */
const LOOK = {
  vanishing: (finding, trace) => ({ view: { panel: "lab", lab: "shortcut", pass: "backward", t: edge(finding) }, light: flow(finding, trace) }),
  exploding: (finding, trace) => ({ view: { panel: "lab", lab: "shortcut", pass: "backward", t: finding.evidence.t ?? 0 }, light: flow(finding, trace) }),
  forget_bias_unset: ({ place }) => ({ view: { panel: "lab", lab: "memory", pass: "forward" }, light: { quantity: place.gate ?? "f", index: null } }),
  last_step_only: ({ place }) => ({ view: { panel: "lab", lab: "saliency", pass: "backward", t: place.to ?? 0 }, light: { quantity: "x", index: null } }),
  inputs_out_of_range: lookAtInput,
  non_finite: lookAtBreak,
};

/** What carries the gradient from step to step. @param {Finding} finding @param {Trace} trace @returns {Light} */
function flow({ place }, trace) {
  const lane = trace.lane(place.layer ?? 0, place.direction ?? "forward") ?? trace.lanes[0];
  return { quantity: place.state ?? keepingGate(lane.model)?.state ?? "h", index: null };
}

/** The step at which 1 % is left: `from` … `to` is what lies behind it. @param {Finding} finding */
const edge = ({ place }) => (place.direction === "reverse" ? place.from : place.to) ?? 0;

/** A gate, or units with all they do. @param {Finding} finding @returns {Sight} */
function lookAtPlots({ place }) {
  const [unit] = place.units;
  const light = { quantity: place.gate ?? "h", index: unit ?? null };
  return { view: { panel: "plots", pass: "forward", ...(unit !== undefined && { unit }) }, light };
}

/** The step at which the channel lies furthest out. @param {Finding} finding @returns {Sight} */
function lookAtInput({ place, evidence }) {
  const view = /** @type {const} */ ({ panel: "plots", pass: "forward", layer: 0, t: evidence.t ?? place.from ?? 0, depth: "unit" });
  return { view, light: { quantity: "x", index: place.channel ?? 0 } };
}

/** The step at which numbers stop being finite. @param {Finding} finding @returns {Sight} */
function lookAtBreak({ place }) {
  const [head, rest] = (place.gate ?? "h").split(".");
  const quantity = rest ?? head;
  const pass = head === "grad" ? "backward" : "forward";
  return { view: { panel: "plots", pass, t: place.from ?? 0, depth: "unit" }, light: { quantity, index: null } };
}
