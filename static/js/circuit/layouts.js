/** The layout for a cell in a region of a given size: a drawn one, or that of its equations. */

import { PHASES } from "../cell/phases.js";
import { automaticLayout } from "./automatic.js";
import { drawnCell, drawnNumbers } from "./drawn-cells.js";
import { gruLayout } from "./layout-gru.js";
import { lstmLayout } from "./layout-lstm.js";
import { rnnLayout } from "./layout-rnn.js";
import { withRoom } from "./number-places.js";

/** @typedef {import("../trace/model.js").CellModel} CellModel */
/** @typedef {import("./layout.js").Layout} Layout */
/** @typedef {import("./layout.js").Size} Size */

/** Regions smaller than this (CSS pixels) would shrink the text of the wide layout below 11 pixels. */
const NARROW_BELOW = 560;
const SHORT_BELOW = 395;

const DRAWINGS = Object.freeze({ lstm: lstmLayout, gru: gruLayout, rnn: rnnLayout });

/**
 * @param {number} width
 * @param {number} height
 * @returns {Size}
 */
export function sizeFor(width, height) {
  if (width < NARROW_BELOW) return "narrow";
  return height < SHORT_BELOW ? "short" : "wide";
}

/** @type {WeakMap<CellModel, Map<string, Layout>>} */
const made = new WeakMap();

/**
 * Made once for a cell and a size.
 * @param {CellModel} model
 * @param {Size} size
 * @param {ReadonlySet<string>} [opened]  of a large cell, equations that are not folded
 * @returns {Layout}
 */
export function layoutFor(model, size, opened = new Set()) {
  const known = made.get(model) ?? new Map();
  made.set(model, known);
  const key = [size, ...opened].join();
  const layout = known.get(key) ?? newLayout(model, size, opened);
  known.set(key, layout);
  return layout;
}

/** @param {CellModel} model @param {Size} size @param {ReadonlySet<string>} opened @returns {Layout} */
function newLayout(model, size, opened) {
  const drawn = drawnCell(model);
  const layout = drawn ? drawnLayout(model, drawn, size) : automaticLayout(model, size, opened);
  const owners = ownersOf(model);
  return withRoom({ ...layout, wires: layout.wires.map((wire) => ({ ...wire, owner: owners.get(wire.light ?? "") })) });
}

/** @param {CellModel} model @param {import("./drawn-cells.js").Drawn} drawn @param {Size} size @returns {Layout} */
function drawnLayout(model, drawn, size) {
  const layout = DRAWINGS[drawn.kind]({ size, ...drawn });
  const { sources, lights, captions, slopes } = drawnNumbers(model, drawn);
  return {
    ...layout, sources, phases: PHASES[drawn.kind],
    nodes: layout.nodes.map((node) => ({
      ...node, light: lights[node.quantity] ?? node.quantity, value: node.block ? lights[node.block] : null,
      caption: node.kind === "minus" ? "1 −" : captions[node.block ?? ""] ?? "", slope: slopes[node.block === "out" ? "squash_c" : node.block ?? ""] ?? [],
    })),
    wires: layout.wires.map((wire) => ({ ...wire, light: lights[wire.quantity] ?? wire.quantity })),
  };
}

/** In whose sum each weight stands. @param {CellModel} model */
function ownersOf(model) {
  /** @type {Map<string, string>} */
  const owners = new Map();
  for (const { name, right } of model.forward) {
    const waiting = [right];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const node = model.node(id);
      if ((node.op === "matvec" || node.op === "parameter") && node.name) owners.set(node.name, name);
      if (node.op !== "named") waiting.push(...node.args);
    }
  }
  return owners;
}
