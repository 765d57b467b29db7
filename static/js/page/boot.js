/**
 * The page's first data, which came inside of it, and the app that is made from them.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").View} View
 * @typedef {object} Boot
 * @property {string} lang
 * @property {readonly string[]} languages  codes of all that the page can speak
 * @property {Record<string, string>} catalogue
 * @property {string} static
 * @property {import("../scenario/contract.js").Contract} contract
 * @property {import("../types.js").ExampleInfo[]} examples
 * @property {import("../types.js").Scenario} scenario
 * @property {any[]} lines
 * @property {boolean} embed
 */

import { I18n } from "../base/i18n.js";
import { besideComparison, fetchToken } from "../comparison/stream.js";
import { useContract, withDefaults } from "../scenario/contract.js";
import { Actions } from "../state/actions.js";
import { Store } from "../state/store.js";
import { firstView } from "../state/view-state.js";
import { streamTrace } from "../wire/transport.js";

/** @returns {Boot} */
export function readBoot() {
  const boot = JSON.parse(document.querySelector("#boot")?.textContent ?? "");
  useContract(boot.contract);
  return boot;
}

/**
 * @param {Pick<Boot, "scenario"|"contract"|"examples">} boot
 * @param {Partial<View>} view
 * @returns {State}
 */
export function initialState({ scenario, contract: { limits }, examples }, view) {
  return {
    scenario: withDefaults(scenario),
    trace: null,
    previous: null,
    traceVersion: 0,
    compared: [],
    run: { status: "idle", progress: 0, errors: [], warnings: [], link: null },
    view: { ...firstView(), ...view },
    highlight: { quantity: null, index: null },
    player: { isPlaying: false, speed: 1 },
    history: { canUndo: false, canRedo: false, canReset: false },
    example: null,
    limits,
    examples,
    shareOpen: false,
    helpOpen: false,
    notice: null,
    tour: null,
    present: null,
  };
}

/**
 * @param {string} name
 * @returns {Promise<any>} the scenario of an example
 */
async function fetchExample(name) {
  const response = await fetch(`/api/examples/${encodeURIComponent(name)}`);
  if (!response.ok) throw new Error(`example ${name}: status ${response.status}`);
  return response.json();
}

/**
 * @param {string} name
 * @returns {Promise<import("../types.js").TourStep[]>}
 */
async function fetchTour(name) {
  const response = await fetch(`/api/examples/${encodeURIComponent(name)}/tour`);
  if (!response.ok) throw new Error(`tour of ${name}: status ${response.status}`);
  return response.json();
}

/**
 * @param {Boot} boot
 * @param {Partial<View>} view
 * @returns {App}
 */
export function createApp(boot, view) {
  const store = new Store(initialState(boot, view));
  const i18n = new I18n(boot.lang, boot.catalogue);
  const stillness = matchMedia("(prefers-reduced-motion: reduce)");
  const actions = new Actions(store, {
    i18n,
    stream: besideComparison(streamTrace, fetchToken),
    fetchExample,
    fetchTour,
    clock: () => performance.now(),
    requestFrame: (callback) => void requestAnimationFrame(callback),
    prefersReducedMotion: () => stillness.matches,
  });
  return { store, actions, i18n };
}

/**
 * The example whose trace came with the page: the one with the same scenario.
 * @param {Boot} boot
 */
export function bootExample({ lines, examples, scenario }) {
  if (lines.length === 0) return null;
  const title = (scenario ?? lines[0].scenario).title;
  const found = examples.find((example) => Object.values(example.title).includes(title));
  return found ?? null;
}
