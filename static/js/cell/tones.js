/** In which colour a value is drawn, written and plotted. */

const OWN = new Set(["f", "i", "g", "o", "z", "r", "n"]);
const SPARE = ["g", "o", "i", "r", "f", "n"];

/** Colours of values that have none of their own follow one another. @param {import("../trace/model.js").CellModel} model @param {string} name */
export function toneOf(model, name) {
  if (name === "h") return "state-h";
  if (OWN.has(name) && !model.states.includes(name)) return `gate-${name}`;
  if (model.states.includes(name)) return "state-c";
  const others = model.values.filter((value) => !OWN.has(value) && !model.states.includes(value));
  return `gate-${SPARE[others.indexOf(name) % SPARE.length]}`;
}
