import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import "../contract.js";
import { Handles } from "../../../static/js/hands/handles.js";
import { readStep } from "../../../static/js/cell/step.js";
import { FOLDED_TERMS } from "../../../static/js/equations/tokens.js";
import { equationRows } from "../../../static/js/equations/model.js";
import { RowView } from "../../../static/js/equations/row-view.js";
import { Trace } from "../../../static/js/trace/trace.js";
import { installPage } from "./page.js";

const TRACES = JSON.parse(readFileSync(new URL("../fixtures/equation-traces.json", import.meta.url), "utf8"));
const i18n = { t: (key, params = {}) => `${key} ${Object.values(params).join(" ")}`.trim() };
installPage();

function readingOf(name, change = (line) => line, t = 1, unit = 0) {
  const trace = Trace.from(TRACES[name].map(change));
  return readStep(trace, trace.lanes[0], t, unit);
}

function shown(row) {
  const view = new RowView(i18n, () => {});
  view.render(row);
  return view;
}

/** Terms of a numeric form: the weights that are written. */
const weightsIn = (view) => view.element.find("equation-numbers").all()
  .filter((node) => node.getAttribute("data-light")?.match(/^[WUp]_/));

test("a long sum is folded to its largest terms, and a button unfolds it and folds it again", () => {
  const [row] = equationRows(readingOf("lstm_wide"), "forward");
  const view = shown(row);
  const more = view.element.find("equation-more");
  assert.equal(weightsIn(view).length, FOLDED_TERMS);
  assert.equal(more.hidden, false);
  assert.equal(more.getAttribute("aria-expanded"), "false");
  assert.ok(more.textContent.includes(String(11 - FOLDED_TERMS)));
  more.click();
  assert.equal(weightsIn(view).length, 11);
  assert.equal(more.getAttribute("aria-expanded"), "true");
  more.click();
  assert.equal(weightsIn(view).length, FOLDED_TERMS);
});

test("an unfolded sum stays unfolded at the next step", () => {
  const view = shown(equationRows(readingOf("lstm_wide"), "forward")[0]);
  view.element.find("equation-more").click();
  view.render(equationRows(readingOf("lstm_wide", undefined, 2), "forward")[0]);
  assert.equal(weightsIn(view).length, 11);
});

test("a line breaks before every term, and inside of a long one before its factors", () => {
  const [row] = equationRows(readingOf("lstm_wide"), "backward").filter(({ id }) => id === "d_c");
  const numbers = shown(row).element.find("equation-numbers");
  const terms = numbers.children.map(({ tag, children }) => (tag === "span" ? children.map((part) => part.textContent) : []));
  assert.ok(terms.some((parts) => parts.length > 2 && parts.slice(1).every((text) => text.startsWith("·"))), JSON.stringify(terms));
  const short = shown(equationRows(readingOf("lstm_hard"), "forward").find(({ id }) => id === "h")).element.find("equation-symbols");
  assert.deepEqual(short.children.map(({ tag }) => tag), ["math"]);
});

test("a short sum has nothing to unfold", () => {
  const view = shown(equationRows(readingOf("lstm_hard"), "forward")[0]);
  assert.equal(view.element.find("equation-more").hidden, true);
});

test("beside the result stands the difference to the run before, only where there is one", () => {
  const [row] = equationRows(readingOf("lstm_wide"), "forward");
  const view = shown(row);
  const delta = view.element.find("equation-delta");
  view.compare(row.left.value - 0.25);
  assert.deepEqual([delta.textContent, delta.hidden], ["+0.25", false]);
  assert.ok(delta.title.startsWith("equations.before"));
  view.compare(row.left.value);
  assert.deepEqual([delta.textContent, delta.hidden, delta.title], ["", true, ""]);
  view.compare(NaN);
  assert.equal(delta.hidden, true);
});

test("without the tensors a row says why it has no terms, and keeps its sums and its result", () => {
  const reading = readingOf("lstm_wide", (line) => (line.type === "start" ? { ...line, tensors: undefined, tensors_omitted: true } : line));
  const view = shown(equationRows(reading, "forward")[0]);
  assert.equal(view.element.find("equation-note").textContent, "equations.no_weights");
  assert.equal(view.element.find("equation-note").hidden, false);
  assert.match(view.element.find("equation-numbers").textContent, /^=σ\([−+\d.]+\)$/);
  assert.notEqual(view.element.find("equation-value").textContent, "= –");
  assert.deepEqual(new Handles(reading, reading.trace.scenario, {}).terms("f"), { handles: [], hidden: 0 });
});

for (const name of ["lstm_wide", "lstm_peephole", "gru", "rnn"]) {
  test(`${name}: every weight written in an equation is one that can be taken hold of, with the number that is written`, () => {
    const reading = readingOf(name);
    const handles = new Handles(reading, reading.trace.scenario, {});
    let count = 0;
    for (const row of equationRows(reading, "forward")) {
      const view = shown(row);
      const more = view.element.find("equation-more");
      if (!more.hidden) more.click();
      for (const node of view.element.find("equation-numbers").all()) {
        const quantity = node.getAttribute("data-light") ?? "";
        if (!reading.model.parameter(quantity)) continue;
        const index = node.getAttribute("data-index");
        const handle = handles.of(quantity, index === null ? null : Number(index));
        assert.ok(handle, quantity);
        assert.ok(Math.abs(Math.abs(handle.value) - Math.abs(Number(node.textContent.replace("−", "-")))) <= 0.0006 * Math.max(1, Math.abs(handle.value)), `${quantity} ${index}: ${handle.value}, ${node.textContent}`);
        count += 1;
      }
    }
    assert.ok(count >= 4);
  });
}

test("a row is lit by its quantity and by the weights it adds up", () => {
  const view = shown(equationRows(readingOf("lstm_wide"), "forward")[1]);
  for (const [lit, isLit] of [["f", true], ["W_f", true], ["b_f", true], ["W_i", false], [null, false]]) {
    view.mark(1, lit);
    assert.equal(view.element.classList.contains("is-lit"), isLit, String(lit));
  }
});
