/**
 * The Model part: which cell, its sizes, options and activations, of all layers alike or of each.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("./context.js").Part} Part
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("../scenario/shapes.js").Layer} Layer
 * @typedef {{value: string, title: string, sentence: string, source: string}} Choice
 * @typedef {{title: string, cells: Choice[]}} Group
 */

import { el } from "../base/dom.js";
import { cellTitle, choiceTitle, listedAs, listedCells } from "../scenario/cell-title.js";
import { chosenCell } from "../scenario/cell.js";
import { contract } from "../scenario/contract.js";
import { hasTensors, layerAt, layersOf, setLayer } from "../scenario/edits.js";
import { equationsOf, learnForm } from "../scenario/forms.js";
import { checkCell } from "../wire/cells.js";
import { cellExport, initialStates, moreFields, optionFields, sizeFields } from "./cell-fields.js";
import { whenChanged } from "./context.js";
import { labelled, messageFor, Section, selectField, uniqueId } from "./field.js";
import { OwnCell } from "./own-cell.js";

/** @param {Context} context @returns {Part} */
export function modelPart(context) {
  const { t, errors, i18n } = context;
  const section = new Section("model", t("model"), true);
  const open = () => section.open();
  const shown = () => shownLayer(context.state);
  const note = el("p", { class: "note", role: "status", hidden: true });
  const kind = new CellPicker(t("cell"), t("cell_none"), (value) => void choose(context, value, shown(), note));
  const card = el("p", { class: "cell-card" });
  const layer = selectField(t("layer_shown"), (value) => context.app.actions.select({ layer: Number(value) }));
  const own = new OwnCell(context);
  const sizes = sizeFields(context, shown);
  const options = optionFields(context, shown);
  const more = moreFields(context, shown);
  const start = initialStates(context, open);
  const elsewhere = cellExport(context, shown);

  errors.registerField(["cell"], section, open);
  errors.registerField(["cell", "kind"], kind, open);
  errors.register(["cell", "equations"], (found) => own.showRefused(found[0]?.ctx ?? null, found[0]?.msg ?? ""), open);
  errors.register(["cell", "layers"], (found) => showLayerError(context, section, own, found), open);
  for (const { name, field } of sizes.fields) errors.registerField(["cell", name], field, open);
  section.body.append(
    el("div", { class: "cell-row" }, kind.node, layer.node),
    card,
    own.node,
    el("div", { class: "field-row" }, sizes.fields.map(({ field }) => field.node)),
    options.node,
    note,
    el("div", { class: "folds" }, more.node, start.node, elsewhere.node),
  );

  const update = (/** @type {Readonly<import("../types.js").State>} */ { scenario }) => {
    const { cell } = scenario;
    const at = shown();
    const present = layerAt(cell, at);
    section.aside.textContent = t("model_summary", { kind: cellTitle(cell, i18n), input: cell.input_size, hidden: present.hidden });
    kind.update(choices(context), listedAs(present, i18n.lang)?.value ?? present.kind);
    showCard(card, present, i18n);
    layer.node.hidden = !cell.layers;
    layer.update(layersOf(cell).map(({ index }) => ({ value: String(index), text: t("layer_numbered", { layer: index }) })), String(at));
    own.update(scenario, at);
    sizes.update(scenario, present);
    options.update(cell, present);
    more.update(cell, present);
    start.update(scenario);
    elsewhere.update(scenario, at);
    if (choiceTitle(present, i18n) !== note.dataset.of) note.hidden = true;
  };
  return {
    section,
    update: whenChanged((state) => [state.scenario, layersOf(state.scenario.cell), shownLayer(state)], update),
    dispose: () => {
      start.dispose();
      own.dispose();
    },
  };
}

/** The layer whose choices are shown: all alike are those of the first. @param {Readonly<import("../types.js").State>} state */
function shownLayer({ scenario: { cell }, view }) {
  return cell.layers ? Math.min(view.layer, cell.layers.length - 1) : 0;
}

/** The catalogue, and equations of one's own behind it. @param {Context} context */
function choices({ t, i18n }) {
  const own = { value: contract().own_kind, title: t("own_equations"), sentence: t("own_equations_sentence"), source: "" };
  return [...listedCells(i18n.lang), { title: t("own_group"), cells: [own] }];
}

