/**
 * The buttons of the transport and its speed.
 *
 * @typedef {import("../types.js").App} App
 */

import { find } from "../base/dom.js";
import { watch } from "../base/watch.js";
import { countNumber } from "../numbers/written.js";
import { FASTEST, SLOWEST } from "../state/player.js";
import { mount as mountTimeline } from "./timeline.js";

const SPAN = Math.log(FASTEST / SLOWEST);

/**
 * The slider is logarithmic, 0 … 1.
 * @param {number} fraction
 * @returns {number} steps a second, two significant digits
 */
export function speedAt(fraction) {
  return Number((SLOWEST * Math.exp(SPAN * fraction)).toPrecision(2));
}

/** @param {number} speed */
export function fractionOf(speed) {
  return Math.log(speed / SLOWEST) / SPAN;
}

/**
 * @param {HTMLElement} root
 * @param {App} app
 * @returns {() => void}
 */
export function mount(root, app) {
  const wires = new AbortController();
  wireButtons(root, app, wires.signal);
  const disposers = [mountPlay(root, app), mountSpeed(root, app, wires.signal), mountTimeline(find(root, "#timeline"), app)];
  return () => {
    wires.abort();
    disposers.forEach((dispose) => dispose());
  };
}

/**
 * @param {HTMLElement} root
 * @param {App} app
 * @param {AbortSignal} signal
 */
function wireButtons(root, { actions }, signal) {
  const clicks = {
    "#first": () => actions.first(),
    "#previous": () => actions.stepBy(-1),
    "#play": () => actions.togglePlay(),
    "#next": () => actions.stepBy(1),
    "#last": () => actions.last(),
  };
  for (const [id, act] of Object.entries(clicks)) find(root, id).addEventListener("click", act, { signal });
}

/**
 * @param {HTMLElement} root
 * @param {App} app
 */
function mountPlay(root, { store, i18n }) {
  const button = find(root, "#play");
  return watch(store, ({ player, view }) => [player.isPlaying, view.lang], ({ player }) => {
    const name = i18n.t(player.isPlaying ? "transport.pause" : "transport.play");
    button.toggleAttribute("data-playing", player.isPlaying);
    button.setAttribute("aria-label", name);
    button.title = name;
  });
}

/**
 * @param {HTMLElement} root
 * @param {App} app
 * @param {AbortSignal} signal
 */
function mountSpeed(root, { store, actions, i18n }, signal) {
  const slider = /** @type {HTMLInputElement} */ (find(root, "#speed"));
  slider.step = "0.01";
  slider.addEventListener("input", () => actions.setSpeed(speedAt(Number(slider.value))), { signal });
  return watch(store, ({ player, view }) => [player.speed, view.lang], ({ player }) => {
    const speed = countNumber(i18n.lang, player.speed);
    if (speedAt(Number(slider.value)) !== player.speed) slider.value = String(fractionOf(player.speed));
    slider.setAttribute("aria-valuetext", i18n.t("transport.speed_value", { speed }));
    find(root, "#speed-value").textContent = i18n.t("transport.speed_short", { speed });
  });
}
