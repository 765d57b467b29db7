/**
 * What a drawn cell is made of. A layout is data: places and quantities, no values; `picture.js`
 * says how it looks for given values and a given phase, `drawing.js` puts that on the page.
 *
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
 * @property {string} kind   the name of a drawn cell, or "automatic"
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
 * @property {Record<string, string>} [scales]   drawn: wires with a strip of all units, and whose scale it takes
 * @property {Record<string, readonly [number, number]>} [shifts]   drawn, narrow: strips off their wires
 */

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

/** @param {Wire} wire @param {Pass} pass @returns {string} what it carries in a pass */
export const quantityIn = ({ quantity, backward }, pass) => (pass === "backward" ? backward ?? quantity : quantity);
