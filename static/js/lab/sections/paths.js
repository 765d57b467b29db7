/**
 * Along which paths the gradient came: what every part of ∂L/∂h(t) and ∂L/∂c(t) has of the whole.
 *
 * @typedef {import("../../types.js").LabScene} LabScene
 * @typedef {import("../../types.js").LabFigure} LabFigure
 * @typedef {import("../../types.js").LabSection} LabSection
 * @typedef {import("../path-shares.js").PathShares} PathShares
 * @typedef {{name: string, share: number}} Part
 */

import { keepingGate } from "../../cell/bounds.js";
import { hueOf } from "../../cell/tones.js";
import { isPlainWord } from "../../cell/names.js";
import { stepsOf } from "../../numbers/phrases.js";
import { powerNumber } from "../../numbers/plotted.js";
import { windowAround } from "../../plots/scene.js";
import { stepOf } from "../../plots/axes.js";
import { pathShares, meanShares, mostCancelled, sharesAt, stepsWithGradient } from "../path-shares.js";
import { shareText } from "../share-text.js";
import { bandColour, bandLabels, blocks, stackedBands } from "../stacked-shares.js";

const HEIGHT = 200;
const TABLE_STEPS = 100;
/** Names that the catalogue has a short form of; a gate's is its letter. */
const SPELLED = new Set(["loss", "above", "direct", "line", "h", "peephole"]);

/** @type {LabSection} */
export const paths = {
  key: "paths",
  request: () => [],
  figures: (scene) => statesOf(scene).map((shares) => figure(scene, shares)),
  words: (scene) => pathWords(scene, statesOf(scene)),
  followsStep: true,
};

/**
 * The cell state first: it is what the line is there for.
 * @param {LabScene} scene
 * @returns {PathShares[]}
 */
const statesOf = ({ lane }) =>
  [...lane.model.states.filter((state) => state !== "h"), "h"].map((state) => pathShares(lane, state)).filter(({ names }) => names.length > 0);

/** @param {LabScene} scene @param {PathShares} shares @returns {LabFigure} */
function figure(scene, shares) {
  const { i18n, theme, lane } = scene;
  const { state } = shares;
  const title = i18n.t("lab.paths.title", { state });
  const bands = shares.names.map((name, part) => ({
    name: nameOf(scene, state, name), label: shortOf(scene, state, name), colour: bandColour(theme, colourOf(scene, name)), shares: shares.shares[part],
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
const throughOf = ({ names }) => names.filter((name) => !SPELLED.has(name))[1] ?? names.find((name) => !SPELLED.has(name)) ?? names[0];

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
    type: "scatter", mode: "lines", name, ...blocks(left), connectgaps: false, hoverinfo: "skip",
    line: { color: ink, width: 1.4, dash: "2px,2px" },
  };
}

/** @param {string} title */
const shareAxis = (title) => ({
  title: { text: title }, range: [0, 1.02], tickmode: "array", tickvals: [0, 0.25, 0.5, 0.75, 1], ticktext: ["0", "", "50", "", "100"],
});

/** @param {LabScene} scene @param {PathShares} shares @param {number} t @returns {string[]} */
function readout(scene, shares, t) {
  const { i18n } = scene;
  const { state, names, logs, whole, left } = shares;
  const value = powerNumber(whole[t]);
  const head = i18n.t("lab.paths.hover", { t, state, value });
  if (Number.isNaN(left[t])) return [head];
  const parts = names.map((name, part) => i18n.t("lab.paths.hover_part", {
    part: nameOf(scene, state, name), share: shareText(i18n, shares.shares[part][t]), value: powerNumber(logs[part][t]),
  })).reverse();
  return [head, ...parts, i18n.t("lab.paths.hover_left", { share: shareText(i18n, left[t]) })];
}

/** @param {LabScene} scene @param {PathShares} shares @param {string} title */
function table(scene, shares, title) {
  const { i18n, lane } = scene;
  const { state, names, whole, left } = shares;
  const [from, to] = windowAround(scene.t, lane.steps, TABLE_STEPS);
  const rows = Array.from({ length: to - from + 1 }, (_, k) => from + k).map((t) => [
    String(t), powerNumber(whole[t]), ...shares.shares.map((values) => shareText(i18n, values[t])), shareText(i18n, left[t]),
  ]);
  const caption = i18n.t("plots.table_steps", { name: title, from, to, steps: lane.steps });
  const head = ["t", `‖∂L/∂${state}‖`, ...names.map((name) => nameOf(scene, state, name)), i18n.t("lab.paths.left")];
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
  const reached = states.filter((paths) => stepsWithGradient(paths).length > 0);
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
  if (Number.isNaN(paths.left[t])) return i18n.t(isKnown(paths, t) ? "lab.paths.none_at" : "lab.paths.unknown_at", { t, state });
  const named = sharesAt(paths, t).slice(0, NAMED).filter(({ share }, k) => k === 0 || share >= WORTH_NAMING);
  const parts = named.map((part) => i18n.t("lab.paths.share_came", { share: shareText(i18n, part.share), way: wayOf(scene, state, part.name) }));
  return i18n.t("lab.paths.at", { t, state, parts: parts.join(i18n.t("lab.comma")) });
}

/** Whether it is known that nothing arrives; else something is not finite, or not there yet. @param {PathShares} paths @param {number} t */
const isKnown = ({ logs }, t) => logs.every((values) => values[t] === -Infinity);

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
  const [first] = meanShares(paths);
  const steps = stepsOf(i18n, stepsWithGradient(paths).length);
  const params = { state: paths.state, steps, share: shareText(i18n, first.share), way: wayOf(scene, paths.state, first.name) };
  return i18n.t(first.share > 0.5 ? "lab.paths.most" : "lab.paths.largest", params);
}

/** @param {LabScene} scene @param {PathShares} paths @returns {string[]} */
function cancelled({ i18n, t }, paths) {
  const { state, left } = paths;
  const most = mostCancelled(paths);
  if (!most || most.left >= CANCELLED) return [];
  const isMost = left[t] <= most.left * SAME;
  const here = isMost || left[t] < CANCELLED ? t : most.t;
  const key = isMost || here === most.t ? "lab.paths.cancel_most" : "lab.paths.cancel_here";
  return [i18n.t(key, { t: here, state, share: shareText(i18n, left[here]), most: shareText(i18n, most.left), where: most.t })];
}
