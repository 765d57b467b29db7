/**
 * What went wrong, in words that say what to do. Errors that stand at their fields are only counted
 * here, with a way to go there.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").FieldError} FieldError
 * @typedef {App["i18n"]} I18n
 * @typedef {{key: string, tone: "danger"|"warning", lines: string[], canRetry: boolean, goTo?: string}} Message   goTo: text of the button that leads to the fields
 * @typedef {(loc: FieldError["loc"]) => boolean} Claims   whether an error stands at its field
 */

import { el, find } from "../base/dom.js";
import { watch } from "../base/watch.js";
import { claims } from "../dock/field.js";

const KNOWN = ["network", "busy", "too_large", "server", "stream"];
const SHOWN_FIELDS = 3;

/**
 * The messages of a state, the gravest first.
 * @param {Pick<State, "run"|"notice">} state
 * @param {I18n} i18n
 * @param {Claims} [claims]
 * @returns {Message[]}
 */
export function messagesOf({ run, notice }, i18n, claims = () => false) {
  const messages = [];
  if (notice) messages.push(fromNotice(notice, i18n));
  messages.push(...run.errors.filter((error) => error.loc.length === 0).map((error) => fromRun(error, i18n)));
  const fields = run.errors.filter((error) => error.loc.length > 0);
  const unclaimed = fields.filter(({ loc }) => !claims(loc));
  if (unclaimed.length > 0) messages.push(fromFields(unclaimed, i18n));
  else if (fields.length > 0) messages.push(attention(fields.length, i18n));
  if (run.status === "cut") messages.push(message("cut", "danger", [i18n.t("alert.cut")], true));
  const [first] = run.warnings;
  if (first) messages.push(message("non_finite", "warning", [i18n.t("alert.non_finite", { ...first })], false));
  return messages;
}

/**
 * @param {string} key
 * @param {Message["tone"]} tone
 * @param {string[]} lines
 * @param {boolean} canRetry
 * @returns {Message}
 */
const message = (key, tone, lines, canRetry) => ({ key, tone, lines, canRetry });

/**
 * @param {NonNullable<State["notice"]>} notice
 * @param {I18n} i18n
 */
function fromNotice({ kind, detail }, i18n) {
  const lines = [i18n.t(`alert.${kind}`)];
  if (detail) lines.push(detail);
  if (kind === "link") lines.push(i18n.t("alert.link_hint"));
  return message(kind, "danger", lines, false);
}

/**
 * @param {FieldError} error
 * @param {I18n} i18n
 */
function fromRun({ type, msg }, i18n) {
  const kind = KNOWN.includes(type ?? "") ? type : "server";
  const lines = [i18n.t(`alert.${kind}`)];
  if (msg) lines.push(i18n.t("alert.detail", { detail: msg }));
  return message(String(kind), "danger", lines, true);
}

/**
 * @param {FieldError[]} errors
 * @param {I18n} i18n
 */
function fromFields(errors, i18n) {
  const named = errors.slice(0, SHOWN_FIELDS).map(({ loc, msg }) => {
    return i18n.t("alert.field", { field: loc.join("."), message: msg });
  });
  return message("fields", "danger", [i18n.t("alert.fields"), ...named], false);
}

/** @param {number} count @param {I18n} i18n @returns {Message} */
function attention(count, i18n) {
  const text = i18n.t("alert.field_count", { count });
  return { ...message("fields", "danger", [text], false), goTo: i18n.t("alert.go_to_field") };
}

/** Brings the first field that is wrong into sight, and the focus to it. @param {ParentNode} page */
function goToField(page) {
  /** @type {HTMLElement|null} */ (page.querySelector("[data-folded] #dock-toggle"))?.click();
  const dock = page.querySelector("#dock");
  const wrong = dock?.querySelector(".grid-cell[aria-invalid='true'], :is(input, select, textarea)[aria-invalid='true']");
  const place = wrong ?? dock?.querySelector(".field-message:not([hidden])")?.closest("details")?.querySelector("summary");
  if (!(place instanceof HTMLElement)) return;
  place.scrollIntoView({ block: "center" });
  place.focus();
}

/**
 * @param {HTMLElement} root
 * @param {App} app
 * @returns {() => void}
 */
export function mountAlerts(root, app) {
  let shown = "";
  const hasDock = document.querySelector("#dock") !== null;
  const render = (/** @type {State} */ state) => {
    const messages = messagesOf(state, app.i18n, hasDock ? claims : undefined);
    const key = JSON.stringify(messages);
    if (key === shown) return;
    shown = key;
    root.replaceChildren(...messages.map((item) => renderMessage(item, app)));
  };
  return watch(app.store, ({ run, notice, view }) => [run, notice, view.lang], render);
}

/**
 * @param {Message} item
 * @param {App} app
 */
function renderMessage({ tone, lines, canRetry, goTo }, { i18n, actions }) {
  const [head, ...rest] = lines;
  const answer = (/** @type {() => void} */ act) => () => {
    act();
    document.querySelector("main")?.focus();  // the button goes away; the keys must not
  };
  return el("div", { class: `alert alert-${tone}`, role: "alert" },
    el("div", { class: "alert-text" }, el("p", {}, head), rest.map((line) => el("p", { class: "alert-more" }, line))),
    goTo && el("button", { type: "button", class: "plain-button", onclick: () => goToField(document) }, goTo),
    canRetry && el("button", { type: "button", class: "plain-button", onclick: answer(() => actions.retry()) }, i18n.t("alert.retry")),
    el("button", { type: "button", class: "icon-button alert-close", "aria-label": i18n.t("alert.dismiss"), title: i18n.t("alert.dismiss"), onclick: answer(() => actions.dismiss()) }, "×"));
}

/**
 * How far the run is. Short runs end before the bar becomes visible.
 * @param {HTMLElement} root the progress bar
 * @param {App} app
 * @returns {() => void}
 */
export function mountProgress(root, app) {
  const bar = find(root, "span");
  const render = (/** @type {State} */ { run }) => {
    root.hidden = run.status !== "running";
    root.setAttribute("aria-valuenow", String(Math.round(100 * run.progress)));
    bar.style.setProperty("transform", `scaleX(${run.progress})`);
  };
  return watch(app.store, ({ run }) => [run], render);
}
