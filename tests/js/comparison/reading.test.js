import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import "../contract.js";
import { addVariants } from "../../../static/js/scenario/comparison.js";
import { commonLimit, comparedCells, keptGradient, laneOf, lineOf, lowestLoss } from "../../../static/js/comparison/cells.js";
import { shadeAt, shadesOf, valuesAt } from "../../../static/js/comparison/row.js";
import { compare } from "../../../static/js/comparison/section.js";
import { setCell } from "../../../static/js/scenario/edits.js";
import { I18n } from "../../../static/js/base/i18n.js";
import { THEME } from "../plots/scenes.js";
import { run, scenario } from "../scenario/scenarios.js";

const catalogue = (lang) => JSON.parse(readFileSync(new URL(`../../../app/i18n/${lang}.json`, import.meta.url), "utf8"));
const I18N = new I18n("en", catalogue("en"));
const CHINESE = new I18n("zh", catalogue("zh"));
const GOAL = { kind: "mse", targets: [[0, 0, 0, 0]], at: "last" };
const VIEW = { t: 0, unit: 0, layer: 0, direction: "forward", lang: "en" };
const theme = { ...THEME, token: (name) => ({ "--cell-1": "#111111", "--cell-2": "#222222", "--cell-3": "#333333" })[name] ?? "#000000" };

/** A comparison whose runs have the numbers given, the scenario's own first. */
function scene({ own = {}, others = [], document = scenario(), variants, i18n = I18N, options = {}, view = {} }) {
  const whole = addVariants(document, variants ?? others.map((_, k) => ({ title: "", cell: { kind: ["rnn", "gru"][k] } })));
  const cells = whole.comparison.map(({ title, cell }) => ({ ...setCell(document, cell ?? {}), title }));
  const compared = cells.map((full, k) => ({ title: full.title, scenario: full, trace: others[k] && run(full, others[k]), status: "done", errors: [] }));
  const trace = run(document, own);
  const state = { scenario: whole, trace, compared, view: { ...VIEW, ...view } };
  return { state, trace, lane: trace.lanes[0], t: 0, theme, i18n, results: [], isComplete: true, options };
}

test("what arrives at the step read first stands beside what there is at the one read last", () => {
  const trace = run(scenario(), { factor: 0.1, c: 0.9 });
  const { from, to, start, end } = keptGradient(trace.lanes[0], "h");
  assert.deepEqual([from, to, start], [4, 0, 0]);
  assert.ok(Math.abs(end + 4) < 1e-12);
  assert.ok(Math.abs(10 ** keptGradient(trace.lanes[0], "c").end - 0.9 ** 4) < 1e-12);
});

test("without a gradient nothing is kept, and a gradient that ends on the way is nothing", () => {
  const trace = run(scenario(), { factor: 1 });
  const norms = trace.lanes[0].norm("h");
  norms.fill(0);
  assert.equal(keptGradient(trace.lanes[0], "h"), null);
  norms[3] = 2;
  assert.deepEqual(keptGradient(trace.lanes[0], "h"), { from: 3, to: 0, start: Math.log10(2), end: -Infinity });
});

test("the lowest loss is one that differs", () => {
  const losses = (...values) => lowestLoss(values.map((loss) => (loss === null ? null : { loss })));
  assert.equal(losses(3, 1, 2), 1);
  assert.equal(losses(2, 2), -1);
  assert.equal(losses(null, 2), -1);
  assert.equal(losses(NaN, 2, 5), 1);
});

test("the words say what becomes of the gradient in each cell, and whose loss is lowest", () => {
  const words = compare.words(scene({
    document: scenario({ loss: GOAL }), own: { factor: 0.5 ** 0.25, loss: 0.2 },
    others: [{ factor: 0.001, loss: 0.3 }, { factor: 0.1, loss: 0.05 }],
  }));
  assert.deepEqual(words, [
    "‖∂L/∂h‖ from t = 4 back to t = 0: LSTM from 1 to 0.5, RNN from 1 to 1e−12, GRU from 1 to 1e−4.",
    "The loss: LSTM 0.2, RNN 0.3, GRU 0.05. GRU has the lowest.",
  ]);
});

