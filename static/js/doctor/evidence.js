/**
 * Where a finding can be seen: what the page is to look at, and what it lights there. Pure.
 *
 * @typedef {import("../types.js").Finding} Finding
 * @typedef {import("../trace/trace.js").Trace} Trace
 * @typedef {import("../types.js").View} View
 * @typedef {{quantity: string, index: number|null}} Light
 * @typedef {{view: Partial<View>, light: Light|null}} Sight
 */

import { keepingGate } from "../cell/bounds.js";
import { firstDepth } from "../state/view-state.js";

/** As in `app/analysis/doctor.py`: an input beyond is far out. */
const USUAL_INPUT = 3;

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

/** @param {Finding} finding @param {Trace} trace @returns {Sight} */
function lookAtInput({ place }, trace) {
  const channel = place.channel ?? 0;
  const t = farthestStep(trace, channel) ?? place.from ?? 0;
  return { view: { panel: "plots", pass: "forward", layer: 0, t, depth: "unit" }, light: { quantity: "x", index: channel } };
}

/** @param {Trace} trace @param {number} channel @returns {number|null} null where nothing is far out */
function farthestStep(trace, channel) {
  const lane = trace.lane(0, "forward");
  let [step, most] = [/** @type {number|null} */ (null), USUAL_INPUT];
  for (let t = 0; lane && t < lane.steps; t += 1) {
    const size = Math.abs(lane.x[t * lane.inputSize + channel]);
    if (size > most) [step, most] = [t, size];
  }
  return step;
}

/** The step at which numbers stop being finite. @param {Finding} finding @returns {Sight} */
function lookAtBreak({ place }) {
  const [head, rest] = (place.gate ?? "h").split(".");
  const quantity = rest ?? head;
  const pass = head === "grad" ? "backward" : "forward";
  return { view: { panel: "plots", pass, t: place.from ?? 0, depth: "unit" }, light: { quantity, index: null } };
}
