/**
 * Which steps of the input the loss depends on: the norm of its gradient at every step, and
 * gradient × input, what each input value adds to the loss to first order.
 *
 * @typedef {import("../../types.js").LabScene} LabScene
 * @typedef {import("../../types.js").LabFigure} LabFigure
 * @typedef {import("../../types.js").LabSection} LabSection
 * @typedef {object} Saliency   the server's result line
 * @property {(number|null)[]} log10_norm              (T): null for a norm of zero
 * @property {(number|null)[][]} gradient_times_input  (T, D)
 */

import { peak } from "../../drawing/colour-scales.js";
import { percent, rough, roughPower } from "../../numbers/phrases.js";
import { powerNumber, valueNumber } from "../../numbers/plotted.js";
import { stepOf } from "../../plots/axes.js";
import { curve, logarithms, logAxis } from "../../plots/log-axis.js";
import { colouredBySign } from "../log-scale.js";

const NORM = "‖∂L/∂x(t)‖";
const NORM_HEIGHT = 200;
const SCALE = "scale";
const EACH = "each";
const MOST = 0.9;
/** Norms this near to each other, relatively, are the same in all the digits that were sent. */
const TIED = 1e-5;
const NAMED = 6;
const TABLE_CHANNELS = 8;
const LABELLED_CHANNELS = 24;

/** @type {LabSection} */
export const saliency = {
  key: "saliency",
  request: () => [{ name: "saliency" }],
  controls: ({ i18n }) => [{
    key: SCALE,
    label: i18n.t("lab.saliency.scale"),
    choices: ["all", EACH].map((value) => ({ value, label: i18n.t(`lab.saliency.scale_${value}`) })),
  }],
  figures: (scene) => {
    const found = resultOf(scene);
    return found ? [normFigure(scene, found), productFigure(scene, found)] : [];
  },
  words: (scene) => {
    const found = resultOf(scene);
    return found ? sentences(scene, found) : [];
  },
};

/**
 * @param {LabScene} scene
 * @returns {Saliency|null}
 */
const resultOf = ({ results }) => results.find((line) => line.analysis === "saliency") ?? null;

/**
 * What every step has of the sum of all norms. Norms are compared as exponents first, so that
 * those below the smallest float still have their share.
 * @param {readonly (number|null)[]} logNorms
 * @returns {number[]} T, their sum 1; all of them 0 where there is no gradient
 */
