/**
 * What a drawn cell is made of. A layout is data: places and quantities, no values; `picture.js`
 * says how it looks for given values and a given phase, `drawing.js` puts that on the page.
 *
 * @typedef {import("../types.js").Kind} Kind
 * @typedef {import("../types.js").Pass} Pass
 * @typedef {import("../cell/phases.js").Window} Window
 * @typedef {import("../drawing/path.js").Point} Point
 *
 * @typedef {object} Label   the number beside a wire or a node
 * @property {number} x
 * @property {number} y                        of the baseline
 * @property {"start"|"middle"|"end"} anchor
 * @property {string} [symbol]                 written before the number, within the anchored text
 * @property {string} [gradient]               its symbol in the backward pass
 * @property {Point} [symbolAt]                where the symbol stands if not right before the number
 * @property {Pass} [only]                     the pass that shows it; both by default
 * @property {boolean} [isSoft]                a contribution rather than a state or a gate
 * @property {boolean} [isBare]                the symbol alone, without the number
 * @property {number} [characters]             of the number at its widest; NARROWEST by default
 * @property {number} [room]                   a vector's text of that many characters instead of one number
 *
 * @typedef {object} CircuitNode
 * @property {string} id
 * @property {"gate"|"squash"|"times"|"plus"|"sum"|"minus"|"over"|"port"|"joint"} kind
 * @property {number} x        of its centre
 * @property {number} y
 * @property {string} quantity
 * @property {string} tone     a custom property of tokens.css without its dashes: "gate-f", "state-c" …
 * @property {Window} window   when it computes
 * @property {string} [block]  gate: whose activation it applies
 * @property {string|null} [value]  gate: the value that it makes
 * @property {string} [fold]  the equation that is folded into it
 * @property {string} [caption]  what a box says
 * @property {string} [light]  what pointing at it lights: a value or a weight by its name
 * @property {readonly number[]} [slope]  the node of the graph that its derivative is; empty: none
 * @property {Label} [local]   where its local derivative stands in the backward pass
 * @property {readonly string[]} [factors]  times: the quantities it multiplies
 * @property {Pass} [only]     the pass that has it; both by default
 *
 * @typedef {object} Wire
 * @property {string} id
 * @property {string} from
 * @property {string} to
 * @property {readonly Point[]} points
 * @property {string} quantity
 * @property {string} [backward]   the quantity it carries in the backward pass, where that has another name
 * @property {string} tone
 * @property {Window} window
 * @property {Label} [label]
 * @property {Pass} [only]       the pass that has it; both by default
 * @property {boolean} [isBridge]  passes over another wire
 * @property {Pass} [arrow]      the pass in which it leaves the picture: forward at its end, backward at its start
 * @property {string} [light]    what pointing at it lights
 * @property {string} [owner]    of a weight: the value in whose equation it stands
 * @property {number} [thickest] keeps a short stub from looking like a block
 * @property {number} [slender]  where lines run close to each other: so much of the usual width
 *
 * @typedef {object} Valve   on a wire: turns across it as the gate shuts
 * @property {string} gate
 * @property {number} x
 * @property {number} y
 * @property {boolean} isVertical  the wire's run
 *
 * @typedef {"wide"|"short"|"narrow"} Size   short: wide, but for a region of little height
 *
 * @typedef {object} Layout
 * @property {Kind|"automatic"} kind
 * @property {Record<string, {forward: import("./topology.js").Source, backward: import("./topology.js").Source}>} sources   the numbers, by quantity
 * @property {readonly import("../cell/phases.js").Phase[]} phases
 * @property {Readonly<Record<string, string>>} [words]   what its quantities are, as the equations write it; of drawn layouts the texts say it
 * @property {number} width
 * @property {number} height
 * @property {CircuitNode[]} nodes
 * @property {Wire[]} wires
 * @property {Valve[]} valves
 * @property {{x: number, y: number, quantity: string, text: string, isSign?: boolean}[]} letters   names of the gates, and signs of what is taken away
 * @property {{x: number, y: number, width: number, height: number}|null} strip   room for all units
 */

/** @typedef {Omit<Layout, "sources"|"phases">} Drawing   a drawn layout as it stands, before it knows its numbers */

/** Half sizes of the nodes, where wires end. */
export const SIZES = Object.freeze({
  gate: Object.freeze({ x: 34, y: 23 }),
  squash: Object.freeze({ x: 26, y: 15 }),
  times: Object.freeze({ x: 15, y: 15 }),
  plus: Object.freeze({ x: 15, y: 15 }),
  minus: Object.freeze({ x: 17, y: 13 }),
  over: Object.freeze({ x: 15, y: 15 }),
  sum: Object.freeze({ x: 9, y: 9 }),
  port: Object.freeze({ x: 0, y: 0 }),
  joint: Object.freeze({ x: 2.5, y: 2.5 }),
});

/** Width of a character of a number, and the height above and below its baseline, in layout units. */
export const TEXT = Object.freeze({ character: 7.25, above: 10, below: 3, symbol: 12, gradientSymbol: 44, gap: 5 });

/**
 * @param {number} x
 * @param {number} y
 * @param {"start"|"middle"|"end"} anchor
 * @param {Partial<Label>} [rest]
 * @returns {Label}
 */
export const label = (x, y, anchor, rest = {}) => ({ x, y, anchor, ...rest });

