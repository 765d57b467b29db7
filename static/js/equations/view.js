/**
 * The equations of the chosen unit at the step shown, with the numbers of the trace put in. Drawn
 * again only when the step, the place or the pass changes; a frame of playback marks rows at most.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../types.js").State} State
 * @typedef {import("../cell/step.js").Step} Step
 */

import { el, hide } from "../base/dom.js";
import { paced, Turns } from "../base/pace.js";
import { stepInRunBefore } from "../cell/ghost.js";
import { stepReader } from "../cell/step.js";
import { pointedAt } from "../hands/offers.js";
import { EquationCursor, handleFinder, makeTermsDraggable } from "./cursor.js";
import { equationRows } from "./model.js";
import { RowView } from "./row-view.js";

/** Numbers that change in every frame cannot be read; this often they are set at most, ms: while
 *  steps go by, and while a value is dragged, which is to be followed. */
const READABLE = { steps: 200, edits: 120 };
/** So many equations are written in a frame while they change in every frame. */
const ROWS_A_FRAME = 1;

/**
 * @param {HTMLElement} root
 * @param {App} app
 * @returns {() => void} dispose
 */
export function mount(root, app) {
  const view = new EquationsView(root, app);
  const unsubscribe = app.store.subscribe((state) => view.render(state));
  view.render(app.store.state);
  return () => {
    unsubscribe();
    root.replaceChildren();
  };
}

class EquationsView {
  #app;
  #read = stepReader();
  #caption = el("caption", { class: "visually-hidden" });
  #heads = ["symbols", "symbols", "numbers", "result"].map(() => el("th", { scope: "col" }));
  #body = el("tbody", null);
  #table = el("table", { class: "equations" }, this.#caption, el("thead", { class: "visually-hidden" }, el("tr", null, this.#heads)), this.#body);
  #empty = el("p", { class: "equations-empty" });
  /** @type {Map<string, RowView>} */
  #rows = new Map();
  /** @type {{step: Step, previous: State["previous"], pass: string, lang: string}|null} */
  #shown = null;
  /** @type {string} */
  #lit = "";
  #marks = "";
  #pace = { steps: paced(READABLE.steps), edits: paced(READABLE.edits) };
  #turns = new Turns(ROWS_A_FRAME);
  #followUp = paced(READABLE.steps);
  #cursor;

  /** @param {HTMLElement} root @param {App} app */
  constructor(root, app) {
    this.#app = app;
    const sheet = el("div", { class: "equations-sheet" }, this.#table);
    root.append(sheet, this.#empty);
    const point = (/** @type {Event} */ event) => this.#point(event);
    this.#table.addEventListener("pointerover", point);
    this.#table.addEventListener("pointerleave", () => app.actions.highlight(null));
    const handleOf = handleFinder(app, () => this.#shown?.step ?? null);
    makeTermsDraggable(this.#table, app, handleOf);
    this.#cursor = new EquationCursor(sheet, app, handleOf);
  }

  /** @param {Event} event */
  #point(event) {
    const pointed = pointedAt(event.target);
    this.#app.actions.highlight(pointed?.quantity ?? null, pointed?.index ?? null);
  }

  /** @param {State} state */
  render(state) {
    const step = this.#read(state);
    hide(this.#table, step === null);
    hide(this.#empty, step !== null);
    if (!step) {
      this.#empty.textContent = this.#app.i18n.t("equations.waiting");
      return;
    }
    const { view } = state;
    const isNew = this.#shown?.step !== step || this.#shown.previous !== state.previous
      || this.#shown.pass !== view.pass || this.#shown.lang !== view.lang;
    if (isNew) this.#pace[this.#isEdit(step) ? "edits" : "steps"](() => this.#renew());
    else this.#mark(state, false);
  }

  /** The step is the one shown: another run has come. @param {Step} step */
  #isEdit(step) {
    return this.#shown?.step.t === step.t;
  }

  /** The newest reading, which may be a later one than the one that asked for it. */
  #renew() {
    const { state } = this.#app.store;
    const step = this.#read(state);
    if (!step) return;
    this.#fill(step, state);
    this.#mark(state, true);
  }

  /** @param {Step} step @param {State} state */
  #fill(step, { view, previous }) {
    const { i18n } = this.#app;
    const isEdit = this.#isEdit(step);
    if (this.#shown?.lang !== view.lang) this.#name();
    this.#shown = { step, previous, pass: view.pass, lang: view.lang };
    this.#caption.textContent = i18n.t("equations.label", { unit: view.unit, t: view.t });
    const rows = equationRows(step, view.pass);
    const before = valuesBefore(stepInRunBefore(step, previous), view.pass);
    this.#turns.begin();
    const drawn = rows.map((row) => {
      const known = this.#rows.get(row.id);
      const drawnRow = known ?? new RowView(i18n, () => this.#light(true));
      this.#rows.set(row.id, drawnRow);
      const write = () => this.#write(drawnRow, row, before.get(row.id) ?? NaN);
      if (known && !isEdit) this.#turns.ask(known, write);
      else this.#turns.jump(drawnRow, write);
      return drawnRow.element;
    });
    const isSame = drawn.length === this.#body.children.length && drawn.every((element, k) => this.#body.children[k] === element);
    if (!isSame) this.#body.replaceChildren(...drawn);
  }

  /** @param {RowView} drawn @param {import("./model.js").Row} row @param {number} before  NaN: no run before */
  #write(drawn, row, before) {
    const isAnew = drawn.render(row);
    drawn.compare(before);
    if (isAnew) this.#light(true, drawn.element);
    this.#followUp(() => this.#cursor.update());
  }

  #name() {
    const names = ["symbols", "symbols", "numbers", "result"];
    this.#heads.forEach((head, k) => (head.textContent = this.#app.i18n.t(`equations.${names[k]}`)));
  }

  /** @param {State} state @param {boolean} isNew */
  #mark({ view, highlight }, isNew) {
    const marks = `${view.phase}/${highlight.quantity}`;
    if (marks !== this.#marks || isNew) {
      this.#marks = marks;
      for (const row of this.#rows.values()) row.mark(view.phase, highlight.quantity);
    }
    this.#light(isNew);
  }

  /** Lights the symbols of the quantity pointed at. @param {boolean} isNew @param {Element} [within] */
  #light(isNew, within = this.#body) {
    const { quantity, index } = this.#app.store.state.highlight;
    const lit = `${quantity}/${index}`;
    if (lit === this.#lit && !isNew) return;
    this.#lit = lit;
    for (const node of within.querySelectorAll("[data-light]")) {
      const own = node.getAttribute("data-index");
      const isEntry = index === null || own === null || Number(own) === index;
      node.classList.toggle("is-lit", quantity !== null && node.getAttribute("data-light") === quantity && isEntry);
    }
  }
}

/** What each equation gave in the run before. @param {Step|null} step @param {State["view"]["pass"]} pass @returns {Map<string, number>} */
function valuesBefore(step, pass) {
  return new Map(step ? equationRows(step, pass).map(({ id, left }) => [id, left.value]) : []);
}
