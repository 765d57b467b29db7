/**
 * Operations strung on lines: every operation continues the line of one of its operands, or begins
 * a line of its own; what else it reads comes to it upright. A state whose new value is made of its
 * old one runs on one line from the left edge to the right. Pure.
 *
 * @typedef {import("./topology.js").Operation} Operation
 * @typedef {import("./topology.js").Topology} Topology
 *
 * @typedef {object} Chain
 * @property {string} id
 * @property {string} head            what begins it: a gate's key, "previous c", or empty: its first operation
 * @property {string[]} keys          of its operations, from left to right
 * @property {string|null} state      the state whose old value begins it, or whose new one ends it
 *
 * @typedef {object} Strung
 * @property {Chain[]} chains         the states' first, in their order
 * @property {Map<string, string>} main      operation → what it continues
 * @property {Map<string, string>} aligned   gate → its only reader, which stands above it
 * @property {Map<string, string[]>} readers   operations by what they read
 * @property {Map<string, Operation>} byKey
 * @property {Map<string, string>} makers    state → the operation that makes it
 */

/** @param {Topology} topology @returns {Strung} */
export function strungOn({ operations, states }) {
  const byKey = new Map(operations.map((one) => [one.key, one]));
  const makers = new Map(operations.flatMap((one) => (one.value !== null && states.includes(one.value) ? [[one.value, one.key]] : [])));
  const readers = readersOf(operations);
  /** @type {Map<string, string>} */
  const main = new Map();
  /** @type {Map<string, string>} */
  const next = new Map();
  const link = (/** @type {string} */ from, /** @type {string} */ to) => {
    main.set(to, from);
    next.set(from, to);
  };
  for (const state of states) spine(state, makers, byKey).forEach(([from, to]) => !next.has(from) && !main.has(to) && link(from, to));
  const ends = new Set([...makers.values()]);
  for (const one of operations) {
    if (one.kind === "gate" || main.has(one.key)) continue;
    const sources = one.operands.filter(({ from, isWeighed }) => byKey.has(from) && !isWeighed && !next.has(from) && !ends.has(from)).map(({ from }) => from);
    const best = sources.find((from) => byKey.get(from)?.kind !== "gate") ?? pairOfGates(sources, readers, byKey);
    if (best !== undefined) link(best, one.key);
  }
  return { chains: chainsOf(operations, states, main, next, makers, readers, byKey), main, aligned: alignedOf(operations, readers, next, byKey), readers, byKey, makers };
}

/** Of two gates that meet one goes along, the other comes from below; one that many read goes along. @param {string[]} sources @param {Map<string, string[]>} readers @param {Map<string, Operation>} byKey */
function pairOfGates(sources, readers, byKey) {
  const gates = sources.filter((key) => byKey.get(key)?.kind === "gate");
  const many = gates.find((key) => (readers.get(key) ?? []).length > 1);
  return many ?? gates[0];
}

/** @param {Operation[]} operations */
function readersOf(operations) {
  /** @type {Map<string, string[]>} */
  const readers = new Map();
  for (const { key, kind, operands } of operations) {
    for (const { from, isWeighed } of operands) {
      if (isWeighed || kind === "gate") continue;
      const known = readers.get(from) ?? [];
      if (!known.includes(key)) readers.set(from, [...known, key]);
    }
  }
  return readers;
}

/**
 * The way from a state's old value to its new one, link by link; empty where there is none.
 * @param {string} state
 * @param {Map<string, string>} makers
 * @param {Map<string, Operation>} byKey
 * @returns {[string, string][]}
 */
function spine(state, makers, byKey) {
  const start = makers.get(state);
  if (start === undefined) return [];
  /** @type {Map<string, string>} */
  const after = new Map([[start, ""]]);
  const waiting = [start];
  for (let key = waiting.shift(); key !== undefined; key = waiting.shift()) {
    const one = byKey.get(key);
    if (!one || one.kind === "gate") continue;
    for (const { from, isWeighed } of one.operands) {
      if (isWeighed || after.has(from)) continue;
      after.set(from, key);
      if (from === `previous ${state}`) return unwound(from, after);
      if (!from.startsWith("previous")) waiting.push(from);
    }
  }
  return [];
}

