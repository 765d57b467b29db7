import assert from "node:assert/strict";
import { test } from "node:test";
import { I18n } from "../../../static/js/base/i18n.js";
import { messagesOf } from "../../../static/js/page/alerts.js";
import { notesOf } from "../../../static/js/page/notes.js";
import { fileName, frameCode, lengthText, linkTo } from "../../../static/js/page/dialogs.js";

import { readFileSync } from "node:fs";

import "../contract.js";
const catalogue = JSON.parse(readFileSync(new URL("../../../app/i18n/en.json", import.meta.url), "utf8"));
const i18n = new I18n("en", catalogue);
const VIEW = { t: 2, phase: 1, unit: 0, layer: 0, direction: "forward", pass: "forward", lang: "en", theme: "system" };
const RUN = { status: "done", progress: 1, errors: [], warnings: [], link: "1.a" };

test("nothing wrong means no message", () => {
  assert.deepEqual(messagesOf({ run: RUN, notice: null }, i18n), []);
});

test("field errors are told together with the path of each field", () => {
  const errors = [{ loc: ["cell", "hidden_size"], msg: "found 0" }, { loc: ["sequence", "values", 2], msg: "found 2 numbers, needed 3" }];
  const [message] = messagesOf({ run: { ...RUN, status: "error", errors }, notice: null }, i18n);
  assert.deepEqual(message.lines.slice(1), ["cell.hidden_size: found 0", "sequence.values.2: found 2 numbers, needed 3"]);
});

test("errors that stand at their fields are counted only, with a way to go there; the rest is told", () => {
  const errors = ["a", "b", "c"].map((name) => ({ loc: [name], msg: `wrong ${name}` }));
  const run = { ...RUN, status: "error", errors };
  const [counted] = messagesOf({ run, notice: null }, i18n, () => true);
  assert.deepEqual([counted.lines, counted.goTo], [[i18n.t("alert.field_count", { count: 3 })], i18n.t("alert.go_to_field")]);
  const [told] = messagesOf({ run, notice: null }, i18n, ([name]) => name !== "b");
  assert.deepEqual([told.lines.slice(1), told.goTo], [["b: wrong b"], undefined]);
});

test("the most serious message comes first, what is only to be known last", () => {
  const warnings = [{ kind: "non_finite", t: 3, layer: 0, direction: "forward", quantity: "c" }];
  const run = { ...RUN, status: "cut", errors: [{ loc: [], msg: "", type: "server" }], warnings };
  assert.deepEqual(messagesOf({ run, notice: { kind: "link" } }, i18n).map(({ key }) => key), ["link", "server", "cut", "non_finite"]);
});

test("of a link it is said how long it is, when it is too long for mail, and when it is not the one of what is typed", () => {
  const said = (length, status = "done") => lengthText(length, { run: { ...RUN, status } }, i18n);
  assert.equal(said(0), i18n.t("share.pending"));
  assert.equal(said(1), "1 character");
  assert.equal(said(2000), "2,000 characters");
  assert.equal(said(2001), i18n.t("share.length_long", { count: "2,001" }));
  assert.equal(said(400, "error"), i18n.t("share.length_stale", { count: "400" }));
});

test("a cut stream and a server out of reach can be tried again, a bad link cannot", () => {
  const cut = messagesOf({ run: { ...RUN, status: "cut" }, notice: null }, i18n);
  assert.deepEqual(cut.map(({ key, canRetry }) => [key, canRetry]), [["cut", true]]);
  const network = messagesOf({ run: { ...RUN, errors: [{ loc: [], msg: "", type: "network" }] }, notice: null }, i18n);
  assert.deepEqual(network.map(({ key, canRetry }) => [key, canRetry]), [["network", true]]);
  const [link] = messagesOf({ run: RUN, notice: { kind: "link", detail: "cut in half" } }, i18n);
  assert.equal(link.canRetry, false);
  assert.ok(link.lines.includes("cut in half"));
});

test("where a value stopped being finite is named", () => {
  const warnings = [{ kind: "non_finite", t: 3, layer: 0, direction: "forward", quantity: "c" }];
  const [message] = messagesOf({ run: { ...RUN, warnings }, notice: null }, i18n);
  assert.equal(message.tone, "warning");
  assert.match(message.lines[0], /c of layer 0 .* t = 3/);
});

test("notes are the summary of an unedited example, else title and notes", () => {
  const examples = [{ name: "a", title: {}, summary: { en: "About a" } }];
  const scenario = { title: "T", notes: "N" };
  assert.equal(notesOf({ scenario, example: "a", examples }, "en"), "About a");
  assert.equal(notesOf({ scenario, example: null, examples }, "en"), "T: N");
  assert.equal(notesOf({ scenario: { title: "", notes: "" }, example: null, examples }, "en"), "");
});

test("the frame's code quotes what HTML would read otherwise", () => {
  assert.equal(
    frameCode("https://x/embed#s=1.a&t=2", 'a "b" <c>'),
    '<iframe src="https://x/embed#s=1.a&amp;t=2" title="a &quot;b&quot; &lt;c>" width="100%" height="560" loading="lazy" style="border:0"></iframe>',
  );
});

test("there is no link before something has run", () => {
  assert.equal(linkTo({ run: { ...RUN, link: null }, view: VIEW }, "https://x", "/"), "");
  assert.ok(linkTo({ run: RUN, view: VIEW }, "https://x", "/embed").startsWith("https://x/embed#s=1.a&t=2&"));
});

test("a file is named after the title in any script", () => {
  assert.equal(fileName("Hand-wired memory (A)"), "hand-wired-memory-a");
  assert.equal(fileName("记忆 单元"), "记忆-单元");
  assert.equal(fileName("///"), "scenario");
});
