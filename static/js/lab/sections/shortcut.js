/**
 * The product of forget gates and the textbook's bound beside the exact gradient, and the exact
 * gradients of the two other kinds of cell.
 *
 * @typedef {import("../../types.js").LabScene} LabScene
 * @typedef {import("../../types.js").LabFigure} LabFigure
 * @typedef {import("../../types.js").LabSection} LabSection
 * @typedef {import("../shortcut-reading.js").ShortcutLine} ShortcutLine
 * @typedef {{name: string, values: Float64Array, colour: string, dash?: string, width?: number, isEstimate?: boolean}} Curve
 */

import { powerNumber } from "../../numbers/plotted.js";
import { windowAround } from "../../plots/scene.js";
import { stepOf } from "../../plots/time-axis.js";
import { curve, logarithms, logAxis } from "../../plots/log-axis.js";
import { factorText } from "../share-text.js";
import { shortcutLines } from "../shortcut-reading.js";
import { shortcutWords } from "../shortcut-words.js";

const HEIGHT = 260;
const TABLE_STEPS = 100;
/** The textbook's line may widen the axis by as much as all others need, and no further. */
const WIDEN = 1;
const LEAST_SPAN = 4;
const DASHES = ["solid", "7px,2px,2px,2px"];

/** @type {LabSection} */
export const shortcut = {
  key: "shortcut",
  request: ({ view: { layer, direction } }) => [{ name: "shortcut", layer, direction }],
  figures: (scene) => {
    const { own, others } = shortcutLines(scene.results);
    return own ? [figure(scene, own, others)] : [];
  },
  words: shortcutWords,
};

/** @param {LabScene} scene @param {ShortcutLine} own @param {readonly ShortcutLine[]} others @returns {LabFigure} */
function figure(scene, own, others) {
  const { i18n } = scene;
  const steps = own.h.length;
  const curves = curvesOf(scene, own, others);
  const places = Array.from({ length: steps }, (_, t) => t);
  const title = i18n.t("lab.shortcut.title");
  return {
    key: "shortcut",
    title,
    reading: i18n.t(`lab.shortcut.reading_${own.kind}`),
    data: curves.map(({ name, values, colour, dash, width, isEstimate }) =>
      curve(name, places, values, { colour, dash, width, marker: isEstimate ? null : "circle" })).reverse(),
    layout: { yaxis: axis(curves, i18n.t("plots.axis_norm")) },
    height: HEIGHT,
    hasTimeAxis: true,
    legend: curves.map(({ name, colour, dash }) => ({ name, colour, ...(dash && dash !== "solid" ? { dash } : {}) })),
    table: table(scene, own, curves, title),
    readout: ({ x }) => readout(scene, own, curves, stepOf(x, steps)),
    select: ({ x }) => ({ t: stepOf(x, steps) }),
  };
}

/**
 * The truth first, then what is taken for it, then the other cells.
 * @param {LabScene} scene
 * @param {ShortcutLine} own
 * @param {readonly ShortcutLine[]} others
 * @returns {Curve[]}
 */
function curvesOf({ i18n, theme }, own, others) {
  const { c, forget_product: product } = own;
  const gate = own.kind === "gru" ? "z" : "f";
  return [
    { name: i18n.t("lab.shortcut.exact", { state: "h" }), values: logarithms(own.h), colour: theme.colour("h"), width: 1.8 },
    ...(c ? [{ name: i18n.t("lab.shortcut.exact", { state: "c" }), values: logarithms(c), colour: theme.colour("c"), width: 4 }] : []),
    ...(product ? [{ name: i18n.t(`lab.shortcut.path_${own.kind}`), values: logarithms(product), colour: theme.colour(gate), dash: "6px,3px", width: 1.8 }] : []),
    { name: i18n.t(own.is_bound ? "lab.shortcut.name_bound" : "lab.shortcut.name_estimate"), values: logarithms(own.textbook_bound),
      colour: theme.inkSoft, dash: "1.5px,3px", width: 1.8, isEstimate: true },
    ...others.map((line, k) => ({ name: i18n.t("lab.shortcut.other", { kind: line.kind.toUpperCase() }), values: logarithms(line.h),
      colour: theme.token("--line-strong"), dash: DASHES[k], width: 1.2 })),
  ];
}

/** @param {readonly Curve[]} curves @param {string} title */
function axis(curves, title) {
  const firm = curves.filter(({ isEstimate }) => !isEstimate).map(({ values }) => ({ y: finite(values) }));
  const all = firm.flatMap(({ y }) => y);
  const [low, high] = all.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity]);
  const room = WIDEN * Math.max(LEAST_SPAN, high - low);
  const show = curves.filter(({ isEstimate }) => isEstimate).flatMap(({ values }) =>
    finite(values).map((value) => Math.min(high + room, Math.max(low - room, value))));
  return logAxis(firm, { title, height: HEIGHT, show: all.length > 0 ? show : [] });
}

/** @param {Float64Array} values */
const finite = (values) => [...values].filter((value) => Number.isFinite(value));

/** @param {LabScene} scene @param {ShortcutLine} own @param {readonly Curve[]} curves @param {number} t @returns {string[]} */
function readout({ i18n }, own, curves, t) {
  const lines = curves.map(({ name, values }) => i18n.t("lab.shortcut.hover", { name, value: powerNumber(values[t]) }));
  const gap = own.gap?.[t];
  if (gap === null || gap === undefined) return [`t = ${t}`, ...lines];
  const key = gap >= 0 ? "lab.shortcut.hover_small" : "lab.shortcut.hover_large";
  return [`t = ${t}`, ...lines, i18n.t(key, { factor: factorText(i18n, Math.abs(gap)) })];
}

/** @param {LabScene} scene @param {ShortcutLine} own @param {readonly Curve[]} curves @param {string} title */
function table({ i18n, t }, own, curves, title) {
  const steps = own.h.length;
  const [from, to] = windowAround(t, steps, TABLE_STEPS);
  const { gap } = own;
  const rows = Array.from({ length: to - from + 1 }, (_, k) => from + k).map((step) => [
    String(step), ...curves.map(({ values }) => powerNumber(values[step])),
    ...(gap ? [powerNumber(gap[step] ?? NaN)] : []),
  ]);
  const caption = i18n.t("plots.table_steps", { name: title, from, to, steps });
  return { caption, head: ["t", ...curves.map(({ name }) => name), ...(gap ? [i18n.t("lab.shortcut.ratio")] : [])], rows };
}
