/**
 * Edits of the cell: kind, equations, sizes, layers and options. Everything else of the scenario
 * follows.
 *
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("../types.js").LayerChoice} LayerChoice
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("./contract.js").Preset} Preset
 */

import { contract } from "./contract.js";
import { hasOption, isOwn } from "./forms.js";
import { settle, refitHead } from "./objective.js";
import { refitWeights } from "./refit.js";
import { layersOf } from "./shapes.js";
import { refitStates } from "./states.js";
import { nearestWidth, refitWidth } from "./width.js";

/**
 * Changes the cell and keeps as much of the rest as still has a meaning.
 * @param {Scenario} scenario
 * @param {Partial<Cell>} patch
 * @param {import("./refit.js").Park} [park]
 * @returns {Scenario}
 */
export function setCell(scenario, patch, park) {
  const cell = tidyCell({ ...scenario.cell, ...patch }, scenario.sequence);
  return refit({ ...scenario, sequence: refitWidth(scenario.sequence, cell.input_size) }, cell, park);
}

/**
 * Changes one layer, or the whole cell where its layers do not differ.
 * @param {Scenario} scenario
 * @param {number} layer
 * @param {LayerChoice} patch
 * @param {import("./refit.js").Park} [park]
 */
export function setLayer(scenario, layer, patch, park) {
  const { layers } = scenario.cell;
  if (!layers) return setCell(scenario, /** @type {Partial<Cell>} */ (patch), park);
  return setCell(scenario, { layers: layers.with(layer, tidyChoice({ ...layers[layer], ...patch })) }, park);
}

/** @param {Scenario} scenario @param {number} layer @param {Partial<Cell["activations"]>} patch */
export function setActivations(scenario, layer, patch) {
  return setLayer(scenario, layer, { activations: { ...layersOf(scenario.cell)[layer].activations, ...patch } });
}

/**
 * Has every layer make its own choices, or all of them those of the first.
 * @param {Scenario} scenario
 * @param {boolean} differ
 */
export function setLayersDiffer(scenario, differ) {
  const { cell } = scenario;
  const layers = layersOf(cell);
  if (differ) return setCell(scenario, { ...PLAIN(), num_layers: 1, layers: layers.map(choiceOf) });
  const { reverse: _, ...first } = /** @type {any} */ (choiceOf(layers[0]));
  return setCell(scenario, { ...first, layers: null, num_layers: layers.length });
}

/** The cell's own fields say nothing where every layer says all. */
const PLAIN = () => {
  const { kind, equations, peephole, proj_size } = contract().defaults.cell;
  return { kind, equations, peephole, proj_size };
};

/** @param {import("./shapes.js").Layer} layer @returns {LayerChoice} */
function choiceOf({ kind, equations, hidden, directions, merge, bias, peephole, proj_size, activations }) {
  const bidirectional = directions.length > 1;
  const reverse = !bidirectional && directions[0] === "reverse";
  return { kind, equations, hidden_size: hidden, bidirectional, merge, bias, peephole, proj_size, activations, reverse };
}

/** Whether there are as many layers; a new one is like the last. @param {Scenario} scenario @param {number} count */
export function setLayerCount(scenario, count) {
  const { layers } = scenario.cell;
  if (!layers) return setCell(scenario, { num_layers: count });
  const last = /** @type {LayerChoice} */ (layers.at(-1));
  return setCell(scenario, { layers: Array.from({ length: count }, (_, k) => layers[k] ?? last) });
}

/**
 * What a layer becomes by an entry of the catalogue.
 * @param {string} kind
 * @param {Preset|null} preset
 * @param {number} hidden   H, of which a projection is a share
 * @returns {LayerChoice}
 */
export function chosenCell(kind, preset, hidden) {
  const { peephole = false, proj_size: share = null } = preset?.choices ?? {};
  const projected = share === null ? null : Math.max(1, Math.round(Number(share) * hidden));
  return { kind, equations: null, peephole: Boolean(peephole), proj_size: projected };
}

/**
 * A scenario whose sequence has just been replaced, with the cell reading its width.
 * @param {Scenario} scenario
 * @param {number} inputSize
 */
export function readWidth(scenario, inputSize) {
  return refit(scenario, { ...scenario.cell, input_size: inputSize });
}

/** @param {Cell} cell @param {Scenario["sequence"]} sequence @returns {Cell} */
function tidyCell(cell, sequence) {
  return { ...tidyChoice(cell), input_size: nearestWidth(sequence, cell.input_size) };
}

/** Without what its kind does not have. @template {LayerChoice} C @param {C} choice @returns {C} */
function tidyChoice(choice) {
  const kind = choice.kind ?? "";
  const next = { ...choice };
  if (choice.peephole && !hasOption(kind, "peephole")) next.peephole = false;
  if (choice.proj_size && !hasOption(kind, "projection")) next.proj_size = null;
  if (choice.equations && !isOwn({ kind })) next.equations = null;
  if (choice.bidirectional && choice.reverse) next.reverse = false;
  return next;
}

/** @param {Scenario} scenario @param {Cell} cell @param {import("./refit.js").Park} [park] @returns {Scenario} */
function refit(scenario, cell, park) {
  const before = scenario.cell;
  const weights = refitWeights(scenario.weights, before, cell, park);
  const head = refitHead(scenario.head, before, cell);
  return settle(refitStates({ ...scenario, cell, weights, head }, before));
}