/** @param {HTMLElement} card @param {Layer} layer @param {import("../base/i18n.js").I18n} i18n */
function showCard(card, layer, { lang }) {
  const entry = listedAs(layer, lang);
  card.hidden = !entry;
  card.replaceChildren(...(entry ? [el("span", null, entry.sentence), " ", el("span", { class: "cell-source" }, entry.source)] : []));
}

/**
 * One's own equations begin as those of the present cell; the server is asked what it would be, so
 * that its weights find their places.
 * @param {Context} context @param {string} value @param {number} layer @param {HTMLElement} note
 */
async function choose(context, value, layer, note) {
  const { scenario } = context.state;
  const present = layerAt(scenario.cell, layer);
  const entry = listedCells(context.i18n.lang).flatMap(({ cells }) => cells).find((one) => one.value === value);
  const patch = entry ? chosenCell(entry.kind, entry.preset, present.hidden) : { kind: value, equations: equationsOf(present), peephole: false, proj_size: null };
  if (!entry) await learn(String(patch.equations));
  const had = hasTensors(scenario.weights) || Object.keys(scenario.weights.edits ?? {}).length > 0;
  context.edit((s) => setLayer(s, layer, patch));
  const { weights } = context.state.scenario;
  const isReplaced = had && (hasTensors(scenario.weights) ? !hasTensors(weights) : JSON.stringify(weights) !== JSON.stringify(scenario.weights));
  note.textContent = context.t("kind_note");
  note.dataset.of = choiceTitle(layerAt(context.state.scenario.cell, layer), context.i18n);
  note.hidden = !isReplaced;
}

/** @param {string} equations */
async function learn(equations) {
  try {
    const { form } = await checkCell({ equations });
    if (form) learnForm(equations, form);
  } catch {
    // The run says that the server is out of reach; the editor asks again.
  }
}

/** @param {Context} context @param {Section} section @param {OwnCell} own @param {import("./field.js").Placed[]} found */
function showLayerError({ t }, section, own, found) {
  const equations = found.find(({ ctx }) => ctx);
  own.showRefused(equations?.ctx ?? null, "");
  const text = found.filter((one) => one !== equations).map(({ rest, msg }) => (rest.length > 0 ? t("layer_error", { layer: Number(rest[0]), text: msg }) : msg)).join(" ");
  section.showError(text || null);
}

// The combobox `Cell`: the catalogue in groups, each cell with a sentence and its source; typing
// searches it. Its own list opens below the field.

/** Lower case, without signs that nobody types. @param {string} text */
const plain = (text) => text.toLowerCase().replace(/[\s,.()·，（）：；-]+/g, " ");

/** The groups with what a search finds; all words must be there. @param {Group[]} groups @param {string} search @returns {Group[]} */
export function foundCells(groups, search) {
  const words = plain(search).trim().split(" ");
  const fits = (/** @type {Choice} */ { value, title, sentence, source }) => {
    const text = plain(`${value} ${value.replaceAll("_", "")} ${title} ${sentence} ${source}`);
    return words.every((word) => text.includes(word));
  };
  return groups.map(({ title, cells }) => ({ title, cells: cells.filter(fits) })).filter(({ cells }) => cells.length > 0);
}

/** Which of those found is meant first: the one that is called so, or whose name begins so. @param {Choice[]} cells @param {string} search */
export function bestOf(cells, search) {
  const wanted = plain(search).trim();
  const names = cells.map(({ title }) => plain(title).trim());
  const found = names.indexOf(wanted);
  return Math.max(0, found >= 0 ? found : names.findIndex((name) => name.startsWith(wanted)));
}

class CellPicker {
  /** @type {Group[]} */
  #groups = [];
  /** @type {Choice[]} */
  #shown = [];
  #value = "";
  #active = 0;
  #isOpen = false;
  #onChoose;

