/**
 * What the server is asked to read off a run, and what of it has come. Only the newest wish counts.
 * Answers are kept for as long as the scenario stays the same, one analysis at a time: another
 * section, or another step of one analysis, asks for nothing that is there already.
 *
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../types.js").FieldError} FieldError
 * @typedef {import("./transport.js").Outcome} Outcome
 * @typedef {import("./transport.js").streamAnalysis} Stream
 * @typedef {"idle"|"running"|"done"|"cut"|"error"} Status
 * @typedef {{analysis: string, done: number|null}} Progress  share of the analysis, 0 … 1
 */

/** As many answers are kept as a reader goes back and forth between. */
const KEPT = 12;

/**
 * What an answer depends on: not the words, nor what the scenario is compared with.
 * @param {Scenario} scenario
 * @returns {any}
 */
const subjectOf = (scenario) => ({ ...scenario, title: "", notes: "", comparison: undefined });

export class AnalysisRun {
  /** Counts up whenever something has changed. */
  version = 0;
  /** @type {Status} */
  status = "idle";
  /** @type {Progress|null} */
  progress = null;
  /** @type {FieldError[]} */
  errors = [];
  /** @type {AbortController|null} */
  #controller = null;
  /** @type {Scenario|null} */
  #scenario = null;
  #subject = "";
  /** @type {string[]} of the analyses wanted, in their order */
  #wanted = [];
  /** Complete answers, the one used last at the end. @type {Map<string, any[]>} */
  #known = new Map();
  /** What the run under way has brought, by analysis. @type {Map<string, any[]>} */
  #arriving = new Map();
  #stream;
  #onChange;

  /**
   * @param {{stream: Stream, onChange: () => void}} around
   */
  constructor({ stream, onChange }) {
    this.#stream = stream;
    this.#onChange = onChange;
  }

  /** Result lines so far; `index` is the position in the analyses wanted, whenever they were asked for. */
  get results() {
    return this.#wanted.flatMap((key, index) => this.#linesOf(key).map((line) => ({ ...line, index })));
  }

  /** Whether everything wanted is there. */
  get isComplete() {
    return this.status === "done";
  }

  /**
   * Asks once for the same; a newer wish aborts the older.
   * @param {Scenario} scenario
   * @param {readonly any[]} analyses  objects with `name` and options
   */
  want(scenario, analyses) {
    const subject = scenario === this.#scenario ? this.#subject : JSON.stringify(subjectOf(scenario));
    const wanted = analyses.map((analysis) => JSON.stringify(analysis));
    const isSame = this.#subject === subject && wanted.join() === this.#wanted.join();
    if (isSame && this.status !== "idle") return;
    if (this.#subject !== subject) this.#known.clear();
    this.#scenario = scenario;
    this.#subject = subject;
    this.#wanted = wanted;
    this.#ask();
  }

  /** Asks once more for what is missing, after a failure. */
  retry() {
    if (this.#scenario) this.#ask();
  }

  /** Aborts what is under way; what is complete stays known, and the same wish asks for the rest. */
  halt() {
    if (this.status !== "running") return;
    this.#controller?.abort();
    this.#controller = null;
    this.#be("idle");
  }

  /** Aborts and forgets. */
  drop() {
    this.#controller?.abort();
    this.#controller = null;
    this.#scenario = null;
    this.#subject = "";
    this.#wanted = [];
    this.#known.clear();
    this.#arriving.clear();
    this.#be("idle");
  }

  /** @param {string} key */
  #linesOf(key) {
    return this.#known.get(key) ?? this.#arriving.get(key) ?? [];
  }

  #ask() {
    this.#controller?.abort();
    this.#controller = null;
    this.#arriving.clear();
    for (const key of this.#wanted) this.#renew(key);
    const missing = [...new Set(this.#wanted)].filter((key) => !this.#known.has(key));
    if (missing.length === 0) return this.#be("done");
    const controller = new AbortController();
    this.#controller = controller;
    this.#be("running");
    const request = { scenario: subjectOf(/** @type {Scenario} */ (this.#scenario)), analyses: missing.map((key) => JSON.parse(key)) };
    const isOurs = () => this.#controller === controller;
    void this.#stream(request, {
      signal: controller.signal,
      onLine: (line) => void (isOurs() && this.#take(line, missing)),
      onChunk: () => void (isOurs() && this.#tell()),
    }).then((outcome) => void (isOurs() && this.#finish(outcome, missing)));
  }

  /**
   * @param {any} line
   * @param {string[]} asked
   */
  #take(line, asked) {
    if (line.type === "progress") this.progress = { analysis: line.analysis, done: line.done };
    const key = line.type === "result" ? asked[line.index] : undefined;
    if (key !== undefined) this.#arriving.set(key, [...(this.#arriving.get(key) ?? []), line]);
  }

  /**
   * @param {Outcome} outcome
   * @param {string[]} asked
   */
  #finish({ status, errors }, asked) {
    this.#controller = null;
    if (status === "aborted") return this.#be("idle");
    if (status === "done") this.#keep(asked);
    this.#be(status, errors);
  }

  /** @param {string[]} asked */
  #keep(asked) {
    for (const key of asked) this.#known.set(key, this.#arriving.get(key) ?? []);
    this.#arriving.clear();
    for (const key of this.#known.keys()) {
      if (this.#known.size <= KEPT) break;
      if (!this.#wanted.includes(key)) this.#known.delete(key);
    }
  }

  /** @param {string} key  one that is known becomes the one used last */
  #renew(key) {
    const lines = this.#known.get(key);
    if (!lines) return;
    this.#known.delete(key);
    this.#known.set(key, lines);
  }

  /**
   * @param {Status} status
   * @param {FieldError[]} [errors]
   */
  #be(status, errors = []) {
    this.status = status;
    this.errors = errors;
    this.progress = null;
    this.#tell();
  }

  #tell() {
    this.version += 1;
    this.#onChange();
  }
}
