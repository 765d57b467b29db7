/**
 * Edits of a read-out with given numbers.
 *
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {{weight: number[][], bias: number[]}} GivenHead
 */

import { outputSize, resizeHead, setHead } from "./objective.js";
import { featureSize } from "./shapes.js";

/**
 * A read-out with numbers of its own: those it has, those that were drawn for it, or zeros.
 * @param {Scenario} scenario
 * @param {Partial<GivenHead>|null} drawn  what a seed came to
 */
export function giveHead(scenario, drawn) {
  if (scenario.head?.weight) return scenario;
  const outputs = outputSize(scenario);
  const features = featureSize(scenario.cell);
  const { weight = [], bias = Array(outputs).fill(0) } = drawn ?? {};
  if (weight.length === outputs && weight[0].length === features) return setHead(scenario, { weight, bias });
  const zeros = Array.from({ length: outputs }, () => Array(features).fill(0));
  return setHead(scenario, { weight: zeros, bias: Array(outputs).fill(0) });
}

/** @param {Scenario} scenario @param {number} outputs */
export function setHeadOutputs(scenario, outputs) {
  return setHead(scenario, resizeHead(scenario.head, outputs));
}

/**
 * The column behind the weights is the bias.
 * @param {Scenario} scenario
 * @param {{row: number, column: number, value: number}[]} changes
 */
export function setHeadNumbers(scenario, changes) {
  const weight = scenario.head.weight.map((/** @type {number[]} */ row) => [...row]);
  const bias = [...(scenario.head.bias ?? Array(weight.length).fill(0))];
  for (const { row, column, value } of changes) {
    if (column < weight[row].length) weight[row][column] = value;
    else bias[row] = value;
  }
  return setHead(scenario, { weight, bias });
}
