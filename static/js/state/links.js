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

import { contract } from "../scenario/contract.js";
import { formatParked, parseParked, withoutHeld } from "../scenario/what-ifs.js";
import { fieldError, readDetail } from "../wire/transport.js";

/** Browsers stop taking replaceState beyond 100 calls in 30 seconds, ms between two. */
const PAUSE = 400;

/**
 * @param {string} token
 * @param {View} view
 * @param {State["tour"]} [tour]
 * @returns {string} with its `#`
 */
export function formatLink(token, view, tour = null) {
  const pairs = Object.entries(contract().view).filter(([name, key]) => isWritten(name, key, view));
  const guide = tour?.isOpen ? `&tour=${tour.index + 1}` : "";
  return `#s=${token}${pairs.map(([name, { first }]) => `&${name}=${written(valueOf(view, name, first))}`).join("")}${guide}`;
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

/** @param {View} view @param {string} name @param {any} first @returns {any} */
const valueOf = (view, name, first) => /** @type {any} */ (view)[name] ?? first;

/** Whether a link holds a key. @param {string} name @param {import("../scenario/contract.js").ViewKey} key @param {View} view */
function isWritten(name, { first, in_link: when, only_with: needed }, view) {
  if (needed) return valueOf(view, needed[0], null) === needed[1];
  const value = valueOf(view, name, first);
  return when === "always" || (when === "changed" && written(value) !== written(first));
}

/** @param {any} value */
function written(value) {
  if (Array.isArray(value)) return formatParked(value);
  return typeof value === "boolean" ? Number(value) : value;
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
  for (const [name, key] of Object.entries(contract().view)) {
    const text = key.in_link === "never" ? null : pairs.get(name);
    const value = text === null || text === undefined ? null : readValue(text, key.first, name === "lang" ? languages : key.choices);
    if (value !== null) view[name] = value;
  }
  const tour = /^[1-9]\d?$/.exec(pairs.get("tour") ?? "");
  return { token: pairs.get("s") || null, view: /** @type {Partial<View>} */ (view), ...(tour && { tour: Number(tour[0]) }) };
}

/** What a key says; null for what makes no sense. @param {string} text @param {any} first @param {readonly string[]} choices */
function readValue(text, first, choices) {
  if (Array.isArray(first)) {
    const parked = parseParked(text);
    return parked.length > 0 ? parked : null;
  }
  if (typeof first === "boolean") return text === "1" ? true : null;
  if (typeof first === "number") return /^\d{1,9}$/.test(text) ? Number(text) : null;
  return choices.includes(text) ? text : null;
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
  try {
    actions.loadScenario(await decodeToken(token, fetcher), place, example);
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
