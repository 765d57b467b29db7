/**
 * Says in words what a manual step brought to the screen; silent while playing.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../types.js").State} State
 * @typedef {App["i18n"]} I18n
 * @typedef {import("../trace/trace.js").LaneTrace} Lane
 */

import { calmed } from "../base/pace.js";
import { isPreActivation } from "../cell/bounds.js";
import { valueWords } from "../cell/names.js";
import { gradientQuantities, valueQuantities } from "../drawing/quantities.js";
import { sentenceNumber } from "../numbers/written.js";

/** While somebody scrubs, speech would never end a sentence: it waits for a rest, ms. */
const REST = 150;
const LONGEST = 5000;

/**
 * "t = 4, unit 2: forget gate 0.92, …"; in the backward pass the gradients, those at pre-activations
 * apart from those at values.
 * @param {State} state
 * @param {I18n} i18n
 * @returns {string}
 */
export function describeStep({ trace, view }, i18n) {
  const lane = trace?.lane(view.layer, view.direction);
  if (!trace || !lane) return "";
  const { t, unit, layer, pass } = view;
  const values = pass === "backward" ? gradientsOf(lane, t, unit, i18n) : listed(valueQuantities(lane), lane, "states", t, unit, i18n);
  const key = (trace.lanes.at(-1)?.layer ?? 0) > 0 ? "announcer.step_layer" : "announcer.step";
  return i18n.t(key, { t, unit, layer, values });
}

/** @param {Lane} lane @param {number} t @param {number} unit @param {I18n} i18n */
function gradientsOf(lane, t, unit, i18n) {
  const names = gradientQuantities(lane);
  const inner = names.filter((name) => isPreActivation(lane.model, name));
  const groups = { pre_activations: inner, gradients: names.filter((name) => !inner.includes(name)) };
  return Object.entries(groups).filter(([, group]) => group.length > 0)
    .map(([kind, group]) => i18n.t(`announcer.${kind}`, { values: listed(group, lane, "grad", t, unit, i18n) })).join(i18n.t("announcer.between"));
}

/**
 * Names and numbers; a projection leaves some units without an h.
 * @param {readonly string[]} names
 * @param {Lane} lane
 * @param {"states"|"grad"} place
 * @param {number} t
 * @param {number} unit
 * @param {I18n} i18n
 */
function listed(names, lane, place, t, unit, i18n) {
  const present = names.filter((name) => lane.width(name) === 1 || unit < lane.width(name));
  return present.map((name) => {
    const value = sentenceNumber(lane.at(`${place}.${name}`, t, unit));
    return i18n.t("announcer.value", { name: valueWords(i18n, lane.model, lane.model.blocks[name] ?? name, "announcer"), value });
  }).join(i18n.t("announcer.separator"));
}

/**
 * Which depth the stage went to, in words.
 * @param {State} state
 * @param {I18n} i18n
 * @returns {string}
 */
export function describeDepth({ trace, view }, i18n) {
  if (!trace) return "";
  const layers = (trace.lanes.at(-1)?.layer ?? 0) + 1;
  const units = trace.lane(view.layer, view.direction)?.hiddenSize ?? trace.cell.hidden_size;
  return i18n.t(`depth.says_${view.depth}`, { layers, units, steps: trace.steps, layer: view.layer, unit: view.unit });
}

/**
 * @param {State} state
 */
const placeOf = ({ view }) => [view.t, view.unit, view.layer, view.direction, view.pass, view.depth].join();

/**
 * @param {HTMLElement} root the live region
 * @param {App} app
 * @returns {() => void}
 */
export function mountAnnouncer(root, app) {
  let place = placeOf(app.store.state);
  let { depth } = app.store.state.view;
  const calm = calmed(REST, LONGEST);
  const speak = () => {
    const { state } = app.store;
    const words = depth === state.view.depth ? [] : [describeDepth(state, app.i18n)];
    depth = state.view.depth;
    root.textContent = [...words, describeStep(state, app.i18n)].join(" ");
  };
  return app.store.subscribe((state, changed) => {
    if (!changed.has("view")) return;
    const next = placeOf(state);
    const isManual = next !== place && !state.player.isPlaying && !changed.has("trace") && !changed.has("player");
    place = next;
    if (isManual) calm(speak);
    else if (state.player.isPlaying) ({ depth } = state.view);
  });
}
