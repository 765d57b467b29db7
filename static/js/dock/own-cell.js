/**
 * A cell of one's own: its equations, checked while they are typed and run as soon as they are
 * right, and what they come to in numbers. What is typed stays as long as it is wrong.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("../types.js").EquationPlace} EquationPlace
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("../scenario/shapes.js").Layer} Layer
 * @typedef {import("../wire/cells.js").CheckedCell} CheckedCell
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("../base/i18n.js").I18n} I18n
 */

import { el } from "../base/dom.js";
import { gestureKey } from "../hands/gesture.js";
import { choiceTitle } from "../scenario/cell-title.js";
import { contract } from "../scenario/contract.js";
import { countParameters, layerAt, layersOf, setLayer } from "../scenario/edits.js";
import { isLearned, isOwn, learnForm } from "../scenario/forms.js";
import { countNumber } from "../numbers/written.js";
import { checkCell } from "../wire/cells.js";
import { EquationField } from "./equation-field.js";
import { button } from "./field.js";
import { NumberField } from "./number-field.js";

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

  /** The layer that is written here; null when the scenario has become one without it. */
  get #own() {
    const layer = layersOf(this.#context.state.scenario.cell).at(this.#layer);
    return layer && isOwn(layer) ? layer : null;
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
    const own = this.#own;
    if (!own) return;
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
    if (text !== this.#known && this.#own) this.#apply(text);
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
    this.warnings.replaceChildren(...sayWarnings(this.#context.i18n, warnings).map((text) => el("li", null, text)));
    this.warnings.hidden = warnings.length === 0;
  }

  /** @param {CheckedCell} checked */
  #count({ parameters, count }) {
    const { t, i18n } = this.#context;
    const shape = (/** @type {{shape: string[], lengths: number[]}} */ one) =>
      one.shape.length === 0 ? "1" : one.shape.map((letter, k) => `${letter} = ${countNumber(i18n.lang, one.lengths[k])}`).join(" × ");
    const rows = parameters.map((one) => el("tr", null, el("th", { scope: "row" }, one.name), el("td", null, shape(one)), el("td", { class: "count" }, countNumber(i18n.lang, one.count))));
    const foot = el("tr", null, el("th", { scope: "row" }, t("parameters_all")), el("td"), el("td", { class: "count" }, countNumber(i18n.lang, count ?? 0)));
    const head = el("tr", null, ["parameter", "parameter_shape", "parameter_count"].map((key) => el("th", { scope: "col" }, t(key))));
    this.parameters.replaceChildren(el("table", { class: "parameter-table" }, el("caption", { class: "visually-hidden" }, t("equations_numbers")), el("thead", null, head), el("tbody", null, rows), el("tfoot", null, foot)));
  }
}

/** The rules in plain words. @param {Context} context */
function help({ t }) {
  return el("details", { class: "more equation-help" }, el("summary", null, t("equations_help")),
    el("ul", null, HELP.map((key) => el("li", null, t(`equations_help_${key}`)))));
}

// How many units a cell needs to have about as many parameters as the default cell of a given size.

/** One layer as a network of its own, of another size or another cell. @param {Cell} cell @param {Layer} layer @param {Partial<Cell>} patch @returns {Cell} */
function alone(cell, layer, patch) {
  const { kind, equations, bias, peephole, proj_size, activations, merge, hidden, directions } = layer;
  const own = { kind, equations, bias, peephole, proj_size, activations, merge, hidden_size: hidden, bidirectional: directions.length > 1 };
  return { ...cell, ...own, layers: null, num_layers: 1, input_size: layer.input, ...patch };
}

/**
 * The hidden size with the number of parameters nearest to a wanted one; of two the smaller.
 * @param {(hidden: number) => number} count
 * @param {number} wanted
 * @param {number} most
 */
export function nearestSize(count, wanted, most) {
  let low = 1;
  let high = most;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (count(middle) >= wanted) high = middle;
    else low = middle + 1;
  }
  return low > 1 && wanted - count(low - 1) <= count(low) - wanted ? low - 1 : low;
}

