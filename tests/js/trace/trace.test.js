import assert from "node:assert/strict";
import { test } from "node:test";
import { Trace } from "../../../static/js/trace/trace.js";
import { cellOf } from "../fixtures/cells.js";
import { linesOf as fixture } from "../fixtures/traces.js";
import { linesOf, memoryScenario } from "./lines.js";


const TENSORS = {
  weight_ih_l0: [[0, 100, 0], [0, 100, 0], [1, 0, 0], [0, 0, 100]],
  weight_hh_l0: [[0.5], [0], [0], [0]],
  bias_ih_l0: [-10, 10, 0, -10],
  bias_hh_l0: [1, 0, 0, 0],
};

/** A cell of one layer without any line but the first. */
function started(cell, { tensors = null, h0 = null, c0 = null, steps = 3 } = {}) {
  const base = memoryScenario();
  const scenario = { ...base, h0, c0, cell: { ...base.cell, ...cell } };
  return Trace.from([{ type: "start", scenario, cell: cellOf(scenario.cell), steps, tensors, parameters: 1 }]);
}

test("an empty trace has nothing and is not complete", () => {
  const trace = Trace.empty();
  assert.equal(trace.hasStarted, false);
  assert.equal(trace.isComplete, false);
  assert.equal(trace.isForwardComplete, false);
  assert.equal(trace.progress, 0);
  assert.throws(() => trace.scenario, /has not started/);
});

test("every line finds its place and the run becomes complete", () => {
  const trace = Trace.from(linesOf(memoryScenario()));
  const lane = trace.lane(0, "forward");
  assert.deepEqual([...lane.series("c")], [10, 20, 30, 40, 50]);
  assert.deepEqual([...lane.x.slice(12)], [3, -1, 0]);
  assert.deepEqual([...lane.gradient("f")], [4, 4, 4, 4, 4]);
  assert.deepEqual([...lane.norm("x")], [3, 3, 3, 3, 3]);
  assert.equal(trace.loss, 7);
  assert.equal(trace.globalNorm, 3);
  assert.equal(trace.link, "1.token");
  assert.ok(trace.isForwardComplete && trace.isComplete && trace.progress === 1);
});

test("what has not arrived is NaN and the order of the lines does not matter", () => {
  const [start, ...rest] = linesOf(memoryScenario());
  const trace = Trace.from([start, rest[3], rest[0]]);
  const lane = trace.lane(0, "forward");
  assert.deepEqual([...lane.series("h")].map(Number.isNaN), [false, true, true, false, true]);
  assert.deepEqual([0, 1, 3].map((t) => lane.hasForward(t)), [true, false, true]);
  assert.equal(trace.isForwardComplete, false);
  assert.equal(trace.progress, 0.2);
  assert.deepEqual([...Trace.from([start, ...rest.toReversed()]).lane(0, "forward").series("h")], [1, 2, 3, 4, 5]);
});

test("a line that comes twice counts once", () => {
  const [start, first] = linesOf(memoryScenario());
  assert.equal(Trace.from([start, first, first]).forwardCount, 1);
});

test("null on the wire is NaN, never 0", () => {
  const [start, first] = linesOf(memoryScenario());
  const trace = Trace.from([start, { ...first, x: [null, 1, 0], c: [null], gates: { ...first.gates, i: [null] } }]);
  const lane = trace.lane(0, "forward");
  assert.ok([lane.series("c")[0], lane.series("i")[0], lane.x[0]].every(Number.isNaN));
  assert.equal(lane.series("h")[0], 1);
});

test("a first step reads zeros, or h0 and c0 in the order of PyTorch", () => {
  const zeros = started({}).lane(0, "forward");
  assert.equal(zeros.previous("h", 0, 0), 0);
  const h0 = [[1], [2], [3], [4]];
  const trace = started({ num_layers: 2, bidirectional: true }, { h0, c0: h0.map(([v]) => [10 * v]) });
  assert.equal(trace.lane(0, "forward").previous("h", 0, 0), 1);
  assert.equal(trace.lane(0, "reverse").previous("c", 2, 0), 20);
  assert.equal(trace.lane(1, "forward").previous("h", 0, 0), 3);
  assert.equal(trace.lane(1, "reverse").previous("c", 2, 0), 40);
});