test("no loss is called the lowest that reads like another, and none where the loss is a probe", () => {
  const last = (loss, ...losses) => compare.words(scene({ document: scenario({ loss }), own: { loss: losses[0] }, others: losses.slice(1).map((one) => ({ loss: one })) })).at(-1);
  assert.equal(last(GOAL, 0.300001, 0.300002, 0.9), "The loss: LSTM 0.3, RNN 0.3, GRU 0.9.");
  assert.equal(last(GOAL, 0.9, 0.8), "The loss: LSTM 0.9, RNN 0.8. RNN has the lowest.");
  assert.equal(last({ kind: "probe", step: -1 }, 0.9, 0.8), "The loss: LSTM 0.9, RNN 0.8.");
});

test("a gradient that grows is told as one that fades", () => {
  const words = compare.words(scene({ own: { factor: 2 }, others: [{ factor: 2 }] }));
  assert.deepEqual(words, [
    "‖∂L/∂h‖ from t = 4 back to t = 0: LSTM from 1 to 16, RNN from 1 to 16.",
    "The loss: LSTM 0, RNN 0.",
  ]);
});

test("the same is said in Chinese", () => {
  const words = compare.words(scene({ own: { factor: 0.1 }, others: [{ factor: 1 }], i18n: CHINESE }));
  assert.equal(words[0], "从 t = 4 回到 t = 0，‖∂L/∂h‖ 的变化：LSTM 由 1 变为 1e−4，RNN 由 1 变为 1。");
});

test("a cell alone asks for company", () => {
  assert.deepEqual(compare.words(scene({})), [I18N.t("lab.compare.alone")]);
});

test("cells are called by their name, else by their kind, and told apart where kinds are equal", () => {
  const names = (variants) => {
    const { state, trace } = scene({ variants });
    return comparedCells(state, trace, I18N).map(({ name }) => name);
  };
  assert.deepEqual(names([{ title: "Before" }, { cell: { kind: "gru" } }, { cell: { peephole: true } }]), ["LSTM", "Before", "GRU", "LSTM with peepholes"]);
  assert.deepEqual(names([{ cell: { hidden_size: 9 } }]), ["LSTM, 4 units", "LSTM, 9 units"]);
  assert.deepEqual(names([{}]), ["LSTM, this cell", "LSTM"]);
});

test("a cell whose run is still to come has none, also when the list has just become longer", () => {
  const { state, trace } = scene({ others: [{}] });
  const longer = { ...state, scenario: addVariants(state.scenario, [{ cell: { kind: "gru" } }]) };
  assert.deepEqual(comparedCells(longer, trace, I18N).map(({ status, trace: of }) => [status, of === null]), [
    ["done", false], ["waiting", true], ["waiting", true],
  ]);
});

test("norms of all cells are drawn on one axis of exponents, ∂L/∂c dashed, each with its colour and marker", () => {
  const [gradient] = compare.figures(scene({ own: { factor: 0.1, c: 0.5 }, others: [{ factor: 0.01 }] }));
  const lines = gradient.data.map(({ y, line, marker, name }) => [name, y.map((value) => Number(value.toFixed(9))), line.color, line.dash, marker.symbol]);
  const c = Array.from({ length: 5 }, (_, t) => Number(((4 - t) * Math.log10(0.5)).toFixed(9)));
  assert.deepEqual(lines, [
    ["● LSTM ‖∂L/∂h‖", [-4, -3, -2, -1, 0], "#111111", "solid", "circle"],
    ["● LSTM ‖∂L/∂c‖", c, "#111111", "dash", "circle"],
    ["■ RNN ‖∂L/∂h‖", [-8, -6, -4, -2, 0], "#222222", "solid", "square"],
  ]);
  assert.ok(gradient.hasTimeAxis);
  const [low, high] = gradient.layout.yaxis.range;
  assert.ok(low < -8 && high > 0);
  assert.deepEqual(gradient.table.rows[0], ["0", "1.000e−4", "0.06250", "1.000e−8"]);
  assert.deepEqual(gradient.readout({ x: 2.2, y: 0 }), ["t = 2", "● LSTM ‖∂L/∂h‖: 0.01000", "● LSTM ‖∂L/∂c‖: 0.2500", "■ RNN ‖∂L/∂h‖: 1.000e−4"]);
});

