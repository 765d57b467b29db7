/**
 * The address bar holds the link to what is shown, and a link that is opened shows it:
 * `#s=<token>&t=…&unit=…&layer=…&direction=…&pass=…&depth=…&lang=…&theme=…`,
 * `&panel=lab&lab=…` for another panel than the plots, `&wide=1` for a large one, and `&off=…` for
 * the what-ifs that are switched off.
 *
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").View} View
 * @typedef {import("../types.js").App} App
 * @typedef {{token: string|null, view: Partial<View>, tour?: number, example?: string|null}} Link   tour: a step, counted from 1
 */

import { formatParked, parseParked, withoutHeld } from "../scenario/parked.js";
import { fieldError, readDetail } from "../wire/transport.js";
import { DEPTHS, FIRST_VIEW, LAB_KEYS, PANELS } from "./view-state.js";

/** Browsers stop taking replaceState beyond 100 calls in 30 seconds, ms between two. */
const PAUSE = 400;

/** @type {Record<string, readonly string[]>} */
const CHOICES = {
  direction: ["forward", "reverse"],
  pass: ["forward", "backward"],
  depth: DEPTHS,
  theme: ["light", "dark", "system"],
  panel: PANELS,
  lab: LAB_KEYS,
};

/**
 * @param {string} token
 * @param {View} view
 * @param {State["tour"]} [tour]
 * @returns {string} with its `#`
 */
export function formatLink(token, view, tour = null) {
  const { t, unit, layer, direction, pass, depth, lang, theme } = view;
  const pairs = Object.entries({ t, unit, layer, direction, pass, depth, lang, theme });
  const guide = tour?.isOpen ? `&tour=${tour.index + 1}` : "";
  const off = view.off?.length ? `&off=${formatParked(view.off)}` : "";
  return `#s=${token}${pairs.map(([key, value]) => `&${key}=${value}`).join("")}${formatPanel(view)}${off}${guide}`;
}

/**
 * The link to what is shown. Its token is that of the run on the page; a what-if that was switched
 * off since is still on there, and becomes off together with the run without it.
 * @param {Pick<State, "run"|"view"|"tour"> & Partial<Pick<State, "trace">>} state
 * @returns {string} empty as long as nothing has run
 */
export function linkOf({ run, view, tour, trace }) {
  if (!run.link) return "";
  const off = withoutHeld(view.off ?? [], trace?.scenario?.interventions ?? []);
  return formatLink(run.link, { ...view, off }, tour);
}

/**
 * Only what differs from the page as it is at first.
 * @param {View} view
 */
function formatPanel({ panel = "plots", lab, wide }) {
  const section = panel === "lab" ? `&lab=${lab}` : "";
  return `${panel === "plots" ? "" : `&panel=${panel}`}${section}${wide ? "&wide=1" : ""}`;
}

/**
 * What a link says; anything that makes no sense in it is left out.
 * @param {string} hash
 * @param {readonly string[]} languages  those that the page can speak
 * @returns {Link}
 */
export function parseLink(hash, languages) {
  const pairs = new URLSearchParams(hash.replace(/^#/, ""));
  /** @type {Record<string, string|number|boolean|object>} */
  const view = {};
  for (const key of ["t", "unit", "layer"]) {
    const text = pairs.get(key);
    if (text !== null && /^\d{1,9}$/.test(text)) view[key] = Number(text);
  }
  for (const [key, choices] of Object.entries({ ...CHOICES, lang: languages })) {
    const text = pairs.get(key);
    if (text !== null && choices.includes(text)) view[key] = text;
  }
  if (pairs.get("wide") === "1") view.wide = true;
  const off = parseParked(pairs.get("off") ?? "");
  if (off.length > 0) view.off = off;
  const tour = /^[1-9]\d?$/.exec(pairs.get("tour") ?? "");
  return { token: pairs.get("s") || null, view: /** @type {Partial<View>} */ (view), ...(tour && { tour: Number(tour[0]) }) };
}

/**
 * @param {string} token
 * @param {typeof fetch} [fetcher]
 * @returns {Promise<any>} the scenario
 * @throws {LinkError} with the server's words
 */
export async function decodeToken(token, fetcher = fetch) {
  const response = await fetcher("/api/links/decode", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token }),
  });
  if (response.ok) return response.json();
  const detail = await readDetail(response);
  const words = Array.isArray(detail) ? detail.map((error) => fieldError(error).msg).join(" ") : detail;
  throw new LinkError(typeof words === "string" ? words : "");
}

export class LinkError extends Error {}

/**
 * Shows what a link says.
 * @param {Link} link
 * @param {App} app
 * @param {typeof fetch} [fetcher]
 * @returns {Promise<boolean>} whether its scenario is now on the page
 */
export async function openLink({ token, view, example = null }, { actions }, fetcher = fetch) {
  const { lang, theme, ...place } = view;
  if (theme) actions.setTheme(theme);
  if (lang) await actions.setLanguage(lang);
  if (!token) return false;
  const { panel, wide } = FIRST_VIEW;
  try {
    actions.loadScenario(await decodeToken(token, fetcher), { t: 0, unit: 0, layer: 0, panel, wide, ...place }, example);
    return true;
  } catch (error) {
    const isLink = error instanceof LinkError;
    actions.notify(isLink ? "link" : "network", isLink ? error.message : "");
    return false;
  }
}

export class AddressBar {
  #write;
  #later;
  #isWaiting = false;
  #wanted = "";
  #written = "";

  /**
   * @param {(hash: string) => void} write
   * @param {(callback: () => void, milliseconds: number) => unknown} [later]
   */
  constructor(write, later = (callback, milliseconds) => setTimeout(callback, milliseconds)) {
    this.#write = write;
    this.#later = later;
  }

  /** @param {Parameters<typeof linkOf>[0]} state */
  show(state) {
    const link = linkOf(state);
    if (!link) return;
    this.#wanted = link;
    if (!this.#isWaiting) this.#flush();
  }

  /** @param {string} hash one that came from outside; it is not written again */
  accept(hash) {
    this.#written = hash;
  }

  /**
   * @param {string} hash
   * @returns {boolean} whether it is the one written last
   */
  isOwn(hash) {
    return hash === this.#written;
  }

  /** The newest link at once, then none for a while. */
  #flush() {
    if (this.#wanted === this.#written) return;
    this.#written = this.#wanted;
    this.#write(this.#wanted);
    this.#isWaiting = true;
    this.#later(() => {
      this.#isWaiting = false;
      this.#flush();
    }, PAUSE);
  }
}
