import assert from "node:assert/strict";
import { test } from "node:test";

import "../contract.js";
import { changeIntervention, suits } from "../../../static/js/scenario/edits.js";
import { formatParked, isSameIntervention, parseParked } from "../../../static/js/scenario/what-ifs.js";
import { formatLink, parseLink } from "../../../static/js/state/links.js";
import { firstView } from "../../../static/js/state/view-state.js";
import { messagesOf } from "../../../static/js/page/alerts.js";

const ONE = { layer: 1, direction: "reverse", target: "c", unit: null, from: 0, to: 12, value: -1.5e-7 };
const TWO = { layer: 0, direction: "forward", target: "f", unit: 2, from: 3, to: 5, value: 1 };

test("what-ifs that are off travel in the link and come back the same", () => {
  const link = formatLink("1.abc", { ...firstView(), off: [ONE, TWO] });
  assert.ok(link.includes("&off=1,r,c,,0,12,-1.5e-7~0,f,f,2,3,5,1"), link);
  assert.deepEqual(parseLink(link, []).view.off, [ONE, TWO]);
});

test("a link without any says nothing about them", () => {
  assert.ok(!formatLink("1.abc", firstView()).includes("off"));
  assert.equal("off" in parseLink("#s=1.abc&off=", []).view, false);
});

for (const text of ["0,f,f,2,5,3,1", "0,x,f,2,3,5,1", "0,f,q-,2,3,5,1", "0,f,f,2,3,5,one", "0,f,f,2,3,5", "0,f,f,2,3,5,1,9", "a,f,f,2,3,5,1", "0,f,f,2,3,5,1e999", "<b>"]) {
  test(`"${text}" in a link is left out`, () => assert.deepEqual(parseParked(`${text}~${formatParked([TWO])}`), [TWO]));
}

test("a link cannot bring more what-ifs than a scenario may have", () => {
  assert.equal(parseParked(formatParked(Array(500).fill(TWO))).length, 100);
});

test("no unit and every unit are the same", () => {
  const { unit: _, ...rest } = ONE;
  assert.ok(isSameIntervention(ONE, rest) && !isSameIntervention(ONE, TWO));
});

const SCENARIO = {
  version: 1, title: "", notes: "", head: null, h0: null, c0: null, weights: { init: "zeros", seed: 0 },
  cell: { kind: "lstm", input_size: 1, hidden_size: 3, num_layers: 1, bidirectional: false, peephole: false, bias: true, activations: { gate: "sigmoid", candidate: "tanh", output: "tanh" } },
  sequence: { values: [[1], [2], [3], [4]] }, loss: { kind: "probe", step: -1 }, interventions: [{ ...TWO, from: 1, to: 2 }],
};

test("a what-if is edited in its place and cut to the steps", () => {
  assert.deepEqual(changeIntervention(SCENARIO, 0, { value: 0.5, to: 9 }).interventions, [{ ...TWO, from: 1, to: 3, value: 0.5 }]);
});

test("whether a what-if suits the cell is known before it is switched on", () => {
  assert.ok(suits(SCENARIO, TWO));
  for (const misfit of [ONE, { ...TWO, target: "z" }, { ...TWO, unit: 3 }, { ...TWO, from: 9, to: 9 }]) assert.ok(!suits(SCENARIO, misfit));
});

const i18n = { t: (key, params = {}) => [key, ...Object.values(params)].join(" ") };
const errors = (...locs) => ({ notice: null, run: { status: "error", warnings: [], errors: locs.map((loc) => ({ loc, msg: "wrong" })) } });
const claims = (loc) => loc[0] === "cell";

test("errors that stand at their fields are counted, with a way there, and not repeated", () => {
  const [one] = messagesOf(errors(["cell", "kind"]), i18n, claims);
  assert.deepEqual(one, { key: "fields", tone: "danger", lines: ["alert.field_count 1"], canRetry: false, goTo: "alert.go_to_field" });
  assert.deepEqual(messagesOf(errors(["cell", "kind"], ["cell", "bias"]), i18n, claims)[0].lines, ["alert.field_count 2"]);
});

test("errors without a field on the page are told in full, as are all without a dock", () => {
  const [mixed] = messagesOf(errors(["cell", "kind"], ["version"]), i18n, claims);
  assert.deepEqual(mixed.lines, ["alert.fields", "alert.field version wrong"]);
  assert.equal(messagesOf(errors(["cell", "kind"]), i18n)[0].lines.length, 2);
});
