/**
 * What the figures of the laboratory are drawn from: a run and what was read off it. The old stays
 * until the new is there whole; where there is nothing old, the new comes as it arrives.
 *
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").LabSection} LabSection
 * @typedef {import("../wire/analysis-run.js").AnalysisRun} AnalysisRun
 * @typedef {object} Question
 * @property {LabSection} section
 * @property {import("../types.js").Scenario} scenario
 * @property {import("../trace/trace.js").Trace} trace
 * @property {string} wanted    the analyses, as text
 * @typedef {object} Subject
 * @property {Question} question
 * @property {readonly any[]} results
 * @property {boolean} isComplete
 */

const NOTHING = "[]";

export class Inquiry {
  /** @type {Subject|null} */
  shown = null;
  /** @type {Question|null} */
  #question = null;
  /** State of the run that was taken over last. */
  #taken = -1;
  #run;

  /** @param {AnalysisRun} run */
  constructor(run) {
    this.#run = run;
  }

  /**
   * @param {LabSection} section
   * @param {Readonly<State>} state
   * @param {Readonly<Record<string, string>>} options
   */
  ask(section, state, options) {
    const { scenario, trace } = state;
    if (!trace) return;
    const analyses = section.request(state, options);
    const wanted = JSON.stringify(analyses);
    const old = this.#question;
    const isSame = old?.section === section && old.scenario === scenario && old.trace === trace && old.wanted === wanted;
    if (!isSame) this.#question = { section, scenario, trace, wanted };
    if (wanted === NOTHING) this.#run.halt();
    else this.#run.want(scenario, analyses);
  }

  /**
   * Takes over what has come for a section.
   * @param {LabSection} section
   */
  take(section) {
    if (this.shown && this.shown.question.section !== section) this.shown = null;
    const question = this.#question;
    if (question?.section !== section) return;
    if (question.wanted === NOTHING) this.#show(question, [], true);
    else this.#takeAnswer(question);
  }

  /** @param {Question} question */
  #takeAnswer(question) {
    const { version, status } = this.#run;
    const isOwn = this.shown?.question === question;
    if (isOwn && this.#taken === version) return;
    const isComplete = status === "done";
    if (!isComplete && this.shown && (!isOwn || this.shown.isComplete)) return;
    const { results } = this.#run;
    if (results.length === 0) return;
    this.#taken = version;
    if (!isOwn || !this.shown?.isComplete) this.#show(question, results, isComplete);
  }

  /**
   * @param {Question} question
   * @param {readonly any[]} results
   * @param {boolean} isComplete
   */
  #show(question, results, isComplete) {
    const { shown } = this;
    const isSame = shown?.question === question && shown.isComplete === isComplete && shown.results.length === results.length;
    if (!isSame) this.shown = { question, results, isComplete };
  }

  /**
   * Whether what is shown is not what the page stands for by now.
   * @param {Readonly<State>} state
   */
  isOld({ scenario, trace }) {
    if (!this.shown) return false;
    const { question, isComplete } = this.shown;
    return question !== this.#question || question.scenario !== scenario || question.trace !== trace || !isComplete;
  }

  /** Whether anything is asked of the server. */
  get isAsking() {
    return this.#question !== null && this.#question.wanted !== NOTHING;
  }
}
