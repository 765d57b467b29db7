/**
 * The itemised map: the loss of which step sends how much gradient to which step.
 *
 * @typedef {import("../../types.js").LabScene} LabScene
 * @typedef {import("../../types.js").LabFigure} LabFigure
 * @typedef {import("../../types.js").LabSection} LabSection
 * @typedef {import("../../types.js").LabPoint} LabPoint
 * @typedef {import("../../types.js").State} State
 * @typedef {import("../itemised-map.js").Row} Row
 * @typedef {import("../itemised-map.js").MapWay} MapWay
 */

import { keepingGate } from "../../cell/bounds.js";
import { hueOf } from "../../cell/tones.js";
import { isPlainWord } from "../../cell/names.js";
import { powerText, shareText, stepsOf, together } from "../../numbers/phrases.js";
import { powerNumber, sentenceNumber } from "../../numbers/written.js";
import { curve, logAxis, ruler } from "../../plots/lines.js";
import { windowAround } from "../../plots/scene.js";
import { ItemisedMap } from "../itemised-map.js";
import { colouredBy, logScale, MOST_DECADES } from "../log-scale.js";

const HEIGHT = { map: 300, row: 110, lines: 190 };
const TABLE = { sources: 60, steps: 24 };
/** More rows than a screen can show are not asked for. */
const SOURCES = { most: 256, long: 128, longFrom: 600 };
/** A change by less than this a step is none, in decades; one by more than this is growth. */
const [LEVEL, GROWN] = [2e-4, Math.log10(2)];

/**
 * @param {Readonly<State>} state
 */
function request({ trace }) {
  const isLong = (trace?.steps ?? 0) > SOURCES.longFrom;
  return [{ name: "map", max_sources: isLong ? SOURCES.long : SOURCES.most }];
}

/** At first what the cell remembers by, as the doctor follows it. @param {LabScene} scene */
function quantityOf({ options, lane: { model } }) {
  const wanted = options.quantity ?? keepingGate(model)?.state ?? "h";
  return wanted === "x" || model.states.includes(wanted) ? wanted : "h";
}

/** @param {LabScene} scene */
function colourOf(scene) {
  const quantity = quantityOf(scene);
  return scene.theme.colour(quantity === "x" ? "a" : hueOf(scene.lane.model, quantity));
}

/** @param {LabScene} scene */
function mapOf(scene) {
  const { layer, direction } = scene.lane;
  return ItemisedMap.from(scene.results, { quantity: quantityOf(scene), layer, direction });
}

/** @param {LabScene} scene */
function controls({ i18n, lane: { model } }) {
  const label = (/** @type {string} */ state) => (isPlainWord(model, state) ? i18n.t(`lab.map.of.${state}`) : i18n.t("lab.map.of.other", { name: state }));
  const memory = keepingGate(model)?.state ?? "h";
  const states = [memory, ...model.states.filter((state) => state !== memory)];
  const choices = [...states.map((value) => ({ value, label: label(value) })), { value: "x", label: i18n.t("lab.map.of.x") }];
  return [{ key: "quantity", label: i18n.t("lab.map.quantity"), choices }];
}

/**
 * @param {LabScene} scene
 * @returns {LabFigure[]}
 */
function figures(scene) {
  const map = mapOf(scene);
  if (map.rows.length === 0) return [];
  const lines = [heatMap(scene, map), sentBack(scene, map)];
  return map.rows.length > 1 ? [...lines, received(scene, map)] : lines;
}

/**
 * @param {LabScene} scene
 * @param {ItemisedMap} map
 * @returns {LabFigure}
 */
function heatMap(scene, map) {
  const { i18n, theme } = scene;
  const symbol = quantityOf(scene);
  const scale = logScale(theme, everyNorm(map));
  const { edges, norms } = map.bands();
  const blank = new Array(map.steps).fill(null);
  const z = norms.map((row) => (row ? Array.from(row, (value) => (Number.isFinite(value) ? value : null)) : blank));
  const reading = i18n.t("lab.map.reading", { quantity: symbol });
  const height = map.rows.length > 1 ? HEIGHT.map : HEIGHT.row;
  return {
    key: "map",
    title: i18n.t("lab.map.title", { quantity: symbol }),
    reading: scale.isCut ? together(i18n, [reading, i18n.t("lab.map.cut", { decades: MOST_DECADES })]) : reading,
    data: [{ type: "heatmap", x0: 0, dx: 1, y: edges, z, ...colouredBy(scale, theme, height - 60) }],
    layout: {
      plot_bgcolor: theme.surface,
      xaxis: { title: { text: i18n.t("lab.map.axis_t") }, range: [-0.5, map.steps - 0.5], showgrid: false },
      yaxis: { title: { text: i18n.t("lab.map.axis_s") }, range: [edges[0], edges.at(-1)], showgrid: false, tickformat: "d" },
    },
    height,
    hasTimeAxis: true,
    table: heatTable(scene, map),
    readout: ({ x, y }) => cellReadout(scene, map, { x, y }),
    select: toStep(map.steps),
  };
}

