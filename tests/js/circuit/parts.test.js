import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { layoutFor } from "../../../static/js/circuit/layouts.js";
import { quantityIn } from "../../../static/js/circuit/layout.js";
import { lineWidth, wireWidth } from "../../../static/js/drawing/magnitude.js";
import { describer } from "../../../static/js/cell/names.js";
import { BACK_ORDER, NEXT_ORDER } from "../../../static/js/cell/parts.js";
import { track } from "../../../static/js/drawing/path.js";
import { picture } from "../../../static/js/circuit/picture.js";
import { upstreamOf } from "../../../static/js/cell/reading.js";
import { snapshot, stepAfter, stepBefore } from "../../../static/js/cell/snapshot.js";
import { allUnits } from "../../../static/js/circuit/strip-values.js";
import { valuesOf } from "../../../static/js/cell/values.js";
import { I18n } from "../../../static/js/base/i18n.js";
import { Trace } from "../../../static/js/trace/trace.js";

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
const NAMES = ["paths-lstm", "paths-peephole", "paths-gru", "paths-rnn", "paths-cancelling", "paths-carousel"];

/** The stream of a fixture, which holds the parts themselves. */
const linesOf = (name) => read(`../lab/fixtures/${name}.json`).trace;

function wiresAt(trace, lane, t, unit) {
  const step = snapshot(trace, lane, t, unit);
  return valuesOf(step, "backward", upstreamOf(trace, lane, step)).wires;
}

/** Calls back for every unit of every step of every lane, with the server's line. */
function visit(name, check) {
  const lines = linesOf(name);
  const trace = Trace.from(lines);
  for (const line of lines.filter(({ type }) => type === "backward")) {
    const lane = trace.lane(line.layer, line.direction);
    for (let unit = 0; unit < lane.hiddenSize; unit += 1) {
      check({ trace, lane, t: line.t, unit, line, wires: wiresAt(trace, lane, line.t, unit) });
    }
  }
}

const close = (a, b, message) => assert.ok(Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(b)), `${message}: ${a} is not ${b}`);

for (const name of NAMES) {
  test(`${name}: the wires of a unit carry the very parts that the server splits its gradients into`, () => {
    visit(name, ({ unit, line, wires, t }) => {
      const { h, c } = line.paths.grad;
      const place = `${line.layer} ${line.direction} ${t} ${unit}`;
      close(wires.h_up, (h.loss ?? h.above)[unit], `above ${place}`);
      for (const part of Object.keys(h)) if (part in h && `next_${part}` in wires) close(wires[`next_${part}`], h[part][unit], `${part} ${place}`);
      if (!c) return;
      close(wires.c_line, c.line[unit], `line ${place}`);
      close(wires.squash_in, c.h[unit], `h ${place}`);
      if (c.peephole) close(wires.peep_next + wires.peep_o, c.peephole[unit], `peephole ${place}`);
    });
  });

  test(`${name}: wires that join add up, and what a step hands back is what the one before receives`, () => {
    visit(name, ({ trace, lane, t, unit, wires, line }) => {
      const { kind } = trace.cell;
      const next = NEXT_ORDER[kind];
      next.forEach((part, k) => close(wires[`next_from_${part}`], next.slice(k).reduce((sum, one) => sum + wires[`next_${one}`], 0), part));
      BACK_ORDER[kind].forEach((part, k) => close(wires[`back_from_${part}`], BACK_ORDER[kind].slice(k).reduce((sum, one) => sum + wires[`back_${one}`], 0), part));
      close(wires[`next_from_${next[0]}`] + wires.h_up, line.grad.h[unit], "h");
      if (kind === "lstm") {
        close(wires.c_beyond, wires.c_next + wires.squash_in, "beyond");
        close(wires.c_beyond + (wires.peep_o ?? 0), line.grad.c[unit], "c");
        close(wires.c_kept + (wires.peep_back ?? 0), wires.c_prev, "c′");
      }
      const before = stepBefore(lane, t);
      if (before < 0 || before >= trace.steps) return;
      const received = wiresAt(trace, lane, before, unit);
      for (const block of lane.blocks) close(wires[`back_${block}`], received[`next_${block}`], `${block} from ${t} to ${before}`);
      assert.equal(stepAfter(lane, before), t);
    });
  });

  test(`${name}: all units together have the parts of each`, () => {
    const trace = Trace.from(linesOf(name));
    for (const lane of trace.lanes) {
      const { vectors } = allUnits(trace, lane, 1, "backward");
      for (let unit = 0; unit < lane.hiddenSize; unit += 1) {
        for (const [quantity, value] of Object.entries(wiresAt(trace, lane, 1, unit))) {
          if (quantity !== "x") close(vectors[quantity][unit], value, quantity);
        }
      }
    }
  });
}

