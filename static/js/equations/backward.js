/**
 * The backward equations of each kind of cell, in the order in which the chain rule reaches them.
 * What a what-if holds passes nothing back, so its row is 0.
 */

import { gruGradients, lstmGradients, squashOf } from "../cell/local-derivatives.js";
import { stepAfter } from "../cell/snapshot.js";
import { cellFlow, gradientFromAbove, lineFlow, recurrentFlows } from "../cell/upstream.js";
import { cellState, gateOf, gradient, hiddenState, oldCellState, oldHiddenState } from "./symbols.js";
import { constant, dot, minus, plus, quantity, slope, squash, times } from "./tree.js";

/** @typedef {import("../cell/reading.js").Reading} Reading */
/** @typedef {import("../cell/snapshot.js").Snapshot} Snapshot */
/** @typedef {import("./model.js").Row} Row */
/** @typedef {import("./tree.js").Tree} Tree */
/** @typedef {import("./tree.js").Quantity} Quantity */

/** @param {Reading} reading @returns {Row[]} */
export function backwardRows(reading) {
  return [hiddenRow(reading), ...BACKWARD[reading.step.kind](reading)];
}

/** @type {Record<Snapshot["kind"], (reading: Reading) => Row[]>} */
const BACKWARD = {
  lstm: (reading) => {
    const { step } = reading;
    const inner = lstmGradients(step);
    const h = passed(step, "h");
    const c = passed(step, "c");
    const toO = gradient("o", inner.o, "o", step.unit);
    return [
      outputRow("o", toO, h && times(h, squash(step.activations.output, cellState(step)))),
      preActivationRow(step, "o", toO),
      cellRow(reading),
      ...["f", "i", "g"].flatMap((gate) => {
        const left = gradient(gate, inner[/** @type {"f"|"i"|"g"} */ (gate)], gate, step.unit);
        const other = gate === "f" ? oldCellState(step) : gateOf(step, gate === "i" ? "g" : "i");
        return [outputRow(gate, left, c && times(c, other)), preActivationRow(step, gate, left)];
      }),
    ];
  },
  gru: ({ step }) => {
    const inner = gruGradients(step);
    const h = passed(step, "h");
    const toZ = gradient("z", inner.z, "z", step.unit);
    const toN = gradient("n", inner.n, "n", step.unit);
    const toR = gradient("r", inner.r, "r", step.unit);
    const fromState = quantity({ base: "q" }, step.recurrentCandidate, "n", step.unit);
    return [
      outputRow("z", toZ, h && times(h, minus(oldHiddenState(step), gateOf(step, "n")))),
      preActivationRow(step, "z", toZ),
      outputRow("n", toN, h && times(h, minus(constant(1), gateOf(step, "z")))),
      preActivationRow(step, "n", toN),
      ...(step.hasWeights ? [outputRow("r", toR, times(gradient("z_n", step.grads.n, "n", step.unit), fromState))] : []),
      preActivationRow(step, "r", step.hasWeights ? toR : null),
    ];
  },
  rnn: ({ step }) => {
    const h = passed(step, "h");
    const right = h ? times(h, slope(step.activations.candidate, hiddenState(step))) : constant(0);
    return [{ id: "d_a", left: gradient("a", step.grads.a, "a", step.unit), right, tone: "gate-a", phases: ["squash", "weigh", "enter"], isHeld: h === null }];
  },
};

/** ∂L/∂h or ∂L/∂c as what comes before receives it; null where a what-if holds the value. @param {Snapshot} step @param {"h"|"c"} state */
const passed = (step, state) => (step.held.has(state) ? null : gradient(state, step.grads[state], state, step.unit));

/** @type {Record<string, readonly string[]>} */
const OUTPUT_PHASES = { o: ["expose"], f: ["gate", "add"], i: ["gate", "add"], g: ["gate", "add"], z: ["mix", "add"], n: ["mix"], r: ["reset"] };

/**
 * The gradient at a gate's output.
 * @param {string} gate
 * @param {Quantity} left
 * @param {Tree|null} right
 * @returns {Row}
 */
