/** What the circuit says about the phase that is running, and what the cell is called. */

/** @typedef {import("../base/i18n.js").I18n} I18n */
/** @typedef {import("./layout.js").Layout} Layout */
/** @typedef {import("../cell/phases.js").Phase} Phase */

/** @param {I18n} i18n @param {Layout} layout @param {Phase|null} phase @param {import("../types.js").Pass} pass @returns {string|null} */
export function captionOf(i18n, { kind }, phase, pass) {
  if (!phase) return null;
  if (kind !== "automatic") return i18n.t(`circuit.${pass}.${kind}.${phase.id}`);
  return i18n.t(`circuit.${pass}.any.${phase.id}`, { values: (phase.values ?? []).join(", ") });
}

/** @param {I18n} i18n @param {import("../trace/model.js").CellModel} model */
export const cellWord = (i18n, { kind }) => i18n.t(i18n.has(`circuit.kind.${kind}`) ? `circuit.kind.${kind}` : "circuit.kind.any");
