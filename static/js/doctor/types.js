/**
 * What the doctor says, as it comes over the wire (`app/analysis/findings.py`). No code: typedefs only.
 *
 * @typedef {"error"|"warning"|"info"} Severity
 *
 * @typedef {object} FindingPlace   what a finding does not concern is null or empty
 * @property {number|null} layer
 * @property {import("../types.js").Direction|null} direction
 * @property {string|null} gate     a gate, or the quantity that is not finite: "z.f", "c", "grad.h"
 * @property {number[]} units
 * @property {number|null} channel  of the input
 * @property {number|null} from     first and last step of the sequence, both included
 * @property {number|null} to
 *
 * @typedef {object} Finding
 * @property {string} code
 * @property {Severity} severity
 * @property {FindingPlace} place
 * @property {Record<string, number|null>} evidence
 * @property {string} suggestion
 */

export {};