/** @param {Context} context @param {() => number} shownLayer */
function equalParameters(context, shownLayer) {
  const { t, i18n } = context;
  /** @type {number|null} */
  let units = null;
  const change = (/** @type {number|null} */ value) => {
    units = value;
    show(context.state.scenario, shownLayer());
  };
  const plain = /** @type {Cell} */ (contract().defaults.cell);
  const name = choiceTitle(plain, i18n);
  const size = new NumberField({ label: t("equal_units", { name }), i18n, min: 1, max: context.limit("hidden_size"), isInteger: true, onChange: change });
  const said = el("p", { class: "hint" });
  const take = button(t("equal_take"), () => {
    const { hidden } = numbersFor(context.state.scenario, shownLayer());
    context.edit((s) => setLayer(s, shownLayer(), { hidden_size: hidden }));
  });
  /** @param {Scenario} scenario @param {number} at */
  const numbersFor = ({ cell }, at) => {
    const layer = layerAt(cell, at);
    const { kind, equations, peephole, proj_size } = plain;
    const like = units ?? layer.hidden;
    const wanted = countParameters(alone(cell, layer, { kind, equations, peephole, proj_size, hidden_size: like }));
    const count = (/** @type {number} */ hidden) => countParameters(alone(cell, layer, { hidden_size: hidden }));
    const hidden = nearestSize(count, wanted, context.limit("hidden_size"));
    return { wanted, hidden, found: count(hidden) };
  };
  /** @param {Scenario} scenario @param {number} at */
  const show = (scenario, at) => {
    const layer = layerAt(scenario.cell, at);
    units ??= layer.hidden;
    node.hidden = !layer.form;
    if (!layer.form) return;
    const { wanted, hidden, found } = numbersFor(scenario, at);
    size.update(units);
    const numbers = { name, units: countNumber(i18n.lang, units), wanted: countNumber(i18n.lang, wanted), hidden: countNumber(i18n.lang, hidden), found: countNumber(i18n.lang, found) };
    said.textContent = t("equal_said", numbers);
    take.disabled = layer.hidden === hidden;
  };
  const node = el("div", { class: "equal-parameters" }, size.node, said, take);
  return { node, update: show };
}

// What is wrong with equations, in the language of the page.

/** "line 2, column 5: …" @param {I18n} i18n @param {EquationPlace} place */
export function sayError(i18n, { kind, line, column, details, message }) {
  const key = `cells.error.${kind}`;
  if (!i18n.has(key)) return message;
  return i18n.t("cells.at", { line, column, text: i18n.t(key, spokenDetails(i18n, details)) });
}

/** Those of one kind in one sentence, with all the names. @param {I18n} i18n @param {EquationPlace[]} places @returns {string[]} */
export function sayWarnings(i18n, places) {
  const kinds = [...new Set(places.map(({ kind }) => kind))];
  return kinds.flatMap((kind) => {
    const alike = places.filter((one) => one.kind === kind);
    const key = `cells.warning.${kind}`;
    if (!i18n.has(key)) return alike.map(({ message }) => message);
    return [i18n.t(key, { name: alike.map(({ details }) => details.name).join(", ") })];
  });
}

/** Details that are phrases begin with "@", with what they name after colons. @param {I18n} i18n @param {Record<string, string>} details */
function spokenDetails(i18n, details) {
  const spoken = Object.entries(details).map(([name, value]) => [name, value.startsWith("@") ? phrase(i18n, value.slice(1)) : value]);
  return Object.fromEntries(spoken);
}

/** @param {I18n} i18n @param {string} text */
function phrase(i18n, text) {
  const [name, ...named] = text.split(":");
  return i18n.t(`cells.word.${name}`, Object.fromEntries(named.map((value, k) => [k, value])));
}
