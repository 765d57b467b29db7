/**
 * What-ifs that are switched off, as the link carries them: `layer,f|r,target,unit,from,to,value`
 * each, with "~" between them. They are no part of the scenario.
 *
 * @typedef {import("../types.js").Intervention} Intervention
 */

/** A name as equations have it. */
const TARGET = /^[a-zA-Z][a-zA-Z0-9]*(_[a-zA-Z0-9]+)*$/;
const MOST = 100;
const COUNT = /^\d{1,6}$/;

/** @param {readonly Intervention[]} parked */
export function formatParked(parked) {
  return parked
    .map(({ layer, direction, target, unit, from, to, value }) => [layer, direction[0], target, unit ?? "", from, to, value].join(","))
    .join("~");
}

/** Anything that makes no sense is left out. @param {string} text @returns {Intervention[]} */
export function parseParked(text) {
  return text.split("~").slice(0, MOST).flatMap(parseOne);
}

/** @param {string} text @returns {Intervention[]} */
function parseOne(text) {
  const [layer, way, target, unit, from, to, value, ...more] = text.split(",");
  const counts = [layer, from, to, ...(unit === "" ? [] : [unit])];
  const isWhole = more.length === 0 && counts.every((count) => COUNT.test(count ?? "")) && Number(from) <= Number(to);
  const isKnown = (way === "f" || way === "r") && TARGET.test(target ?? "");
  if (!isWhole || !isKnown || !value || !Number.isFinite(Number(value))) return [];
  const place = { layer: Number(layer), direction: /** @type {"forward"|"reverse"} */ (way === "f" ? "forward" : "reverse") };
  return [{ ...place, target, unit: unit === "" ? null : Number(unit), from: Number(from), to: Number(to), value: Number(value) }];
}

/** Whether two what-ifs do the same. @param {Intervention} one @param {Intervention} other */
export function isSameIntervention(one, other) {
  return formatParked([one]) === formatParked([other]);
}

/**
 * Those that the scenario does not hold itself: what it holds is on.
 * @param {readonly Intervention[]} off
 * @param {readonly Intervention[]} held
 */
export function withoutHeld(off, held) {
  return off.filter((one) => !held.some((other) => isSameIntervention(one, other)));
}
