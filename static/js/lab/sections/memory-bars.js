/**
 * Half-lives of all units, and how much of the time gates stand at an end.
 *
 * @typedef {import("../../types.js").LabScene} LabScene
 * @typedef {import("../../types.js").LabFigure} LabFigure
 * @typedef {import("../memory-reading.js").Memory} Memory
 */

import { hueOf } from "../../cell/tones.js";
import { percent, rough } from "../../numbers/phrases.js";
import { powerOfTen } from "../../numbers/plotted.js";
import { exponentTicks } from "../../plots/gradient-norms.js";
import { mean } from "../memory-reading.js";

const HEIGHT = { lives: 230, row: 21, around: 74 };
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
  const say = (/** @type {number|null|undefined} */ life) => (life === null || life === undefined ? i18n.t("lab.memory.never") : rough(life, i18n.lang));
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
 * @param {LabScene} scene
 * @param {Memory} memory
 * @param {number} unit
 * @returns {LabFigure}
 */
export function saturationFigure({ i18n, theme }, { saturation }, unit) {
  const title = i18n.t("lab.memory.saturation_title", { unit });
  const rows = Object.entries(saturation).flatMap(([gate, { shut, open }]) => [
    { label: i18n.t("lab.memory.gate_all", { gate }), shut: mean(shut), open: mean(open) },
    ...(shut.length > 1 ? [{ label: i18n.t("lab.memory.gate_unit", { gate, unit }), shut: shut[unit] ?? 0, open: open[unit] ?? 0 }] : []),
  ]);
  const parts = [
    { key: "shut", colour: theme.token("--negative"), pattern: "/", of: (/** @type {any} */ row) => row.shut },
    { key: "between", colour: theme.token("--line-strong"), pattern: "", of: (/** @type {any} */ row) => Math.max(0, 1 - row.shut - row.open) },
    { key: "open", colour: theme.token("--positive"), pattern: "", of: (/** @type {any} */ row) => row.open },
  ];
  const labels = rows.map((row) => row.label);
  const data = parts.map(({ key, colour, pattern, of }) => ({
    type: "bar", orientation: "h", name: i18n.t(`lab.memory.${key}`), y: labels, x: rows.map((row) => 100 * of(row)), hoverinfo: "skip",
    marker: { color: colour, pattern: { shape: pattern, fgcolor: theme.surface, fgopacity: 0.6, size: 6 } },
  }));
  const say = (/** @type {any} */ row) => parts.map((part) => percent(part.of(row), i18n.lang));
  return {
    key: "saturation",
    title,
    reading: i18n.t("lab.memory.saturation_reading"),
    data,
    layout: {
      barmode: "stack",
      bargap: 0.28,
      xaxis: { title: { text: i18n.t("lab.memory.axis_share") }, range: [0, 100], dtick: 25, ticksuffix: " %" },
      yaxis: { type: "category", autorange: "reversed", showgrid: false, automargin: true },
    },
    height: HEIGHT.around + HEIGHT.row * rows.length,
    legend: parts.map(({ key, colour }) => ({ name: i18n.t(`lab.memory.${key}`), colour })),
    table: { caption: title, head: ["", ...parts.map(({ key }) => i18n.t(`lab.memory.${key}`))], rows: rows.map((row) => [row.label, ...say(row)]) },
    readout: ({ y }) => {
      const row = rows[Math.min(rows.length - 1, Math.max(0, Math.round(y)))];
      return row ? [row.label, ...say(row).map((text, k) => `${i18n.t(`lab.memory.${parts[k]?.key}`)}: ${text}`)] : [];
    },
  };
}