/** @param {ItemisedMap} map */
function* everyNorm(map) {
  for (const { norms } of map.rows) yield* norms;
}

/**
 * @param {number} steps
 * @returns {(point: LabPoint) => {t: number}}
 */
const toStep = (steps) => ({ x }) => ({ t: Math.min(steps - 1, Math.max(0, Math.round(x))) });

/**
 * @param {LabScene} scene
 * @param {ItemisedMap} map
 * @param {LabPoint} point
 */
function cellReadout({ i18n }, map, { x, y }) {
  const row = map.nearest(y);
  const t = toStep(map.steps)({ x, y }).t;
  const value = row?.norms[t] ?? NaN;
  if (!row || !Number.isFinite(value)) return [i18n.t("lab.map.hover_none", { s: row?.source ?? "–", t })];
  const own = row.norms[row.source] ?? NaN;
  const lines = [i18n.t("lab.map.hover", { s: row.source, t, value: powerNumber(value) })];
  if (Number.isFinite(own) && t !== row.source) lines.push(i18n.t("lab.map.hover_own", { value: powerNumber(own) }));
  return lines;
}

/**
 * @param {LabScene} scene
 * @param {ItemisedMap} map
 */
function heatTable(scene, map) {
  const { i18n, t } = scene;
  const [from, to] = windowAround(t, map.steps, TABLE.steps);
  const middle = map.rows.findIndex((row) => row.source >= t);
  const [first, last] = windowAround(middle < 0 ? map.rows.length - 1 : middle, map.rows.length, TABLE.sources);
  const rows = map.rows.slice(first, last + 1).map(({ source, norms }) =>
    [String(source), ...Array.from(norms.subarray(from, to + 1), (value) => powerNumber(value))]);
  const head = ["s", ...Array.from({ length: to - from + 1 }, (_, k) => `t = ${from + k}`)];
  const sources = { first: map.rows[first]?.source ?? 0, last: map.rows[last]?.source ?? 0 };
  return { caption: i18n.t("lab.map.table", { quantity: quantityOf(scene), from, to, ...sources }), head, rows };
}

/**
 * What single losses send: the one at the playhead, and the one followed.
 * @param {LabScene} scene
 * @param {ItemisedMap} map
 * @returns {LabFigure}
 */
function sentBack(scene, map) {
  const { i18n, theme } = scene;
  const colour = colourOf(scene);
  const rows = shownRows(scene, map);
  const nameOf = (/** @type {Row} */ row) => i18n.t("lab.map.loss_at", { s: row.source });
  const looks = [{ colour, width: 2.2 }, { colour: theme.inkSoft, dash: "6px,3px", width: 1.6 }];
  const steps = Array.from({ length: map.steps }, (_, t) => t);
  const data = rows.map((row, k) => curve(nameOf(row), steps, row.norms, looks[k] ?? { colour }));
  const horizon = map.way?.log10_horizon ?? null;
  return {
    key: "sent",
    title: i18n.t("lab.map.sent_title", { quantity: quantityOf(scene) }),
    reading: i18n.t("lab.map.sent_reading", { s: map.way?.source ?? "–" }),
    data: [...data].reverse(),
    layout: {
      xaxis: { title: { text: i18n.t("lab.map.axis_t") }, range: [-0.5, map.steps - 0.5] },
      yaxis: logAxis(data, { title: i18n.t("plots.axis_norm"), height: HEIGHT.lines, show: horizon === null ? [] : [horizon] }),
      shapes: horizon === null ? [] : [ruler(horizon, theme.ink)],
    },
    height: HEIGHT.lines,
    hasTimeAxis: true,
    legend: rows.map((row, k) => ({ name: nameOf(row), ...(looks[k] ?? { colour }) })),
    table: linesTable(i18n.t("lab.map.sent_title", { quantity: quantityOf(scene) }), "t", steps, rows.map((row) => ({ name: nameOf(row), values: row.norms }))),
    readout: (point) => {
      const { t } = toStep(map.steps)(point);
      return [`t = ${t}`, ...rows.map((row) => `${nameOf(row)}: ${powerNumber(row.norms[t] ?? NaN)}`)];
    },
    select: toStep(map.steps),
  };
}

