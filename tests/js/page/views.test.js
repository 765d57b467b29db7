import assert from "node:assert/strict";
import { test } from "node:test";
import { I18n } from "../../../static/js/base/i18n.js";
import { messagesOf } from "../../../static/js/page/alerts.js";
import { notesOf } from "../../../static/js/page/notes.js";
import { fileName, frameCode, linkTo } from "../../../static/js/page/dialogs.js";

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
