/**
 * Every edit of the dock, as pure functions scenario → scenario.
 *
 * The result of an edit of a valid scenario is valid again: what hangs on the edited part (weights
 * on sizes, targets on steps, …) is moved, padded or left out. The server stays the judge.
 *
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {{weight: number[][], bias: number[]}} GivenHead
 */

import { outputSize, resizeHead, setHead } from "./objective.js";
import { featureSize } from "./shapes.js";

export { setActivations, setCell, setLayer, setLayerCount, setLayersDiffer } from "./cell.js";
export { defaultGenerator, generatorParameters, generators } from "./contract.js";
export { characters, stepCount } from "./shapes.js";
export {
  comparedSteps,
  outputSize,
  setComparedSteps,
  setHead,
  setLoss,
  setLossKind,
  suits,
} from "./objective.js";
export {
  alphabetOf,
  appendStep,
  deleteStep,
  insertStep,
  pasteBlock,
  setGenerator,
  setSequence,
  setText,
  setValues,
} from "./sequence.js";
export {
  axesOf,
  blockRows,
  countParameters,
  featureSize,
  hasForgetBias,
  interventionTargets,
  lanes,
  layerAt,
  layersOf,
  length,
  parameterOf,
  parameterRows,
  sizeOf,
  tensorName,
  tensorsOf,
  topFeatures,
  valueSize,
} from "./shapes.js";
export { giveState, setState, startOf, statePath, statesOf, stateSizes } from "./cell.js";
export {
  clearEdits,
  countEdits,
  hasTensors,
  pasteWeights,
  setInitialiser,
  setWeights,
} from "./weights.js";
export { addIntervention, changeIntervention, removeIntervention, setInterventions } from "./what-ifs.js";
export { widthRange } from "./shapes.js";

// Edits of what a scenario says about itself.

/** @param {Scenario} scenario @param {Partial<Pick<Scenario, "title"|"notes">>} patch @returns {Scenario} */
export function setAbout(scenario, patch) {
  return { ...scenario, ...patch };
}

// Edits of a read-out with given numbers.

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
