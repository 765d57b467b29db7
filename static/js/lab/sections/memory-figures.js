/**
 * Figures of what a lane remembers: half-lives of all units, and what is left of a perturbation at
 * every later step.
 *
 * @typedef {import("../../types.js").LabScene} LabScene
 * @typedef {import("../../types.js").LabFigure} LabFigure
 * @typedef {import("./memory.js").Memory} Memory
 */

import { hueOf } from "../../cell/tones.js";
import { powerNumber, powerOfTen, sentenceNumber, tableNumber } from "../../numbers/written.js";
import { curve, exponentTicks, logAxis, ruler } from "../../plots/lines.js";
import { colouredBy, logScale } from "../log-scale.js";
import { stepAfter } from "./jacobian-figures.js";

const HEIGHT = { lives: 230, curve: 220, row: 14, least: 150, most: 320, around: 70 };
/** What is below this share is as good as forgotten; lower decades would take the room of the others. */
const MOST_DECADES = 8;
const HALF = -Math.log10(2);
const TABLE_UNITS = 24;
/** A half-life below this, in steps, is drawn at the lower edge. */
const SHORTEST = 0.1;
/** Fewer ticks would leave an axis of powers of ten without a scale to read. */
const ROUND = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/**
 * @param {LabScene} scene
 * @param {Memory} memory
 * @param {number} unit
 * @returns {LabFigure}
 */
export function halfLifeFigure(scene, memory, unit) {
  const { i18n, theme } = scene;
  const { half_life_measured: measured, half_life_by_gate: byGate } = memory;
  const axis = livesAxis([...measured, ...(byGate ?? [])]);
  const name = { measured: i18n.t("lab.memory.measured"), gate: i18n.t("lab.memory.by_gate") };
  const hue = (/** @type {string} */ quantity) => theme.colour(hueOf(scene.lane.model, quantity));
  const colour = { measured: hue(memory.memory), gate: hue(memory.gate ?? "f") };
  const data = [
    ...(byGate ? [joints(measured, byGate, axis, theme.inkSoft), points(name.gate, byGate, axis, colour.gate, ["diamond-open", "triangle-up-open"])] : []),
    points(name.measured, measured, axis, colour.measured, ["circle", "triangle-up"]),
  ];
  const title = i18n.t("lab.memory.lives_title");
  const columns = [{ name: name.measured, values: measured }, ...(byGate ? [{ name: name.gate, values: byGate }] : [])];
  const say = (/** @type {number|null|undefined} */ life) => (life === null || life === undefined ? i18n.t("lab.memory.never") : sentenceNumber(life));
  const nearest = (/** @type {number} */ x) => Math.min(measured.length - 1, Math.max(0, Math.round(x)));
  return {
    key: "lives",
    title,
    reading: i18n.t(byGate ? "lab.memory.lives_reading" : "lab.memory.lives_reading_alone", { state: memory.memory }),
    data,
    layout: {
      xaxis: { title: { text: i18n.t("plots.axis_unit") }, range: [-0.6, measured.length - 0.4], tickformat: "d", showgrid: false, ...(measured.length <= 16 ? { dtick: 1 } : {}) },
      yaxis: axis.layout(i18n.t("lab.memory.axis_steps"), i18n.t("lab.memory.never_tick")),
      shapes: measured.length > 1 ? [band(unit, theme)] : [],
    },
    height: HEIGHT.lives,
    legend: [{ name: `● ${name.measured}`, colour: colour.measured }, ...(byGate ? [{ name: `◇ ${name.gate}`, colour: colour.gate }] : [])],
    table: {
      caption: title,
      head: [i18n.t("plots.axis_unit"), ...columns.map((column) => column.name)],
      rows: measured.map((_, k) => [String(k), ...columns.map(({ values }) => say(values[k]))]),
    },
    readout: ({ x }) => {
      const k = nearest(x);
      return [i18n.t("plots.unit", { unit: k }), ...columns.map((column) => `${column.name}: ${say(column.values[k])}`)];
    },
    select: ({ x }) => ({ unit: nearest(x) }),
  };
}

/**
 * A logarithmic axis of steps whose upper edge means never.
 * @param {readonly (number|null)[]} lives
 */
function livesAxis(lives) {
  const known = lives.filter((life) => life !== null && life > 0).map((life) => Math.log10(Math.max(SHORTEST, life ?? 0)));
  const hasNever = lives.some((life) => life === null);
  const low = Math.min(0, ...known) - 0.15;
  const high = Math.max(low + 1, ...known) + 0.15;
  const never = high + 0.12 * (high - low);
  const place = (/** @type {number|null|undefined} */ life) =>
    life === null || life === undefined ? never : Math.max(low, Math.log10(Math.max(SHORTEST, life)));
  const layout = (/** @type {string} */ title, /** @type {string} */ word) => {
    const ticks = lifeTicks(low, high);
    return {
      title: { text: title },
      range: [low, hasNever ? never + 0.06 * (high - low) : high],
      tickmode: "array",
      tickvals: [...ticks.map(({ at }) => at), ...(hasNever ? [never] : [])],
      ticktext: [...ticks.map(({ text }) => text), ...(hasNever ? [word] : [])],
    };
  };
  return { place, layout };
}

