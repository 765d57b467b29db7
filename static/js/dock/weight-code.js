/**
 * Weights as code: shown, copied, changed and taken back.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("./weight-lane.js").WeightLane} WeightLane
 * @typedef {import("../scenario/weight-code.js").CodeFormat} CodeFormat
 * @typedef {import("../scenario/weight-code.js").PlaceProblem} PlaceProblem
 */

import { el } from "../base/dom.js";
import { CODE_FORMATS, piecesOf, placeCode, readCode, writeCode } from "../scenario/weight-code.js";
import { pasteWeights } from "../scenario/edits.js";
import { button, labelled, messageFor, selectField } from "./field.js";
import { sayReadProblem } from "./context.js";

/** The choice of whole tensors in place of one gate. */
const ALL = "all";

/** @param {WeightLane} lane @param {string|null} block @param {CodeFormat} format */
export function laneCode(lane, block, format) {
  return writeCode(piecesOf(lane.cell, lane, block, (name, row, column) => lane.number(name, row, column)), format);
}

/**
 * Takes the numbers of pasted code over.
 * @param {Context} context
 * @param {WeightLane} lane
 * @param {string|null} block
 * @param {string} text
 * @returns {string|null} what was wrong
 */
export function pasteCode(context, lane, block, text) {
  const { found, problem } = readCode(text);
  if (problem) return sayReadProblem(context, problem);
  const { edits, problem: misplaced } = placeCode(lane.cell, lane, block, found);
  if (misplaced) return sayPlaceProblem(context, misplaced);
  context.edit((s) => pasteWeights(s, edits));
  return null;
}

/** @param {Context} context @param {PlaceProblem} problem */
function sayPlaceProblem({ t }, { kind, ...params }) {
  return t(`code_${kind}`, params);
}

/** @param {Context} context @param {() => WeightLane|null} shownLane */
export function codeEditor(context, shownLane) {
  const { t } = context;
  let block = ALL;
  /** @type {CodeFormat} */
  let format = "numpy";
  let isOwn = false;
  /** @type {WeightLane|null} */
  let shown = null;
  const chosen = () => (block === ALL ? null : block);
  const area = el("textarea", { class: "dock-text mono code", rows: 6, spellcheck: "false", wrap: "off" });
  const message = messageFor(area);
  const said = el("span", { class: "hint", role: "status" });
  const write = () => {
    const lane = shownLane();
    if (!lane || !node.open || isOwn) return;
    area.value = laneCode(lane, chosen(), format);
  };
  const rewrite = () => {
    isOwn = false;
    message.show(null);
    said.textContent = "";
    write();
  };
  const blocks = selectField(t("set_block"), (value) => {
    block = value;
    rewrite();
  });
  const formats = selectField(t("code_format"), (value) => {
    format = /** @type {CodeFormat} */ (value);
    rewrite();
  });
  const use = () => {
    const lane = shownLane();
    const problem = lane && pasteCode(context, lane, chosen(), area.value);
    message.show(problem);
    said.textContent = problem ? "" : t("code_used");
    isOwn = Boolean(problem);
  };
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(area.value);
      said.textContent = t("copied");
    } catch {
      said.textContent = t("copy_failed");
    }
  };
  area.addEventListener("input", () => {
    isOwn = true;
    said.textContent = "";
  });
  const node = el("details", { class: "more" },
    el("summary", null, t("code")),
    el("div", { class: "field-row" }, blocks.node, formats.node),
    labelled(t("code_label"), area, message.node),
    el("div", { class: "tools" }, button(t("code_copy"), () => void copy()), button(t("code_use"), use), button(t("code_reset"), rewrite, { class: "link-button" }), said));
  node.addEventListener("toggle", write);
  return {
    node,
    /** @param {WeightLane} lane */
    update(lane) {
      if (lane === shown) return;
      shown = lane;
      node.hidden = !lane.isKnown;
      if (block !== ALL && !lane.blocks.includes(block)) block = ALL;
      blocks.update([{ value: ALL, text: t("code_all") }, ...lane.blocks.map((name) => ({ value: name, text: `${name} ${t(`block_${name}`)}` }))], block);
      formats.update(CODE_FORMATS.map((name) => ({ value: name, text: t(`code_${name}`) })), format);
      write();
    },
  };
}
