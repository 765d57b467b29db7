/** The forward equations of each kind of cell, by the formulas of the scenario's contract. */

import { inputName, stateName } from "../cell/entry-names.js";
import { squashOf } from "../cell/local-derivatives.js";
import { quantityOfTerm } from "../cell/quantities.js";
import { cellState, gateOf, hiddenState, oldCellState, oldHiddenState } from "./symbols.js";
import { constant, dot, held, minus, plus, quantity, squash, times, weight } from "./tree.js";

/** @typedef {import("../cell/snapshot.js").Snapshot} Snapshot */
/** @typedef {import("../trace/lane-trace.js").Term} Term */
/** @typedef {import("./model.js").Row} Row */
/** @typedef {import("./tree.js").Tree} Tree */
/** @typedef {import("./tree.js").Quantity} Quantity */

/** @param {Snapshot} step @returns {Row[]} */
export function forwardRows(step) {
  return FORWARD[step.kind](step);
}

/** @type {Record<Snapshot["kind"], (step: Snapshot) => Row[]>} */
const FORWARD = {
  lstm: (step) => [
    ...["f", "i", "g"].map((gate) => gateRow(step, gate)),
    row(step, "c", cellState(step), plus(
      times(gateOf(step, "f"), oldCellState(step)), times(gateOf(step, "i"), gateOf(step, "g")),
    ), "state-c", ["gate", "add"]),
    gateRow(step, "o"),
    row(step, "h", hiddenState(step), times(
      gateOf(step, "o"), squash(step.activations.output, cellState(step)),
    ), "state-h", ["expose", "leave"]),
  ],
  gru: (step) => [
    gateRow(step, "r"),
    gateRow(step, "z"),
    candidateRow(step),
    row(step, "h", hiddenState(step), plus(
      times(minus(constant(1), gateOf(step, "z")), gateOf(step, "n")), times(gateOf(step, "z"), oldHiddenState(step)),
    ), "state-h", ["mix", "add", "leave"]),
  ],
  rnn: (step) => {
    const a = quantity({ base: "a" }, step.z.a, "a", step.unit);
    return [
      { id: "a", left: a, right: weighted(step, "a"), tone: "gate-a", phases: ["enter", "weigh"], isHeld: false },
      row(step, "h", hiddenState(step), squash(step.activations.candidate, a), "state-h", ["squash", "leave"]),
    ];
  },
};

/**
 * @param {Snapshot} step
 * @param {string} id
 * @param {Quantity} left
 * @param {Tree|null} right
 * @param {string} tone
 * @param {readonly string[]} phases
 * @returns {Row}
 */
function row(step, id, left, right, tone, phases) {
  const isHeld = step.held.has(id);
  return { id, left, right: isHeld ? held(left.value) : right, tone, phases, isHeld };
}

/** @param {Snapshot} step @param {string} gate @returns {Row} */
function gateRow(step, gate) {
  const inner = weighted(step, gate);
  const phases = gate === "o" && step.peepholes ? ["expose"] : ["enter", "weigh", "squash"];
  return row(step, gate, gateOf(step, gate), inner && squash(squashOf(step, gate), inner), `gate-${gate}`, phases);
}

/** @param {Snapshot} step @returns {Row} */
function candidateRow(step) {
  const right = step.hasWeights
    ? squash(step.activations.candidate, plus(
      weightedPart(step, "n", isOuter), times(gateOf(step, "r"), weightedPart(step, "n", (term) => !isOuter(term))),
    )) : null;
  return row(step, "n", gateOf(step, "n"), right, "gate-n", ["reset", "propose"]);
}

/** Of the candidate of a GRU: what r does not multiply. @param {Term} term */
const isOuter = (term) => term.kind === "x" || term.name.startsWith("bias_ih");

/** The pre-activation of a block. @param {Snapshot} step @param {string} block @returns {Tree|null} */
function weighted(step, block) {
  return step.hasWeights ? weightedPart(step, block, () => true) : null;
}

/**
 * The weighted sum, the biases put together into one number.
 * @param {Snapshot} step
 * @param {string} block
 * @param {(term: Term) => boolean} isMeant
 * @returns {Tree}
 */
function weightedPart(step, block, isMeant) {
  const terms = step.shares[block].terms.filter(isMeant);
  const products = terms.filter((term) => term.kind !== "bias").map((term) => times(weight(term.weight, quantityOfTerm(term, block), term.index), readValue(step, term, block)));
  const biases = terms.filter((term) => term.kind === "bias");
  const bias = biases.reduce((sum, term) => sum + term.weight, 0);
  const short = [
    terms.some((term) => term.kind === "x") ? { weight: "w", sub: block, reads: "x" } : null,
    terms.some((term) => term.kind === "h") ? { weight: "u", sub: block, reads: "h′" } : null,
    terms.some((term) => term.kind === "peephole") ? { weight: "p", sub: block, reads: block === "o" ? "c" : "c′" } : null,
  ].filter((symbol) => symbol !== null);
  const size = step.shares[block].terms.filter((term) => term.kind !== "bias").length;
  const sum = dot(block, products, short, size);
  return bias === 0 ? sum : plus(sum, weight(bias, quantityOfTerm(biases[0], block)));
}

/**
 * What a weight multiplies: an input, an old h, or the cell state through a peephole.
 * @param {Snapshot} step
 * @param {Term} term
 * @param {string} block
 * @returns {Quantity}
 */
function readValue({ layer, hPrevAll, isBidirectional: bidirectional }, { kind, index, value }, block) {
  if (kind === "x") return quantity(inputName({ hidden_size: hPrevAll.length, bidirectional }, layer, index), value, "x", index);
  if (kind === "h") return quantity(stateName(index), value, "h_prev", index);
  return block === "o" ? quantity({ base: "c" }, value, "c", index) : quantity({ base: "c′" }, value, "c_prev", index);
}
