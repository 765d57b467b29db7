/**
 * Inputs brought to where a recurrent cell works: every channel to mean 0 and deviation 1.
 *
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../trace/trace.js").Trace} Trace
 */

import { setSequence } from "../scenario/edits.js";
import { statisticsOf } from "../scenario/statistics.js";

/** A channel of which single values still lie further out is scaled down to this. */
const FARTHEST = 3;

/**
 * @param {Scenario} scenario
 * @param {Trace|null} trace  of this scenario; it knows what a generator made
 * @returns {Scenario|null} with a sequence of values; null where they are not known
 */
export function scaledInputs(scenario, trace) {
  /** @type {number[][]|null} */
  const values = "values" in scenario.sequence ? scenario.sequence.values : readValues(trace);
  if (!values) return null;
  const channels = values[0].map((_, d) => scaledChannel(values.map((row) => row[d])));
  return setSequence(scenario, { values: values.map((_, t) => channels.map((channel) => channel[t])) });
}

/** @param {Trace|null} trace @returns {number[][]|null} */
function readValues(trace) {
  const lane = trace?.lane(0, "forward");
  if (!lane || !trace?.isForwardComplete) return null;
  return Array.from({ length: lane.steps }, (_, t) => [...lane.x.subarray(t * lane.inputSize, (t + 1) * lane.inputSize)]);
}

/** @param {number[]} channel @returns {number[]} */
function scaledChannel(channel) {
  const { mean, std } = statisticsOf(channel);
  const centred = channel.map((value) => (value - mean) / (std || 1));
  const most = Math.max(...centred.map(Math.abs));
  const shrink = most > FARTHEST ? FARTHEST / most : 1;
  return centred.map((value) => Number((value * shrink).toFixed(4)) || 0);
}
