/**
 * A cell of one's own: its equations, checked while they are typed and run as soon as they are
 * right, and what they come to in numbers. What is typed stays as long as it is wrong.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("../types.js").EquationPlace} EquationPlace
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../scenario/shapes.js").Layer} Layer
 * @typedef {import("../wire/cells.js").CheckedCell} CheckedCell
 */

import { el } from "../base/dom.js";
import { gestureKey } from "../hands/gesture.js";
import { isOwn, isLearned, learnForm } from "../scenario/forms.js";
import { layerAt, setLayer } from "../scenario/edits.js";
import { checkCell } from "../wire/cells.js";
import { equalParameters } from "./equal-parameters.js";
import { EquationField } from "./equation-field.js";
import { sayError, sayWarning } from "./equation-words.js";
import { button } from "./field.js";

/** Typing pauses this long before the equations are checked, in ms. */
const PAUSE = 250;
const HELP = ["lines", "names", "matrices", "elementwise", "states", "numbers", "functions", "slots"];

export class OwnCell {
  #context;
  #field;
  #layer = 0;
  /** The text that the scenario has, as this editor last saw or set it. */
  #known = "";
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #timer;
  #asking = new AbortController();
  #merge = "";
  /** What lost its place, until it is written again. @type {import("../scenario/refit.js").Park} */
  #park = new Map();
  /** @type {CheckedCell|null} */
  #checked = null;
  #sizes = "";

  /** @param {Context} context */
  constructor(context) {
    const { t } = context;
    this.#context = context;
    this.#field = new EquationField(t("equations"), () => this.#later(), (kind) => t(`suggested_${kind}`));
    this.#field.input.addEventListener("focus", () => (this.#merge = gestureKey("equations")));
    this.message = el("p", { class: "field-message equation-message", role: "status" });
    this.go = button(t("equations_go"), () => this.#goToError(), { class: "link-button", hidden: true });
    this.warnings = el("ul", { class: "equation-warnings", hidden: true });
    this.parameters = el("div", { class: "equation-parameters" });
    this.equal = equalParameters(context, () => this.#layer);
    this.node = el("div", { class: "own-cell", hidden: true }, this.#field.node, this.message, this.go, this.warnings,
      el("details", { class: "more" }, el("summary", null, t("equations_numbers")), this.parameters, this.equal.node), help(context));
  }

  /** @param {Scenario} scenario @param {number} layer */
  update(scenario, layer) {
    const own = layerAt(scenario.cell, layer);
    this.node.hidden = !isOwn(own);
    if (this.node.hidden) return;
    const text = own.equations ?? "";
    const isNew = text !== this.#known || layer !== this.#layer;
    this.#layer = layer;
    if (isNew) this.#adopt(text);
    const sizes = JSON.stringify([own.input, own.hidden, own.activations, own.bias, scenario.cell.clip]);
    if (isNew || sizes !== this.#sizes || !isLearned(text)) void this.#check(this.#field.text);
    this.#sizes = sizes;
    this.equal.update(scenario, layer);
  }

  dispose() {
    clearTimeout(this.#timer);
    this.#asking.abort();
  }

  /** What the server said of a run. @param {EquationPlace|null} place @param {string} message */
  showRefused(place, message) {
    if (!this.#checked?.error) this.#say(place, message);
  }

  /** The scenario has another text: by undo, a link, another layer. @param {string} text */
  #adopt(text) {
    clearTimeout(this.#timer);
    this.#known = text;
    this.#field.write(text);
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#check(this.#field.text), PAUSE);
  }

  /** @param {string} text */
  async #check(text) {
    this.#asking.abort();
    const { signal } = (this.#asking = new AbortController());
    const { cell } = this.#context.state.scenario;
    const own = layerAt(cell, this.#layer);
    const question = { equations: text, input_size: own.input, hidden_size: own.hidden, activations: own.activations, bias: own.bias, clip: cell.clip };
    try {
      const checked = await checkCell(question, { signal });
      if (!signal.aborted) this.#answer(text, checked);
    } catch {
      if (!signal.aborted) this.#say(null, this.#context.t("equations_unchecked"));
    }
  }

  /** @param {string} text @param {CheckedCell} checked */
  #answer(text, checked) {
    this.#checked = checked;
    this.#say(checked.error, "");
    this.#warn(checked.warnings);
    if (!checked.form) return;
    const isNew = !isLearned(text);
    learnForm(text, checked.form);
    this.#count(checked);
    if (text !== this.#known) this.#apply(text);
    else if (isNew) this.#context.refresh();
  }

  /** @param {string} text */
  #apply(text) {
    this.#known = text;
    this.#context.edit((s) => setLayer(s, this.#layer, { equations: text }, this.#park), this.#merge || undefined);
  }

  /** @param {EquationPlace|null} place @param {string} otherwise */
  #say(place, otherwise) {
    const text = place ? sayError(this.#context.i18n, place) : otherwise;
    if (this.message.textContent !== text) this.message.textContent = text;
    this.go.hidden = !place;
    this.#field.mark(place?.line ?? 0);
  }

  #goToError() {
    const { error } = this.#checked ?? {};
    if (error) this.#field.goTo(error.line, error.column);
  }

  /** @param {EquationPlace[]} warnings */
  #warn(warnings) {
    this.warnings.replaceChildren(...warnings.map((one) => el("li", null, sayWarning(this.#context.i18n, one))));
    this.warnings.hidden = warnings.length === 0;
  }

  /** @param {CheckedCell} checked */
  #count({ parameters, count }) {
    const { t, i18n } = this.#context;
    const shape = (/** @type {{shape: string[], lengths: number[]}} */ one) =>
      one.shape.length === 0 ? "1" : one.shape.map((letter, k) => `${letter} = ${i18n.number(one.lengths[k])}`).join(" × ");
    const rows = parameters.map((one) => el("tr", null, el("th", { scope: "row" }, one.name), el("td", null, shape(one)), el("td", { class: "count" }, i18n.number(one.count))));
    const foot = el("tr", null, el("th", { scope: "row" }, t("parameters_all")), el("td"), el("td", { class: "count" }, i18n.number(count ?? 0)));
    const head = el("tr", null, ["parameter", "parameter_shape", "parameter_count"].map((key) => el("th", { scope: "col" }, t(key))));
    this.parameters.replaceChildren(el("table", { class: "parameter-table" }, el("caption", { class: "visually-hidden" }, t("equations_numbers")), el("thead", null, head), el("tbody", null, rows), el("tfoot", null, foot)));
  }
}

/** The rules in plain words. @param {Context} context */
function help({ t }) {
  return el("details", { class: "more equation-help" }, el("summary", null, t("equations_help")),
    el("ul", null, HELP.map((key) => el("li", null, t(`equations_help_${key}`)))));
}
