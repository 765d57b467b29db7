/**
 * The card of a tour and the button that opens it. The card stands beside the region it speaks of;
 * on a phone it is a sheet at the edge of the window.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").TourStep} TourStep
 */

import { find } from "../base/dom.js";
import { readPreference, rememberPreference } from "../base/preferences.js";
import { watch } from "../base/watch.js";
import { placeCard } from "./placement.js";

/** @type {Record<TourStep["at"], string>} */
const REGIONS = {
  scenario: ".dock-region", cell: ".cell-region", equations: ".equations-region", plots: ".plots-region", lab: ".plots-region",
  doctor: ".plots-region", transport: ".transport",
};
/** What a card had better not cover, besides the region it speaks of. @type {[TourStep["at"], number][]} */
const KEPT = [["cell", 1], ["transport", 1], ["equations", 0.4], ["plots", 0.3]];
const PHONE = "(max-width: 759px)";
/** Around the card, px. */
const ROOM = 28;
/** The address bar is written soon after the page has come; by then nobody knows what it was. */
const CAME_BY_LINK = (globalThis.location?.hash.length ?? 0) > 1;

/**
 * The button that begins, resumes or leaves the tour of the example shown.
 * @param {HTMLElement} button
 * @param {App} app
 * @returns {() => void}
 */
export function mountTourButton(button, { store, actions, i18n }) {
  const wires = new AbortController();
  const invite = find(button, ".tour-invite");
  invite.hidden = CAME_BY_LINK || readPreference("tour") !== null;
  rememberPreference("tour", "offered");
  button.addEventListener("click", () => actions.tour.toggle(), { signal: wires.signal });
  const unwatch = watch(store, ({ tour, example, view }) => [tour, example, view.lang], (state) => {
    const name = i18n.t(buttonKey(state));
    button.hidden = !hasTour(state);
    button.setAttribute("aria-expanded", String(Boolean(state.tour?.isOpen)));
    button.title = name;
    find(button, ".tour-label").textContent = name;
    invite.hidden ||= state.tour !== null;
  });
  return () => {
    wires.abort();
    unwatch();
  };
}

/** @param {Pick<State, "tour"|"example"|"examples">} state */
export function hasTour({ tour, example, examples }) {
  return tour !== null || Boolean(examples.find(({ name }) => name === example)?.tour_steps);
}

/** @param {Pick<State, "tour">} state */
export function buttonKey({ tour }) {
  if (tour?.isOpen) return "tour.leave";
  return tour ? "tour.resume" : "tour.take";
}

/**
 * @param {HTMLElement} root the card
 * @param {App} app
 * @returns {() => void}
 */
export function mount(root, app) {
  const card = new TourCard(root, app);
  const unwatch = watch(app.store, ({ tour, view, present }) => [tour, view.lang, present], (state) => card.render(state));
  return () => {
    unwatch();
    card.dispose();
  };
}

class TourCard {
  #root;
  #app;
  #wires = new AbortController();
  #resizing = new ResizeObserver(() => this.#place());
  /** @type {HTMLElement|null} */
  #target = null;
  /** @type {TourStep|null} */
  #shown = null;
  /** Whether the dock was unfolded to be spoken of. */
  #isUnfolded = false;

