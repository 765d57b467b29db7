import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { quantityIn } from "../../../static/js/circuit/layout.js";
import { layoutFor } from "../../../static/js/circuit/layouts.js";
import { dashArray, lineWidth, signOf, THINNEST, WIDEST_LINE } from "../../../static/js/drawing/magnitude.js";
import { wireNumber, givenNumber, vectorText, WIDEST } from "../../../static/js/numbers/written.js";
import { track } from "../../../static/js/drawing/path.js";
import { discretePhase, PHASES, phaseAt, progress } from "../../../static/js/cell/phases.js";
import { picture } from "../../../static/js/circuit/picture.js";
import { readStep } from "../../../static/js/cell/step.js";
import { allUnits, valuesOf } from "../../../static/js/circuit/values.js";
import { TRACE_NAMES } from "../fixtures/traces.js";
import { Trace } from "../../../static/js/trace/trace.js";

const TRACES = JSON.parse(readFileSync(new URL("../fixtures/equation-traces.json", import.meta.url), "utf8"));

function scene(name, pass, t = 1, unit = 0) {
  const trace = Trace.from(TRACES[name]);
  const lane = trace.lanes[0];
  const step = readStep(trace, lane, t, unit);
  const layout = layoutFor(lane.model, "wide");
  const values = valuesOf(step, pass, layout);
  return { trace, lane, step, values, layout, tracks: layout.wires.map((wire) => track(wire.points)) };
}

const close = (a, b, message) => assert.ok(Math.abs(a - b) <= 1e-12 + 1e-9 * Math.abs(b), `${message}: ${a} is not ${b}`);

test("no number beside a wire is wider than the room kept for it", () => {
  const values = [0, -0, 1, -1, -1.23e-12, 12345.7, -12345.7, 9.9996, -9.9996, 99.996, 999.96, -999.96, 99999.6, -999999.6, 1e6, -1.25e123, 5e-324, -1e-308, 9.99e-4, NaN, Infinity];
  for (const value of values) assert.ok(wireNumber(value).length <= WIDEST, `${value}: ${wireNumber(value)}`);
  assert.deepEqual([0, 7, -0.5, 12345.7, -1.23e-12, 4.54e-5, NaN].map((value) => wireNumber(value)), ["0", "7.000", "−0.5000", "1.235e4", "−1.23e−12", "4.540e−5", "–"]);
  assert.deepEqual([100, -10, 0.25, -0.5].map((value) => givenNumber(value)), ["100", "−10", "0.25", "−0.5"]);
});

test("a vector is written with as many entries as fit", () => {
  assert.equal(vectorText([3, 1, 0], 30), "(3, 1, 0)");
  assert.equal(vectorText([3], 30), "3");
  const long = vectorText(Array.from({ length: 50 }, () => -0.1234), 30);
  assert.ok(long.length <= 30 && long.endsWith("…)"));
});

test("lines get wider with magnitude, forward up to a limit and backward by decades", () => {
  const forward = [0, 0.01, 0.5, 1, 7, 1e9].map((value) => lineWidth(value, "forward"));
  forward.slice(1).forEach((width, k) => assert.ok(width > forward[k]));
  assert.ok(forward.at(-1) <= WIDEST_LINE);
  const backward = [1e-7, 1e-5, 1e-3, 0.1].map((value) => lineWidth(value, "backward"));
  const steps = backward.slice(1).map((width, k) => width - backward[k]);
  steps.forEach((step) => close(step, steps[0], "a hundredfold"));
  assert.equal(lineWidth(0, "backward"), THINNEST);
  assert.equal(lineWidth(-3, "forward"), lineWidth(3, "forward"));
});

test("the sign of a value can be told from the dashes alone", () => {
  const dashes = [1, -1, 0].map((value) => dashArray(100, 0, 100, signOf(value)));
  assert.equal(new Set(dashes).size, 3);
  assert.equal(dashes[0], "none");
});

test("a line half drawn shows half of its length, from its start forward and to its end backward", () => {
  const shown = (dash) => dash.split(" ").map(Number).filter((_, k) => k % 2 === 0).reduce((a, b) => a + b, 0);
  assert.equal(shown(dashArray(80, 0, 40, "positive")), 40);
  assert.equal(dashArray(80, 40, 80, "positive"), "0 40 40 80");
});

test("a track passes both ends, keeps off the corner and has the length of its curve", () => {
  const bent = track([[0, 0], [50, 0], [50, 30]]);
  assert.deepEqual(bent.at(0), [0, 0]);
  assert.deepEqual(bent.at(bent.length), [50, 30]);
  assert.ok(bent.length < 80 && bent.length > Math.hypot(50, 30));
  let walked = 0;
  for (let k = 0; k < 200; k += 1) {
    const [a, b] = [bent.at((bent.length * k) / 200), bent.at((bent.length * (k + 1)) / 200)];
    walked += Math.hypot(b[0] - a[0], b[1] - a[1]);
  }
  assert.ok(Math.abs(walked - bent.length) < 0.5);
});