test("maps of all cells share one scale and one height, and only the own one chooses units", () => {
  const found = compare.figures(scene({ own: { level: 0.3 }, others: [{ level: -0.9 }, { level: 0.1 }] }));
  const maps = found.filter(({ key }) => key.startsWith("map"));
  assert.deepEqual(maps.map(({ key }) => key), ["map-0", "map-1", "map-2"]);
  assert.equal(new Set(maps.map(({ height }) => height)).size, 1);
  assert.deepEqual(maps.map(({ data: [{ zmin, zmax }] }) => [zmin, zmax]), Array(3).fill([-1, 1]));
  assert.deepEqual(maps[1].data[0].z[3], Array(5).fill(-0.9));
  assert.deepEqual(maps[0].select({ x: 2.4, y: 1.2 }), { t: 2, unit: 1 });
  assert.deepEqual(maps[1].select({ x: 2.4, y: 1.2 }), { t: 2 });
  assert.equal(maps[1].readout({ x: 4, y: 0 })[0], "RNN: h of unit 0 at t = 4 is −0.9000");
});

test("of the cell state there is a map for each LSTM", () => {
  const all = scene({ own: { level: 0.3 }, others: [{}, {}], options: { map: "c", line: "c" } });
  const found = compare.figures(all);
  assert.deepEqual(found.filter(({ key }) => key.startsWith("map")).map(({ data: [{ z }] }) => z[0][0]), [0.6]);
  assert.deepEqual(found.find(({ key }) => key === "line").data.map(({ name }) => name), ["● LSTM"]);
  assert.deepEqual(compare.controls(all).map(({ choices }) => choices.map(({ value }) => value)), [["h", "c"], ["h", "c"]]);
});

test("without a cell state and a read-out there is nothing to choose", () => {
  const gru = scenario({ cell: { kind: "gru" } });
  const all = scene({ document: gru, variants: [{ cell: { kind: "rnn" } }], others: [{}], options: { map: "c" } });
  assert.deepEqual(compare.controls(all), []);
  assert.equal(compare.figures(all).filter(({ key }) => key.startsWith("map")).length, 2);
});

test("outputs and shares of the loss are drawn where there are any", () => {
  const document = scenario({ head: { output_size: 1, seed: 0 } });
  const all = scene({ document, own: { level: 2, shares: [1, 2, 3, 4, 5] }, others: [{ level: 3, shares: [5, 4, 3, 2, 1] }] });
  const found = compare.figures(all);
  assert.deepEqual(found.find(({ key }) => key === "line").data.map(({ y }) => y[4]), [2, 3]);
  const share = found.find(({ key }) => key === "share");
  assert.deepEqual(share.data.map(({ y }) => y), [[1, 2, 3, 4, 5], [5, 4, 3, 2, 1]]);
  assert.deepEqual(share.table.rows[1], ["1", "2.000", "4.000"]);
  const once = compare.figures(scene({ own: { shares: [1] }, others: [{ shares: [1] }] }));
  assert.equal(once.some(({ key }) => key === "share"), false);
});

test("a network with fewer units or layers shows its nearest ones", () => {
  const trace = run(scenario({ cell: { hidden_size: 2 } }), { level: 0.25 });
  assert.equal(laneOf(trace, { layer: 3, direction: "reverse" }), trace.lanes[0]);
  assert.deepEqual(lineOf(trace, trace.lanes[0], "h", 7), { unit: 1, values: new Float64Array(5).fill(0.25) });
});

test("strips share a scale, and go from what a step reads to what it makes", () => {
  const one = run(scenario(), { level: 0.3 }).lanes[0];
  const other = run(scenario(), { level: 0.7 }).lanes[0];
  assert.equal(commonLimit([one, other], "h"), 0.8);
  assert.deepEqual(valuesAt(one, "h", 0, 0.5), new Float64Array(4).fill(0.15));
  assert.deepEqual(valuesAt(one, "c", 3, 1), new Float64Array(4).fill(0.6));
});

test("zero is nearly the surface, and what is beyond the scale has its outermost colour", () => {
  const shades = shadesOf({ surface: "#ffffff", colour: () => "#0000ff", negative: () => "#ff0000" }, "h", 2);
  assert.equal(shadeAt(shades, 2), "rgb(0 0 255)");
  assert.equal(shadeAt(shades, 9), "rgb(0 0 255)");
  assert.equal(shadeAt(shades, -2), "rgb(255 0 0)");
  const [red, green, blue] = shadeAt(shades, 0).match(/\d+/g).map(Number);
  assert.ok(Math.min(red, green, blue) > 230);
});
