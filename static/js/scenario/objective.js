/**
 * The loss, the head and the interventions, and what becomes of them when sizes or steps change.
 *
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../types.js").Loss} Loss
 * @typedef {import("../types.js").Intervention} Intervention
 * @typedef {(t: number) => number|null} StepMove   where a step went; null: it is gone
 */

import {
  alphabetSize, axisMap, featureSize, layerAt, lengthMap, remapMatrix, stepCount, topFeatures, valueSize,
} from "./shapes.js";

/** How many numbers the network gives at a step. @param {Scenario} scenario */
export function outputSize({ head, cell }) {
  if (!head) return featureSize(cell);
  return head.weight ? head.weight.length : head.output_size;
}

/** The steps a loss compares. @param {Loss["at"]} at @param {number} steps @returns {number[]} */
export function comparedSteps(at, steps) {
  if (at === "last") return [steps - 1];
  if (Array.isArray(at)) return at;
  return Array.from({ length: steps }, (_, t) => t);
}

/** @param {Scenario} scenario @param {Loss} loss @returns {Scenario} */
export function setLoss(scenario, loss) {
  return settleLoss({ ...scenario, loss });
}

/** A loss of the given kind that fits the scenario. @param {Scenario} scenario @param {Loss["kind"]} kind */
export function setLossKind(scenario, kind) {
  const before = scenario.loss;
  if (kind === "probe") return setLoss(scenario, { kind, step: -1 });
  const comparesValues = before.kind === "mse" || before.kind === "squared_error";
  if (kind !== "cross_entropy" && comparesValues) return setLoss(scenario, { ...before, kind });
  if (kind === "cross_entropy" && "text" in scenario.sequence && stepCount(scenario.sequence) > 1) {
    return setLoss(scenario, { kind, targets: "next" });
  }
  return setLoss(scenario, { kind, targets: [], at: before.at ?? "last" });
}

/** @param {Scenario} scenario @param {Loss["at"]} at */
export function setComparedSteps(scenario, at) {
  return moveTargets(scenario, { ...scenario.loss, at }, (t) => t, stepCount(scenario.sequence));
}

/** @param {Scenario} scenario @param {{output_size: number, seed: number}|{weight: number[][], bias: number[]}|null} head */
export function setHead(scenario, head) {
  return settle({ ...scenario, head });
}

/** Gives the head another number of outputs; rows of given weights are kept. @param {any} head @param {number} outputs */
export function resizeHead(head, outputs) {
  if (!head?.weight) return { output_size: outputs, seed: head?.seed ?? 0 };
  const rows = lengthMap(head.weight.length, outputs);
  const columns = lengthMap(head.weight[0].length, head.weight[0].length);
  const bias = head.bias && rows.map((from) => (from < 0 ? 0 : head.bias[from]));
  return { ...head, weight: remapMatrix(head.weight, rows, columns), ...(bias && { bias }) };
}

/** @param {any} head @param {Cell} before @param {Cell} cell */
export function refitHead(head, before, cell) {
  if (!head?.weight) return head;
  const rows = lengthMap(head.weight.length, head.weight.length);
  const columns = axisMap(topFeatures(before), topFeatures(cell));
  return { ...head, weight: remapMatrix(head.weight, rows, columns) };
}

/** Makes loss and interventions fit the sizes and steps. @param {Scenario} scenario @returns {Scenario} */
export function settle(scenario) {
  const interventions = scenario.interventions.flatMap((one) => fit(one, scenario));
  return settleLoss({ ...scenario, interventions });
}

/** Whether a what-if has a meaning for this cell and these steps. @param {Scenario} scenario @param {Intervention} one */
export function suits(scenario, one) {
  return fit(one, scenario).length > 0;
}

/** @param {Intervention} one @param {Scenario} scenario @returns {Intervention[]} */
function fit(one, { cell, sequence }) {
  const last = stepCount(sequence) - 1;
  const layer = layerAt(cell, one.layer);
  const fits =
    layer?.directions.includes(one.direction) &&
    (layer.form?.targets.includes(one.target) ?? true) &&
    (one.unit ?? 0) < valueSize(cell, one.layer, one.target) &&
    one.from <= last;
  return fits ? [{ ...one, to: Math.min(one.to, last) }] : [];
}

/** @param {Scenario} scenario @returns {Scenario} */
function settleLoss(scenario) {
  const { loss } = scenario;
  const steps = stepCount(scenario.sequence);
  if (loss.kind === "probe") return { ...scenario, loss: settleProbe(scenario, steps) };
  if (loss.targets === "next") return settleNext(scenario, steps);
  return moveTargets(scenario, loss, (t) => t, steps);
}