export function sharesOf(logNorms) {
  const largest = logNorms.reduce((/** @type {number} */ most, value) => Math.max(most, value ?? -Infinity), -Infinity);
  if (largest === -Infinity) return logNorms.map(() => 0);
  const weights = logNorms.map((value) => (value === null ? 0 : 10 ** (value - largest)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/**
 * @param {readonly number[]} shares
 * @param {number} wanted
 * @returns {number} how many steps, the largest first, have this share together
 */
export function fewestSteps(shares, wanted) {
  const sorted = [...shares].sort((a, b) => b - a);
  let sum = 0;
  const index = sorted.findIndex((share) => (sum += share) >= wanted - 1e-12);
  return index < 0 ? sorted.length : index + 1;
}

/**
 * The characters of a text stand for its channels.
 * @param {LabScene} scene
 * @param {number} channels
 * @returns {string[]} D
 */
function channelNames({ state: { scenario } }, channels) {
  const { sequence } = scenario;
  const letters = "alphabet" in sequence ? [...sequence.alphabet] : [];
  return Array.from({ length: channels }, (_, d) => letters[d] ?? String(d));
}

/**
 * @param {LabScene} scene
 * @param {Saliency} found
 * @returns {LabFigure}
 */
function normFigure({ theme, i18n }, { log10_norm: logs }) {
  const shares = sharesOf(logs);
  const line = curve(NORM, logs.map((_, t) => t), logarithms(logs), { colour: theme.token("--gradient") });
  const number = (/** @type {number} */ t) => powerNumber(logs[t] ?? -Infinity);
  const share = (/** @type {number} */ t) => percent(shares[t] ?? 0, i18n.lang);
  return {
    key: "norm",
    title: i18n.t("lab.saliency.norm_title"),
    reading: i18n.t("lab.saliency.norm_reading"),
    data: [line],
    layout: { yaxis: logAxis([line], { title: NORM, height: NORM_HEIGHT }) },
    height: NORM_HEIGHT,
    hasTimeAxis: true,
    table: {
      caption: i18n.t("lab.saliency.norm_title"),
      head: ["t", NORM, i18n.t("lab.saliency.share")],
      rows: logs.map((_, t) => [String(t), number(t), share(t)]),
    },
    readout: ({ x }) => {
      const t = stepOf(x, logs.length);
      return [i18n.t("lab.saliency.norm_readout", { t, value: number(t) }), i18n.t("lab.saliency.share_readout", { share: share(t) })];
    },
  };
}

/**
 * @param {LabScene} scene
 * @param {Saliency} found
 * @returns {LabFigure}
 */
function productFigure(scene, { gradient_times_input: products }) {
  const { theme, i18n } = scene;
  const names = channelNames(scene, products[0]?.length ?? 0);
  const isEach = scene.options[SCALE] === EACH;
  const shown = products.map((row) => (isEach ? relative(row) : row.map((value) => value ?? 0)));
  const number = (/** @type {number} */ t, /** @type {number} */ d) => valueNumber(products[t]?.[d] ?? NaN);
  const channelAt = (/** @type {number} */ y) => Math.min(names.length - 1, Math.max(0, Math.round(y)));
  return {
    key: "product",
    title: i18n.t("lab.saliency.product_title"),
    reading: i18n.t(isEach ? "lab.saliency.product_reading_each" : "lab.saliency.product_reading"),
    data: [{
      type: "heatmap", x0: 0, dx: 1, y0: 0, dy: 1, z: names.map((_, d) => shown.map((row) => row[d] ?? null)),
      ...colouredBySign(shown.flat(), theme),
    }],
    layout: { yaxis: channelAxis(names, i18n.t("lab.saliency.channel")) },
    height: Math.min(320, 96 + 22 * names.length),
    hasTimeAxis: true,
    table: {
      caption: i18n.t("lab.saliency.product_title"),
      head: ["t", ...names.slice(0, TABLE_CHANNELS).map((name) => i18n.t("lab.saliency.channel_named", { name }))],
      rows: products.map((_, t) => [String(t), ...names.slice(0, TABLE_CHANNELS).map((_, d) => number(t, d))]),
    },
    readout: ({ x, y }) => {
      const t = stepOf(x, products.length);
      const d = channelAt(y);
      return [i18n.t("lab.saliency.product_readout", { t, name: names[d] ?? "", value: number(t, d) })];
    },
  };
}

/**
 * @param {readonly (number|null)[]} row
 * @returns {number[]} as parts of the largest
 */
function relative(row) {
  const values = row.map((value) => value ?? 0);
  const largest = peak(values) || 1;
  return values.map((value) => value / largest);
}

/**
 * Channel 0 on top, as in the sequence's own table; names where they have room.
 * @param {string[]} names
 * @param {string} title
 */
function channelAxis(names, title) {
  const every = Math.ceil(names.length / LABELLED_CHANNELS);
  const tickvals = names.map((_, d) => d).filter((d) => d % every === 0);
  const ticktext = tickvals.map((d) => names[d]);
  return { title: { text: title }, range: [names.length - 0.5, -0.5], tickmode: "array", tickvals, ticktext, showgrid: false };
}

/**
 * @param {LabScene} scene
 * @param {Saliency} found
 * @returns {string[]}
 */
function sentences(scene, found) {
  const { i18n } = scene;
  const shares = sharesOf(found.log10_norm);
  const largest = Math.max(...shares);
  if (largest === 0) return [i18n.t("lab.saliency.nothing")];
  const steps = shares.length;
  const count = fewestSteps(shares, MOST);
  const key = count === 1 ? "lab.saliency.one_step" : count === steps ? "lab.saliency.all_steps" : "lab.saliency.few_steps";
  return [
    firstSentence(scene, found, shares),
    i18n.t(key, { count, steps, share: percent(MOST, i18n.lang) }),
    ...productSentence(scene, found),
  ];
}

/**
 * The step that matters most; several where none stands out.
 * @param {LabScene} scene
 * @param {Saliency} found
 * @param {readonly number[]} shares
 */
function firstSentence({ i18n }, { log10_norm: logs }, shares) {
  const largest = Math.max(...shares);
  const steps = shares.map((_, t) => t).filter((t) => (shares[t] ?? 0) >= largest * (1 - TIED));
  const share = percent(largest, i18n.lang);
  const [t = 0] = steps;
  if (steps.length === 1) return i18n.t("lab.saliency.most", { t, share, value: roughPower(logs[t] ?? NaN, i18n.lang) });
  if (steps.length > NAMED) return i18n.t("lab.saliency.most_many", { count: steps.length, share });
  return i18n.t("lab.saliency.most_tied", { steps: steps.join(i18n.t("lab.comma")), share });
}

/**
 * @param {LabScene} scene
 * @param {Saliency} found
 * @returns {string[]} none where every product is zero
 */
function productSentence(scene, { gradient_times_input: products }) {
  const flat = products.flat().map((value) => value ?? 0);
  const largest = peak(flat);
  if (largest === 0) return [];
  const channels = products[0]?.length ?? 1;
  const index = flat.findIndex((value) => Math.abs(value) === largest);
  const value = flat[index] ?? 0;
  const { i18n } = scene;
  const name = channelNames(scene, channels)[index % channels] ?? "";
  const key = value > 0 ? "lab.saliency.raises" : "lab.saliency.lowers";
  return [i18n.t(key, { t: Math.floor(index / channels), name, value: rough(value, i18n.lang) })];
}
