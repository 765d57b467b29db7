/**
 * What the region says about the run, as a key of the catalogue.
 *
 * @typedef {import("../types.js").State} State
 */

/**
 * @param {Readonly<State>} state
 * @param {boolean} hasSource      there is something to draw
 * @param {boolean} hasFailedToLoad  Plotly could not be had
 * @returns {string|null} null where the plots speak for themselves
 */
export function statusKey({ run }, hasSource, hasFailedToLoad) {
  if (run.status === "error") return hasSource ? "plots.state_error" : "plots.state_error_empty";
  if (run.status === "cut") return "plots.state_cut";
  if (!hasSource) return run.status === "running" ? "plots.state_loading" : "plots.state_empty";
  return hasFailedToLoad ? "plots.state_no_library" : null;
}
