/**
 * The gates' blocks: a coloured heading and a grid of numbers each.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {import("./weight-lane.js").WeightLane} WeightLane
 * @typedef {import("./weight-lane.js").Column} Column
 */

import { el } from "../../dom.js";
import { setWeights } from "../../scenario-edits.js";
import { button } from "./field.js";
import { NumberGrid } from "./number-grid.js";

export class WeightBlocks {
  #context;
  /** @type {WeightLane|null} */
  lane = null;
  /** @type {Map<string, Block>} */
  #blocks = new Map();

  /** @param {Context} context */
  constructor(context) {
    this.#context = context;
    this.node = el("div", { class: "weight-blocks" });
  }

  /** @param {WeightLane} lane @param {{unit: number|null, hasBothBiases: boolean}} shown  unit null: all of them */
  update(lane, { unit, hasBothBiases }) {
    this.lane = lane;
    if ([...this.#blocks.keys()].join() !== lane.blocks.join()) this.#rebuild(lane);
    const scale = lane.isKnown ? lane.scale() : 0;
    this.node.hidden = !lane.isKnown;
    for (const [name, block] of this.#blocks) block.update(lane, lane.columns(name, hasBothBiases), unit, scale);
  }

  dispose() {
    for (const block of this.#blocks.values()) block.grid.dispose();
  }

  /** @param {WeightLane} lane */
  #rebuild(lane) {
    this.dispose();
    this.#blocks = new Map(lane.blocks.map((name) => [name, new Block(this.#context, name)]));
    this.node.replaceChildren(...[...this.#blocks.values()].map(({ node }) => node));
  }
}

class Block {
  /** @type {Column[]} */
  #columns = [];
  /** @type {number|null} */
  #unit = 0;
  /** @type {WeightLane|null} */
  #lane = null;
  #context;
  #name;

  /** @param {Context} context @param {string} name */
  constructor(context, name) {
    const { t } = context;
    this.#context = context;
    this.#name = name;
    const title = t(`block_${name}`);
    this.grid = new NumberGrid({
      label: t("weights_grid", { gate: title }),
      i18n: context.i18n,
      arrows: "nudge",
      headWidth: 0,
      least: 47,
      onChange: (changes, merge) => this.#change(changes, merge),
      onPick: (row) => this.#pick(row),
    });
    const copy = button(t("copy_block"), () => void this.#copy(copy), { class: "link-button", "aria-label": t("copy_block_label", { gate: title }) });
    const head = el("div", { class: "block-head" }, el("span", { class: "block-symbol" }, name), el("span", { class: "block-title" }, title), copy);
    this.node = el("div", { class: "weight-block", "data-gate": name }, head, this.grid.node);
  }

  /** @param {WeightLane} lane @param {Column[]} columns @param {number|null} unit @param {number} scale */
  update(lane, columns, unit, scale) {
    this.#lane = lane;
    this.#columns = columns;
    this.#unit = unit;
    const rows = unit === null ? lane.cell.hidden_size : 1;
    this.grid.setHeadWidth(rows > 1 ? 34 : 0);
    this.grid.update({
      rows,
      columns: columns.length,
      scale,
      value: (row, column) => lane.value(this.#name, this.#unitOf(row), columns[column]),
      rowLabel: (row) => String(this.#unitOf(row)),
      columnLabel: (column) => columns[column].label,
      currentRow: unit === null ? this.#context.state.view.unit : null,
    });
  }

  /** @param {number} row */
  #unitOf(row) {
    return this.#unit ?? row;
  }

  /** @param {import("./number-grid.js").Change[]} changes @param {string} [merge] */
  #change(changes, merge) {
    const lane = this.#lane;
    if (!lane) return;
    const edits = changes.map(({ row, column, value }) => ({
      ...lane.place(this.#name, this.#unitOf(row), this.#columns[column]),
      value,
    }));
    this.#context.edit((scenario) => setWeights(scenario, edits), merge);
  }

  /** @param {number} row */
  #pick(row) {
    if (this.#unit === null) this.#context.app.actions.select({ unit: row });
  }

  /** @param {HTMLElement} copy */
  async #copy(copy) {
    const { t } = this.#context;
    const lane = this.#lane;
    if (!lane) return;
    const units = Array.from({ length: lane.cell.hidden_size }, (_, unit) => unit);
    const rows = units.map((unit) => this.#columns.map((column) => lane.value(this.#name, unit, column)));
    const labels = this.#columns.map(({ label }) => label);
    try {
      await navigator.clipboard.writeText(JSON.stringify({ block: this.#name, columns: labels, rows }));
      copy.textContent = t("copied");
    } catch {
      copy.textContent = t("copy_failed");
    }
    setTimeout(() => (copy.textContent = t("copy_block")), 1600);
  }
}
