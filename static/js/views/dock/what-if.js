/**
 * The What-if part: values that are replaced during the run, in words, each with a switch.
 *
 * A what-if that is switched off is not part of the scenario; it waits here, on the page.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("./context.js").Part} Part
 * @typedef {import("../../types.js").Intervention} Intervention
 */

import { el } from "../../dom.js";
import { addIntervention, removeIntervention } from "../../scenario-edits.js";
import { fullNumber } from "../../number-text.js";
import { whenChanged } from "./context.js";
import { button } from "./field.js";
import { Section } from "./section.js";
import { interventionForm } from "./what-if-form.js";

/** @param {Context} context @returns {Part} */
export function whatIfPart(context) {
  const { t, errors } = context;
  const section = new Section("what-if", t("what_if"), false);
  const open = () => section.open();
  /** @type {Intervention[]} */
  let waiting = [];
  let shown = "";
  let example = context.state.example;
  /** @type {Map<number, string>} */
  let wrong = new Map();
  const list = el("ul", { class: "what-ifs", "aria-label": t("what_if_list") });
  const none = el("p", { class: "hint" }, t("what_if_none"));
  const form = interventionForm(context);

  const refresh = () => {
    const { interventions } = context.state.scenario;
    const now = JSON.stringify([interventions, waiting, [...wrong]]);
    if (now === shown) return;
    shown = now;
    const active = interventions.map((one, at) => item(context, one, wrong.get(at) ?? null, {
      toggle: () => {
        waiting = [...waiting, one];
        context.edit((s) => removeIntervention(s, at));
      },
      remove: () => context.edit((s) => removeIntervention(s, at)),
    }));
    const parked = waiting.map((one) => item(context, one, null, {
      toggle: () => {
        waiting = waiting.filter((other) => other !== one);
        context.edit((s) => addIntervention(s, one));
        refresh();
      },
      remove: () => {
        waiting = waiting.filter((other) => other !== one);
        refresh();
      },
    }, true));
    keepFocus(list, [...active, ...parked]);
    none.hidden = list.childElementCount > 0;
    section.aside.textContent = interventions.length > 0 ? describe(context, interventions[0]) + more(interventions.length) : "";
  };

  errors.register(["interventions"], (found) => {
    wrong = new Map(found.map(({ rest, msg }) => [Number(rest[0] ?? 0), msg]));
    refresh();
  }, open);
  section.body.append(list, none, form.node);
  return {
    section,
    update: whenChanged(({ scenario, example: name, view }) => [scenario, name, view.t, view.layer, view.direction], (state) => {
      if (state.example !== null && state.example !== example) waiting = [];
      example = state.example;
      waiting = waiting.filter((one) => !isIn(state.scenario.interventions, one));
      refresh();
      form.update(state);
    }),
  };
}

/** @param {Intervention[]} list @param {Intervention} one */
function isIn(list, one) {
  return list.some((other) => JSON.stringify(other) === JSON.stringify(one));
}

/** @param {number} count */
const more = (count) => (count > 1 ? ` +${count - 1}` : "");

/** The same control of the same line keeps the focus. @param {HTMLElement} list @param {HTMLElement[]} items */
function keepFocus(list, items) {
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  const line = focused ? [...list.children].findIndex((child) => child.contains(focused)) : -1;
  const selector = focused?.matches("input") ? "input" : "button";
  list.replaceChildren(...items);
  if (!focused) return;
  const place = items[Math.min(line, items.length - 1)];
  /** @type {HTMLElement|null|undefined} */ (place?.querySelector(selector))?.focus();
}

/**
 * @param {Context} context
 * @param {Intervention} one
 * @param {string|null} problem
 * @param {{toggle: () => void, remove: () => void}} act
 * @param {boolean} [isOff]
 */
function item(context, one, problem, { toggle, remove }, isOff = false) {
  const words = describe(context, one);
  const box = el("input", { type: "checkbox", onchange: toggle });
  box.checked = !isOff;
  return el("li", { class: isOff ? "what-if is-off" : "what-if" },
    el("label", { class: "check" }, box, el("span", null, words)),
    button("×", remove, { class: "dock-button icon", "aria-label": context.t("what_if_remove", { what: words }), title: context.t("remove") }),
    problem && el("p", { class: "field-message" }, problem));
}

/** "forget gate of unit 2 held at 1 from t = 3 to 5". @param {Context} context @param {Intervention} one */
export function describe({ t, state }, one) {
  const { cell } = state.scenario;
  const hasUnit = one.unit !== null && one.unit !== undefined;
  const place = hasUnit ? t("what_if_unit", { unit: Number(one.unit) }) : t("what_if_all_units");
  const lane = cell.num_layers > 1 || cell.bidirectional ? t(`what_if_lane_${one.direction}`, { layer: one.layer }) : "";
  const value = fullNumber(one.value);
  const params = { what: t(`target_${one.target}`), place: place + lane, value, from: one.from, to: one.to };
  return t(one.from === one.to ? "what_if_at" : "what_if_span", params);
}