/**
 * @param {number} low
 * @param {number} high  logarithms
 */
function lifeTicks(low, high) {
  if (high - low > 2.6) return exponentTicks([low, high], 130).map((at) => ({ at, text: powerOfTen(at) }));
  return ROUND.map((value) => ({ at: Math.log10(value), text: String(value) })).filter(({ at }) => at >= low && at <= high);
}

/**
 * @param {string} name
 * @param {readonly (number|null)[]} lives
 * @param {ReturnType<typeof livesAxis>} axis
 * @param {string} colour
 * @param {[string, string]} symbols  of a life, and of one without end
 */
function points(name, lives, { place }, colour, [usual, endless]) {
  const symbol = lives.map((life) => (life === null ? endless : usual));
  return {
    type: "scatter", mode: "markers", name, x: lives.map((_, unit) => unit), y: lives.map(place), hoverinfo: "skip",
    marker: { color: colour, symbol, size: lives.length > 48 ? 6 : 9, line: { color: colour, width: 1.5 } },
  };
}

/**
 * What joins the two points of every unit.
 * @param {readonly (number|null)[]} measured
 * @param {readonly (number|null)[]} byGate
 * @param {ReturnType<typeof livesAxis>} axis
 * @param {string} colour
 */
function joints(measured, byGate, { place }, colour) {
  return {
    type: "scatter", mode: "lines", connectgaps: false, showlegend: false, hoverinfo: "skip", line: { color: colour, width: 1 },
    x: measured.flatMap((_, unit) => [unit, unit, null]),
    y: measured.flatMap((life, unit) => [place(life), place(byGate[unit]), null]),
  };
}

/**
 * Behind the selected unit.
 * @param {number} unit
 * @param {LabScene["theme"]} theme
 */
function band(unit, theme) {
  const line = { color: theme.token("--accent"), width: 1 };
  return { type: "rect", xref: "x", x0: unit - 0.5, x1: unit + 0.5, yref: "paper", y0: 0, y1: 1, fillcolor: theme.token("--accent-soft"), line, layer: "below" };
}

/**
 * @param {Memory} memory
 * @param {number} unit
 * @returns {Float64Array} K + 1: log10 of the size of what is left in the unit itself; NaN for nothing
 */
function ownLogs({ retained }, unit) {
  return Float64Array.from(retained, (row) => {
    const size = Math.log10(Math.abs(row[unit] ?? NaN));
    return Number.isFinite(size) ? size : NaN;
  });
}

/**
 * @param {Memory} memory
 * @param {number} unit
 * @returns {Float64Array} K + 1: what is left in all units together
 */
const allLogs = ({ log10_retained_in_all: rows }, unit) => Float64Array.from(rows, (row) => row[unit] ?? NaN);

/** @param {Memory} memory */
const placesOf = (memory) => Array.from({ length: memory.steps + 1 }, (_, k) => stepAfter(memory, k));

/**
 * @param {LabScene} scene
 * @param {Memory} memory
 * @param {number} unit
 * @returns {LabFigure}
 */
export function retainedFigure(scene, memory, unit) {
  const { i18n, theme, lane } = scene;
  const places = placesOf(memory);
  const symbol = memory.memory;
  const hue = (/** @type {string} */ name) => theme.colour(hueOf(lane.model, name));
  const parts = [
    { name: i18n.t("lab.memory.left_own"), logs: ownLogs(memory, unit), look: { colour: hue(symbol), width: 2.4 } },
    { name: i18n.t("lab.memory.left_all"), logs: allLogs(memory, unit), look: { colour: theme.colour("o"), width: 1.6, dash: "2px,2px", marker: null } },
  ];
  const rule = ruleOf(scene, memory, unit);
  const lines = [...parts.map(({ name, logs, look }) => curve(name, places, logs, look)), ...(rule ? [rule.line] : [])];
  const title = i18n.t("lab.memory.retained_title", { symbol, unit, t: memory.t });
  const k = (/** @type {number} */ x) => Math.min(memory.steps, Math.max(0, Math.abs(Math.round(x) - memory.t)));
  return {
    key: "retained",
    title,
    reading: i18n.t("lab.memory.retained_reading"),
    data: [...lines].reverse(),
    layout: {
      xaxis: { title: { text: i18n.t("plots.axis_time") }, range: [-0.5, lane.steps - 0.5] },
      yaxis: logAxis(lines, { title: i18n.t("lab.memory.axis_left"), height: HEIGHT.curve, show: [0] }),
      shapes: [ruler(HALF, theme.ink)],
    },
    height: HEIGHT.curve,
    hasTimeAxis: true,
    legend: [...parts, ...(rule ? [rule] : [])].map(({ name, look }) => ({ name, colour: look.colour, ...("dash" in look ? { dash: look.dash } : {}) })),
    table: {
      caption: title,
      head: ["t", "k", ...parts.map((part) => part.name)],
      rows: places.map((t, row) => [String(t), String(row), tableNumber(memory.retained[row]?.[unit]), ...parts.slice(1).map(({ logs }) => powerNumber(logs[row] ?? NaN))]),
    },
    readout: ({ x }) => {
      const lag = k(x);
      const [own, all] = parts.map(({ name }) => name);
      return [
        i18n.t("lab.jacobians.hover_lag", { t: places[lag] ?? memory.t, k: lag }),
        `${own}: ${tableNumber(memory.retained[lag]?.[unit])}`, `${all}: ${powerNumber(memory.log10_retained_in_all[lag]?.[unit] ?? NaN)}`,
      ];
    },
    select: ({ x }) => ({ t: places[k(x)] ?? memory.t }),
  };
}

