/**
 * A layout as SVG, built once; after that a picture only sets the attributes that changed.
 *
 * @typedef {import("./layout.js").Layout} Layout
 * @typedef {import("./values.js").Values} Values
 * @typedef {import("../cell/ghost.js").Ghost} Ghost
 * @typedef {import("./number-places.js").Place} Place
 * @typedef {import("../types.js").Pass} Pass
 */

import { svg } from "../base/dom.js";
import { Turns } from "../base/pace.js";
import { Patch } from "../drawing/patch.js";
import { track } from "../drawing/path.js";
import { deltaPlaces } from "./number-places.js";
import { NodeDrawing } from "./node-drawing.js";
import { picture } from "./picture.js";
import { WireDrawing } from "./wire-drawing.js";

/** So many numbers are written in a frame while they change in every frame. */
const NUMBERS_A_FRAME = 4;
/** CSS pixels to a unit of a picture at least. */
const LEAST_SCALE = Object.freeze({ x: 0.75, y: 0.68 });
/** @type {ReadonlyMap<string, Place>} */
const NOWHERE = new Map();

export class Drawing {
  #layout;
  #tracks;
  #wires;
  #nodes;
  #valves;
  #turns = new Turns(NUMBERS_A_FRAME);
  /** @type {Map<Pass, Map<string, Place>>} */
  #places = new Map();

  /** @param {Layout} layout */
  constructor(layout) {
    this.#layout = layout;
    this.#tracks = layout.wires.map((wire) => track(wire.points));
    this.#wires = layout.wires.map((wire, k) => new WireDrawing(wire, this.#tracks[k]));
    this.#nodes = layout.nodes.map((node) => new NodeDrawing(node));
    this.#valves = layout.valves.map((valve) => valveDrawing(valve, layout));
    const layers = [
      this.#wires.filter(({ wire }) => !wire.isBridge).map(({ line }) => line),
      this.#wires.filter(({ wire }) => wire.isBridge).map(({ line }) => line),
      this.#valves.map(({ group }) => group),
      this.#wires.map(({ dots }) => dots),
      this.#nodes.map(({ group }) => group),
      layout.letters.map((letter) => letterDrawing(letter, layout)),
      this.#wires.map(({ text }) => text),
    ];
    this.overlay = svg("g", { class: "circuit-overlay" });
    this.element = svg("svg", {
      class: `circuit-svg circuit-${layout.kind}`, viewBox: `0 0 ${layout.width} ${layout.height}`,
      preserveAspectRatio: "xMidYMid meet", role: "group", style: layout.kind === "automatic" ? leastSize(layout) : null,
    }, ...layers.map((layer) => svg("g", null, layer)), this.overlay);
  }

  get layout() {
    return this.#layout;
  }

  /** The gates, by the values that they make. @returns {Map<string, NodeDrawing>} */
  get gates() {
    return new Map(this.#nodes.filter(({ node }) => node.kind === "gate" && node.value).map((drawn) => [drawn.node.value ?? "", drawn]));
  }

  /**
   * @param {Values} values
   * @param {number} phase
   * @param {Pass} pass
   * @param {boolean} hasMotion
   */
  render(values, phase, pass, hasMotion) {
    const shown = picture(this.#layout, this.#tracks, values, phase, pass, hasMotion);
    this.#turns.begin();
    shown.wires.forEach((wire, k) => this.#wires[k].apply(wire, pass, this.#turns));
    shown.nodes.forEach((node, k) => this.#nodes[k].apply(node, this.#turns));
    shown.valves.forEach((angle, k) => {
      const { x, y, isVertical } = this.#layout.valves[k];
      this.#valves[k].blade.set("transform", `rotate(${angle + (isVertical ? 90 : 0)} ${x} ${y})`);
    });
  }

  /** The run before behind this one; null: nothing differs. @param {Ghost|null} ghost @param {Pass} pass */
  haunt(ghost, pass) {
    const places = ghost ? this.#placesFor(pass) : NOWHERE;
    this.#wires.forEach((drawn) => drawn.haunt(ghost, pass, places));
    this.#nodes.forEach((drawn) => drawn.haunt(ghost));
  }

  /** @param {Pass} pass */
  #placesFor(pass) {
    const known = this.#places.get(pass) ?? deltaPlaces(this.#layout, pass);
    this.#places.set(pass, known);
    return known;
  }

  /** Where the numbers of the input come up. @returns {SVGElement|null} */
  get inputLabel() {
    return this.element.querySelector(".label[data-light=x]");
  }

  /**
   * Makes the input something to take hold of. Its name begins with the text that is seen.
   * @param {((text: string) => string)|null} nameOf  null: its numbers cannot be changed
   */
  offerInput(nameOf) {
    const label = this.inputLabel;
    if (!label) return;
    const attributes = { tabindex: "0", role: "button", "aria-label": nameOf?.(label.textContent ?? "") ?? "" };
    for (const [key, value] of Object.entries(attributes)) {
      if (nameOf) label.setAttribute(key, value);
      else label.removeAttribute(key);
    }
  }

  /** Lights everything that belongs to a quantity. @param {string|null} quantity */
  light(quantity) {
    this.#wires.forEach((drawn) => drawn.light(quantity));
    this.#nodes.forEach((drawn) => drawn.light(quantity));
  }

  /**
   * Names for screen readers and tooltips.
   * @param {import("../cell/names.js").Describe} describe
   * @param {Values} values
   * @param {Pass} pass
   */
  describe(describe, values, pass) {
    this.#wires.forEach((drawn) => drawn.describe(describe, values, pass));
    this.#nodes.forEach((drawn) => drawn.describe(describe, values, pass));
  }
}

/** Text stays large enough to be read; what has no room then is scrolled to. @param {Layout} layout */
const leastSize = ({ width, height }) => `min-width: ${Math.round(width * LEAST_SCALE.x)}px; min-height: ${Math.round(height * LEAST_SCALE.y)}px`;

/** The tone of what makes a quantity. @param {Layout} layout @param {string} quantity */
const toneIn = ({ nodes }, quantity) => nodes.find((node) => node.quantity === quantity && node.kind !== "joint")?.tone ?? `gate-${quantity}`;

/** @param {import("./layout.js").Valve} valve @param {Layout} layout */
function valveDrawing({ gate, x, y, isVertical }, layout) {
  const blade = svg("line", { x1: x - 7, y1: y, x2: x + 7, y2: y, class: "valve-blade" });
  const group = svg("g", { class: `valve tone-${toneIn(layout, gate)}${isVertical ? " is-vertical" : ""}` }, svg("circle", { cx: x, cy: y, r: 8, class: "valve-seat" }), blade);
  return { group, blade: new Patch(blade) };
}

/** @param {Layout["letters"][number]} letter @param {Layout} layout */
function letterDrawing({ x, y, quantity, text, isSign }, layout) {
  if (isSign) return svg("text", { x, y, class: "operand-sign", "text-anchor": "end" }, text);
  const isCentred = layout.kind !== "automatic" && text.length > 1;
  const name = svg("text", { x, y, class: `gate-letter tone-${toneIn(layout, quantity)}`, "text-anchor": isCentred ? "middle" : "end", "data-light": lightIn(layout, quantity) }, text);
  if (!isCentred && text.length > 5) name.classList.add("is-long");
  return name;
}

/** @param {Layout} layout @param {string} quantity */
const lightIn = ({ nodes }, quantity) => nodes.find((node) => node.quantity === quantity)?.light ?? quantity;
