import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { I18n } from "../../../static/js/base/i18n.js";
import { describeDepth, describeStep } from "../../../static/js/page/announcer.js";
import { Trace } from "../../../static/js/trace/trace.js";
import { TRACE_NAMES, traceOf } from "../fixtures/traces.js";
import { linesOf, memoryScenario } from "../trace/lines.js";

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
const MODELS = read("../fixtures/models.json");
const CONTRACT = read("../fixtures/contract.json");
const [en, zh] = ["en", "zh"].map((lang) => new I18n(lang, read(`../../../app/i18n/${lang}.json`)));
const VIEW = { t: 2, phase: 1, unit: 0, layer: 0, direction: "forward", pass: "forward", depth: "unit" };

/** What is said of a cell before any of its numbers has come. */
function spoken(name, i18n, pass = "forward") {
  const lane = { layer: 0, direction: "forward", model: 0, input_size: 1, hidden_size: 1, output_size: 1 };
  const trace = Trace.from([{ type: "start", scenario: memoryScenario(), cell: { models: [MODELS[name]], lanes: [lane] }, steps: 1, tensors: null }]);
  const text = describeStep({ trace, view: { ...VIEW, t: 0, pass } }, i18n);
  return text.replace(/^.*?unit 0: |^.*?隐藏单元 0：/, "").replaceAll(" –", "");
}

const LSTM = ["forget gate, input gate, candidate, output gate, cell state, hidden state", "遗忘门，输入门，候选值，输出门，细胞状态，隐藏状态"];
const GRU = ["reset gate, update gate, candidate, hidden state", "重置门，更新门，候选隐藏状态，隐藏状态"];
const ONE_GATE = ["update gate, candidate, hidden state", "更新门，候选隐藏状态，隐藏状态"];
const PLAIN = ["hidden state", "隐藏状态"];
const SPOKEN = {
  lstm: LSTM, cifg: LSTM, layer_norm_lstm: LSTM, gru: GRU, gru_reset_before: GRU, mut1: GRU,
  fast_grnn: ONE_GATE, li_gru: ONE_GATE, min_gru: ONE_GATE, ugrnn: ONE_GATE,
  rnn: PLAIN, antisymmetric_rnn: PLAIN, ind_rnn: PLAIN,
  co_rnn: ["state v, hidden state", "状态 v，隐藏状态"],
  janet: ["forget gate, candidate, cell state, hidden state", "遗忘门，候选值，细胞状态，隐藏状态"],
  lstm_1997: ["input gate, candidate, output gate, cell state, hidden state", "输入门，候选值，输出门，细胞状态，隐藏状态"],
  mgu: ["forget gate, candidate, hidden state", "遗忘门，候选隐藏状态，隐藏状态"],
  min_lstm: ["forget gate, input gate, candidate, hidden state", "遗忘门，输入门，候选值，隐藏状态"],
  ran: ["forget gate, input gate, candidate, cell state, hidden state", "遗忘门，输入门，候选值，细胞状态，隐藏状态"],
  slstm: ["forget gate, input gate, candidate, output gate, value a, value l, state n, cell state, state m, hidden state",
    "遗忘门，输入门，候选值，输出门，中间量 a，中间量 l，状态 n，细胞状态，状态 m，隐藏状态"],
};

test("every cell of the catalogue is among those whose words are known", () => {
  assert.deepEqual(Object.keys(SPOKEN).sort(), CONTRACT.cells.flatMap(({ cells }) => cells.map(({ kind }) => kind)).sort());
});

for (const [name, [english, chinese]] of Object.entries(SPOKEN)) {
  test(`${name}: what each letter means is said in both languages`, () => {
    assert.equal(spoken(name, en), english);
    assert.equal(spoken(name, zh), chinese);
  });
}

test("a letter of an own cell is a word only where it means what it usually means", () => {
  assert.equal(spoken("six states", en), "state f, state e, state d, state b, state a, hidden state");
  assert.equal(spoken("read three times", en), "value g, hidden state");
  assert.equal(spoken("lstm of identities", en), LSTM[0]);
  MODELS["a state's tanh called f"] = JSON.parse(JSON.stringify(MODELS["no state"]).replaceAll('"a"', '"f"'));
  assert.equal(spoken("a state's tanh called f", en), "value f, hidden state");
  assert.equal(spoken("long names", en), "value forget_gate_of_the_cell, state memory, hidden state");
});

test("in the backward pass it is said of what the gradients are, at pre-activations or at values", () => {
  assert.equal(spoken("lstm", en, "backward"), "gradients at pre-activations: forget gate, input gate, candidate, output gate; gradients: cell state, hidden state");
  assert.equal(spoken("lstm", zh, "backward"), "预激活值处的梯度：遗忘门，输入门，候选值，输出门；梯度：细胞状态，隐藏状态");
  assert.equal(spoken("rnn", en, "backward"), "gradients at pre-activations: hidden state; gradients: hidden state");
  assert.equal(spoken("co_rnn", en, "backward"), "gradients: state v, hidden state");
});

test("the numbers are those of the step, the unit and the pass", () => {
  const trace = Trace.from(linesOf(memoryScenario()));
  assert.equal(describeStep({ trace, view: VIEW }, en),
    "t = 2, unit 0: forget gate 0.2, input gate 0.1, candidate 0.3, output gate 0.4, cell state 30, hidden state 3");
  assert.match(describeStep({ trace, view: { ...VIEW, pass: "backward" } }, en), /forget gate 4, .*; gradients: cell state 2, hidden state 1$/);
  assert.equal(describeStep({ trace: null, view: VIEW }, en), "");
  const [above] = traceOf("lstm_two_layers").lanes.filter(({ layer }) => layer === 1);
  const said = describeStep({ trace: traceOf("lstm_two_layers"), view: { ...VIEW, layer: 1, unit: 1 } }, en);
  assert.ok(said.startsWith("t = 2, layer 1, unit 1: ") && said.endsWith(`hidden state ${Number(above.at("h", 2, 1).toPrecision(4))}`.replace("-", "−")), said);
});

test("every trace is said without a hole, and a unit that the projection left without an h is not given another's", () => {
  for (const name of TRACE_NAMES) {
    const trace = traceOf(name);
    for (const pass of ["forward", "backward"]) {
      const said = describeStep({ trace, view: { ...VIEW, t: 0, direction: trace.lanes[0].direction, pass } }, en);
      assert.doesNotMatch(said, /announcer\.|NaN|undefined|–/, name);
    }
  }
  const trace = traceOf("lstm_projected");
  assert.match(describeStep({ trace, view: { ...VIEW, unit: 1 } }, en), /hidden state/);
  assert.doesNotMatch(describeStep({ trace, view: { ...VIEW, unit: 2 } }, en), /hidden state/);
});

test("the depth that the stage went to is said with how much is seen there", () => {
  const trace = traceOf("lstm_two_layers");
  assert.equal(describeDepth({ trace, view: { ...VIEW, depth: "network" } }, en), en.t("depth.says_network", { layers: 2, steps: trace.steps }));
  assert.equal(describeDepth({ trace, view: { ...VIEW, depth: "cell", layer: 1 } }, en), "Cell, layer 1, all units (2).");
  assert.equal(describeDepth({ trace: null, view: VIEW }, en), "");
});
