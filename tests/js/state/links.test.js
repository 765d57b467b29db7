import assert from "node:assert/strict";
import { test } from "node:test";

import { CONTRACT } from "../contract.js";
import { firstView, resetView } from "../../../static/js/state/view-state.js";
import { AddressBar, decodeToken, formatLink, linkOf, openLink, parseLink } from "../../../static/js/state/links.js";

const LANGUAGES = ["en", "zh"];
const VIEW = { t: 3, phase: 1, unit: 2, layer: 1, direction: "reverse", pass: "backward", depth: "network", lang: "zh", theme: "dark" };

const reply = (status, payload) => async () => new Response(JSON.stringify(payload), { status });

/** Notes what a link asks of the page. */
function recorder() {
  const calls = [];
  const note = (name) => (...values) => void calls.push([name, ...values]);
  const actions = { setTheme: note("theme"), setLanguage: note("language"), loadScenario: note("load"), notify: note("notify") };
  return { calls, app: { actions } };
}

test("a link holds everything that is looked at and reads back the same", () => {
  const link = formatLink("1.abc-_", VIEW);
  assert.equal(link, "#s=1.abc-_&t=3&unit=2&layer=1&direction=reverse&pass=backward&depth=network&lang=zh&theme=dark");
  const { phase, ...rest } = VIEW;
  assert.equal(phase, 1);
  assert.deepEqual(parseLink(link, LANGUAGES), { token: "1.abc-_", view: rest });
});

test("a link names the panel beside the stage, its section and its size, unless they are as at first", () => {
  assert.equal(formatLink("1.a", { ...VIEW, panel: "plots", lab: "map", wide: false }), formatLink("1.a", VIEW));
  for (const place of [{ panel: "lab", lab: "map", wide: true }, { panel: "doctor" }, { panel: "lab", lab: "paths" }]) {
    const { phase, ...view } = { ...VIEW, ...place };
    assert.equal(phase, 1);
    assert.deepEqual(parseLink(formatLink("1.a", view), LANGUAGES).view, view);
  }
  assert.match(formatLink("1.a", { ...VIEW, panel: "lab", lab: "map", wide: true }), /&panel=lab&lab=map&wide=1$/);
  assert.doesNotMatch(formatLink("1.a", { ...VIEW, panel: "doctor", lab: "map" }), /lab=/);
});

test("a link without a panel leads back to the plots", async () => {
  const { calls, app } = recorder();
  await openLink(parseLink("#s=1.a&panel=lab&lab=map&wide=1", LANGUAGES), app, reply(200, {}));
  await openLink(parseLink("#s=1.a", LANGUAGES), app, reply(200, {}));
  const views = calls.filter(([name]) => name === "load").map(([, , view]) => ({ ...firstView(), ...resetView(), ...view }));
  assert.deepEqual(views.map(({ panel, lab, wide }) => [panel, lab, wide]), [["lab", "map", true], ["plots", "paths", false]]);
});

test("what makes no sense in a link is left out", () => {
  const { token, view } = parseLink("#t=-1&unit=2.5&layer=x&direction=up&pass=sideways&lang=xx&theme=pink&t2=4&panel=shop&lab=paht&wide=yes", LANGUAGES);
  assert.equal(token, null);
  assert.deepEqual(view, {});
  assert.deepEqual(parseLink("", LANGUAGES), { token: null, view: {} });
});

test("opening a link restores language, theme, scenario and place", async () => {
  const { calls, app } = recorder();
  const isOpen = await openLink(parseLink(formatLink("1.abc", VIEW), LANGUAGES), app, reply(200, { title: "x" }));
  assert.equal(isOpen, true);
  assert.deepEqual(calls, [
    ["theme", "dark"],
    ["language", "zh"],
    ["load", { title: "x" }, { t: 3, unit: 2, layer: 1, direction: "reverse", pass: "backward", depth: "network" }, null],
  ]);
});

test("a link that cannot be read is told in the server's words", async () => {
  const { calls, app } = recorder();
  const detail = [{ loc: ["body", "token"], msg: "the token is cut off", type: "link" }];
  assert.equal(await openLink(parseLink("#s=1.x", LANGUAGES), app, reply(422, { detail })), false);
  assert.deepEqual(calls, [["notify", "link", "the token is cut off"]]);
  await assert.rejects(decodeToken("1.x", reply(422, { detail: "from a newer version" })), /from a newer version/);
});

test("a server out of reach is not blamed on the link", async () => {
  const { calls, app } = recorder();
  await openLink(parseLink("#s=1.x", LANGUAGES), app, async () => { throw new TypeError("offline"); });
  assert.deepEqual(calls, [["notify", "network", ""]]);
});

test("the address bar takes the first link at once and then only the newest of many", () => {
  const written = [];
  const timers = [];
  const bar = new AddressBar((hash) => written.push(parseLink(hash, LANGUAGES).view.t), (callback) => timers.push(callback));
  for (let t = 0; t < 50; t += 1) bar.show({ run: { link: "1.a" }, view: { ...VIEW, t } });
  assert.deepEqual(written, [0]);
  timers.shift()();
  assert.deepEqual(written, [0, 49]);
  timers.shift()();
  assert.deepEqual(written, [0, 49]);
  assert.equal(timers.length, 0);
});

test("nothing is written before there is a link, nor what came from outside", () => {
  const written = [];
  const bar = new AddressBar((hash) => written.push(hash), () => {});
  bar.show({ run: { link: null }, view: VIEW });
  bar.accept(formatLink("1.a", VIEW));
  bar.show({ run: { link: "1.a" }, view: VIEW });
  assert.deepEqual(written, []);
  assert.equal(bar.isOwn(formatLink("1.a", VIEW)), true);
  assert.equal(bar.isOwn("#s=1.b"), false);
});

test("a what-if switched off is off in the link only together with the run without it", () => {
  const one = { layer: 0, direction: "forward", target: "f", unit: null, from: 0, to: 0, value: 1 };
  const state = (interventions) => ({ run: { link: "1.a" }, view: { ...VIEW, off: [one] }, tour: null, trace: { scenario: { interventions } } });
  assert.equal(linkOf(state([one])).includes("off="), false);
  assert.deepEqual(parseLink(linkOf(state([])), LANGUAGES).view.off, [one]);
});

test("every key that the contract names travels in a link, but for those it leaves out, and reads back", () => {
  const other = (key) => {
    if (key.choices.length > 0) return key.choices.find((choice) => choice !== key.first);
    if (typeof key.first === "number") return key.first + 1;
    return typeof key.first === "boolean" ? !key.first : null;
  };
  for (const [name, key] of Object.entries(CONTRACT.view)) {
    const value = other(key);
    if (value === null) continue;
    const needed = key.only_with ? { [key.only_with[0]]: key.only_with[1] } : {};
    const { view } = parseLink(formatLink("1.a", { ...firstView(), ...needed, [name]: value }), LANGUAGES);
    assert.equal(view[name], key.in_link === "never" ? undefined : value, name);
  }
});
