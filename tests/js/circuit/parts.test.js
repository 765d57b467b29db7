import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { quantityIn } from "../../../static/js/circuit/layout.js";
import { layoutFor } from "../../../static/js/circuit/layouts.js";
import { lineWidth, wireWidth } from "../../../static/js/drawing/magnitude.js";
import { describer } from "../../../static/js/cell/names.js";
import { DRAWN } from "../../../static/js/circuit/drawn/cells.js";
import { track } from "../../../static/js/drawing/path.js";
import { picture } from "../../../static/js/circuit/picture.js";
import { stepAfter, stepBefore } from "../../../static/js/cell/step.js";
import { cellNamed } from "./cells.js";
import { allAt, valuesAt } from "./steps.js";
import { I18n } from "../../../static/js/base/i18n.js";
import { linesOf } from "../fixtures/traces.js";
import { Trace } from "../../../static/js/trace/trace.js";

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
const NEXT_ORDER = Object.fromEntries(DRAWN.map(({ name, next }) => [name, next]));
const BACK_ORDER = Object.fromEntries(DRAWN.map(({ name, back }) => [name, back]));
const NAMES = ["lstm_wide", "lstm_peephole", "lstm_bidirectional", "lstm_two_layers", "lstm_held", "gru", "gru_held", "rnn"];

const wiresAt = (trace, lane, t, unit) => valuesAt(trace, lane, t, unit, "backward").wires;

/** What the server says of one step, out of a line of many. */
const at = (values, k) => (Array.isArray(values) ? values[k] : Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, at(value, k)])));

/** Calls back for every unit of every step of every lane, with what the server's line says of it. */
function visit(name, check) {
  const lines = linesOf(name);
  const trace = Trace.from(lines);
  for (const line of lines.filter(({ type }) => type === "backward")) {
    const lane = trace.lane(line.layer, line.direction);
    line.t.forEach((t, k) => {
      const said = { ...line, t, paths: { grad: at(line.paths.grad, k) }, grad: at(line.grad, k) };
      for (let unit = 0; unit < lane.hiddenSize; unit += 1) check({ trace, lane, t, unit, line: said, wires: wiresAt(trace, lane, t, unit) });
    });
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
      const { kind } = layoutFor(lane.model, "wide");
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
      const { vectors } = allAt(trace, lane, 1, "backward");
      for (let unit = 0; unit < lane.hiddenSize; unit += 1) {
        for (const [quantity, value] of Object.entries(wiresAt(trace, lane, 1, unit))) {
          if (quantity !== "x") close(vectors[quantity][unit], value, quantity);
        }
      }
    }
  });
}

const CELLS = ["lstm", "lstm_peephole", "gru", "rnn"];

for (const cell of CELLS) {
  for (const size of ["wide", "short", "narrow"]) {
    test(`${cell}, ${size}: every part has a wire of its own, as wide as it is large`, () => {
      const trace = Trace.from(linesOf(cell === "lstm" ? "lstm_wide" : cell));
      const lane = trace.lanes[0];
      const values = valuesAt(trace, lane, 1, 0, "backward", size);
      const layout = layoutFor(lane.model, size);
      const shown = picture(layout, layout.wires.map(({ points }) => track(points)), values, 1, "backward", false);
      const carried = new Map(layout.wires.map((wire, k) => [quantityIn(wire, "backward"), { wire, picture: shown.wires[k] }]));
      const { kind } = layout;
      const parts = [
        "h_up", ...BACK_ORDER[kind].map((part) => `back_${part}`),
        ...(kind === "rnn" ? ["h_next"] : NEXT_ORDER[kind].map((part) => `next_${part}`)),
        ...(kind === "lstm" ? ["c_line", "squash_in"] : []), ...(cell === "lstm_peephole" ? ["peep_next", "peep_i", "peep_f", "peep_o"] : []),
      ];
      for (const part of parts) {
        const { wire, picture: drawn } = carried.get(part) ?? {};
        assert.ok(wire, part);
        assert.equal(drawn.isAbsent, false);
        const width = wireWidth(wire, values.wires[part], "backward");
        assert.ok(Math.abs(drawn.width - width) <= 0.051, part);
        if (wire.thickest === undefined) assert.ok(Math.abs(width - (wire.slender ?? 1) * lineWidth(values.wires[part], "backward")) < 1e-12);
      }
      const forward = picture(layout, layout.wires.map(({ points }) => track(points)), valuesAt(trace, lane, 1, 0, "forward", size), 1, "forward", false);
      layout.wires.forEach(({ id }, k) => assert.equal(forward.wires[k].isAbsent, /^(next_|peep_next)/.test(id), id));
    });
  }
}

test("every part has a name of its own in the backward pass", () => {
  for (const lang of ["en", "zh"]) {
    const describe = describer(new I18n(lang, read(`../../../app/i18n/${lang}.json`)), "backward");
    for (const cell of CELLS) {
      const names = layoutFor(cellNamed(cell), "wide").wires.map((wire) => describe(quantityIn(wire, "backward"), 1, false));
      for (const name of names) assert.ok(!/circuit\.|\{/.test(name), name);
    }
  }
  const english = describer(new I18n("en", read("../../../app/i18n/en.json")), "backward");
  assert.equal(english("next_f", 0.5, false), "part of ∂L/∂h through f of the step read next = 0.5000");
  assert.equal(english("c_line", 0.5, false), "part of ∂L/∂c along the cell-state path = 0.5000");
});
