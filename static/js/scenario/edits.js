/**
 * Every edit of the dock, as pure functions scenario → scenario.
 *
 * The result of an edit of a valid scenario is valid again: what hangs on the edited part (weights
 * on sizes, targets on steps, …) is moved, padded or left out. The server stays the judge.
 */

export { setAbout } from "./about.js";
export { setActivations, setCell } from "./cell.js";
export { GENERATORS, defaultGenerator, generatorParameters } from "./generators.js";
export { characters, stepCount } from "./lengths.js";
export { giveHead, setHeadNumbers, setHeadOutputs } from "./head.js";
export {
  addIntervention,
  changeIntervention,
  removeIntervention,
  setInterventions,
} from "./interventions.js";
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
  PEEPHOLE_ROWS,
  ROW_BLOCKS,
  countParameters,
  featureSize,
  interventionTargets,
  lanes,
  layerInputSize,
  tensorName,
} from "./shapes.js";
export { giveState, setState } from "./states.js";
export {
  clearEdits,
  countEdits,
  hasTensors,
  pasteWeights,
  setInitialiser,
  setWeights,
} from "./weights.js";
export { widthRange } from "./width.js";
