/** Every equation of a run as text, and those that do not hold as they are shown. */

import { readStep } from "../../../static/js/cell/step.js";
import { equationRows, hasNumbers } from "../../../static/js/equations/model.js";
import { numberTokens, plainText, shownOf } from "../../../static/js/equations/tokens.js";
import { evaluate } from "../../../static/js/equations/tree.js";
import { unitOf, valueOfText } from "./reading.js";

/** @param {import("../../../static/js/trace/trace.js").Trace} trace */
export function* steps(trace) {
  for (const lane of trace.lanes) {
    for (let t = 0; t < trace.steps; t += 1) {
      for (let unit = 0; unit < lane.hiddenSize; unit += 1) yield readStep(trace, lane, t, unit);
    }
  }
}

/** @param {import("../../../static/js/equations/model.js").Row} row */
export function textOf(row) {
  const shown = shownOf(row);
  return { id: row.id, text: plainText(numberTokens(row.right, shown, true).tokens), result: shown.result, holds: shown.holds };
}

/**
 * @param {import("../../../static/js/trace/trace.js").Trace} trace
 * @returns {{count: number, wrong: string[], rounding: number}} rounding: of rows that say they are no more than that
 */
export function check(trace) {
  const found = { count: 0, wrong: [], rounding: 0 };
  for (const step of steps(trace)) {
    for (const pass of ["forward", "backward"]) {
      for (const row of equationRows(step, pass)) {
        const place = `${pass} ${row.id} layer ${step.layer} ${step.direction} t=${step.t} unit ${step.unit}`;
        found.count += 1;
        if (!hasNumbers(row)) {
          found.wrong.push(`${place}: no numbers`);
          continue;
        }
        const { text, result, holds } = textOf(row);
        const whole = evaluate(row.right);
        if (!(Math.abs(whole - row.left.value) <= 1e-9 * Math.max(1, Math.abs(row.left.value)))) found.wrong.push(`${place}: its symbols give ${whole}, the run has ${row.left.value}`);
        const value = valueOfText(text);
        const isNear = Math.abs(value - valueOfText(result)) <= unitOf(result) * (1 + 1e-9);
        if (!holds) found.rounding += 1;
        else if (!isNear) found.wrong.push(`${place}: ${text} = ${value}, shown ${result}`);
      }
    }
  }
  return found;
}