test("the reverse direction reads the step after it", () => {
  const trace = started({ bidirectional: true });
  trace.add({ type: "forward", t: 2, layer: 0, direction: "reverse", x: [0, 0, 0], gates: { i: [0], f: [0], g: [0], o: [0] }, c: [5], h: [6] });
  const lane = trace.lane(0, "reverse");
  assert.equal(lane.previous("c", 1, 0), 5);
  assert.equal(lane.previous("h", 1, 0), 6);
  assert.ok(Number.isNaN(lane.previous("h", 0, 0)));
});

test("a second layer reads both directions of the first", () => {
  const trace = started({ num_layers: 2, bidirectional: true, hidden_size: 4 });
  assert.equal(trace.lane(0, "reverse").inputSize, 3);
  assert.equal(trace.lane(1, "forward").inputSize, 8);
  assert.equal(trace.lanes.length, 4);
});

test("weights are read by the names of the equations; what stands in two tensors is their sum", () => {
  const lane = Trace.from(linesOf(memoryScenario(), { tensors: TENSORS })).lane(0, "forward");
  assert.deepEqual(lane.weights("W_i", 0), [0, 100, 0]);
  assert.deepEqual(lane.weights("U_i", 0), [0.5]);
  assert.deepEqual(lane.weights("b_i", 0), [-9]);
  assert.deepEqual(lane.column("W_o", 0), [0]);
  assert.deepEqual(lane.places("b_f", 0), [{ tensor: "bias_ih_l0", row: 1, column: null }, { tensor: "bias_hh_l0", row: 1, column: null }]);
  assert.deepEqual(lane.places("U_g", 0), [{ tensor: "weight_hh_l0", row: 2, column: 0 }]);
});

test("peepholes are rows of a table", () => {
  const scenario = memoryScenario();
  scenario.cell = { ...scenario.cell, peephole: true };
  const tensors = { ...TENSORS, weight_peephole_l0: [[2], [3], [5]] };
  const lane = Trace.from(linesOf(scenario, { tensors })).lane(0, "forward");
  assert.deepEqual(["p_i", "p_f", "p_o"].map((name) => lane.weights(name, 0)), [[2], [3], [5]]);
  assert.deepEqual(lane.places("p_o", 0), [{ tensor: "weight_peephole_l0", row: 2, column: 0 }]);
});

test("the GRU's candidate has two biases, each with a number of its own", () => {
  const tensors = { bias_ih_l0: [1, 2, 0.5], bias_hh_l0: [4, 8, 16], weight_hh_l0: [[0], [0], [4]] };
  const lane = started({ kind: "gru" }, { tensors }).lane(0, "forward");
  assert.deepEqual(["b_r", "b_n", "b_hn", "U_n"].map((name) => lane.weights(name, 0)), [[5], [0.5], [16], [4]]);
  assert.equal(lane.series("c").length, 0);
  assert.deepEqual(lane.gateNames, ["r", "z", "n"]);
});

test("a plain RNN has one block and no gates", () => {
  const trace = started({ kind: "rnn" });
  trace.add({ type: "backward", t: 0, layer: 0, direction: "forward", grad: { h: [1], x: [1, 2, 3], a: [4] }, norm: { h: 1, x: 2, a: 4 } });
  const lane = trace.lane(0, "forward");
  assert.deepEqual(lane.gateNames, []);
  assert.deepEqual(lane.blocks, ["a"]);
  assert.equal(lane.gradient("a")[0], 4);
});

test("without tensors there are no weights", () => {
  const lane = started({}).lane(0, "forward");
  assert.deepEqual([lane.weights("W_i", 0), lane.column("U_i", 0)], [[], []]);
});