/**
 * What the gate suggests: the same share at every step, a straight line.
 * @param {LabScene} scene
 * @param {Memory} memory
 * @param {number} unit
 */
function ruleOf({ i18n, theme, lane }, memory, unit) {
  const end = memory.log10_by_gate?.[unit];
  if (end === null || end === undefined) return null;
  const look = { colour: theme.colour(memory.gate ? hueOf(lane.model, memory.gate) : "f"), width: 1.6, dash: "6px,3px", marker: null };
  const name = i18n.t("lab.memory.left_rule");
  return { name, look, line: curve(name, [memory.t, stepAfter(memory, memory.steps)], [0, end], look) };
}

/**
 * All units at once: rows are units, columns steps.
 * @param {LabScene} scene
 * @param {Memory} memory
 * @returns {LabFigure}
 */
export function retainedMap(scene, memory) {
  const { i18n, theme, lane } = scene;
  const units = memory.half_life_measured.length;
  const rows = Array.from({ length: units }, (_, unit) => ownLogs(memory, unit));
  const scale = logScale(theme, rows.flatMap((row) => Array.from(row)), MOST_DECADES);
  const height = Math.min(HEIGHT.most, Math.max(HEIGHT.least, HEIGHT.around + HEIGHT.row * units));
  const isReversed = memory.direction === "reverse";
  const places = placesOf(memory);
  const inOrder = (/** @type {any[]} */ values) => (isReversed ? values.reverse() : values);
  const title = i18n.t("lab.memory.map_title", { t: memory.t });
  const place = (/** @type {{x: number, y: number}} */ { x, y }) => ({
    k: Math.min(memory.steps, Math.max(0, Math.abs(Math.round(x) - memory.t))),
    unit: Math.min(units - 1, Math.max(0, Math.round(y))),
  });
  const valueAt = (/** @type {number} */ k, /** @type {number} */ unit) => tableNumber(memory.retained[k]?.[unit]);
  return {
    key: "retained-map",
    title,
    reading: i18n.t("lab.memory.map_reading"),
    data: [{
      type: "heatmap", x0: Math.min(memory.t, places.at(-1) ?? 0), dx: 1, y0: 0, dy: 1, hoverinfo: "skip",
      z: rows.map((row) => inOrder(Array.from(row, (value) => (Number.isFinite(value) ? value : null)))),
      ...colouredBy(scale, theme, height - HEIGHT.around),
    }],
    layout: {
      plot_bgcolor: theme.surface,
      xaxis: { title: { text: i18n.t("plots.axis_time") }, range: [-0.5, lane.steps - 0.5], showgrid: false },
      yaxis: { title: { text: i18n.t("plots.axis_unit") }, range: [units - 0.5, -0.5], tickformat: "d", showgrid: false, ...(units <= 12 ? { dtick: 1 } : {}) },
    },
    height,
    hasTimeAxis: true,
    table: {
      caption: title,
      head: ["t", "k", ...Array.from({ length: Math.min(units, TABLE_UNITS) }, (_, unit) => i18n.t("plots.unit", { unit }))],
      rows: places.map((t, k) => [String(t), String(k), ...Array.from({ length: Math.min(units, TABLE_UNITS) }, (_, unit) => valueAt(k, unit))]),
    },
    readout: (point) => {
      const { k, unit } = place(point);
      return [i18n.t("lab.memory.hover", { unit, t: places[k] ?? memory.t, k }), valueAt(k, unit)];
    },
    select: (point) => {
      const { k, unit } = place(point);
      return { t: places[k] ?? memory.t, unit };
    },
  };
}
