/**
 * Side by side: up to four cells on one sequence, one loss and one clock. Nothing is asked of the
 * analyses: every cell has a run of its own (comparison/compared-runs.js).
 *
 * @typedef {import("../../types.js").LabScene} LabScene
 * @typedef {import("../../types.js").LabSection} LabSection
 * @typedef {import("../../types.js").LabControl} LabControl
 * @typedef {import("../../comparison/figures.js").Quantity} Quantity
 */

import { comparedCells } from "../../comparison/cells.js";
import { gradientFigure, lineFigure, mapFigures, shareFigures, shownCells } from "../../comparison/figures.js";
import { comparisonWords } from "../../comparison/readings.js";
import { mount } from "../../comparison/view.js";

/** @type {LabSection} */
export const compare = {
  key: "compare",
  request: () => [],
  figures: (scene) => {
    const cells = shownCells(cellsOf(scene), scene);
    const { line, map } = choicesOf(scene);
    return [
      gradientFigure(cells, scene),
      lineFigure(cells, scene, /** @type {Quantity} */ (line)),
      ...mapFigures(cells, scene, map === "c" ? "c" : "h"),
      ...shareFigures(cells, scene),
    ];
  },
  words: (scene) => comparisonWords(cellsOf(scene), scene.state.view, scene.i18n),
  controls: (scene) => controlsOf(scene),
  mount,
};

/** @param {LabScene} scene */
const cellsOf = ({ state, trace, i18n }) => comparedCells(state, trace, i18n);

/**
 * What there is to look at: the cell state where a cell has one, outputs where a read-out makes them.
 * @param {LabScene} scene
 * @returns {{lines: Quantity[], maps: ("h"|"c")[]}}
 */
function offered(scene) {
  const cells = shownCells(cellsOf(scene), scene);
  const hasC = cells.some(({ lane }) => lane.model.states.includes("c"));
  const hasY = cells.some(({ trace }) => trace.scenario.head);
  return { lines: [...(hasY ? /** @type {const} */ (["y"]) : []), "h", ...(hasC ? /** @type {const} */ (["c"]) : [])], maps: hasC ? ["h", "c"] : ["h"] };
}

/** @param {LabScene} scene */
function choicesOf(scene) {
  const { lines, maps } = offered(scene);
  const { line = "", map = "" } = scene.options;
  return {
    line: lines.find((one) => one === line) ?? lines[0],
    map: maps.find((one) => one === map) ?? maps[0],
  };
}

/**
 * @param {LabScene} scene
 * @returns {LabControl[]}
 */
function controlsOf(scene) {
  const { i18n } = scene;
  const { lines, maps } = offered(scene);
  const choices = (/** @type {readonly string[]} */ values) => values.map((value) => ({ value, label: i18n.t(`lab.compare.of.${value}`) }));
  const controls = [
    { key: "line", label: i18n.t("lab.compare.line"), choices: choices(lines) },
    { key: "map", label: i18n.t("lab.compare.map"), choices: choices(maps) },
  ];
  return controls.filter(({ choices: all }) => all.length > 1);
}
