/**
 * Along which paths the gradient came: what every part of ∂L/∂h(t) and ∂L/∂c(t) has of the whole.
 *
 * @typedef {import("../../types.js").LabScene} LabScene
 * @typedef {import("../../types.js").LabFigure} LabFigure
 * @typedef {import("../../types.js").LabSection} LabSection
 * @typedef {{name: string, share: number}} Part
 * @typedef {object} PathShares   the server's result line of a state: null where no gradient arrives
 * @property {string} state
 * @property {string[]} parts                   P names
 * @property {(number|null)[][]} log10_part     (P, T)
 * @property {(number|null)[]} log10_norm       (T)
 * @property {(number|null)[][]} share          (P, T): of the sum of the norms of all parts
 * @property {(number|null)[]} left             (T): the norm of the whole over that sum
 * @property {(number|null)[]} mean_share       (P)
 * @property {number} reached                   at how many steps a gradient arrives
 * @property {number[]} unknown                 steps at which it is not finite
 * @property {{t: number, left: number}|null} most_cancelled
 */

import { keepingGate } from "../../cell/bounds.js";
import { hueOf } from "../../cell/tones.js";
import { isPlainWord } from "../../cell/names.js";
import { shareText, stepsOf } from "../../numbers/phrases.js";
import { powerNumber } from "../../numbers/written.js";
import { windowAround } from "../../plots/scene.js";
import { stepOf } from "../../plots/axes.js";
import { bandColour, bandLabels, blocks, stackedBands } from "../stacked-shares.js";

const HEIGHT = 200;
const TABLE_STEPS = 100;
/** Names that the catalogue has a short form of; a gate's is its letter. */
const SPELLED = new Set(["loss", "above", "direct", "line", "h", "peephole"]);

/** @type {LabSection} */
export const paths = {
  key: "paths",
  request: ({ view: { layer, direction } }) => [{ name: "paths", layer, direction }],
  figures: (scene) => statesOf(scene).map((shares) => figure(scene, shares)),
  words: (scene) => pathWords(scene, statesOf(scene)),
  followsStep: true,
};

/**
 * The cell state first: it is what the line is there for.
 * @param {LabScene} scene
 * @returns {PathShares[]}
 */
const statesOf = ({ results }) => results.filter((line) => line.analysis === "paths" && line.parts.length > 0)
  .sort((one, other) => Number(one.state === "h") - Number(other.state === "h"));

/** @param {LabScene} scene @param {PathShares} shares @returns {LabFigure} */
function figure(scene, shares) {
  const { i18n, theme, lane } = scene;
  const { state } = shares;
  const title = i18n.t("lab.paths.title", { state });
  const bands = shares.parts.map((name, part) => ({
    name: nameOf(scene, state, name), label: shortOf(scene, state, name), colour: bandColour(theme, colourOf(scene, name)), shares: numbers(shares.share[part]),
  }));
  const left = i18n.t("lab.paths.left");
  return {
    key: state,
    title,
    reading: i18n.t(state === "h" ? "lab.paths.reading_h" : "lab.paths.reading_state", { state, gate: placeIn(scene, throughOf(shares)) }),
    data: [...stackedBands(bands, theme), leftLine(left, shares, theme)],
    layout: { yaxis: shareAxis(i18n.t("lab.paths.axis")), annotations: bandLabels(bands) },
    height: HEIGHT,
    hasTimeAxis: true,
    legend: [...bands.map(({ name, colour }) => ({ name, colour })), { name: left, colour: theme.ink, dash: "2px,2px" }],
    table: table(scene, shares, title),
    readout: ({ x }) => readout(scene, shares, stepOf(x, lane.steps)),
    select: ({ x }) => ({ t: stepOf(x, lane.steps) }),
  };
}

/** One of the parts that the step read next sends back. @param {PathShares} shares */
const throughOf = ({ parts }) => parts.filter((name) => !SPELLED.has(name))[1] ?? parts.find((name) => !SPELLED.has(name)) ?? parts[0];

/** @param {LabScene} scene @param {string} state @param {string} name */
function nameOf(scene, state, name) {
  const gate = name === "direct" ? keptBy(scene) : placeIn(scene, name);
  return scene.i18n.t(SPELLED.has(name) ? `lab.paths.part.${name}` : "lab.paths.part.gate", { gate, state });
}

/** The gate that keeps h. @param {LabScene} scene */
const keptBy = ({ lane: { model } }) => keepingGate(model)?.gate ?? "h";

/** A value, and where its name does not say it, of which step: "o+" is that of the step read next. @param {LabScene} scene @param {string} name */
const placeIn = ({ lane: { direction } }, name) => (name.endsWith("+") ? `${name.slice(0, -1)}(t${direction === "reverse" ? "−" : "+"}1)` : name);

/** @param {LabScene} scene @param {string} state @param {string} name */
const shortOf = (scene, state, name) => (SPELLED.has(name) ? scene.i18n.t(`lab.paths.short.${name}`, { state }) : placeIn(scene, name));

/** @param {LabScene} scene @param {string} name */
function colourOf({ theme, lane: { model } }, name) {
  if (name === "loss" || name === "above" || name === "peephole") return theme.inkSoft;
  if (name === "line") return theme.colour("c");
  return theme.colour(name === "direct" ? "h" : hueOf(model, name.replace(/\+$/, "")));
}

/** @param {string} name @param {PathShares} shares @param {import("../../drawing/palette.js").Theme} theme */
function leftLine(name, { left }, { ink }) {
  return {
    type: "scatter", mode: "lines", name, ...blocks(numbers(left)), connectgaps: false, hoverinfo: "skip",
    line: { color: ink, width: 1.4, dash: "2px,2px" },
  };
}

