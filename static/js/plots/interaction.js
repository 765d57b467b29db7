/**
 * From gestures over the plots to actions: a click selects, a drag scrubs, hovering names the
 * value, and the common time axis is zoomed.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("./panel.js").Panel} Panel
 * @typedef {import("./panel-set.js").PanelSet} PanelSet
 * @typedef {import("./pointer.js").Point} Point
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./time-axis.js").Range} Range
 *
 * @typedef {object} Surroundings
 * @property {App} app
 * @property {PanelSet} panels
 * @property {import("../drawing/tooltip.js").Tooltip} tooltip
 * @property {() => Scene|null} scene
 * @property {(range: Range|null) => void} setRange  null: the whole sequence
 */

import { scrubTo } from "../state/player.js";
import { GUTTER, unitAt } from "./geometry.js";
import { HeatPanel } from "./panel.js";
import { rowsIn } from "./scene.js";
import { PointerGestures } from "./pointer.js";
import { clampRange, placeAt, stepOf, zoomAround } from "./time-axis.js";
import { unitAtRow } from "./unit-order.js";

/**
 * @param {Panel} panel
 * @param {Surroundings} around
 * @returns {PointerGestures}
 */
export function attachGestures(panel, around) {
  const { app, panels, tooltip, setRange } = around;
  const isHeat = panel instanceof HeatPanel;
  const origin = () => ({ left: isHeat ? 0 : GUTTER.left, top: 0 });
  /** @param {(scene: Scene) => void} act */
  const withScene = (act) => {
    const scene = around.scene();
    if (scene) act(scene);
  };
  /** @type {(scene: Scene, x: number) => number} */
  const place = (scene, x) => placeAt(x, panels.areaWidth, scene.range);
  /** @type {(scene: Scene, point: Point) => {t: number, unit: number}} */
  const locate = (scene, { x, y }) => ({ t: stepOf(place(scene, x), scene.lane.steps), unit: isHeat ? unitIn(scene, y) : scene.unit });
  /** @type {(scene: Scene, y: number) => number} */
  const unitIn = (scene, y) => {
    const { count, order } = rowsIn(scene, panel instanceof HeatPanel ? panel.heatMap.quantity : "h");
    return count > 1 ? unitAtRow(order, unitAt(y, panels.heights.heat, count)) : scene.unit;
  };
  return new PointerGestures(panel.surface, origin, {
    onPress: (point) => withScene((scene) => app.actions.select(locate(scene, point))),
    onDrag: ({ x }) => withScene((scene) => {
      const [from, to] = scene.range;
      const stepWidth = panels.areaWidth / (to - from);
      scrubTo(app.actions, place(scene, x) + 0.5, scene.lane.steps, app.store.state.view.pass, stepWidth);
    }),
    onDragEnd: ({ x }) => withScene((scene) => app.actions.select({ t: stepOf(place(scene, x), scene.lane.steps) })),
    onHover: (point, event) => withScene((scene) => {
      const { t, unit } = locate(scene, point);
      tooltip.show(panel.plot.readout(scene, t, unit), event);
      if (isHeat) app.actions.highlight(panel.heatMap.quantity, unit);
    }),
    onLeave: () => {
      tooltip.hide();
      if (isHeat) app.actions.highlight(null);
    },
    onSpan: (from, to) => withScene((scene) => {
      setRange(clampRange([place(scene, from), place(scene, to)], scene.lane.steps));
    }),
    onZoom: (x, factor) => withScene((scene) => {
      setRange(zoomAround(scene.range, place(scene, x), factor, scene.lane.steps));
    }),
    onPan: (dx) => withScene((scene) => {
      const shift = place(scene, dx) - scene.range[0];
      setRange(clampRange([scene.range[0] + shift, scene.range[1] + shift], scene.lane.steps));
    }),
    onReset: () => setRange(null),
  });
}
