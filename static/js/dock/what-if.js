/**
 * The What-if part: values that are replaced during the run, in words, each with a switch.
 *
 * A what-if that is switched off is not part of the scenario; it waits in the view, and so in the
 * link.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("./context.js").Part} Part
 * @typedef {import("../types.js").Intervention} Intervention
 * @typedef {import("../types.js").State} State
 */

import { el } from "../base/dom.js";
import { addIntervention, changeIntervention, removeIntervention, setInterventions, suits } from "../scenario/edits.js";
import { isSameIntervention, withoutHeld } from "../scenario/parked.js";
import { followPlayhead, whenChanged } from "./context.js";
import { button } from "./field.js";
import { Section } from "./section.js";
import { interventionForm } from "./what-if-form.js";
import { WhatIfItem, describe } from "./what-if-item.js";

/** @param {Context} context @returns {Part} */
export function whatIfPart(context) {
  const { t, errors } = context;
  const section = new Section("what-if", t("what_if"), false);
  const open = () => section.open();
  const list = el("ul", { class: "what-ifs", "aria-label": t("what_if_list") });
  const none = el("p", { class: "hint" }, t("what_if_none"));
  const form = interventionForm(context);
  const clear = button(t("what_if_clear"), () => clearAll(context), { class: "link-button" });
  const clearRow = el("div", { class: "tools" }, clear);
  const follow = (/** @type {Intervention} */ one) => (switched = one);
  const active = new ItemList((at) => new WhatIfItem(context, activeActs(context, at, follow)));
  const parked = new ItemList((at) => new WhatIfItem(context, parkedActs(context, at, follow)));
  /** @type {Map<number, string>} */
  let wrong = new Map();
  /** @type {Intervention|null} */
  let switched = null;

  const refresh = () => {
    const { scenario } = context.state;
    const { interventions } = scenario;
    const off = shownOff(context.state);
    active.update(interventions, (one, at) => ({ isOff: false, isSuited: true, problem: wrong.get(at) ?? null }));
    parked.update(off, (one) => ({ isOff: true, isSuited: suits(scenario, one), problem: null }));
    place(list, [...active.nodes, ...parked.nodes]);
    if (switched) focusOn(switched, [...active.items, ...parked.items]);
    switched = null;
    none.hidden = interventions.length + off.length > 0;
    clearRow.hidden = !none.hidden;
    section.aside.textContent = interventions.length > 0 ? describe(context, interventions[0]) + more(interventions.length) : "";
  };

  errors.register(["interventions"], (found) => {
    wrong = new Map(found.map(({ rest, msg }) => [Number(rest[0] ?? 0), msg]));
    refresh();
  }, open);
  section.body.append(list, none, clearRow, form.node);
  const update = whenChanged(({ scenario, view }) => [scenario, view.off, view.layer, view.direction], (state) => {
    refresh();
    form.update(state);
  });
  const followStep = followPlayhead(context, (state) => form.update(state));
  return {
    section,
    update(state) {
      update(state);
      followStep(state);
    },
  };
}

/** Undo can bring back what was switched off: it is then on, and shown once. @param {Readonly<State>} state @returns {Intervention[]} */
function shownOff({ scenario, view }) {
  return withoutHeld(view.off, scenario.interventions);
}

/** The one that was switched keeps the focus, wherever it went. @param {Intervention} one @param {WhatIfItem[]} items */
function focusOn(one, items) {
  items.find((item) => item.one && isSameIntervention(item.one, one))?.box.focus();
}

/** @param {Context} context @param {number} at @param {(one: Intervention) => void} follow @returns {import("./what-if-item.js").Acts} */
function activeActs(context, at, follow) {
  const { actions } = context.app;
  return {
    toggle: () => {
      const one = context.state.scenario.interventions[at];
      follow(one);
      actions.select({ off: [...shownOff(context.state), one] });
      context.edit((s) => removeIntervention(s, at));
    },
    remove: () => context.edit((s) => removeIntervention(s, at)),
    change: (patch, merge) => context.edit((s) => changeIntervention(s, at, patch), merge),
  };
}

/** @param {Context} context @param {number} at @param {(one: Intervention) => void} follow @returns {import("./what-if-item.js").Acts} */
function parkedActs(context, at, follow) {
  const { actions } = context.app;
  const remove = () => actions.select({ off: shownOff(context.state).toSpliced(at, 1) });
  return {
    remove,
    toggle: () => {
      const one = shownOff(context.state)[at];
      follow(one);
      context.edit((s) => addIntervention(s, one));
      remove();
    },
    change: (patch) => {
      const off = shownOff(context.state);
      actions.select({ off: off.with(at, { ...off[at], ...patch }) });
    },
  };
}

/** @param {Context} context */
function clearAll(context) {
  context.app.actions.select({ off: [] });
  context.edit((s) => setInterventions(s, []));
}

/** Items by their place in a list; they stay while it has that many. */
class ItemList {
  /** @type {WhatIfItem[]} */
  items = [];
  #make;

  /** @param {(at: number) => WhatIfItem} make */
  constructor(make) {
    this.#make = make;
  }

  get nodes() {
    return this.items.map(({ node }) => node);
  }

  /** @param {Intervention[]} list @param {(one: Intervention, at: number) => import("./what-if-item.js").Standing} standing */
  update(list, standing) {
    this.items.length = Math.min(this.items.length, list.length);
    while (this.items.length < list.length) this.items.push(this.#make(this.items.length));
    list.forEach((one, at) => this.items[at].update(one, standing(one, at)));
  }
}

/** Lines that stay keep their place in the document, and so their focus. @param {HTMLElement} list @param {HTMLElement[]} nodes */
function place(list, nodes) {
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  const line = focused ? [...list.children].findIndex((child) => child.contains(focused)) : -1;
  for (const child of [...list.children]) if (!nodes.includes(/** @type {HTMLElement} */ (child))) child.remove();
  nodes.forEach((node, k) => list.children[k] !== node && list.insertBefore(node, list.children[k] ?? null));
  if (!focused || focused.isConnected) return;
  const next = nodes[Math.min(line, nodes.length - 1)];
  /** @type {HTMLElement|null|undefined} */ (next?.querySelector(focused.matches("input") ? "input" : "button"))?.focus();
}

/** @param {number} count */
const more = (count) => (count > 1 ? ` +${count - 1}` : "");
