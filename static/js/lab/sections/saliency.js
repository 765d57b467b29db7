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
 * @property {number[]} share                          (T): of the sum of all norms
 * @property {{steps: number[], share: number}|null} largest   several steps where they tie
 * @property {{count: number, share: number}|null} fewest      so many steps have this share together
 * @property {{t: number, channel: number, value: number}|null} largest_product
 */

import { peak } from "../../drawing/colour-scales.js";
import { powerText, shareText } from "../../numbers/phrases.js";
import { powerNumber, sentenceNumber, tableNumber } from "../../numbers/written.js";
import { curve, logAxis, logarithms } from "../../plots/lines.js";
import { stepOf } from "../../plots/axes.js";
import { colouredBySign } from "../log-scale.js";

const NORM = "‖∂L/∂x(t)‖";
const NORM_HEIGHT = 200;
const SCALE = "scale";
const EACH = "each";
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
function normFigure({ theme, i18n }, { log10_norm: logs, share: shares }) {
  const line = curve(NORM, logs.map((_, t) => t), logarithms(logs), { colour: theme.token("--gradient") });
  const number = (/** @type {number} */ t) => powerNumber(logs[t] ?? -Infinity);
  const share = (/** @type {number} */ t) => shareText(i18n, shares[t]);
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
  const number = (/** @type {number} */ t, /** @type {number} */ d) => tableNumber(products[t]?.[d]);
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
  const { largest, fewest, log10_norm: logs } = found;
  if (!largest || !fewest) return [i18n.t("lab.saliency.nothing")];
  const { count } = fewest;
  const key = count === 1 ? "one_step" : count === logs.length ? "all_steps" : "few_steps";
  return [
    firstSentence(scene, largest, logs),
    i18n.t(`lab.saliency.${key}`, { count, steps: logs.length, share: shareText(i18n, fewest.share) }),
    ...productSentence(scene, found),
  ];
}

/**
 * The step that matters most; several where none stands out.
 * @param {LabScene} scene
 * @param {{steps: number[], share: number}} largest
 * @param {readonly (number|null)[]} logs
 */
function firstSentence({ i18n }, { steps, share: part }, logs) {
  const share = shareText(i18n, part);
  const [t = 0] = steps;
  if (steps.length === 1) return i18n.t("lab.saliency.most", { t, share, value: powerText(logs[t]) });
  if (steps.length > NAMED) return i18n.t("lab.saliency.most_many", { count: steps.length, share });
  return i18n.t("lab.saliency.most_tied", { steps: steps.join(i18n.t("lab.comma")), share });
}

/**
 * @param {LabScene} scene
 * @param {Saliency} found
 * @returns {string[]} none where every product is zero
 */
function productSentence(scene, { largest_product: largest, gradient_times_input: products }) {
  if (!largest) return [];
  const { t, channel, value } = largest;
  const name = channelNames(scene, products[0]?.length ?? 1)[channel] ?? "";
  const key = value > 0 ? "lab.saliency.raises" : "lab.saliency.lowers";
  return [scene.i18n.t(key, { t, name, value: sentenceNumber(value) })];
}
