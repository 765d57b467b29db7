/**
 * What is wrong with equations, in the language of the page.
 *
 * @typedef {import("../base/i18n.js").I18n} I18n
 * @typedef {import("../types.js").EquationPlace} EquationPlace
 */

/** "line 2, column 5: …" @param {I18n} i18n @param {EquationPlace} place */
export function sayError(i18n, { kind, line, column, details, message }) {
  const key = `cells.error.${kind}`;
  if (!i18n.has(key)) return message;
  return i18n.t("cells.at", { line, column, text: i18n.t(key, spokenDetails(i18n, details)) });
}

/** @param {I18n} i18n @param {EquationPlace} place */
export function sayWarning(i18n, { kind, details, message }) {
  const key = `cells.warning.${kind}`;
  return i18n.has(key) ? i18n.t(key, details) : message;
}

/** Details that are phrases begin with "@", with what they name after colons. @param {I18n} i18n @param {Record<string, string>} details */
function spokenDetails(i18n, details) {
  const spoken = Object.entries(details).map(([name, value]) => [name, value.startsWith("@") ? phrase(i18n, value.slice(1)) : value]);
  return Object.fromEntries(spoken);
}

/** @param {I18n} i18n @param {string} text */
function phrase(i18n, text) {
  const [name, ...named] = text.split(":");
  return i18n.t(`cells.word.${name}`, Object.fromEntries(named.map((value, k) => [k, value])));
}
