/**
 * Says in words what a manual step brought to the screen; silent while playing.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../types.js").State} State
 * @typedef {App["i18n"]} I18n
 */

import { calmed } from "../base/pace.js";
import { valueWords } from "../cell/value-words.js";
import { gradientQuantities, valueQuantities } from "../drawing/quantities.js";
import { sentenceNumber } from "../numbers/written.js";

/** While somebody scrubs, speech would never end a sentence: it waits for a rest, ms. */
const REST = 150;
const LONGEST = 5000;

/**
 * "t = 4, unit 2: forget 0.92, …"; in the backward pass the gradients.
 * @param {State} state
 * @param {I18n} i18n
 * @returns {string}
 */
export function describeStep({ trace, view }, i18n) {
  const lane = trace?.lane(view.layer, view.direction);
  if (!trace || !lane) return "";
  const { t, unit, layer } = view;
  const isBackward = view.pass === "backward";
  const quantities = (isBackward ? gradientQuantities : valueQuantities)(lane);
  const values = quantities.map((quantity) => {
    const series = isBackward ? lane.gradient(quantity) : lane.series(quantity);
    const width = lane.width(quantity);
    const value = sentenceNumber(series[t * width + Math.min(unit, width - 1)]);
    return i18n.t(isBackward ? "announcer.gradient" : "announcer.value", { name: valueWords(i18n, lane.model, quantity, "announcer"), value });
  });
  const key = (trace.lanes.at(-1)?.layer ?? 0) > 0 ? "announcer.step_layer" : "announcer.step";
  return i18n.t(key, { t, unit, layer, values: values.join(i18n.t("announcer.separator")) });
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