/** @param {Wire} wire @param {Pass} pass @returns {string} what it carries in a pass */
export const quantityIn = ({ quantity, backward }, pass) => (pass === "backward" ? backward ?? quantity : quantity);

/**
 * A gate's stem: from the buses of x and h′ over the sum to its box, with all that is added there.
 * @param {object} stem
 * @param {string} stem.block
 * @param {string} stem.tone
 * @param {number} stem.x
 * @param {{box: number, sum: number, hidden: number, input: number}} stem.rows   y of each
 * @param {{weigh: Window, sum: Window, squash: Window}} stem.windows
 * @param {boolean} stem.hasBias
 * @param {boolean} stem.isWide        room for the numbers of the three contributions
 * @param {boolean} [stem.isReset]     the candidate of a GRU: what comes from h′ comes another way
 * @returns {{nodes: CircuitNode[], wires: Wire[]}}
 */
export function stem({ block, tone, x, rows, windows, hasBias, isWide, isReset = false }) {
  const sum = `sum_${block}`;
  const soft = { isSoft: true, only: /** @type {Pass} */ ("forward") };
  /** @type {CircuitNode[]} */
  const nodes = [
    { id: block, kind: "gate", x, y: rows.box, quantity: block, tone, window: windows.squash, block },
    { id: sum, kind: "sum", x, y: rows.sum, quantity: `z_${block}`, tone, window: windows.sum },
    { id: `tap_x_${block}`, kind: "joint", x, y: rows.input, quantity: "x", tone: "input-x", window: windows.weigh },
  ];
  /** @type {Wire[]} */
  const wires = [
    wire(`wx_${block}`, `tap_x_${block}`, sum, [[x, rows.input], [x, rows.sum + 9]], "input-x", windows.weigh,
      isWide ? label(x + 6, rows.input - 13, "start", soft) : undefined, { isBridge: rows.input > rows.hidden }),
    wire(`z_${block}`, sum, block, [[x, rows.sum - 9], [x, rows.box + 23]], tone, windows.sum,
      label(x + 6, rows.box + 43, "start")),
  ];
  if (!isReset) addRecurrent(nodes, wires, { block, x, rows, windows, isWide });
  if (hasBias) {
    nodes.push({ id: `bias_${block}`, kind: "port", x: x + 21, y: rows.sum, quantity: `b_${block}`, tone: "input-x", window: windows.weigh });
    wires.push(wire(`b_${block}`, `bias_${block}`, sum, [[x + 21, rows.sum], [x + 9, rows.sum]], "input-x", windows.weigh,
      isWide ? label(x + 24, rows.sum + 4, "start", soft) : undefined, { thickest: 4 }));
  }
  return { nodes, wires };
}

/**
 * @param {CircuitNode[]} nodes
 * @param {Wire[]} wires
 * @param {{block: string, x: number, rows: {sum: number, hidden: number, input: number}, windows: {weigh: Window}, isWide: boolean}} stem
 */
function addRecurrent(nodes, wires, { block, x, rows, windows, isWide }) {
  const tap = `tap_h_${block}`;
  const text = isWide ? label(x - 19, rows.hidden - 9, "end", { isSoft: true }) : undefined;
  nodes.push({ id: tap, kind: "joint", x: x - 15, y: rows.hidden, quantity: "h_prev", tone: "state-h", window: windows.weigh });
  wires.push(wire(`uh_${block}`, tap, `sum_${block}`, [[x - 15, rows.hidden], [x - 15, rows.sum], [x - 9, rows.sum]],
    "state-h", windows.weigh, text, { isBridge: rows.hidden > rows.input, backward: `back_${block}` }));
}

/**
 * @param {string} id            also the quantity it carries, unless `rest` names another
 * @param {string} from
 * @param {string} to
 * @param {readonly Point[]} points
 * @param {string} tone
 * @param {Window} window
 * @param {Label} [text]
 * @param {Partial<Wire>} [rest]
 * @returns {Wire}
 */
export function wire(id, from, to, points, tone, window, text, rest = {}) {
  return { id, from, to, points, quantity: id, tone, window, ...(text ? { label: text } : {}), ...rest };
}

/**
 * A line that many wires leave: one wire from tap to tap, so that each piece has two ends.
 * @param {string} quantity
 * @param {string} tone
 * @param {Window} window
 * @param {string} from
 * @param {readonly Point[]} lead              from the port to where the bus begins
 * @param {readonly {id: string, x: number}[]} taps
 * @param {Label} text
 * @param {{isBridge?: boolean, backward?: readonly string[]}} [rest]  isBridge: the lead passes over another bus;
 *   backward: what each piece carries in the backward pass
 * @returns {Wire[]}
 */
export function bus(quantity, tone, window, from, lead, taps, text, { isBridge = false, backward } = {}) {
  const y = lead[lead.length - 1][1];
  const [start, end] = window;
  const span = (end - start) / taps.length;
  return taps.map((tap, k) => {
    const isFirst = k === 0;
    /** @type {readonly Point[]} */
    const points = isFirst ? [...lead, [tap.x, y]] : [[taps[k - 1].x, y], [tap.x, y]];
    const rest = { quantity, ...(backward ? { backward: backward[k] } : {}), ...(isFirst ? { arrow: /** @type {const} */ ("backward"), isBridge } : {}) };
    return wire(`${quantity}_${k}`, isFirst ? from : taps[k - 1].id, tap.id, points, tone,
      [start + k * span, start + (k + 1) * span], isFirst ? text : undefined, rest);
  });
}
