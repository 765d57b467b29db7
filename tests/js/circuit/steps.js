import { layoutFor } from "../../../static/js/circuit/layouts.js";
import { allUnits, valuesOf } from "../../../static/js/circuit/values.js";
import { readStep } from "../../../static/js/cell/step.js";

/** The numbers of a unit's circuit. */
export function valuesAt(trace, lane, t, unit, pass, size = "wide") {
  return valuesOf(readStep(trace, lane, t, unit), pass, layoutFor(lane.model, size));
}

/** The numbers of the circuit of all units. */
export const allAt = (trace, lane, t, pass) => allUnits(readStep(trace, lane, t, 0), pass, layoutFor(lane.model, "wide"));
