/**
 * Weights, biases and inputs written in the equations are dragged like those of the circuit. Only
 * with a mouse or a pen: a finger scrolls here, and the circuit has the same numbers.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../hands/handles.js").Handle} Handle
 */

import { draggedValue, followDrag, gestureKey, showWholeStep } from "../hands/gesture.js";
import { Handles } from "../hands/handles.js";
import { pointedAt } from "../hands/offers.js";

/**
 * What can be changed of what an element stands for.
 * @param {App} app
 * @param {() => import("../cell/reading.js").Reading|null} reading  the one that is shown
 * @returns {(target: EventTarget|null) => Handle|null}
 */
export const handleFinder = ({ store }, reading) => (target) => {
  const pointed = pointedAt(target);
  const shown = reading();
  if (!pointed || !shown) return null;
  const { scenario, limits } = store.state;
  const handle = new Handles(shown, scenario, limits).of(pointed.quantity, pointed.index);
  return handle && handle.kind !== "gate" && Number.isFinite(handle.value) ? handle : null;
};

/**
 * @param {HTMLElement} table
 * @param {App} app
 * @param {(target: EventTarget|null) => Handle|null} handleOf
 */
export function makeTermsDraggable(table, app, handleOf) {
  const { store, actions } = app;
  /** @param {PointerEvent|MouseEvent} event @returns {Handle|null} */
  const handleAt = ({ target }) => handleOf(target);
  table.addEventListener("pointerover", (event) => {
    if (table.classList.contains("is-dragging")) return;
    table.classList.toggle("is-over-handle", event.pointerType !== "touch" && handleAt(event) !== null);
  });
  table.addEventListener("pointerdown", (event) => {
    const handle = event.button === 0 && event.pointerType !== "touch" ? handleAt(event) : null;
    if (!handle) return;
    event.preventDefault();
    const merge = gestureKey("term");
    followDrag(table, event, {
      begin: () => {
        if (handle.kind === "input") actions.pause();
        showWholeStep(app);
      },
      move: (pixels) => actions.editScenario(handle.edit(store.state.scenario, draggedValue(handle, pixels)), { merge }),
      end: () => table.classList.remove("is-over-handle"),
    });
  });
}