test("columns of several steps say the same as a line for each", () => {
  const lines = linesOf(memoryScenario());
  const columns = Trace.from([...lines.filter(({ type }) => type !== "forward" && type !== "backward"), columnsOf(lines, "forward"), columnsOf(lines, "backward")]);
  const [one, other] = [Trace.from(lines), columns].map((trace) => trace.lane(0, "forward"));
  for (const name of ["i", "f", "g", "o", "c", "h"]) {
    assert.deepEqual(one.series(name), other.series(name));
    assert.deepEqual(one.gradient(name), other.gradient(name));
    assert.deepEqual(one.norm(name), other.norm(name));
  }
  assert.deepEqual(one.x, other.x);
  assert.ok(columns.isComplete && columns.isForwardComplete);
  assert.equal(columns.forwardCount, 5);
});

/** Lines of one type as one line of columns. */
function columnsOf(lines, type) {
  const own = lines.filter((line) => line.type === type);
  const listed = (values) => (typeof values[0] === "object" && !Array.isArray(values[0])
    ? Object.fromEntries(Object.keys(values[0]).map((key) => [key, listed(values.map((value) => value[key]))])) : values);
  const names = Object.keys(own[0]).filter((name) => !["type", "layer", "direction"].includes(name));
  return { type, layer: 0, direction: "forward", ...Object.fromEntries(names.map((name) => [name, listed(own.map((line) => line[name]))])) };
}

test("inner numbers, pre-activations, parts from outside and the outputs' gradients are read where they stand", () => {
  const trace = Trace.from(fixture("gru_text"));
  const [lane] = trace.lanes;
  const last = fixture("gru_text").find(({ type }) => type === "backward");
  assert.equal(lane.outside[last.t[0] * 3 + 1], last.paths.grad.h.loss[0][1]);
  const first = fixture("gru_text").find(({ type }) => type === "forward");
  assert.equal(lane.at("z.n", first.t[1], 2), first.z.n[1][2]);
  const [id, rows] = Object.entries(first.nodes)[0];
  assert.equal(lane.at(`nodes.${id}`, first.t[1], 2), rows[1][2]);
  const output = fixture("gru_text").find(({ type }) => type === "output");
  assert.deepEqual([...trace.outputs[output.t].gradient], output.grad.y);
});

test("a projection makes h smaller than the layer", () => {
  const [lane] = Trace.from(fixture("lstm_projected")).lanes;
  assert.deepEqual([lane.hiddenSize, lane.outputSize, lane.width("h"), lane.width("c")], [3, 2, 2, 3]);
  assert.ok(Number.isFinite(lane.at("h", 1, 1)) && Number.isNaN(lane.at("h", 1, 2)));
});

test("outputs, warnings and lines of another kind are taken as they come", () => {
  const trace = started({});
  trace.add({ type: "output", t: 1, y: [1, null], loss: 0.5 });
  trace.add({ type: "warning", kind: "non_finite", t: 1, layer: 0, direction: "forward", quantity: "c" });
  trace.add({ type: "something new", t: 1 });
  assert.equal(trace.outputs[0], null);
  assert.equal(trace.outputs[1].loss, 0.5);
  assert.ok(Number.isNaN(trace.outputs[1].y[1]));
  assert.equal(trace.warnings[0].quantity, "c");
});

test("the parts of a gradient are kept as logarithms, below the smallest float too", () => {
  const [start] = linesOf(memoryScenario());
  const at = { type: "backward", layer: 0, direction: "forward", grad: {}, norm: {} };
  const c = (line, h) => ({ h: { loss: 0 }, c: { line, h } });
  const trace = Trace.from([
    start,
    { ...at, t: 4, paths: { norm: c(0, 100) } },
    { ...at, t: 3, paths: { norm: c(0, null), log10_norm: { h: { loss: null }, c: { line: -400.5, h: null } } } },
  ]);
  const { paths } = trace.lane(0, "forward");
  assert.deepEqual(paths.parts("c"), ["line", "h"]);
  assert.deepEqual(paths.parts("h"), ["loss"]);
  assert.deepEqual([...paths.logs("c", "line")], [NaN, NaN, NaN, -400.5, -Infinity]);
  assert.deepEqual([...paths.logs("c", "h")], [NaN, NaN, NaN, NaN, 2]);
  assert.equal(paths.logs("c", "peephole").length, 0);
});
