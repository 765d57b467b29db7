/**
 * Where, and by what factor, the shortcuts mislead: in sentences.
 *
 * @typedef {import("../types.js").LabScene} LabScene
 * @typedef {import("./shortcut-reading.js").ShortcutLine} ShortcutLine
 */

import { stepsOf, rough, roughPower } from "../numbers/phrases.js";
import { factorText } from "./share-text.js";
import { boundOverExact, fineStretch, FINE, firstReached, lineState, misleadings, shortcutLines, stepsOnlyAround, wayBack } from "./shortcut-reading.js";

/** @param {LabScene} scene @returns {string[]} */
export function shortcutWords(scene) {
  const { own, others } = shortcutLines(scene.results);
  if (!own) return [];
  const { i18n } = scene;
  const back = wayBack(own);
  if (!back) return [i18n.t("lab.shortcut.nothing")];
  return [
    ...(own.kind === "rnn" ? [i18n.t("lab.shortcut.no_line")] : directPath(scene, own)),
    ...(back.first === back.last ? [] : [textbook(scene, own, back.first)]),
    ...(others.length > 0 ? [kinds(scene, [own, ...others])] : []),
  ];
}

/** @param {LabScene} scene @param {ShortcutLine} own @returns {string[]} */
function directPath({ i18n }, own) {
  const names = { product: i18n.t(`lab.shortcut.product_${own.kind}`), state: lineState(own) };
  const stretch = fineStretch(own);
  if (stretch?.isAll) return [i18n.t("lab.shortcut.fine", names)];
  const { tooSmall, tooLarge } = misleadings(own);
  const off = [
    { key: "lab.shortcut.too_small", gap: tooSmall }, { key: "lab.shortcut.too_large", gap: tooLarge },
  ].sort((a, b) => (b.gap?.log10 ?? 0) - (a.gap?.log10 ?? 0));
  const sentences = off.flatMap(({ key, gap }) => (gap ? [i18n.t(key, { ...names, t: gap.t, factor: factorText(i18n, gap.log10) })] : []));
  const around = stepsOnlyAround(own);
  if (around.length > 0) sentences.push(i18n.t("lab.shortcut.only_around", { ...names, steps: stepsOf(i18n, around.length), t: around[0] }));
  if (stretch && stretch.from < stretch.to) sentences.push(i18n.t("lab.shortcut.fine_between", { ...names, from: stretch.from, to: stretch.to }));
  return sentences;
}

/** @param {LabScene} scene @param {ShortcutLine} own @param {number} back */
function textbook({ i18n }, own, back) {
  const over = boundOverExact(own, back);
  const params = { t: back, step: rough(own.step_factor, i18n.lang, 2), factor: factorText(i18n, Math.abs(over)) };
  if (Number.isNaN(over)) return i18n.t("lab.shortcut.bound_unknown", params);
  if (own.is_bound) return i18n.t(over > FINE ? "lab.shortcut.bound" : "lab.shortcut.bound_close", params);
  if (over === -Infinity) return i18n.t("lab.shortcut.estimate_zero", params);
  if (Math.abs(over) <= FINE) return i18n.t("lab.shortcut.estimate_close", params);
  return i18n.t(over > 0 ? "lab.shortcut.estimate_large" : "lab.shortcut.estimate_small", params);
}

/** @param {LabScene} scene @param {readonly ShortcutLine[]} lines */
function kinds({ i18n }, lines) {
  const t = firstReached(lines);
  const said = lines.map((line) => {
    const value = roughPower(line.h[t] ?? -Infinity, i18n.lang);
    return i18n.t(line.own ? "lab.shortcut.kind_own" : "lab.shortcut.kind_other", { kind: line.kind.toUpperCase(), value });
  });
  return i18n.t("lab.shortcut.kinds", { t, values: said.join(i18n.t("lab.comma")) });
}