  /**
   * @param {string} label
   * @param {string} none       what is said when a search finds nothing
   * @param {(value: string) => void} onChoose
   */
  constructor(label, none, onChoose) {
    this.#onChoose = onChoose;
    this.list = el("div", { class: "cell-list", role: "listbox", id: uniqueId("cells"), "aria-label": label, hidden: true });
    this.none = el("p", { class: "hint cell-none", hidden: true }, none);
    this.input = el("input", {
      class: "cell-input", role: "combobox", type: "text", "aria-expanded": "false", "aria-controls": this.list.id, "aria-autocomplete": "list",
      autocomplete: "off", spellcheck: "false",
      onfocus: () => this.input.select(), onclick: () => this.#open(), onblur: () => this.#close(),
      oninput: () => this.#open(this.input.value), onkeydown: (/** @type {KeyboardEvent} */ event) => this.#press(event),
    });
    const message = messageFor(this.input);
    this.showError = message.show;
    this.popup = el("div", { class: "cell-popup", hidden: true, onpointerdown: (/** @type {Event} */ event) => event.preventDefault() }, this.list, this.none);
    this.node = labelled(label, this.input, this.popup, message.node);
    this.node.classList.add("cell-field");
  }

  /** @param {Group[]} groups @param {string} value */
  update(groups, value) {
    this.#groups = groups;
    this.#value = value;
    if (!this.#isOpen) this.#rest();
  }

  get #all() {
    return this.#groups.flatMap(({ cells }) => cells);
  }

  /** Shows what is chosen. */
  #rest() {
    this.input.value = this.#all.find(({ value }) => value === this.#value)?.title ?? this.#value;
  }

  /** @param {string} [search] */
  #open(search = "") {
    const groups = search ? foundCells(this.#groups, search) : this.#groups;
    this.#isOpen = true;
    this.#shown = groups.flatMap(({ cells }) => cells);
    this.#active = search ? bestOf(this.#shown, search) : Math.max(0, this.#shown.findIndex(({ value }) => value === this.#value));
    let index = 0;
    this.list.replaceChildren(...groups.map(({ title, cells }) => {
      const head = el("div", { class: "cell-group-title", id: uniqueId("group") }, title);
      return el("div", { role: "group", "aria-labelledby": head.id, class: "cell-group" }, head, cells.map((cell) => this.#option(cell, index++)));
    }));
    this.none.hidden = this.#shown.length > 0;
    this.list.hidden = this.#shown.length === 0;
    this.popup.hidden = false;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.#mark();
  }

  /** @param {Choice} cell @param {number} index */
  #option(cell, index) {
    return el("div", {
      role: "option", id: `${this.list.id}-${index}`, class: "cell-option", "aria-selected": String(cell.value === this.#value), "data-cell": cell.value,
      onclick: () => this.#choose(index),
    },
    el("span", { class: "cell-option-title" }, cell.title),
    el("span", { class: "cell-option-text" }, cell.sentence),
    el("span", { class: "cell-option-source" }, cell.source));
  }

  #mark() {
    const options = this.list.querySelectorAll("[role='option']");
    options.forEach((option, k) => option.classList.toggle("is-active", k === this.#active));
    const active = options[this.#active];
    if (active) this.input.setAttribute("aria-activedescendant", active.id);
    else this.input.removeAttribute("aria-activedescendant");
    active?.scrollIntoView({ block: "nearest" });
  }

  #close() {
    this.#isOpen = false;
    this.popup.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.#rest();
  }

  /** @param {number} index */
  #choose(index) {
    const chosen = this.#shown[index];
    if (!chosen) return;
    const isOther = chosen.value !== this.#value;
    this.#value = chosen.value;
    this.#close();
    if (isOther) this.#onChoose(chosen.value);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.isComposing) return;
    const move = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (move && !this.#isOpen) this.#open();
    else if (move) this.#move(move);
    else if (event.key === "Enter" && this.#isOpen) this.#choose(this.#active);
    else if (event.key === "Escape" && this.#isOpen) this.#close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {number} way */
  #move(way) {
    const last = this.#shown.length - 1;
    const isStep = Math.abs(way) === 1;
    const next = this.#active + way;
    this.#active = isStep && (next < 0 || next > last) ? (way > 0 ? 0 : last) : Math.min(Math.max(next, 0), last);
    this.#mark();
  }
}
