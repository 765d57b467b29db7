/**
 * The analysis stream: a scenario and what is to be read off its run out, lines in. No DOM.
 *
 * @typedef {import("./transport.js").StreamOptions} StreamOptions
 * @typedef {import("./transport.js").Outcome} Outcome
 */

import { streamLines } from "./transport.js";

const ADDRESS = "/api/analysis?precision=6";

/**
 * Streams analyses (`app/analysis/requests.py`) and says how it ended; never rejects.
 * @param {{scenario: unknown, analyses: readonly any[]}} request
 * @param {StreamOptions} options
 * @returns {Promise<Outcome>}
 */
export const streamAnalysis = (request, options) => streamLines(ADDRESS, request, options);
