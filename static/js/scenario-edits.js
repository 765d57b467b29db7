/**
 * Every edit of the dock, as pure functions scenario → scenario.
 *
 * The result of an edit of a valid scenario is valid again: what hangs on the edited part (weights
 * on sizes, targets on steps, …) is moved, padded or left out. The server stays the judge.
 */

export { setAbout } from "./scenario/about.js";
export { setActivations, setCell } from "./scenario/cell.js";
export { GENERATORS, defaultGenerator, generatorParameters } from "./scenario/generators.js";
export { characters, stepCount } from "./scenario/lengths.js";
export { giveHead, setHeadNumbers, setHeadOutputs } from "./scenario/head.js";
export {
  addIntervention,
  changeIntervention,
  removeIntervention,
  setInterventions,
} from "./scenario/interventions.js";
export {
  comparedSteps,
  outputSize,
  setComparedSteps,
  setHead,
  setLoss,
  setLossKind,
  suits,
} from "./scenario/objective.js";
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
} from "./scenario/sequence.js";
export {
  PEEPHOLE_ROWS,
  ROW_BLOCKS,
  countParameters,
  featureSize,
  interventionTargets,
  lanes,
  layerInputSize,
  tensorName,
} from "./scenario/shapes.js";
export { giveState, setState } from "./scenario/states.js";
export {
  clearEdits,
  countEdits,
  hasTensors,
  pasteWeights,
  setInitialiser,
  setWeights,
} from "./scenario/weights.js";
export { widthRange } from "./scenario/width.js";
