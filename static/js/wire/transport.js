/**
 * Streams of JSON Lines: a document out, lines in; the trace of a scenario is one of them. No DOM,
 * no state of the page.
 *
 * @typedef {import("../types.js").FieldError} FieldError
 * @typedef {{status: "done"|"cut"|"error"|"aborted", errors: FieldError[]}} Outcome
 * @typedef {object} StreamOptions
 * @property {(line: any) => void} onLine
 * @property {() => void} [onChunk]  after the lines of each piece of the body
 * @property {AbortSignal} [signal]
 * @property {typeof fetch} [fetcher]
 * @property {(milliseconds: number) => Promise<void>} [wait]
 * @property {Asking} [asking]  of a trace
 *
 * @typedef {object} Asking   how much of a run is asked for
 * @property {number|null} precision  significant digits; null for all
 * @property {import("../trace/lane-trace.js").Lens|null} lens  the one unit whose inner nodes are wanted; null for all units
 * @property {boolean} hasNodes       inner nodes, and ∂L/∂y
 * @property {boolean} hasPaths       the parts of gradients
 */

const TRACE_ADDRESS = "/api/trace";
const ANALYSIS_ADDRESS = "/api/analysis?precision=6";
const ATTEMPTS = 4;
const LONGEST_WAIT = 10;

/** @param {number} milliseconds */
const sleep = (milliseconds) => new Promise((resolve) => void setTimeout(resolve, milliseconds));

/**
 * Joins bytes to lines wherever the network cut them, in the middle of a character too.
 */
export class LineSplitter {
  #decoder = new TextDecoder();
  #rest = "";

  /**
   * @param {Uint8Array} bytes
   * @returns {string[]} the lines that are now whole
   */
  push(bytes) {
    const lines = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split("\n");
    this.#rest = lines.pop() ?? "";
    return lines.filter((line) => line.trim() !== "");
  }

  /** @returns {string[]} a last line that no newline ends */
  finish() {
    const line = (this.#rest + this.#decoder.decode()).trim();
    this.#rest = "";
    return line === "" ? [] : [line];
  }
}

/**
 * An error of no field: `type` chooses the words, `msg` is what the server said.
 * @param {string} type
 * @param {string} [msg]
 * @returns {Outcome}
 */
function failure(type, msg = "") {
  return { status: "error", errors: [{ loc: [], msg, type }] };
}

/**
 * Streams the trace of a scenario and says how it ended; never rejects.
 * @param {unknown} scenario
 * @param {StreamOptions} options
 * @returns {Promise<Outcome>}
 */
export const streamTrace = (scenario, options) => streamLines(traceAddress(options.asking), scenario, options);

/** @param {Asking} [asking]  everything, where nothing is said @returns {string} */
export function traceAddress({ precision, lens, hasNodes, hasPaths } = { precision: null, lens: null, hasNodes: true, hasPaths: true }) {
  const include = ["all", "z", ...(hasPaths ? ["paths"] : []), ...(hasNodes ? ["nodes"] : [])];
  const query = [`include=${include.join(",")}`, "layout=columns"];
  if (precision !== null) query.push(`precision=${precision}`);
  if (lens) query.push(`lens=${lens.layer},${lens.direction},${lens.unit}`);
  return `${TRACE_ADDRESS}?${query.join("&")}`;
}

/**
 * Posts a document, hands over each line of the answer, and says how it ended; never rejects.
 * @param {string} address
 * @param {unknown} document
 * @param {StreamOptions} options
 * @returns {Promise<Outcome>}
 */
async function streamLines(address, document, options) {
  try {
    const response = await post(address, JSON.stringify(document), options);
    return response.ok ? await readLines(response, options) : await refusal(response);
  } catch (error) {
    if (options.signal?.aborted) return { status: "aborted", errors: [] };
    return failure("network");
  }
}

/**
 * A busy server names the time after which to come again; it is asked a bounded number of times.
 * @param {string} address
 * @param {string} body
 * @param {StreamOptions} options
 * @returns {Promise<Response>}
 */
async function post(address, body, { signal, fetcher = fetch, wait = sleep }) {
  const headers = { "content-type": "application/json" };
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetcher(address, { method: "POST", headers, body, signal });
    const isBusy = response.status === 429 || response.status === 503;
    if (!isBusy || attempt === ATTEMPTS) return response;
    await response.body?.cancel();
    await wait(1000 * retryAfter(response));
    signal?.throwIfAborted();
  }
}

/**
 * @param {Response} response
 * @returns {number} seconds
 */
function retryAfter(response) {
  const seconds = Number(response.headers.get("retry-after") ?? 1);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0.2), LONGEST_WAIT) : 1;
}

/**
 * @param {Response} response
 * @returns {Promise<Outcome>}
 */
async function refusal(response) {
  const detail = await readDetail(response);
  if (response.status === 422 && Array.isArray(detail)) {
    return { status: "error", errors: detail.map(fieldError) };
  }
  const words = typeof detail === "string" ? detail : "";
  if (response.status === 413) return failure("too_large", words);
  if (response.status === 429 || response.status === 503) return failure("busy", words);
  return failure("server", words || `${response.status}`);
}

/**
 * @param {Response} response
 * @returns {Promise<unknown>} what the body's `detail` holds; null when the body is not ours
 */
export async function readDetail(response) {
  try {
    return (await response.json()).detail ?? null;
  } catch {
    return null;
  }
}

/**
 * FastAPI puts the place of a parameter first; the path of the field begins after it.
 * @param {any} error
 * @returns {FieldError}
 */
export function fieldError({ loc, msg, type, ctx }) {
  const path = Array.isArray(loc) ? loc : [];
  return { loc: path[0] === "body" ? path.slice(1) : path, msg: String(msg ?? ""), type, ...(ctx && { ctx }) };
}

/**
 * @param {Response} response
 * @param {StreamOptions} options
 * @returns {Promise<Outcome>}
 */
async function readLines(response, { onLine, onChunk }) {
  const splitter = new LineSplitter();
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  let last = null;
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      last = deliver(splitter.push(piece.value), onLine) ?? last;
      onChunk?.();
    }
    last = deliver(splitter.finish(), onLine) ?? last;
    onChunk?.();
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    return { status: "cut", errors: [] };  // the connection broke, or a line broke off
  } finally {
    reader.cancel().catch(() => undefined);
  }
  return ending(last);
}

/**
 * @param {string[]} lines
 * @param {(line: any) => void} onLine
 * @returns {any} the last of them, null without any
 */
function deliver(lines, onLine) {
  let last = null;
  for (const text of lines) {
    last = JSON.parse(text);
    onLine(last);
  }
  return last;
}

/**
 * @param {any} last
 * @returns {Outcome}
 */
function ending(last) {
  if (last?.type === "end") return { status: "done", errors: [] };
  if (last?.type === "error") return failure("stream", String(last.detail ?? last.code ?? ""));
  return { status: "cut", errors: [] };
}

// The analysis stream: a scenario and what is to be read off its run out, lines in. No DOM.

/**
 * Streams analyses (`app/analysis/requests.py`) and says how it ended; never rejects.
 * @param {{scenario: unknown, analyses: readonly any[]}} request
 * @param {StreamOptions} options
 * @returns {Promise<Outcome>}
 */
export const streamAnalysis = (request, options) => streamLines(ANALYSIS_ADDRESS, request, options);
