/**
 * The trace of a scenario whose comparison may be wrong: a variant that no longer fits must not keep
 * the scenario's own cell from being run, and must not be lost.
 *
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../types.js").FieldError} FieldError
 * @typedef {import("../wire/transport.js").Outcome} Outcome
 * @typedef {import("../wire/transport.js").StreamOptions} StreamOptions
 * @typedef {(scenario: Scenario, options: StreamOptions) => Promise<Outcome>} Stream
 */

import { withoutComparison } from "../scenario/comparison.js";

/** Errors of the comparison as a whole, which no single variant can show. @param {readonly FieldError[]} errors */
export const wholeErrors = (errors) => errors.filter(({ loc }) => loc.length === 1 && loc[0] === "comparison");

/**
 * @param {Stream} stream
 * @param {(scenario: Scenario) => Promise<string|null>} fetchToken  the link of a scenario, wrong variants included
 * @returns {Stream}
 */
export function besideComparison(stream, fetchToken) {
  return async (scenario, options) => {
    const outcome = await stream(scenario, options);
    if (!isOfComparison(outcome)) return outcome;
    const link = await fetchToken(scenario);
    if (options.signal?.aborted) return { status: "aborted", errors: [] };
    const onLine = (/** @type {any} */ line) => options.onLine(line.type === "start" ? asSent(line, scenario, link) : line);
    const alone = await stream(withoutComparison(scenario), { ...options, onLine });
    const errors = alone.status === "done" ? wholeErrors(outcome.errors) : alone.errors;
    return { ...alone, errors };
  };
}

/** @param {Outcome} outcome */
function isOfComparison({ status, errors }) {
  return status === "error" && errors.length > 0 && errors.every(({ loc }) => loc[0] === "comparison");
}

/**
 * @param {any} start
 * @param {Scenario} scenario
 * @param {string|null} link
 */
function asSent(start, { comparison }, link) {
  return { ...start, scenario: { ...start.scenario, comparison }, link: link ?? start.link };
}

/**
 * @param {Scenario} scenario
 * @param {typeof fetch} [fetcher]
 * @returns {Promise<string|null>} null where the server cannot make a link of it
 */
export async function fetchToken(scenario, fetcher = fetch) {
  try {
    const headers = { "content-type": "application/json" };
    const response = await fetcher("/api/links", { method: "POST", headers, body: JSON.stringify(scenario) });
    return response.ok ? (await response.json()).token : null;
  } catch {
    return null;
  }
}