/**
 * @param {LabScene} scene
 * @param {ItemisedMap} map
 * @returns {Row[]} the source after the playhead, and the one followed where that is another
 */
function shownRows({ t }, map) {
  const rows = [map.sourceAfter(t), map.followed].filter((row) => row !== undefined);
  return [...new Set(/** @type {Row[]} */ (rows))];
}

/**
 * What the step at the playhead gets from each source.
 * @param {LabScene} scene
 * @param {ItemisedMap} map
 * @returns {LabFigure}
 */
function received(scene, map) {
  const { i18n } = scene;
  const t = Math.min(scene.t, map.steps - 1);
  const symbol = quantityOf(scene);
  const colour = colourOf(scene);
  const sources = map.rows.map((row) => row.source);
  const norms = map.column(t);
  const title = i18n.t("lab.map.received_title", { quantity: symbol, t });
  const data = [curve(title, sources, norms, { colour, width: 2.2 })];
  return {
    key: "received",
    title,
    reading: i18n.t("lab.map.received_reading", { t }),
    data,
    layout: {
      xaxis: { title: { text: i18n.t("lab.map.axis_s") }, range: [-0.5, map.steps - 0.5] },
      yaxis: logAxis(data, { title: i18n.t("plots.axis_norm"), height: HEIGHT.lines }),
    },
    height: HEIGHT.lines,
    hasTimeAxis: true,
    table: linesTable(title, "s", sources, [{ name: `t = ${t}`, values: norms }]),
    readout: ({ x }) => cellReadout(scene, map, { x: t, y: x }),
    select: toStep(map.steps),
  };
}

/**
 * @param {string} caption
 * @param {string} head
 * @param {readonly number[]} places
 * @param {readonly {name: string, values: ArrayLike<number>}[]} columns
 */
function linesTable(caption, head, places, columns) {
  const rows = places.map((place, k) => [String(place), ...columns.map(({ values }) => powerNumber(values[k] ?? NaN))]);
  return { caption, head: [head, ...columns.map((column) => column.name)], rows };
}

/**
 * @param {LabScene} scene
 * @returns {string[]}
 */
function words(scene) {
  const map = mapOf(scene);
  if (!map.way) return [];
  const sentences = [reachSentence(scene, map.way), rateSentence(scene, map.way), map.rows.length > 1 ? strongestSentence(scene, map.way) : ""];
  if (scene.state.scenario.loss.kind === "probe" && map.rows.length > 1) sentences.push(scene.i18n.t("lab.map.probe"));
  if (quantityOf(scene) === "x") sentences.push(scene.i18n.t("lab.map.x_through_all"));
  return sentences.filter((sentence) => sentence !== "");
}

/** @param {LabScene} scene @param {MapWay} way */
function reachSentence(scene, { source, t: own, log10_norm: start, horizon, end }) {
  const { i18n } = scene;
  const place = { s: source, own, quantity: quantityOf(scene) };
  if (start === null) return i18n.t("lab.map.nothing", place);
  if (end.steps === 0) return "";
  if (horizon) return i18n.t("lab.map.reach", { ...place, t: horizon.t, steps: stepsOf(i18n, horizon.steps) });
  const left = end.log10_left ?? -Infinity;
  if (left > GROWN) return i18n.t("lab.map.grows", { ...place, t: end.t, factor: powerText(left) });
  return i18n.t("lab.map.reaches_all", { ...place, t: end.t, share: shareText(i18n, 10 ** left) });
}

/** @param {LabScene} scene @param {MapWay} way */
function rateSentence(scene, { rate }) {
  if (!rate) return "";
  const { i18n } = scene;
  const quantity = quantityOf(scene);
  const isLevel = Math.abs(rate.log10_factor ?? -Infinity) < LEVEL;
  return i18n.t(isLevel ? "lab.map.level" : "lab.map.rate", { quantity, factor: sentenceNumber(rate.factor), steps: stepsOf(i18n, rate.steps) });
}

/** @param {LabScene} scene @param {MapWay} way */
function strongestSentence({ i18n }, { source: followed, strongest }) {
  if (!strongest) return "";
  const { t, source: s, log10_norm, log10_of_it: share } = strongest;
  const value = powerText(log10_norm);
  if (s === followed || share === null) return i18n.t("lab.map.strongest", { t, s, value });
  return i18n.t(s === t ? "lab.map.strongest_own" : "lab.map.strongest_and_last", { t, s, value, last: followed, share: powerText(share) });
}

/** @type {LabSection} */
export const map = { key: "map", request, controls, figures, words, followsStep: true };
