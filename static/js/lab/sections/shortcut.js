/**
 * The product of forget gates and the textbook's bound beside the exact gradient, and the exact
 * gradients of other kinds of cell.
 *
 * @typedef {import("../../types.js").LabScene} LabScene
 * @typedef {import("../../types.js").LabFigure} LabFigure
 * @typedef {import("../../types.js").LabSection} LabSection
 * @typedef {import("../../types.js").Kind} Kind
 * @typedef {object} ShortcutLine   one of the server's result lines: a kind of cell
 * @property {Kind} kind
 * @property {boolean} own
 * @property {"forward"|"reverse"} direction
 * @property {(number|null)[]} h
 * @property {(number|null)[]} [c]                of a cell that has one
 * @property {Record<string, (number|null)[]>} [states]  of all other states
 * @property {string} memory                      the state along whose line the shortcut goes
 * @property {(number|null)[]} [forget_product]   absent without such a line, as gap is
 * @property {(number|null)[]} [gap]              exact less forget_product
 * @property {(number|null)[]} [textbook_bound]   absent without a recurrent matrix, as step_factor is
 * @property {number} [step_factor]
 * @property {boolean} is_bound
 * @property {{t: number, log10_factor: number}|null} misleading
 * @property {Verdict} [verdict]                  of the scenario's own cell
 * @typedef {{t: number, log10_factor: number}} Gap
 * @typedef {object} Verdict
 * @property {{first: number, last: number}|null} reached   in reading order; null: no gradient arrives
 * @property {Gap|null} too_small                 where exact over direct path is largest
 * @property {Gap|null} too_large                 where direct path over exact is
 * @property {{count: number, t: number}|null} only_around  steps that a gradient reaches another way alone
 * @property {{first: number, last: number, is_all: boolean}|null} fine
 * @property {number|null} bound_over_exact       log10, at the first step reached
 * @typedef {{name: string, values: Float64Array, colour: string, dash?: string, width?: number, isEstimate?: boolean}} Curve
 */

import { keepingGate } from "../../cell/bounds.js";
import { hueOf } from "../../cell/tones.js";
import { isPlainWord } from "../../cell/names.js";
import { choiceTitle } from "../../scenario/cell-title.js";
import { powerText, stepsOf } from "../../numbers/phrases.js";
import { powerNumber, sentenceNumber } from "../../numbers/written.js";
import { curve, logarithms, logAxis } from "../../plots/lines.js";
import { windowAround } from "../../plots/scene.js";
import { stepOf } from "../../plots/axes.js";

const HEIGHT = 260;
const TABLE_STEPS = 100;
/** The textbook's line may widen the axis by as much as all others need, and no further. */
const WIDEN = 1;
const LEAST_SPAN = 4;
const DASHES = ["solid", "7px,2px,2px,2px"];

/** Within this factor, in decades, the textbook's number is near. */
const NEAR = Math.log10(2);

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

/**
 * @param {readonly any[]} results
 * @returns {{own: ShortcutLine|null, others: ShortcutLine[]}}
 */
function shortcutLines(results) {
  const lines = /** @type {ShortcutLine[]} */ (results.filter((line) => line.analysis === "shortcut"));
  return { own: lines.find((line) => line.own) ?? null, others: lines.filter((line) => !line.own) };
}

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
    reading: i18n.t(`lab.shortcut.reading_${pathKind(scene, own)}`, pathParams(scene, own)),
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
function curvesOf(scene, own, others) {
  const { i18n, theme, lane: { model } } = scene;
  const { forget_product: product, textbook_bound: bound } = own;
  const states = Object.entries({ ...(own.c && { c: own.c }), ...own.states });
  const gate = keepingGate(model)?.gate;
  return [
    { name: i18n.t("lab.shortcut.exact", { state: "h" }), values: logarithms(own.h), colour: theme.colour("h"), width: 1.8 },
    ...states.map(([state, values]) => ({ name: i18n.t("lab.shortcut.exact", { state }), values: logarithms(values), colour: theme.colour(hueOf(model, state)), width: state === own.memory ? 4 : 1.8 })),
    ...(product ? [{ name: i18n.t(`lab.shortcut.path_${pathKind(scene, own)}`, pathParams(scene, own)), values: logarithms(product), colour: theme.colour(gate ? hueOf(model, gate) : "f"), dash: "6px,3px", width: 1.8 }] : []),
    ...(bound ? [{ name: i18n.t(own.is_bound ? "lab.shortcut.name_bound" : "lab.shortcut.name_estimate"), values: logarithms(bound),
      colour: theme.inkSoft, dash: "1.5px,3px", width: 1.8, isEstimate: true }] : []),
    ...others.map((line, k) => ({ name: i18n.t("lab.shortcut.other", { kind: choiceTitle(line, i18n) }), values: logarithms(line.h),
      colour: theme.token("--line-strong"), dash: DASHES[k % DASHES.length], width: 1.2 })),
  ];
}