/** @param {string} from @param {Map<string, string>} after @returns {[string, string][]} */
function unwound(from, after) {
  /** @type {[string, string][]} */
  const links = [];
  for (let key = from, to = after.get(key); to; key = to, to = after.get(key)) links.push([key, to]);
  return links;
}

/** Gates whose only reader takes them from below. @param {Operation[]} operations @param {Map<string, string[]>} readers @param {Map<string, string>} next @param {Map<string, Operation>} byKey */
function alignedOf(operations, readers, next, byKey) {
  /** @type {Map<string, string>} */
  const aligned = new Map();
  const taken = new Set();
  for (const { key, kind, value } of operations) {
    const [only, ...others] = readers.get(key) ?? [];
    if (kind !== "gate" || !only || others.length > 0 || next.has(key) || taken.has(only) || value === "h") continue;
    if ((byKey.get(only)?.operands.filter(({ from }) => from === key).length ?? 0) !== 1) continue;
    aligned.set(key, only);
    taken.add(only);
  }
  return aligned;
}

/**
 * @param {Operation[]} operations
 * @param {string[]} states
 * @param {Map<string, string>} main
 * @param {Map<string, string>} next
 * @param {Map<string, string>} makers
 * @param {Map<string, string[]>} readers
 * @param {Map<string, Operation>} byKey
 * @returns {Chain[]}
 */
function chainsOf(operations, states, main, next, makers, readers, byKey) {
  const stateOf = new Map([...makers].map(([state, key]) => [key, state]));
  /** @param {string} first */
  const walk = (first) => {
    const keys = [];
    for (let key = /** @type {string|undefined} */ (first); key !== undefined; key = next.get(key)) keys.push(key);
    return keys;
  };
  const isBegun = (/** @type {string} */ key) => main.has(key);
  const heads = [
    ...states.map((state) => `previous ${state}`).filter((head) => next.has(head) || (readers.get(head) ?? []).length > 0),
    ...operations.filter(({ key, kind }) => !isBegun(key) && (kind !== "gate" || next.has(key) || (readers.get(key) ?? []).length > 1 || stateOf.has(key))).map(({ key }) => key),
  ];
  const chains = heads.map((head) => {
    const [first, ...rest] = walk(head);
    const isBare = byKey.get(head)?.kind === "gate" || head.startsWith("previous");
    const keys = isBare ? rest : [first, ...rest];
    const last = keys[keys.length - 1] ?? head;
    const state = head.startsWith("previous ") ? head.slice(9) : stateOf.get(last) ?? null;
    return { id: head, head: isBare ? head : "", keys, state };
  });
  const rank = (/** @type {Chain} */ { state, head }) => (state === null ? states.length * 2 : 2 * states.indexOf(state) + (head.startsWith("previous") ? 0 : 1));
  return chains.map((chain, k) => ({ chain, k })).sort((a, b) => rank(a.chain) - rank(b.chain) || a.k - b.k).map(({ chain }) => chain);
}

/**
 * Large cells: the inner arithmetic of an equation folded into one box, which reads what the
 * equation reads. Pure.
 *
 * @typedef {import("./topology.js").Operand} Operand
 * @typedef {import("../trace/model.js").CellModel} CellModel
 */

/** More operations than this are too many to be read at once. */
const MOST_OPERATIONS = 44;
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

/** What comes to an operation upright. @param {Strung} strung @param {Operation} one */
export const uprights = (strung, one) => (one.kind === "gate" ? [] : one.operands.map((operand, k) => ({ operand, k })).filter(({ k }) => !isAlong(strung, one, k)));

/** Whether an operand comes along the line of its operation; one that reads the same twice has the other come round. @param {Strung} strung @param {Operation} one @param {number} k */
export const isAlong = ({ main }, { key, operands }, k) =>
  !operands[k].isWeighed && main.get(key) === operands[k].from && operands.findIndex(({ from, isWeighed }) => from === operands[k].from && !isWeighed) === k;
