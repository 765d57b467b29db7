/**
 * What the page and its embedded form have in common: the first picture, the address bar, theme,
 * language, keys and gestures.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../types.js").View} View
 * @typedef {import("./boot.js").Boot} Boot
 * @typedef {Promise<{views: Record<string, import("../types.js").Mount>}>} Later
 * @typedef {import("../state/store.js").Store} Store
 */

import { find } from "../base/dom.js";
import { readPreference, rememberPreference } from "../base/preferences.js";
import { watch } from "../base/watch.js";
import { loadPlotly } from "../plots/plotly-loader.js";
import { AddressBar, openLink, parseLink } from "../state/links.js";
import { mount as mountTransport } from "../transport/bar.js";
import { mountAlerts } from "./alerts.js";
import { bootExample, createApp, readBoot } from "./boot.js";
import { listenToKeys } from "./keyboard.js";
import { mountNotes, mountReading } from "./notes.js";
import { mountDepth, mountPass, mountPlace } from "./place.js";

/**
 * @param {Record<string, import("../types.js").Mount>} views selector → view: what the first frame
 *   shows, what would push it aside later, and what can be used as soon as it is seen
 * @param {Later} later  everything else
 * @returns {App}
 */
export function startPage(views, later) {
  const boot = readBoot();
  const app = createApp(boot, firstView(boot));
  const link = readLink(boot);
  if (!link.token) showBoot(app, boot, link.view);
  followLanguage(app);
  followTheme(app.store, document.documentElement);
  void loadPlotly().catch(() => {});  // the plots ask again and say so
  for (const [selector, mount] of Object.entries({ ...views, ...common })) mount(find(document, selector), app);
  document.documentElement.removeAttribute("data-linked");
  mountLater(later, app).catch(() => app.actions.notify("network"));
  listenToKeys(document, app);
  listenToGestures(app);
  followAddress(app, boot);
  return app;
}

/**
 * All the rest is mounted once it is there and the first frame has been painted, each view in a
 * task of its own, so that the page answers in between.
 * @param {Later} later
 * @param {App} app
 */
async function mountLater(later, app) {
  await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
  const { views } = await later;
  for (const [selector, mount] of Object.entries(views)) {
    setTimeout(() => mount(find(document, selector), app));
  }
}

/** In the first frame of every page. @type {Record<string, import("../types.js").Mount>} */
const common = {
  "#alerts": mountAlerts,
  "#notes": mountNotes,
  "#depth": mountDepth,
  "#pass": mountPass,
  "#place": mountPlace,
  ".transport": mountTransport,
  "#app": mountReading,
};

/**
 * @param {Boot} boot
 * @returns {Partial<View>}
 */
function firstView({ lang }) {
  const theme = readPreference("theme");
  return theme === "light" || theme === "dark" ? { lang, theme } : { lang };
}

/**
 * The link in the address bar. One that leads to the scenario that came inside the page needs no
 * token: nothing has to be asked for.
 * @param {Boot} boot
 */
function readLink({ lines, languages }) {
  const link = parseLink(location.hash, languages);
  return { ...link, token: link.token === lines[0]?.link ? null : link.token };
}

/**
 * The trace that came inside the page, at the step where its example is most telling.
 * @param {App} app
 * @param {Boot} boot
 * @param {Partial<View>} view
 */
function showBoot({ actions }, boot, { lang, theme, ...place }) {
  const example = bootExample(boot);
  if (boot.lines.length > 0) actions.adopt(boot.lines, { ...example?.view, ...place }, example?.name);
  else actions.retry();
}

/** @param {App} app */
function followLanguage({ store, i18n }) {
  watch(store, ({ view }) => [view.lang], ({ view }) => {
    if (document.documentElement.lang === view.lang && i18n.lang === view.lang) return;
    document.documentElement.lang = view.lang;
    i18n.apply(document);
  });
}

/**
 * While the pointer is down, edits with the same key are one step of undo.
 * @param {App} app
 */
function listenToGestures({ actions }) {
  addEventListener("pointerdown", () => actions.beginGesture(), { capture: true });
  for (const type of ["pointerup", "pointercancel"]) {
    addEventListener(type, () => actions.endGesture(), { capture: true });
  }
}

/** The browser takes milliseconds to note an address: not within a frame of playback. @param {() => void} act */
function whenIdle(act) {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(act, { timeout: 1000 });
  else setTimeout(act);
}

/**
 * @param {App} app
 * @param {Boot} boot
 */
function followAddress(app, boot) {
  const bar = new AddressBar((hash) => whenIdle(() => history.replaceState(null, "", hash)));
  const open = async (/** @type {import("../state/links.js").Link} */ link) => {
    bar.accept(location.hash);
    const example = boot.examples.find((info) => info.link === link.token)?.name;
    const isOpen = await openLink({ ...link, example }, app);
    if (!isOpen && !app.store.state.trace) showBoot(app, boot, link.view);
    else if (!link.token) app.actions.select(link.view);
    if (link.tour && !boot.embed) await app.actions.tour.open(link.tour - 1);
    bar.show(app.store.state);
  };
  app.store.subscribe((state, changed) => {
    if (changed.has("view") || changed.has("run") || changed.has("tour")) bar.show(state);
  });
  addEventListener("hashchange", () => void (bar.isOwn(location.hash) || open(parseLink(location.hash, boot.languages))));
  if (location.hash.length > 1) void open(readLink(boot));
}

// The theme of the page: as chosen, or as the system has it. The very first one is set by
// theme-first.js before anything is painted.

/**
 * @param {Store} store
 * @param {HTMLElement} root
 * @param {(query: string) => MediaQueryList} [media]
 * @returns {() => void} dispose
 */
function followTheme(store, root, media = (query) => matchMedia(query)) {
  const dark = media("(prefers-color-scheme: dark)");
  const render = () => {
    const { theme } = store.state.view;
    const isDark = theme === "dark" || (theme === "system" && dark.matches);
    root.dataset.theme = isDark ? "dark" : "light";
  };
  dark.addEventListener("change", render);
  const unwatch = watch(store, ({ view }) => [view.theme], () => {
    render();
    rememberPreference("theme", store.state.view.theme);
  });
  return () => {
    dark.removeEventListener("change", render);
    unwatch();
  };
}