/**
 * Which words the direct path has: those of a gate that the field has a name for, where it keeps the
 * state that it usually keeps.
 * @param {LabScene} scene
 * @param {ShortcutLine} own
 */
function pathKind({ lane: { model } }, { memory, forget_product: product }) {
  if (!product) return "none";
  const kept = keepingGate(model);
  const isNamed = kept?.state === memory && !kept.isComplement && isPlainWord(model, kept.gate);
  if (isNamed && kept.gate === "f" && memory === "c") return "forget";
  return isNamed && kept.gate === "z" && memory === "h" ? "update" : "other";
}

/** @param {LabScene} scene @param {ShortcutLine} own */
function pathParams({ lane: { model } }, { memory }) {
  const kept = keepingGate(model);
  const factor = kept?.state === memory ? (kept.isComplement ? `1 − ${kept.gate}` : kept.gate) : `∂${memory}/∂${memory}′`;
  return { state: memory, factor };
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
  return [`t = ${t}`, ...lines, i18n.t(key, { factor: powerText(Math.abs(gap)) })];
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

// Where, and by what factor, the shortcuts mislead: in sentences.

/** @param {LabScene} scene @returns {string[]} */
function shortcutWords(scene) {
  const { own, others } = shortcutLines(scene.results);
  if (!own?.verdict) return [];
  const { i18n } = scene;
  const { verdict } = own;
  const { reached } = verdict;
  if (!reached) return [i18n.t("lab.shortcut.nothing")];
  return [
    ...(own.forget_product ? directPath(scene, own, verdict) : [i18n.t("lab.shortcut.no_line")]),
    ...(reached.first === reached.last || !own.textbook_bound ? [] : [textbook(scene, own, verdict, reached.first)]),
    ...(others.length > 0 ? [kinds(scene, [own, ...others], reached.first)] : []),
  ];
}

/** @param {LabScene} scene @param {ShortcutLine} own @param {Verdict} verdict @returns {string[]} */
function directPath(scene, own, { fine, too_small: small, too_large: large, only_around: around }) {
  const { i18n } = scene;
  const names = { product: i18n.t(`lab.shortcut.product_${pathKind(scene, own)}`, pathParams(scene, own)), state: own.memory };
  if (fine?.is_all) return [i18n.t("lab.shortcut.fine", names)];
  const off = [{ key: "lab.shortcut.too_small", gap: small }, { key: "lab.shortcut.too_large", gap: large }]
    .sort((a, b) => (b.gap?.log10_factor ?? 0) - (a.gap?.log10_factor ?? 0));
  return [
    ...off.flatMap(({ key, gap }) => (gap ? [i18n.t(key, { ...names, t: gap.t, factor: powerText(gap.log10_factor) })] : [])),
    ...(around ? [i18n.t("lab.shortcut.only_around", { ...names, steps: stepsOf(i18n, around.count), t: around.t })] : []),
    ...(fine && fine.first < fine.last ? [i18n.t("lab.shortcut.fine_between", { ...names, from: fine.first, to: fine.last })] : []),
  ];
}

/** @param {LabScene} scene @param {ShortcutLine} own @param {Verdict} verdict @param {number} t */
function textbook({ i18n }, own, { bound_over_exact: over }, t) {
  const params = { t, step: sentenceNumber(own.step_factor), factor: powerText(Math.abs(over ?? NaN)) };
  if (over === null) return i18n.t(own.step_factor === 0 ? "lab.shortcut.estimate_zero" : "lab.shortcut.bound_unknown", params);
  const key = own.is_bound ? (over > NEAR ? "bound" : "bound_close") : Math.abs(over) <= NEAR ? "estimate_close" : `estimate_${over > 0 ? "large" : "small"}`;
  return i18n.t(`lab.shortcut.${key}`, params);
}

/** @param {LabScene} scene @param {readonly ShortcutLine[]} lines @param {number} t */
function kinds({ i18n }, lines, t) {
  const said = lines.map((line) => i18n.t(line.own ? "lab.shortcut.kind_own" : "lab.shortcut.kind_other", {
    kind: choiceTitle(line, i18n), value: powerText(line.h[t]),
  }));
  return i18n.t("lab.shortcut.kinds", { t, values: said.join(i18n.t("lab.comma")) });
}
