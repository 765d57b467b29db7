import assert from "node:assert/strict";
import { test } from "node:test";
import { actionFor, isTaken } from "../../../static/js/page/keyboard.js";

function appWith(view = {}) {
  const calls = [];
  const actions = new Proxy({}, { get: (_, name) => (...values) => void calls.push([name, ...values]) });
  return { calls, app: { actions, store: { state: { view: { unit: 2, pass: "forward", ...view } } } } };
}

const press = (key, modifiers = {}) => ({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...modifiers });

/** Answers `closest` and `matches` as an element of this tag would, for the plain tags used here. */
function element(tag, { type = "", readOnly = false } = {}) {
  const matches = (selector) => selector.split(",").map((part) => part.trim()).some((part) => {
    if (!part.startsWith(tag)) return false;
    const nots = [...part.matchAll(/:not\(\[type="(\w+)"\]\)/g)].map((match) => match[1]);
    const own = /^\w+\[type="(\w+)"\]$/.exec(part)?.[1];
    if (part === tag || nots.length > 0) return !nots.includes(type);
    return own === type;
  });
  return { matches, closest: (selector) => (matches(selector) ? {} : null), readOnly };
}

for (const [key, modifiers, expected] of [
  [" ", {}, ["togglePlay"]], ["ArrowLeft", {}, ["stepBy", -1]], ["ArrowRight", {}, ["stepBy", 1]],
  ["Home", {}, ["first"]], ["End", {}, ["last"]], ["ArrowUp", {}, ["select", { unit: 1 }]],
  ["ArrowDown", {}, ["select", { unit: 3 }]], ["[", {}, ["changeSpeed", -1]], ["]", {}, ["changeSpeed", 1]],
  ["b", {}, ["setPass", "backward"]], ["p", {}, ["setPresent"]], ["g", {}, ["setPanel", "lab"]], ["s", {}, ["openShare"]], ["?", { shiftKey: true }, ["openHelp"]],
  ["z", { ctrlKey: true }, ["undo"]], ["Z", { ctrlKey: true, shiftKey: true }, ["redo"]], ["z", { metaKey: true }, ["undo"]],
]) {
  test(`${JSON.stringify(modifiers)} ${key} does ${expected[0]}`, () => {
    const { calls, app } = appWith();
    actionFor(press(key, modifiers), app)();
    assert.deepEqual(calls, [expected]);
  });
}

test("g goes back from the laboratory to the plots", () => {
  const { calls, app } = appWith({ panel: "lab" });
  actionFor(press("g"), app)();
  assert.deepEqual(calls, [["setPanel", "plots"]]);
});

test("b goes back to the forward pass", () => {
  const { calls, app } = appWith({ pass: "backward" });
  actionFor(press("b"), app)();
  assert.deepEqual(calls, [["setPass", "forward"]]);
});

test("other keys and chords of the browser are left alone", () => {
  const { app } = appWith();
  for (const other of [press("x"), press("s", { ctrlKey: true }), press("ArrowLeft", { altKey: true }), press("F5")]) {
    assert.equal(actionFor(other, app), null);
  }
});

test("editors, lists and sliders keep their keys", () => {
  for (const target of [element("input", { type: "text" }), element("textarea"), element("select"), element("input", { type: "range" })]) {
    for (const key of [" ", "ArrowLeft", "Home", "b", "s", "?"]) assert.equal(isTaken(target, press(key)), true);
  }
});

test("undo belongs to a text field that is typed in, and to the page elsewhere", () => {
  const undo = press("z", { ctrlKey: true });
  assert.equal(isTaken(element("textarea"), undo), true);
  assert.equal(isTaken(element("input", { type: "text" }), undo), true);
  assert.equal(isTaken(element("input", { type: "range" }), undo), false);
  assert.equal(isTaken(element("select"), undo), false);
  assert.equal(isTaken(null, undo), false);
});

test("a button keeps Space but not the arrows, a radio keeps both", () => {
  assert.equal(isTaken(element("button"), press(" ")), true);
  assert.equal(isTaken(element("button"), press("ArrowRight")), false);
  assert.equal(isTaken(element("input", { type: "radio" }), press("ArrowRight")), true);
  assert.equal(isTaken(element("input", { type: "radio" }), press("b")), false);
});
