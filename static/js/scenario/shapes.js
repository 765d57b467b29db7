/**
 * Names, shapes and row blocks of a network's tensors, as in PyTorch's `state_dict`.
 *
 * An axis of a tensor is made of equal blocks (the gates' rows, the directions' features), so an
 * axis is described as `[blocks, size]`: what has to be kept when a size changes is found by block.
 *
 * @typedef {import("../types.js").Cell} Cell
 * @typedef {import("../types.js").Direction} Direction
 * @typedef {import("../types.js").Kind} Kind
 * @typedef {import("../types.js").Scenario} Scenario
 * @typedef {[blocks: number, size: number]} Axis
 */

/** Row blocks of the weight matrices; the RNN's only one is its pre-activation.
 * @type {Record<Kind, string[]>} */
export const ROW_BLOCKS = { lstm: ["i", "f", "g", "o"], gru: ["r", "z", "n"], rnn: ["a"] };

export const PEEPHOLE_ROWS = ["i", "f", "o"];

/** @param {Cell} cell @returns {Direction[]} */
export function directions(cell) {
  return cell.bidirectional ? ["forward", "reverse"] : ["forward"];
}

/** Every (layer, direction) in the row order of h0 and c0. @param {Cell} cell */
export function lanes(cell) {
  return Array.from({ length: cell.num_layers }, (_, layer) => layer).flatMap((layer) =>
    directions(cell).map((direction) => ({ layer, direction })),
  );
}

/** Width of the top layer's output. @param {Cell} cell */
export function featureSize(cell) {
  return cell.hidden_size * directions(cell).length;
}

/** Width of what a layer reads. @param {Cell} cell @param {number} layer */
export function layerInputSize(cell, layer) {
  return layer === 0 ? cell.input_size : featureSize(cell);
}

/** What an intervention may replace. @param {Kind} kind */
export function interventionTargets(kind) {
  if (kind === "rnn") return ["h"];
  return kind === "gru" ? [...ROW_BLOCKS.gru, "h"] : [...ROW_BLOCKS.lstm, "c", "h"];
}

/** @param {string} part @param {number} layer @param {Direction} direction */
export function tensorName(part, layer, direction) {
  return `${part}_l${layer}${direction === "reverse" ? "_reverse" : ""}`;
}

/**
 * Name → axes of every tensor, in PyTorch's order; a bias has one axis.
 * @param {Cell} cell
 * @returns {Map<string, Axis[]>}
 */
export function tensorAxes(cell) {
  /** @type {Map<string, Axis[]>} */
  const axes = new Map();
  for (const { layer, direction } of lanes(cell)) {
    for (const [part, shape] of laneAxes(cell, layer)) {
      axes.set(tensorName(part, layer, direction), shape);
    }
  }
  return axes;
}

/** @param {Cell} cell @param {number} layer @returns {[string, Axis[]][]} */
function laneAxes(cell, layer) {
  const size = cell.hidden_size;
  /** @type {Axis} */
  const rows = [ROW_BLOCKS[cell.kind].length, size];
  /** @type {Axis} */
  const read = layer === 0 ? [1, cell.input_size] : [directions(cell).length, size];
  /** @type {[string, Axis[]][]} */
  const parts = [
    ["weight_ih", [rows, read]],
    ["weight_hh", [rows, [1, size]]],
  ];
  if (cell.bias) parts.push(["bias_ih", [rows]], ["bias_hh", [rows]]);
  if (cell.peephole) parts.push(["weight_peephole", [[PEEPHOLE_ROWS.length, 1], [1, size]]]);
  return parts;
}

/** Name → lengths of every tensor. @param {Cell} cell @returns {Map<string, number[]>} */
export function tensorShapes(cell) {
  const shapes = [...tensorAxes(cell)].map(
    /** @returns {[string, number[]]} */
    ([name, axes]) => [name, axes.map(([blocks, size]) => blocks * size)],
  );
  return new Map(shapes);
}

/** How many numbers the tensors hold, without a head. @param {Cell} cell */
export function countParameters(cell) {
  let count = 0;
  for (const shape of tensorShapes(cell).values()) count += shape.reduce((a, b) => a * b, 1);
  return count;
}

/**
 * For every index of the new axis the index of the old one that holds the same thing, or −1.
 * @param {Axis} before
 * @param {Axis} after
 * @returns {number[]}
 */
export function axisMap([blocksBefore, sizeBefore], [blocks, size]) {
  return Array.from({ length: blocks * size }, (_, index) => {
    const block = Math.floor(index / size);
    const entry = index % size;
    return block < blocksBefore && entry < sizeBefore ? block * sizeBefore + entry : -1;
  });
}

/** Takes entries by an axis map; what is new is 0. @param {number[]} row @param {number[]} map */
export function remapVector(row, map) {
  return map.map((from) => (from < 0 ? 0 : row[from]));
}

/** @param {number[][]} matrix @param {number[]} rows @param {number[]} columns */
export function remapMatrix(matrix, rows, columns) {
  return rows.map((from) =>
    from < 0 ? columns.map(() => 0) : remapVector(matrix[from], columns),
  );
}
