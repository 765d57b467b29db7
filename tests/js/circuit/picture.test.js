import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { gateDerivative, gruGradients, lstmGradients, SQUASHES } from "../../../static/js/cell/local-derivatives.js";
import { quantityIn } from "../../../static/js/circuit/layout.js";
import { layoutFor } from "../../../static/js/circuit/layouts.js";
import { dashArray, lineWidth, signOf, THINNEST, WIDEST_LINE } from "../../../static/js/drawing/magnitude.js";
import { compactNumber, plainNumber, vectorText, WIDEST } from "../../../static/js/numbers/compact.js";
import { track } from "../../../static/js/drawing/path.js";
import { discretePhase, PHASES, phaseAt, progress } from "../../../static/js/cell/phases.js";
import { sumOf } from "../../../static/js/cell/parts.js";
import { picture } from "../../../static/js/circuit/picture.js";
import { upstreamOf } from "../../../static/js/cell/reading.js";
import { snapshot } from "../../../static/js/cell/snapshot.js";
import { valuesOf } from "../../../static/js/cell/values.js";
import { Trace } from "../../../static/js/trace/trace.js";

const TRACES = JSON.parse(readFileSync(new URL("../fixtures/equation-traces.json", import.meta.url), "utf8"));

function scene(name, pass, t = 1, unit = 0) {
  const trace = Trace.from(TRACES[name]);
  const lane = trace.lanes[0];
  const step = snapshot(trace, lane, t, unit);
  const values = valuesOf(step, pass, upstreamOf(trace, lane, step));
  const layout = layoutFor(trace.cell, "wide");
  return { trace, lane, step, values, layout, tracks: layout.wires.map((wire) => track(wire.points)) };
}

const close = (a, b, message) => assert.ok(Math.abs(a - b) <= 1e-12 + 1e-9 * Math.abs(b), `${message}: ${a} is not ${b}`);

test("no number beside a wire is wider than the room kept for it", () => {
  const values = [0, -0, 1, -1, -1.23e-12, 12345.7, -12345.7, 9.9996, -9.9996, 99.996, 999.96, -999.96, 99999.6, -999999.6, 1e6, -1.25e123, 5e-324, -1e-308, 9.99e-4, NaN, Infinity];
  for (const value of values) assert.ok(compactNumber(value).length <= WIDEST, `${value}: ${compactNumber(value)}`);
  assert.deepEqual([0, 7, -0.5, 12345.7, -1.23e-12, 4.54e-5, NaN].map(compactNumber), ["0", "7.000", "−0.500", "12346", "−1e−12", "4.5e−5", "–"]);
  assert.deepEqual([100, -10, 0.25, -0.5].map(plainNumber), ["100", "−10", "0.25", "−0.5"]);
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
  for (const [kind, phases] of Object.entries(PHASES)) {
    const places = Array.from({ length: 200 }, (_, k) => (k + 0.5) / 200);
    const order = (pass) => [...new Set(places.map((phase) => phaseAt(kind, phase, pass)))];
    assert.deepEqual(order("forward"), phases.map(({ id }) => id));
    assert.deepEqual(order("backward"), phases.map(({ id }) => id).reverse());
    assert.equal(phaseAt(kind, 1, "forward"), null);
    assert.equal(phaseAt(kind, 1, "backward"), null);
  }
  close(progress(0.25, [0.5, 1], "backward"), 0.5, "mirrored");
});

test("with reduced motion a phase is shown whole as soon as it begins", () => {
  for (const kind of Object.keys(PHASES)) {
    for (const pass of ["forward", "backward"]) {
      const shown = new Set(Array.from({ length: 100 }, (_, k) => discretePhase(kind, k / 100, pass)));
      assert.ok(shown.size <= PHASES[kind].length + 1);
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
        if (label && (label.only ?? pass) === pass) assert.notEqual(wire.text, "", id);
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

test("derivatives from outputs agree with central differences of the squash", () => {
  for (const [name, { value, derivative }] of Object.entries(SQUASHES)) {
    for (const z of [-4, -1.3, -0.2, 0.4, 1.7, 4]) {
      const slope = (value(z + 1e-6) - value(z - 1e-6)) / 2e-6;
      assert.ok(Math.abs(slope - derivative(value(z))) < 1e-8, `${name} at ${z}`);
    }
    assert.ok(Number.isNaN(derivative(NaN)), name);
  }
});

test("a hand-computed LSTM step gives the textbook's inner gradients", () => {
  const step = {
    activations: { gate: "sigmoid", candidate: "tanh", output: "tanh" }, held: new Set(), peepholes: null,
    gates: { i: 0.5, f: 0.9, g: 0.4, o: 0.8 }, cPrev: 2, squashed: 0.6, grads: { h: 0.5, c: 0.25 },
  };
  const inner = lstmGradients(step);
  close(inner.o, 0.3, "∂L/∂o = ∂L/∂h·tanh(c)");
  close(inner.fromH, 0.5 * 0.8 * (1 - 0.36), "∂L/∂h·o·(1 − tanh(c)²)");
  close(inner.f, 0.5, "∂L/∂c·c′");
  close(inner.i, 0.1, "∂L/∂c·g");
  close(inner.g, 0.125, "∂L/∂c·i");
  close(inner.cPrev, 0.225, "∂L/∂c·f");
});

test("inner gradients times the slope are the streamed gradients at the pre-activations", () => {
  for (const [name, inner] of [["lstm_wide", lstmGradients], ["lstm_hard", lstmGradients], ["gru", gruGradients]]) {
    for (let t = 0; t < 3; t += 1) {
      const { step } = scene(name, "backward", t, 1);
      for (const [gate, value] of Object.entries(inner(step))) {
        if (gate in step.gates) close(value * gateDerivative(step, gate), step.grads[gate], `${name} ${gate} at ${t}`);
      }
    }
  }
});

test("a held gate has no slope and a held cell state passes nothing back", () => {
  const trace = Trace.from(TRACES.lstm_held);
  const lane = trace.lanes[0];
  const gateHeld = snapshot(trace, lane, 1, 0);
  assert.ok(gateHeld.held.has("f"));
  assert.equal(gateDerivative(gateHeld, "f"), 0);
  const stateHeld = snapshot(trace, lane, 2, 0);
  assert.ok(stateHeld.held.has("c"));
  assert.equal(Math.abs(lstmGradients(stateHeld).i), 0);
});

test("what arrives on the wires of h adds up to the whole gradient of h", () => {
  for (const name of ["lstm_two_layers", "lstm_bidirectional", "gru_text", "gru_held", "rnn"]) {
    const trace = Trace.from(TRACES[name]);
    for (const lane of trace.lanes) {
      for (let t = 0; t < trace.steps; t += 1) {
        const step = snapshot(trace, lane, t, 0);
        const { above, next } = upstreamOf(trace, lane, step);
        close(above + sumOf(next), step.grads.h, `${name} layer ${lane.layer} ${lane.direction} at ${t}`);
      }
    }
  }
});
