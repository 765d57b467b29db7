/**
 * In which colour a value is drawn, written and plotted: one for the circuit, the equations, the
 * plots and the network.
 *
 * @typedef {Pick<import("../trace/model.js").CellModel, "states"|"gates"|"values">} Named
 */

/** Names that have a colour of their own where they are no states. */
const OWN = new Set(["f", "i", "g", "o", "z", "r", "n"]);
/** Names of one colour: no cell that is usual has both. @type {Readonly<Record<string, string>>} */
const TWINS = Object.freeze({ r: "f", z: "i", n: "g", a: "g" });
/** Colours for all other names, those that nobody has first. */
const SPARE = Object.freeze(["gate-g", "gate-o", "gate-i", "gate-f", "value-1", "value-2", "value-3", "value-4"]);

/** @type {WeakMap<readonly string[], Map<string, string>>} by the values of a model */
const known = new WeakMap();

/** @param {Named} model @param {string} name */
export function toneOf(model, name) {
  const tones = known.get(model.values) ?? tonesOf(model);
  known.set(model.values, tones);
  return tones.get(name) ?? (name === "h" ? "state-h" : "gate-a");
}

/** What there is of a tone in its name: the quantity that it is named after, or a number. @param {string} tone */
const hueIn = (tone) => tone.slice(tone.indexOf("-") + 1);

/** The colour of a value as the theme knows it. @param {Named} model @param {string} name */
export const hueOf = (model, name) => (name === "x" ? "x" : hueIn(toneOf(model, name)));

/**
 * Which of those that have no look of their own a value is.
 * @param {Named} model
 * @param {string} name
 * @returns {number} −1 for a name that has one
 */
export const placeOf = (model, name) => othersOf(model).indexOf(name);

/** @param {Named} model */
function tonesOf(model) {
  const isState = (/** @type {string} */ name) => model.states.includes(name);
  const tones = new Map(model.values.filter((name) => OWN.has(name) && !isState(name)).map((name) => [name, `gate-${name}`]));
  const taken = new Set([...tones.keys()].map((name) => `gate-${TWINS[name] ?? name}`));
  const spare = [...SPARE.filter((tone) => !taken.has(tone)), ...SPARE.filter((tone) => taken.has(tone))];
  tones.set("h", "state-h");
  const cell = cellState(model);
  if (cell) tones.set(cell, "state-c");
  othersOf(model).forEach((name, k) => tones.set(name, spare[k % spare.length]));
  return tones;
}

/** The state that has the cell state's colour: c, else the first beside h. @param {Named} model */
const cellState = ({ states }) => (states.includes("c") ? "c" : states.find((state) => state !== "h"));

/** States first, then what is plotted, then all others. @param {Named} model */
function othersOf(model) {
  const { states, gates, values } = model;
  const cell = cellState(model);
  const isOther = (/** @type {string} */ name) => name !== "h" && name !== cell && (states.includes(name) || !OWN.has(name));
  return [...new Set([...states, ...gates, ...values])].filter(isOther);
}