/** @param {string} title */
const shareAxis = (title) => ({
  title: { text: title }, range: [0, 1.02], tickmode: "array", tickvals: [0, 0.25, 0.5, 0.75, 1], ticktext: ["0", "", "50", "", "100"],
});

/** @param {readonly (number|null)[]} values */
const numbers = (values) => Float64Array.from(values, (value) => value ?? NaN);

/** Nothing arrives, or what arrives is not finite. @param {PathShares} shares @param {number} t */
const normAt = ({ log10_norm: logs, unknown }, t) => powerNumber(logs[t] ?? (unknown.includes(t) ? NaN : -Infinity));

/** @param {LabScene} scene @param {PathShares} shares @param {number} t @returns {string[]} */
function readout(scene, shares, t) {
  const { i18n } = scene;
  const { state, left } = shares;
  const head = i18n.t("lab.paths.hover", { t, state, value: normAt(shares, t) });
  if (left[t] === null) return [head];
  const parts = shares.parts.map((name, part) => i18n.t("lab.paths.hover_part", {
    part: nameOf(scene, state, name), share: shareText(i18n, shares.share[part][t]), value: powerNumber(shares.log10_part[part][t] ?? -Infinity),
  })).reverse();
  return [head, ...parts, i18n.t("lab.paths.hover_left", { share: shareText(i18n, left[t]) })];
}

/** @param {LabScene} scene @param {PathShares} shares @param {string} title */
function table(scene, shares, title) {
  const { i18n, lane } = scene;
  const { state, parts, left } = shares;
  const [from, to] = windowAround(scene.t, lane.steps, TABLE_STEPS);
  const rows = Array.from({ length: to - from + 1 }, (_, k) => from + k).map((t) => [
    String(t), normAt(shares, t), ...shares.share.map((values) => shareText(i18n, values[t])), shareText(i18n, left[t]),
  ]);
  const caption = i18n.t("plots.table_steps", { name: title, from, to, steps: lane.steps });
  const head = ["t", `‖∂L/∂${state}‖`, ...parts.map((name) => nameOf(scene, state, name)), i18n.t("lab.paths.left")];
  return { caption, head, rows };
}

// What the paths of a gradient say in sentences: at the playhead, over the whole sequence, and
// where the parts cancel.

/** So many parts are named at the playhead, the largest first. */
const NAMED = 3;
/** A part smaller than this is not worth its words. */
const WORTH_NAMING = 0.005;
/** Less left than this, and it is said that the parts cancel. */
const CANCELLED = 0.5;
/** What cancels as much as this is not told apart. */
const SAME = 1.05;

/**
 * @param {LabScene} scene
 * @param {readonly PathShares[]} states
 * @returns {string[]}
 */
function pathWords(scene, states) {
  const reached = states.filter((paths) => paths.reached > 0);
  if (reached.length === 0) return states.length > 0 ? [scene.i18n.t("lab.paths.nothing")] : [];
  return [
    ...states.map((paths) => atPlayhead(scene, paths)),
    ...reached.map((paths) => overAll(scene, paths)),
    ...reached.flatMap((paths) => cancelled(scene, paths)),
  ];
}

/** @param {LabScene} scene @param {PathShares} paths */
function atPlayhead(scene, paths) {
  const { i18n, t } = scene;
  const { state } = paths;
  if (paths.left[t] === null) return i18n.t(paths.unknown.includes(t) ? "lab.paths.unknown_at" : "lab.paths.none_at", { t, state });
  const named = ranked(paths, paths.share.map((values) => values[t])).slice(0, NAMED).filter(({ share }, k) => k === 0 || share >= WORTH_NAMING);
  const parts = named.map((part) => i18n.t("lab.paths.share_came", { share: shareText(i18n, part.share), way: wayOf(scene, state, part.name) }));
  return i18n.t("lab.paths.at", { t, state, parts: parts.join(i18n.t("lab.comma")) });
}

/** The largest first. @param {PathShares} paths @param {readonly (number|null)[]} shares @returns {Part[]} */
const ranked = ({ parts }, shares) => parts.map((name, part) => ({ name, share: shares[part] ?? 0 })).sort((a, b) => b.share - a.share);

/** @param {LabScene} scene @param {string} state @param {string} name */
function wayOf(scene, state, name) {
  const { i18n, lane } = scene;
  if (SPELLED.has(name)) return i18n.t(`lab.paths.way.${name}`, { state, gate: keptBy(scene) });
  const value = name.replace(/\+$/, "");
  const isWord = name === value && !lane.model.states.includes(name) && isPlainWord(lane.model, name);
  return isWord ? i18n.t(`lab.paths.way.gate_${name}`) : i18n.t("lab.paths.way.gate_other", { name: placeIn(scene, name) });
}

/** @param {LabScene} scene @param {PathShares} paths */
function overAll(scene, paths) {
  const { i18n } = scene;
  const [first] = ranked(paths, paths.mean_share);
  const steps = stepsOf(i18n, paths.reached);
  const params = { state: paths.state, steps, share: shareText(i18n, first.share), way: wayOf(scene, paths.state, first.name) };
  return i18n.t(first.share > 0.5 ? "lab.paths.most" : "lab.paths.largest", params);
}

/** @param {LabScene} scene @param {PathShares} paths @returns {string[]} */
function cancelled({ i18n, t }, { state, left, most_cancelled: most }) {
  if (!most || most.left >= CANCELLED) return [];
  const own = left[t] ?? 1;
  const isMost = own <= most.left * SAME;
  const here = isMost || own < CANCELLED ? t : most.t;
  const key = isMost || here === most.t ? "lab.paths.cancel_most" : "lab.paths.cancel_here";
  return [i18n.t(key, { t: here, state, share: shareText(i18n, left[here]), most: shareText(i18n, most.left), where: most.t })];
}