const outputRow = (gate, left, right) => ({
  id: `d_${gate}`, left, right: right ?? constant(0), tone: `gate-${gate}`, phases: OUTPUT_PHASES[gate], isHeld: right === null,
});

/**
 * The gradient at a gate's pre-activation: through the slope of its squash.
 * @param {Snapshot} step
 * @param {string} gate
 * @param {Quantity|null} above
 * @returns {Row}
 */
function preActivationRow(step, gate, above) {
  const isHeld = step.held.has(gate);
  const right = isHeld ? constant(0) : above && times(above, slope(squashOf(step, gate), gateOf(step, gate)));
  const phases = gate === "n" ? ["propose"] : ["squash", "weigh", "enter"];
  return { id: `d_z_${gate}`, left: gradient(`z_${gate}`, step.grads[gate], gate, step.unit), right, tone: `gate-${gate}`, phases, isHeld };
}

/** ∂L/∂h: from the loss or the layer above, and from the step after. @param {Reading} reading @returns {Row} */
function hiddenRow({ trace, lane, step }) {
  const { t, unit } = step;
  const next = stepAfter(lane, t);
  const flows = recurrentFlows(trace, lane, next, unit);
  const along = lineFlow(trace, lane, t, unit);
  const above = gradientFromAbove(trace, lane, t, unit);
  const line = along && times(atNext("h", along.gradient, "h", unit), quantity({ base: "z⁺" }, along.z, "z", unit));
  const right = flows && Number.isFinite(above)
    ? plus(quantity({ base: "ℓ" }, above, "h", unit), line, flows.length > 0 ? recurrentDot(flows) : null) : null;
  return { id: "d_h", left: gradient("h", step.grads.h, "h", unit), right, tone: "state-h", phases: ["leave"], isHeld: false, note: "direct" };
}

/** A gradient at the step after. @param {string} of @param {number} value @param {string} name @param {number|null} index @returns {Quantity} */
function atNext(of, value, name, index) {
  const { symbol, ...rest } = gradient(of, value, name, index);
  return { ...rest, symbol: { ...symbol, base: `${symbol.base}⁺` } };
}

/** @param {readonly import("../cell/upstream.js").Flow[]} flows */
function recurrentDot(flows) {
  const terms = flows.map(({ block, index, weight, value, factor }) => times(
    constant(weight),
    ...(block === "n" ? [quantity({ base: "r⁺", sub: String(index) }, factor, "r", index)] : []),
    atNext(block === "a" ? `a_${index}` : `z_${block}${index}`, value, block, index),
  ));
  const blocks = [...new Set(flows.map(({ block }) => block))];
  /** @type {import("./tree.js").Short[]} */
  const short = blocks.length === 1
    ? [{ weight: "u", sub: "", reads: "a⁺", kind: "gradient" }]
    : [{ weight: "u", sub: "k", reads: "z⁺", kind: "gradient", isSum: true }];
  if (blocks.includes("n")) short.push({ weight: "u", sub: "n", reads: "z⁺", kind: "reset" });
  return dot("h", terms, short);
}

/** ∂L/∂c: from h of this step, from c of the step after, and through the peepholes. @param {Reading} reading @returns {Row} */
function cellRow({ trace, lane, step }) {
  const { unit, peepholes, activations } = step;
  const h = passed(step, "h");
  const squashed = quantity({ base: activations.output === "identity" ? "c" : `${activations.output}(c)` }, step.squashed, "c", unit);
  const flow = cellFlow(trace, lane, step.t, unit);
  const right = plus(
    h && times(h, gateOf(step, "o"), slope(activations.output, squashed)),
    peepholes && times(constant(peepholes.o), gradient("z_o", step.grads.o, "o", unit)),
    flow && times(atNext("c", flow.c, "c", unit), quantity({ base: "f⁺" }, flow.f, "f", unit)),
    flow && peepholes && times(constant(peepholes.i), atNext("z_i", flow.zi, "i", unit)),
    flow && peepholes && times(constant(peepholes.f), atNext("z_f", flow.zf, "f", unit)),
  );
  return { id: "d_c", left: gradient("c", step.grads.c, "c", unit), right, tone: "state-c", phases: ["expose", "add"], isHeld: false };
}
