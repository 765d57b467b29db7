/**
 * What comes up beside a gate or the input: its title, its handles, what holds it.
 *
 * @typedef {import("../base/i18n.js").I18n} I18n
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {import("./handles.js").Handle} Handle
 * @typedef {import("../cell/step.js").Step} Step
 * @typedef {import("./popover.js").Content} Content
 * @typedef {{handles: Handle[], hidden: number}} Choice
 * @typedef {import("../types.js").Intervention} Intervention
 */

import { valueWords } from "../cell/names.js";
import { fullNumber } from "../numbers/written.js";
import { targetOf } from "./handles.js";
import { holdAt } from "./hold.js";

/** What is about the input and not about a gate. */
export const INPUT = "x";

export class Offers {
  #i18n;
  /** @type {{key: string, names: Pick<Handle, "quantity"|"index">[], hidden: number}|null} */
  #kept = null;

  /** @param {I18n} i18n */
  constructor(i18n) {
    this.#i18n = i18n;
  }

  /** The next time, the terms that are the largest then are chosen anew. */
  forget() {
    this.#kept = null;
  }

  /**
   * @param {string} what  a block, or the input
   * @param {import("./handles.js").Handles} handles
   * @param {Step} step
   * @param {Scenario} scenario
   * @returns {Content|null} null where nothing of it can be changed
   */
  content(what, handles, step, scenario) {
    return what === INPUT ? this.#input(handles, step) : this.#gate(what, handles, step, scenario);
  }

  /** @param {import("./handles.js").Handles} handles @param {Step} step @returns {Content|null} */
  #input(handles, step) {
    if (!handles.hasInputs) return null;
    const choice = this.#choose(`x ${step.layer}`, handles, () => handles.inputs());
    const title = this.#i18n.t("circuit.input_at", { t: step.t });
    return { key: "x", title, tone: "input-x", gate: null, ...choice, note: "", held: "" };
  }

  /** @param {string} block @param {import("./handles.js").Handles} handles @param {Step} step @param {Scenario} scenario @returns {Content|null} */
  #gate(block, handles, step, scenario) {
    const gate = handles.gate(block);
    if (!gate) return null;
    const key = [block, step.layer, step.direction, step.unit].join(" ");
    const held = holdAt(scenario, targetOf(step.model, block), step);
    const i18n = this.#i18n;
    return {
      key, gate, ...this.#choose(key, handles, () => handles.terms(block)), tone: `gate-${block}`,
      title: i18n.t("circuit.gate_of", { gate: valueWords(i18n, step.model, block, "circuit.gate"), unit: step.unit }),
      note: step.hasWeights ? "" : i18n.t("circuit.no_weights"), held: held ? heldWords(i18n, held) : "",
    };
  }

  /**
   * Which terms are shown is settled when they come up: a drag must not make its own row go.
   * @param {string} key
   * @param {import("./handles.js").Handles} handles
   * @param {() => Choice} choose
   * @returns {Choice}
   */
  #choose(key, handles, choose) {
    if (this.#kept?.key === key) {
      const again = handles.again(this.#kept.names);
      if (again.length === this.#kept.names.length) return { handles: again, hidden: this.#kept.hidden };
    }
    const chosen = choose();
    this.#kept = { key, names: chosen.handles.map(({ quantity, index }) => ({ quantity, index })), hidden: chosen.hidden };
    return chosen;
  }
}

// What a handle and a what-if are called, in words.

/** "bias of the forget gate of unit 0" @param {I18n} i18n @param {Handle} handle */
export function handleName(i18n, { words: { key, params, block }, model }) {
  return i18n.t(`circuit.handle.${key}`, block ? { ...params, gate: valueWords(i18n, model, block, "circuit.gate") } : params);
}

/** "held at 1 from t = 3 to 5, in all units" @param {I18n} i18n @param {Intervention} one */
function heldWords(i18n, { from, to, value, unit }) {
  const text = i18n.t(from === to ? "circuit.held_at" : "circuit.held_span", { value: fullNumber(value), from, to });
  return unit === null || unit === undefined ? i18n.t("circuit.held_all", { held: text }) : text;
}

// What of the picture an event is about.

/** @param {Node} before @param {Node} node */
export const follows = (before, node) => Boolean(before.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING);

/** @param {Event} event @returns {string|null} the block whose gate it is about */
export function gateAt({ target }) {
  const node = target instanceof Element ? target.closest(".node-gate") : null;
  return node?.getAttribute("data-block") ?? null;
}

/** What an event is about: a block, the input, or nothing that has numbers behind it. @param {Event} event @returns {string|null} */
export function subjectAt(event) {
  const block = gateAt(event);
  if (block !== null) return block;
  return event.target instanceof Element && event.target.closest(".label[data-light=x]") ? INPUT : null;
}

/** The block whose pin was pressed. @param {Event} event @returns {string|null} */
export function releasedAt({ target }) {
  return (target instanceof Element ? target.closest("[data-release]") : null)?.getAttribute("data-release") ?? null;
}

/** The quantity that an element stands for. @param {EventTarget|null} target @returns {{quantity: string, index: number|null}|null} */
export function pointedAt(target) {
  const node = target instanceof Element ? target.closest("[data-light]") : null;
  if (!node) return null;
  const index = node.getAttribute("data-index");
  return { quantity: node.getAttribute("data-light") ?? "", index: index === null ? null : Number(index) };
}