test("the backward pass runs the phases in reverse", () => {
  for (const phases of Object.values(PHASES)) {
    const places = Array.from({ length: 200 }, (_, k) => (k + 0.5) / 200);
    const order = (pass) => [...new Set(places.map((phase) => phaseAt(phases, phase, pass).id))];
    assert.deepEqual(order("forward"), phases.map(({ id }) => id));
    assert.deepEqual(order("backward"), phases.map(({ id }) => id).reverse());
    assert.equal(phaseAt(phases, 1, "forward"), null);
    assert.equal(phaseAt(phases, 1, "backward"), null);
  }
  close(progress(0.25, [0.5, 1], "backward"), 0.5, "mirrored");
});

test("with reduced motion a phase is shown whole as soon as it begins", () => {
  for (const phases of Object.values(PHASES)) {
    for (const pass of ["forward", "backward"]) {
      const shown = new Set(Array.from({ length: 100 }, (_, k) => discretePhase(phases, k / 100, pass)));
      assert.ok(shown.size <= phases.length + 1);
    }
  }
});

for (const name of ["lstm_wide", "lstm_peephole", "gru", "rnn"]) {
  for (const pass of ["forward", "backward"]) {
    test(`${name}, ${pass}: the picture depends on nothing but values and phase`, () => {
      const { layout, tracks, values } = scene(name, pass);
      const at = (phase) => picture(layout, tracks, values, phase, pass, true);
      const first = at(0.5);
      at(0.9);
      at(0.1);
      assert.deepEqual(at(0.5), first);
    });

    test(`${name}, ${pass}: nothing is drawn at phase 0 and every wire with its number at rest`, () => {
      const { layout, tracks, values } = scene(name, pass);
      const before = picture(layout, tracks, values, 0, pass, true);
      assert.ok(before.wires.every((wire) => !wire.isDrawn && wire.textOpacity === 0));
      const rest = picture(layout, tracks, values, 1, pass, true);
      rest.wires.forEach((wire, k) => {
        const { id, label, only } = layout.wires[k];
        const quantity = quantityIn(layout.wires[k], pass);
        assert.equal(wire.isAbsent, only !== undefined && only !== pass, id);
        if (wire.isAbsent) return;
        assert.ok(wire.hasArrived && wire.particles.length === 0, id);
        assert.ok(quantity in values.wires, `no value for ${quantity}`);
        const isWritten = label && (label.only ?? pass) === pass && quantity !== "peep_next";  // two peepholes join there
        assert.equal(wire.text !== "", Boolean(isWritten), id);
      });
    });

    test(`${name}, ${pass}: particles stay on their wires`, () => {
      const { layout, tracks, values } = scene(name, pass);
      const places = (phase) => picture(layout, tracks, values, phase, pass, true).wires.map((wire) => wire.particles[0] ?? null);
      for (let k = 1; k < 100; k += 1) {
        places(k / 100).forEach((place, w) => {
          if (!place) return;
          const { points } = layout.wires[w];
          const [xs, ys] = [points.map((point) => point[0]), points.map((point) => point[1])];
          assert.ok(place.x >= Math.min(...xs) - 0.1 && place.x <= Math.max(...xs) + 0.1);
          assert.ok(place.y >= Math.min(...ys) - 0.1 && place.y <= Math.max(...ys) + 0.1);
        });
      }
    });
  }
}

test("without motion there are no particles at any phase", () => {
  const { layout, tracks, values } = scene("lstm_wide", "forward");
  for (let k = 0; k <= 20; k += 1) {
    assert.ok(picture(layout, tracks, values, k / 20, "forward", false).wires.every((wire) => wire.particles.length === 0));
  }
});

const sigmoidSlope = (y) => y * (1 - y);
const tanhSlope = (y) => 1 - y * y;

test("LSTM: on every wire is what the chain rule sends along it", () => {
  const { values: { wires, local } } = scene("lstm_wide", "backward", 1, 2);
  const { f, i, g, o, c_prev: before, squashed } = scene("lstm_wide", "forward", 1, 2).values.wires;
  close(wires.o, wires.h * squashed, "∂L/∂o = ∂L/∂h·tanh(c)");
  close(wires.squashed, wires.h * o, "∂L/∂tanh(c)");
  close(wires.squash_in, wires.h * o * tanhSlope(squashed), "∂L/∂c through h");
  close(wires.f, wires.c * before, "∂L/∂f");
  close(wires.i, wires.c * g, "∂L/∂i");
  close(wires.g, wires.c * i, "∂L/∂g");
  close(wires.c_prev, wires.c * f, "∂L/∂c′");
  for (const name of ["fc", "ig"]) close(wires[name], wires.c, name);
  for (const [gate, y, slope] of [["f", f, sigmoidSlope], ["i", i, sigmoidSlope], ["g", g, tanhSlope], ["o", o, sigmoidSlope]]) {
    close(wires[`z_${gate}`], wires[gate] * slope(y), `∂L/∂z of ${gate}`);
    close(local[gate], slope(y), `slope of ${gate}`);
    for (const part of ["wx", "uh", "b"]) close(wires[`${part}_${gate}`], wires[`z_${gate}`], `${part} of ${gate}`);
  }
  assert.deepEqual([local.times_f, local.times_i, local.times_o, local.plus], [f, i, o, 1]);
});

