/**
 * Large cells: the inner arithmetic of an equation folded into one box, which reads what the
 * equation reads. Pure.
 *
 * @typedef {import("./topology.js").Operation} Operation
 * @typedef {import("./topology.js").Operand} Operand
 * @typedef {import("./topology.js").Topology} Topology
 * @typedef {import("../trace/model.js").CellModel} CellModel
 */

/** More operations than this are too many to be read at once. */
export const MOST_OPERATIONS = 44;
/** Fewer are not worth a box. */
const LEAST = 3;

/**
 * @param {Topology} topology
 * @param {CellModel} model
 * @param {ReadonlySet<string>} opened  equations that are shown whole all the same
 * @returns {Topology} the same where the cell is small enough
 */
export function foldedOf(topology, model, opened) {
  if (topology.operations.length <= MOST_OPERATIONS) return topology;
  /** @type {Map<string, string>} maker → box */
  const boxes = new Map();
  /** @type {Operation[]} */
  const operations = [];
  for (const { name } of model.forward) {
    const own = topology.operations.filter(({ equation }) => equation === name);
    const maker = own.find(({ value }) => value === name);
    if (own.length < LEAST || opened.has(name) || !maker) operations.push(...own.map((one) => ({ ...one, operands: one.operands.map((operand) => redirected(operand, boxes)) })));
    else operations.push(boxOf(own, maker, model, boxes));
  }
  return { ...topology, operations };
}

/** @param {Operand} operand @param {Map<string, string>} boxes */
const redirected = (operand, boxes) => ({ ...operand, from: boxes.get(operand.from) ?? operand.from });

/** @param {Operation[]} own @param {Operation} maker @param {CellModel} model @param {Map<string, string>} boxes @returns {Operation} */
function boxOf(own, maker, model, boxes) {
  const key = `${maker.equation}/folded`;
  boxes.set(maker.key, key);
  const inside = new Set(own.map((one) => one.key));
  /** @type {Map<string, Operand>} */
  const read = new Map();
  for (const operand of own.flatMap(({ operands }) => operands)) {
    if (inside.has(operand.from) || operand.from === "constant") continue;
    const found = redirected(operand, boxes);
    const name = `${found.from} ${found.isWeighed}`;
    if (!read.has(name)) read.set(name, { ...found, isNegative: false, through: "", backward: sentTo(found, maker.equation, model) });
  }
  return { ...maker, key, kind: "fold", caption: `${own.length} ⋯`, sum: null, slope: [], operands: [...read.values()] };
}

/** All that an equation sends back to what it reads. @param {Operand} operand @param {string} by @param {CellModel} model */
function sentTo({ from }, by, model) {
  const isState = from.startsWith("previous ");
  const of = isState ? from.slice(9) : from.slice(0, from.lastIndexOf("/"));
  const row = model.backward.find((one) => one.of === of && one.at === undefined);
  return row?.terms?.find((term) => term.by === by && term.later === isState)?.node ?? null;
}