const CELLS = [
  { kind: "lstm", peephole: false, bias: true }, { kind: "lstm", peephole: true, bias: true },
  { kind: "gru", peephole: false, bias: true }, { kind: "rnn", peephole: false, bias: true },
];

for (const cell of CELLS) {
  for (const size of ["wide", "short", "narrow"]) {
    test(`${cell.kind}${cell.peephole ? " with peepholes" : ""}, ${size}: every part has a wire of its own, as wide as it is large`, () => {
      const name = { lstm: cell.peephole ? "paths-peephole" : "paths-lstm", gru: "paths-gru", rnn: "paths-rnn" }[cell.kind];
      const trace = Trace.from(linesOf(name));
      const lane = trace.lanes[0];
      const step = snapshot(trace, lane, 1, 0);
      const values = valuesOf(step, "backward", upstreamOf(trace, lane, step));
      const layout = layoutFor(cell, size);
      const shown = picture(layout, layout.wires.map(({ points }) => track(points)), values, 1, "backward", false);
      const carried = new Map(layout.wires.map((wire, k) => [quantityIn(wire, "backward"), { wire, picture: shown.wires[k] }]));
      const parts = [
        "h_up", ...BACK_ORDER[cell.kind].map((part) => `back_${part}`),
        ...(cell.kind === "rnn" ? ["h_next"] : NEXT_ORDER[cell.kind].map((part) => `next_${part}`)),
        ...(cell.kind === "lstm" ? ["c_line", "squash_in"] : []), ...(cell.peephole ? ["peep_next", "peep_i", "peep_f", "peep_o"] : []),
      ];
      for (const part of parts) {
        const { wire, picture: drawn } = carried.get(part) ?? {};
        assert.ok(wire, part);
        assert.equal(drawn.isAbsent, false);
        const width = wireWidth(wire, values.wires[part], "backward");
        assert.ok(Math.abs(drawn.width - width) <= 0.051, part);
        if (wire.thickest === undefined) assert.ok(Math.abs(width - (wire.slender ?? 1) * lineWidth(values.wires[part], "backward")) < 1e-12);
      }
      const forward = picture(layout, layout.wires.map(({ points }) => track(points)), valuesOf(step, "forward", upstreamOf(trace, lane, step)), 1, "forward", false);
      layout.wires.forEach(({ id }, k) => assert.equal(forward.wires[k].isAbsent, /^(next_|peep_next)/.test(id), id));
    });
  }
}

test("without the weights a gate's part is not known for one unit, but its width over all units is", () => {
  const [start, ...rest] = linesOf("paths-lstm");
  const trace = Trace.from([{ ...start, tensors: null }, ...rest]);
  const lane = trace.lanes[0];
  const step = snapshot(trace, lane, 2, 1);
  const values = valuesOf(step, "backward", upstreamOf(trace, lane, step));
  assert.ok(Number.isNaN(values.wires.next_g));
  const { norm } = rest.find(({ type, t }) => type === "backward" && t === 2).paths;
  close(values.sizes.next_g, norm.h.g / Math.sqrt(3), "next_g");
  const layout = layoutFor(trace.cell, "wide");
  const shown = picture(layout, layout.wires.map(({ points }) => track(points)), values, 1, "backward", false);
  const k = layout.wires.findIndex(({ id }) => id === "next_g");
  assert.equal(shown.wires[k].text, "–");
  assert.equal(shown.wires[k].width, Math.round(wireWidth(layout.wires[k], norm.h.g / Math.sqrt(3), "backward") * 10) / 10);
  assert.equal(values.wires.c_line, lane.gradient("c")[3 * 3 + 1] * lane.series("f")[3 * 3 + 1]);
});

test("every part has a name of its own in the backward pass", () => {
  for (const lang of ["en", "zh"]) {
    const describe = describer(new I18n(lang, read(`../../../app/i18n/${lang}.json`)), "backward");
    for (const cell of CELLS) {
      const names = layoutFor(cell, "wide").wires.map((wire) => describe(quantityIn(wire, "backward"), 1, false));
      for (const name of names) assert.ok(!/circuit\.|\{/.test(name), name);
    }
  }
  const english = describer(new I18n("en", read("../../../app/i18n/en.json")), "backward");
  assert.equal(english("next_f", 0.5, false), "part of ∂L/∂h through f of the step read next = 0.500");
  assert.equal(english("c_line", 0.5, false), "part of ∂L/∂c along the cell-state path = 0.500");
});
