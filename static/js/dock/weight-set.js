/**
 * Sets every number of a block, or of one of its parts, to one value.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("./weight-lane.js").WeightLane} WeightLane
 */

import { el } from "../base/dom.js";
import { setWeights } from "../scenario/edits.js";
import { button, selectField } from "./field.js";
import { NumberField } from "./number-field.js";

const PARTS = ["all", "weight_ih", "weight_hh", "bias", "weight_peephole"];

/** @param {Context} context @param {() => WeightLane|null} shownLane */
export function blockSetter(context, shownLane) {
  const { t } = context;
  let block = "";
  let part = "all";
  let value = 0;
  const blocks = selectField(t("set_block"), (chosen) => (block = chosen));
  const parts = selectField(t("set_part"), (chosen) => (part = chosen));
  const number = new NumberField({ label: t("set_value"), i18n: context.i18n, onChange: (next) => (value = next ?? 0) });
  number.update(0);
  const apply = () => {
    const lane = shownLane();
    if (lane) context.edit((s) => setWeights(s, editsOf(lane, block, part, value)));
  };
  const node = el("details", { class: "more" },
    el("summary", null, t("set_block_title")),
    el("div", { class: "field-row" }, blocks.node, parts.node, number.node, button(t("set_apply"), apply)));
  return {
    node,
    /** @param {WeightLane} lane */
    update(lane) {
      node.hidden = !lane.isKnown;
      if (!lane.blocks.includes(block)) block = lane.blocks[0];
      const known = PARTS.filter((name) => name === "all" || editsOf(lane, block, name, 0).length > 0);
      if (!known.includes(part)) part = "all";
      blocks.update(lane.blocks.map((name) => ({ value: name, text: `${name} ${t(`block_${name}`)}` })), block);
      parts.update(known.map((name) => ({ value: name, text: t(`part_${name}`) })), part);
    },
  };
}

/** @param {WeightLane} lane @param {string} block @param {string} part @param {number} value */
function editsOf(lane, block, part, value) {
  const columns = lane.columns(block, true).filter(({ name }) => part === "all" || name.startsWith(part));
  const units = Array.from({ length: lane.cell.hidden_size }, (_, unit) => unit);
  return units.flatMap((unit) => columns.map((column) => ({ ...lane.place(block, unit, column), value })));
}