test("GRU: the wire z → 1−z carries −∂L/∂(1−z), and that is ∂L/∂((1−z)·n)·n", () => {
  const { values: { wires, local } } = scene("gru", "backward", 1, 1);
  const { z, n, r, q, h_prev: before, "1-z": share } = scene("gru", "forward", 1, 1).values.wires;
  close(share, 1 - z, "1 − z");
  close(wires["(1-z)n"], wires.h, "the sum passes ∂L/∂h on");
  close(wires["1-z"], wires.h * n, "factor on the wire 1 − z");
  close(wires.z_minus, -wires.h * n, "sign of the wire z → 1−z");
  close(wires.z_up, wires.h * before, "∂L/∂z through z·h′");
  close(wires.z, wires.z_up + wires.z_minus, "∂L/∂z");
  close(wires.n, wires.h * (1 - z), "∂L/∂n");
  close(wires.rq, wires.n * tanhSlope(n), "∂L/∂(r·q)");
  close(wires.r, wires.rq * q, "∂L/∂r");
  close(wires.q, wires.rq * r, "∂L/∂q");
  close(wires.h_line, wires.h * z, "∂L/∂h′ along the line");
  assert.deepEqual([local.minus_z, local.times_z, local.times_n, local.times_r], [-1, z, share, r]);
  for (const [gate, y] of [["z", z], ["r", r]]) close(wires[`z_${gate}`], wires[gate] * sigmoidSlope(y), gate);
});

test("GRU: the bias of the candidate stands in its sum once, and the one that r multiplies in q", () => {
  const { step, values: { wires } } = scene("gru", "forward", 1, 1);
  const [bias, inner] = ["b_n", "b_hn"].map((name) => step.weights(name)[0]);
  const dot = (weights, values) => weights.reduce((sum, weight, k) => sum + weight * values[k], 0);
  const hidden = step.vector(step.model.previous("h"));
  close(wires.b_n, bias, "b_n");
  close(wires.q, dot(step.weights("U_n"), hidden) + inner, "q");
  close(wires.wx_n, dot(step.weights("W_n"), step.vector(0)), "W·x");
  close(wires.z_n, wires.wx_n + wires.b_n + wires.rq, "z");
  const { vectors } = allUnits(step, "forward", layoutFor(step.model, "wide"));
  vectors.z_n.forEach((value, unit) => close(value, vectors.wx_n[unit] + step.weights("b_n", unit)[0] + vectors.rq[unit], `z of unit ${unit}`));
});

test("a forward wire is drawn as wide as its number is large", () => {
  for (const name of ["lstm_wide", "gru", "rnn"]) {
    const { layout, tracks, values } = scene(name, "forward");
    const shown = picture(layout, tracks, values, 1, "forward", false);
    layout.wires.forEach((wire, k) => {
      const size = Math.abs(values.wires[wire.quantity]);
      const width = Math.min(wire.thickest ?? Infinity, (wire.slender ?? 1) * (size === 0 || Number.isNaN(size) ? 1.2 : 1.2 + (6.8 * size) / (1 + size)));
      assert.ok(Math.abs(shown.wires[k].width - width) <= 0.051, `${name} ${wire.id}: ${shown.wires[k].width} is not ${width}`);
    });
  }
});

test("a held gate has no slope and passes nothing to its sum, and a held cell state passes nothing to its gates", () => {
  const gate = scene("lstm_held", "backward", 1, 0);
  assert.ok(gate.step.held.has("f"));
  assert.equal(gate.values.local.f, 0);
  assert.equal(Math.abs(gate.values.wires.z_f), 0);
  const state = scene("lstm_held", "backward", 2, 0);
  assert.ok(state.step.held.has("c"));
  assert.equal(Math.abs(state.values.wires.i), 0);
});

test("what arrives on the wires of h adds up to the whole gradient of h", () => {
  for (const name of ["lstm_two_layers", "lstm_bidirectional", "gru_text", "gru_held", "rnn"]) {
    const trace = Trace.from(TRACES[name]);
    for (const lane of trace.lanes) {
      for (let t = 0; t < trace.steps; t += 1) {
        const { wires } = valuesOf(readStep(trace, lane, t, 0), "backward", layoutFor(lane.model, "wide"));
        close(wires.h_up + wires.h_next, wires.h, `${name} layer ${lane.layer} ${lane.direction} at ${t}`);
      }
    }
  }
});

test("of every cell in the catalogue and of own ones each wire has its number in both passes", () => {
  for (const name of TRACE_NAMES) {
    for (const pass of ["forward", "backward"]) {
      const { layout, values } = scene(name, pass);
      for (const wire of layout.wires) assert.ok(quantityIn(wire, pass) in values.wires, `${name} ${wire.id}`);
      for (const wire of layout.wires.filter(({ label, only }) => label?.gradient && (only ?? pass) === pass)) assert.ok(Number.isFinite(values.wires[quantityIn(wire, pass)]), `${name} ${wire.id}`);
    }
  }
});
