/**
 * What stands above the findings: how many there are, or why there are none. Pure.
 *
 * @typedef {import("../types.js").RunState["status"]} RunStatus
 * @typedef {import("../lab/analysis-run.js").Status} DoctorStatus
 * @typedef {object} Situation
 * @property {RunStatus} run
 * @property {DoctorStatus} doctor
 * @property {number|null} count      findings of the newest answer; null: there was none yet
 * @property {boolean} isCurrent      whether they are those of what is on the page
 *
 * @typedef {object} Note
 * @property {string} key             in the catalogues
 * @property {Record<string, number>} params
 * @property {"busy"|"done"|"healthy"|"failed"} tone
 */

/**
 * @param {Situation} situation
 * @returns {Note}
 */
export function noteOf({ run, doctor, count, isCurrent }) {
  if (isCurrent && count === 0) return note("doctor.healthy", "healthy");
  if (isCurrent && count !== null) return note("doctor.count", "done", { count });
  if (run === "error") return note(count === null ? "doctor.waiting" : "doctor.outdated", "failed");
  if (doctor === "error" || doctor === "cut") return note("doctor.failed", "failed");
  if (count !== null) return note("doctor.stale", "busy");
  return note(doctor === "running" ? "doctor.loading" : "doctor.waiting", "busy");
}

/**
 * @param {string} key
 * @param {Note["tone"]} tone
 * @param {Record<string, number>} [params]
 * @returns {Note}
 */
const note = (key, tone, params = {}) => ({ key, tone, params });