/** @param {Scenario} scenario @param {number} steps @returns {Loss} */
function settleProbe(scenario, steps) {
  const { step = -1, unit = null, ...rest } = scenario.loss;
  const outputs = outputSize(scenario);
  return {
    ...rest,
    step: Math.max(-steps, Math.min(steps - 1, step)),
    ...(unit !== null && { unit: Math.min(unit, outputs - 1) }),
  };
}

/** Next-character prediction needs a text and an output for each character. @param {Scenario} scenario @param {number} steps */
function settleNext(scenario, steps) {
  const classes = alphabetSize(scenario.sequence);
  if (classes === null || steps < 2) {
    /** @type {Loss} */
    const loss = { kind: "probe", step: -1 };
    return { ...scenario, loss };
  }
  if (outputSize(scenario) >= classes) return scenario;
  return { ...scenario, head: resizeHead(scenario.head, classes) };
}

/**
 * Moves each compared target with its step; steps without a target get zeros.
 * @param {Scenario} scenario
 * @param {Loss} loss            of the new scenario, its targets still those of the old steps
 * @param {StepMove} move
 * @param {number} steps         how many there are now
 * @param {number} [stepsBefore] how many there were
 * @returns {Scenario}
 */
function moveTargets(scenario, loss, move, steps, stepsBefore = steps) {
  /** @type {Map<number, any>} */
  const byStep = new Map();
  const targets = Array.isArray(loss.targets) ? loss.targets : [];
  comparedSteps(scenario.loss.at, stepsBefore).forEach((t, k) => {
    const to = move(t);
    if (to !== null && k < targets.length) byStep.set(to, targets[k]);
  });
  const at = moveSteps(loss.at ?? "all", move, steps);
  const outputs = outputSize(scenario);
  const isLast = scenario.loss.at === "last" && at === "last";
  const kept = (/** @type {number} */ t) => (isLast ? targets[0] : byStep.get(t));
  const fitted = comparedSteps(at, steps).map((t) => fitTarget(loss.kind, kept(t), outputs));
  return { ...scenario, loss: { ...loss, at, targets: fitted } };
}

/** @param {NonNullable<Loss["at"]>} at @param {StepMove} move @param {number} steps @returns {NonNullable<Loss["at"]>} */
function moveSteps(at, move, steps) {
  if (!Array.isArray(at)) return at;
  const moved = at.map(move).filter((t) => t !== null && t < steps);
  return moved.length > 0 ? /** @type {number[]} */ (moved) : "last";
}

/** @param {Loss["kind"]} kind @param {any} target @param {number} outputs */
function fitTarget(kind, target, outputs) {
  if (kind === "cross_entropy") {
    return Number.isInteger(target) ? Math.min(Math.max(target, 0), outputs - 1) : 0;
  }
  const row = Array.isArray(target) ? target : [];
  return Array.from({ length: outputs }, (_, k) => row[k] ?? 0);
}

/**
 * Loss and interventions of a scenario whose sequence has just gained or lost steps.
 * @param {Scenario} scenario  with the new sequence
 * @param {StepMove} move
 * @param {number} stepsBefore
 * @returns {Scenario}
 */
export function followSteps(scenario, move, stepsBefore) {
  const steps = stepCount(scenario.sequence);
  const interventions = scenario.interventions.flatMap((one) => moveSpan(one, move, steps));
  const next = settle({ ...scenario, interventions, loss: moveProbe(scenario.loss, move) });
  if (scenario.loss.kind === "probe" || scenario.loss.targets === "next") return next;
  const loss = moveTargets(scenario, scenario.loss, move, steps, stepsBefore).loss;
  return { ...next, loss };
}

/** @param {Loss} loss @param {StepMove} move @returns {Loss} */
function moveProbe(loss, move) {
  if (loss.kind !== "probe" || (loss.step ?? -1) < 0) return loss;
  const step = /** @type {number} */ (loss.step);
  return { ...loss, step: move(step) ?? step };
}

/** @param {Intervention} one @param {StepMove} move @param {number} steps @returns {Intervention[]} */
function moveSpan(one, move, steps) {
  let { from, to } = one;
  while (from <= to && move(from) === null) from += 1;
  while (to >= from && move(to) === null) to -= 1;
  if (from > to) return [];
  const start = /** @type {number} */ (move(from));
  const stop = /** @type {number} */ (move(to));
  return start < steps ? [{ ...one, from: start, to: stop }] : [];
}