  /** @param {HTMLElement} root @param {App} app */
  constructor(root, app) {
    this.#root = root;
    this.#app = app;
    const { signal } = this.#wires;
    const { tour } = app.actions;
    const clicks = { "#tour-back": () => tour.back(), "#tour-next": () => tour.next(), "#tour-close": () => tour.leave() };
    for (const [id, act] of Object.entries(clicks)) find(root, id).addEventListener("click", act, { signal });
    addEventListener("scroll", () => this.#place(), { signal, passive: true });
    addEventListener("resize", () => this.#place(), { signal, passive: true });
  }

  dispose() {
    this.#wires.abort();
    this.#resizing.disconnect();
  }

  /** @param {State} state */
  render({ tour, view }) {
    const step = tour?.isOpen ? tour.steps[tour.index] : null;
    const wasOpen = !this.#root.hidden;
    if (!step && wasOpen) this.#giveFocusBack();
    this.#root.hidden = !step;
    document.documentElement.toggleAttribute("data-touring", Boolean(step));
    if (tour && step) this.#write(step, tour.index, tour.steps.length, view.lang);
    if (step !== this.#shown) this.#turnTo(step);
    if (step && !wasOpen) find(this.#root, "#tour-next").focus({ preventScroll: true });
    this.#place();
  }

  /**
   * @param {TourStep} step
   * @param {number} index
   * @param {number} count
   * @param {string} lang
   */
  #write(step, index, count, lang) {
    const { i18n } = this.#app;
    const back = /** @type {HTMLButtonElement} */ (find(this.#root, "#tour-back"));
    find(this.#root, "#tour-title").textContent = step.title[lang] ?? "";
    find(this.#root, "#tour-text").textContent = step.text[lang] ?? "";
    find(this.#root, "#tour-progress").textContent = `${index + 1} / ${count}`;
    find(this.#root, "#tour-next").textContent = i18n.t(index + 1 < count ? "tour.next" : "tour.finish");
    back.setAttribute("aria-disabled", String(index === 0));
  }

  /** @param {TourStep|null} step */
  #turnTo(step) {
    this.#shown = step;
    this.#target?.removeAttribute("data-tour-target");
    if (this.#target) this.#resizing.unobserve(this.#target);
    this.#foldDock(step?.at !== "scenario");
    this.#target = step ? document.querySelector(REGIONS[step.at]) : null;
    if (!this.#target) return;
    this.#target.setAttribute("data-tour-target", "");
    this.#resizing.observe(this.#target);
    this.#scrollTo(this.#target);
  }

  /**
   * Brings the target into sight; one with no room beside it leaves room for the card above it.
   * @param {HTMLElement} target
   */
  #scrollTo(target) {
    const isSheet = matchMedia(PHONE).matches;
    target.scrollIntoView({ block: isSheet ? "start" : "nearest" });
    const { offsetWidth, offsetHeight } = this.#root;
    const box = target.getBoundingClientRect();
    const hasRoom = box.width + offsetWidth + ROOM < innerWidth || box.height + offsetHeight + ROOM < innerHeight;
    if (!isSheet && !hasRoom) scrollBy(0, box.top - offsetHeight - ROOM);
  }

  /** @param {boolean} isFolded */
  #foldDock(isFolded) {
    const toggle = find(document, "#dock-toggle");
    const isOpen = toggle.getAttribute("aria-expanded") === "true";
    if (isFolded ? !(isOpen && this.#isUnfolded) : isOpen) return;
    toggle.click();
    this.#isUnfolded = !isFolded;
  }

  #giveFocusBack() {
    if (this.#root.contains(document.activeElement)) find(document, "#tour-button").focus({ preventScroll: true });
  }

  #place() {
    if (this.#root.hidden || !this.#target) return;
    const isSheet = matchMedia(PHONE).matches;
    this.#root.toggleAttribute("data-sheet", isSheet);
    this.#root.toggleAttribute("data-top", isSheet && this.#shown?.at === "transport");
    if (isSheet) return this.#root.removeAttribute("style");
    const card = { width: this.#root.offsetWidth, height: this.#root.offsetHeight };
    const room = { width: document.documentElement.clientWidth, height: innerHeight };
    const { left, top } = placeCard(this.#target.getBoundingClientRect(), card, room, this.#kept());
    this.#root.style.setProperty("left", `${Math.round(left)}px`);
    this.#root.style.setProperty("top", `${Math.round(top)}px`);
  }

  #kept() {
    return KEPT.flatMap(([region, weight]) => {
      const node = document.querySelector(REGIONS[region]);
      return node && node !== this.#target ? [{ box: node.getBoundingClientRect(), weight }] : [];
    });
  }
}
