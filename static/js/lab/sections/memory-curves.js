/**
 * What is left of a perturbation of a unit's memory at every later step.
 *
 * @typedef {import("../../types.js").LabScene} LabScene
 * @typedef {import("../../types.js").LabFigure} LabFigure
 * @typedef {import("../memory-reading.js").Memory} Memory
 */

import { hueOf } from "../../cell/tones.js";
import { powerNumber, valueNumber } from "../../numbers/plotted.js";
import { curve, logAxis, ruler } from "../../plots/log-axis.js";
import { stepAfter } from "../jacobian-reading.js";
import { colouredBy, logScale } from "../log-scale.js";
import { allLogs, expectedLogs, ownLogs } from "../memory-reading.js";

const HEIGHT = { curve: 220, row: 14, least: 150, most: 320, around: 70 };
/** What is below this share is as good as forgotten; lower decades would take the room of the others. */
const MOST_DECADES = 8;
const HALF = -Math.log10(2);
const TABLE_UNITS = 24;

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
    ...(memory.half_life_by_gate
      ? [{ name: i18n.t("lab.memory.left_rule"), logs: expectedLogs(memory.half_life_by_gate[unit], memory.steps), look: { colour: memory.gate ? hue(memory.gate) : theme.colour("f"), width: 1.6, dash: "6px,3px", marker: null } }]
      : []),
  ];
  const lines = parts.map(({ name, logs, look }) => curve(name, places, logs, look));
  const [own] = parts;
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
    legend: parts.map(({ name, look }) => ({ name, colour: look.colour, ...("dash" in look ? { dash: look.dash } : {}) })),
    table: {
      caption: title,
      head: ["t", "k", ...parts.map((part) => part.name)],
      rows: places.map((t, row) => [String(t), String(row), valueNumber(memory.retained[row]?.[unit] ?? NaN), ...parts.slice(1).map(({ logs }) => powerNumber(logs[row] ?? NaN))]),
    },
    readout: ({ x }) => {
      const lag = k(x);
      const others = parts.filter((part) => part !== own).map(({ name, logs }) => `${name}: ${powerNumber(logs[lag] ?? NaN)}`);
      return [i18n.t("lab.jacobians.hover_lag", { t: places[lag] ?? memory.t, k: lag }), `${own?.name}: ${valueNumber(memory.retained[lag]?.[unit] ?? NaN)}`, ...others];
    },
    select: ({ x }) => ({ t: places[k(x)] ?? memory.t }),
  };
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
  const valueAt = (/** @type {number} */ k, /** @type {number} */ unit) => valueNumber(memory.retained[k]?.[unit] ?? NaN);
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
