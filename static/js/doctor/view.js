/**
 * Asks for the findings of the run shown, and keeps those of the last one, dimmed, until the new
 * ones are there.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../types.js").Finding} Finding
 */

import { watch } from "../base/watch.js";
import { Stillness } from "../state/stillness.js";
import { AnalysisRun } from "../wire/analysis-run.js";
import { streamAnalysis } from "../wire/transport.js";
import { clippingWords, findingWords, noteOf, sightOf } from "./findings.js";
import { remedyFor } from "./remedies.js";
import { Sheet, showCount } from "./sheet.js";

const ANALYSES = [{ name: "doctor" }];

class DoctorPage {
  /** @type {AnalysisRun} */
  #run;
  #app;
  #sheet;
  #unwatch;
  #stillness;
  #wasVisible = false;
  /** The newest complete answer. @type {{findings: Finding[], clipping: import("./findings.js").Clipping, scenario: Scenario}|null} */
  #report = null;
  /** @type {Scenario|null} the one that is being examined */
  #asked = null;

  /**
   * @param {HTMLElement} root
   * @param {App} app
   * @param {import("../wire/analysis-run.js").Stream} [stream]
   */
  constructor(root, app, stream = streamAnalysis) {
    this.#app = app;
    this.#sheet = new Sheet(root, app.i18n, { show: this.#show, apply: this.#apply, retry: () => this.#run.retry() });
    this.#run = new AnalysisRun({ stream, onChange: () => (this.#take(), this.#update()) });
    this.#stillness = new Stillness(app.store, () => this.#update());
    const seen = (/** @type {State} */ { view, run, scenario, trace, player }) =>
      [view.panel, view.lang, run.status, scenario, trace, trace?.isComplete, player.isPlaying];
    this.#unwatch = watch(app.store, seen, () => this.#update());
  }

  dispose() {
    this.#unwatch();
    this.#stillness.dispose();
    this.#run.drop();
    this.#sheet.clear();
  }

  #update() {
    const { state } = this.#app.store;
    const isVisible = state.view.panel === "doctor";
    if (isVisible && !this.#wasVisible) this.#app.actions.pin(null);  // what was shown has been seen
    this.#wasVisible = isVisible;
    if (!isVisible) this.#run.halt();
    else if (this.#stillness.isSettled) this.#ask(state.scenario);
    showCount(this.#isCurrent(state) ? this.#report?.findings.length ?? null : null);
    if (isVisible) this.#render(state);
  }

  /** @param {Scenario} scenario */
  #ask(scenario) {
    this.#asked = scenario;
    this.#run.want(scenario, ANALYSES);
    this.#take();  // another title, another comparison: the answer is there already
  }

  #take() {
    const [result] = this.#run.results;
    if (!this.#run.isComplete || !result || !this.#asked) return;
    this.#report = { findings: result.findings, clipping: result.clipping, scenario: this.#asked };
  }

  /** Whether the findings are those of what is on the page. @param {Readonly<State>} state */
  #isCurrent({ scenario, run }) {
    return this.#report !== null && this.#report.scenario === scenario && run.status !== "error";
  }

  /** @param {Readonly<State>} state */
  #render(state) {
    const { i18n } = this.#app;
    const isCurrent = this.#isCurrent(state);
    const note = noteOf({ run: state.run.status, doctor: this.#run.status, count: this.#report?.findings.length ?? null, isCurrent });
    const cell = this.#report?.scenario.cell;
    this.#sheet.show({
      note,
      isStale: !isCurrent,
      findings: (this.#report?.findings ?? []).map((finding) => ({
        finding,
        words: findingWords(finding, cell ?? state.scenario.cell, i18n, isCurrent ? modelOf(finding, state) : null),
        remedy: isCurrent ? remedyFor(finding, state.scenario, state.trace) : null,
      })),
      clipping: isCurrent && this.#report ? clippingWords(this.#report.clipping, i18n) : null,
    });
  }

  /** @param {Finding} finding */
  #show = (finding) => {
    const { store, actions } = this.#app;
    const { trace } = store.state;
    if (!trace?.hasStarted) return;
    const { view, light } = sightOf(finding, trace);
    const { panel = "plots", lab, pass, depth, ...place } = view;
    actions.pause();
    if (pass) actions.setPass(pass);
    if (depth) actions.setDepth(depth);
    actions.select(place);
    if (panel === "lab" && lab) actions.openLab(lab);
    else actions.setPanel(panel);
    actions.pin(light);
    /** @type {HTMLElement|null} */ (document.querySelector(`#tab-${panel}`))?.focus({ preventScroll: true });  // its own panel is hidden now
  };

  /** @param {Finding} finding */
  #apply = (finding) => {
    const { scenario, trace } = this.#app.store.state;
    const remedy = remedyFor(finding, scenario, trace);
    if (remedy) this.#app.actions.editScenario(remedy.scenario);
  };
}

/** @param {Finding} finding @param {Readonly<State>} state */
const modelOf = ({ place }, { trace }) => trace?.lane(place.layer ?? 0, place.direction ?? "forward")?.model ?? null;

/** @type {import("../types.js").Mount} */
export function mount(root, app) {
  const page = new DoctorPage(root, app);
  return () => page.dispose();
}
