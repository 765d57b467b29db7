/**
 * A layout as SVG, built once; after that a picture only sets the attributes that changed.
 *
 * @typedef {import("./layout.js").Layout} Layout
 * @typedef {import("./layout.js").Wire} Wire
 * @typedef {import("./layout.js").Label} Label
 * @typedef {import("./layout.js").CircuitNode} CircuitNode
 * @typedef {import("./picture.js").Picture} Picture
 * @typedef {import("./picture.js").WirePicture} WirePicture
 * @typedef {import("./picture.js").NodePicture} NodePicture
 * @typedef {import("./values.js").Values} Values
 * @typedef {import("../types.js").Pass} Pass
 */

import { svg } from "../dom.js";
import { lightOf } from "./lights.js";
import { NodeDrawing } from "./node-drawing.js";
import { Patch } from "./patch.js";
import { headingAt, track } from "./path.js";
import { MOST_PARTICLES, picture } from "./picture.js";

/** Begins where the line ends; the layouts leave this much margin. */
const ARROW = "M-1 -1L1.4 0L-1 1Z";
const HALO_GAP = 9;

export class Drawing {
  #layout;
  #tracks;
  #wires;
  #nodes;
  #valves;

  /** @param {Layout} layout */
  constructor(layout) {
    this.#layout = layout;
    this.#tracks = layout.wires.map((wire) => track(wire.points));
    this.#wires = layout.wires.map((wire, k) => new WireDrawing(wire, this.#tracks[k]));
    this.#nodes = layout.nodes.map((node) => new NodeDrawing(node));
    this.#valves = layout.valves.map((valve) => valveDrawing(valve));
    const layers = [
      this.#wires.filter(({ wire }) => !wire.isBridge).map(({ line }) => line),
      this.#wires.filter(({ wire }) => wire.isBridge).map(({ line }) => line),
      this.#valves.map(({ group }) => group),
      this.#wires.map(({ dots }) => dots),
      this.#nodes.map(({ group }) => group),
      layout.letters.map(letterDrawing),
      this.#wires.map(({ text }) => text),
    ];
    this.overlay = svg("g", { class: "circuit-overlay" });
    this.element = svg("svg", {
      class: `circuit-svg circuit-${layout.kind}`, viewBox: `0 0 ${layout.width} ${layout.height}`,
      preserveAspectRatio: "xMidYMid meet", role: "group",
    }, ...layers.map((layer) => svg("g", null, layer)), this.overlay);
  }

  get layout() {
    return this.#layout;
  }

  /**
   * @param {Values} values
   * @param {number} phase
   * @param {Pass} pass
   * @param {boolean} hasMotion
   */
  render(values, phase, pass, hasMotion) {
    const shown = picture(this.#layout, this.#tracks, values, phase, pass, hasMotion);
    shown.wires.forEach((wire, k) => this.#wires[k].apply(wire, pass));
    shown.nodes.forEach((node, k) => this.#nodes[k].apply(node, values));
    shown.valves.forEach((angle, k) => {
      const { x, y, isVertical } = this.#layout.valves[k];
      this.#valves[k].blade.set("transform", `rotate(${angle + (isVertical ? 90 : 0)} ${x} ${y})`);
    });
  }

  /** Lights everything that belongs to a quantity. @param {string|null} quantity */
  light(quantity) {
    this.#wires.forEach((drawn) => drawn.light(quantity));
    this.#nodes.forEach((drawn) => drawn.light(quantity));
  }

  /**
   * Names for screen readers and tooltips.
   * @param {import("./node-drawing.js").Describe} describe
   * @param {Values} values
   * @param {Pass} pass
   */
  describe(describe, values, pass) {
    this.#wires.forEach((drawn) => drawn.describe(describe, values));
    this.#nodes.forEach((drawn) => drawn.describe(describe, values, pass));
  }
}

/** @param {import("./layout.js").Valve} valve */
function valveDrawing({ gate, x, y, isVertical }) {
  const tone = gate === "1-z" ? "z" : gate;
  const blade = svg("line", { x1: x - 7, y1: y, x2: x + 7, y2: y, class: "valve-blade" });
  const group = svg("g", { class: `valve tone-gate-${tone}${isVertical ? " is-vertical" : ""}` }, svg("circle", { cx: x, cy: y, r: 8, class: "valve-seat" }), blade);
  return { group, blade: new Patch(blade) };
}

/** Clears the wires that a bridge crosses, but not those it ends at. @param {import("./path.js").Track} course */
const halo = ({ d, length }) =>
  svg("path", { d, class: "wire-halo", "stroke-dasharray": `0 ${HALO_GAP} ${Math.max(0, length - 2 * HALO_GAP).toFixed(1)} ${length.toFixed(1)}` });

/** @param {Layout["letters"][number]} letter */
const letterDrawing = ({ x, y, quantity, text }) =>
  svg("text", { x, y, class: `gate-letter tone-gate-${quantity}`, "text-anchor": text.length > 1 ? "middle" : "end", "data-light": quantity }, text);

class WireDrawing {
  #guide;
  #live;
  #group;
  #arrow;
  #halo;
  #label;
  #title = svg("title", null);
  /** @type {Patch[]} */
  #particles = [];

  /**
   * @param {Wire} wire
   * @param {import("./path.js").Track} course
   */
  constructor(wire, course) {
    this.wire = wire;
    const shared = { d: course.d, pathLength: course.length.toFixed(2) };
    const live = svg("path", { ...shared, class: "wire-live" });
    const guide = svg("path", { ...shared, class: "wire-guide" });
    const hit = svg("path", { d: course.d, class: "wire-hit", "data-light": lightOf(wire.quantity) });
    hit.append(this.#title);
    this.#halo = wire.isBridge ? new Patch(halo(course)) : null;
    const arrow = svg("path", { d: ARROW, class: "wire-arrow" });
    this.line = svg("g", { class: `wire tone-${wire.tone}` },
      this.#halo?.element ?? null, guide, live, wire.arrow ? arrow : null, hit);
    this.dots = svg("g", { class: `particles tone-${wire.tone}` });
    this.#guide = new Patch(guide);
    this.#live = new Patch(live);
    this.#group = new Patch(this.line);
    this.#arrow = wire.arrow ? new Patch(arrow) : null;
    this.#label = wire.label ? new LabelDrawing(wire.label, wire.tone, lightOf(wire.quantity)) : null;
    this.text = this.#label?.element ?? null;
  }

  /** @param {WirePicture} shown @param {Pass} pass */
  apply(shown, pass) {
    this.#group.set("data-sign", shown.sign);
    this.#live.set("visibility", shown.isDrawn ? "visible" : "hidden");
    if (shown.isDrawn) {
      this.#live.set("stroke-width", shown.width);
      this.#live.set("stroke-dasharray", shown.dash);
    }
    this.#halo?.set("stroke-width", shown.width + 6);
    this.#guide.set("visibility", shown.hasArrived ? "hidden" : "visible");
    this.#placeArrow(shown, pass);
    this.#label?.apply(shown.text, shown.textOpacity, pass);
    this.#placeParticles(shown);
  }

  /** @param {WirePicture} shown @param {Pass} pass */
  #placeArrow(shown, pass) {
    if (!this.#arrow) return;
    const { points, arrow } = this.wire;
    const isAtEnd = arrow === "forward";
    const [x, y] = isAtEnd ? points[points.length - 1] : points[0];
    const turn = headingAt(points, isAtEnd ? "end" : "start");
    const size = 4 + shown.width / 3;
    this.#arrow.set("transform", `translate(${x} ${y}) rotate(${turn}) scale(${size.toFixed(2)})`);
    this.#arrow.set("visibility", arrow === pass && shown.hasArrived ? "visible" : "hidden");
  }

  /** @param {WirePicture} shown */
  #placeParticles({ particles, width }) {
    while (this.#particles.length < Math.min(MOST_PARTICLES, particles.length)) {
      const dot = svg("circle", { class: "particle" });
      this.dots.append(dot);
      this.#particles.push(new Patch(dot));
    }
    this.#particles.forEach((dot, k) => {
      const place = particles[k];
      dot.set("visibility", place ? "visible" : "hidden");
      if (!place) return;
      dot.set("cx", place.x);
      dot.set("cy", place.y);
      dot.set("r", 2.4 + width / 4);
    });
  }

  /** @param {string|null} quantity */
  light(quantity) {
    const isLit = quantity !== null && lightOf(this.wire.quantity) === quantity;
    this.#group.toggle("is-lit", isLit);
    this.#label?.light(isLit);
  }

  /** @param {import("./node-drawing.js").Describe} describe @param {Values} values */
  describe(describe, values) {
    const text = describe(this.wire.quantity, values.wires[this.wire.quantity] ?? NaN, false);
    if (this.#title.textContent !== text) this.#title.textContent = text;
  }
}

class LabelDrawing {
  #symbol;
  #number;
  #patch;
  #label;
  #text = "";
  /** @type {Pass|null} */
  #pass = null;

  /** @param {Label} label @param {string} tone @param {string} light */
  constructor(label, tone, light) {
    this.#label = label;
    const kind = `wire-label tone-${tone}${label.isSoft ? " is-soft" : ""}`;
    this.#symbol = svg("tspan", { class: "label-symbol" });
    this.#number = svg("tspan", { class: "label-number" });
    const place = label.symbolAt ?? [0, 0];
    const apart = label.symbolAt ? svg("text", { x: place[0], y: place[1], "text-anchor": "end", class: kind }, this.#symbol) : null;
    this.element = svg("g", { "data-light": light }, apart,
      svg("text", { x: label.x, y: label.y, "text-anchor": label.anchor, class: kind }, label.symbolAt ? null : this.#symbol, this.#number));
    this.#patch = new Patch(this.element);
  }

  /** @param {string} text @param {number} opacity @param {Pass} pass */
  apply(text, opacity, pass) {
    this.#patch.set("opacity", opacity);
    this.#patch.set("visibility", text === "" || opacity === 0 ? "hidden" : "visible");
    if (text !== this.#text) this.#number.textContent = this.#text = text;
    if (pass === this.#pass) return;
    this.#pass = pass;
    this.#symbol.textContent = (pass === "backward" ? this.#label.gradient : undefined) ?? this.#label.symbol ?? "";
    this.#number.setAttribute("dx", this.#symbol.textContent && !this.#label.symbolAt ? "5" : "0");
  }

  /** @param {boolean} isLit */
  light(isLit) {
    this.#patch.toggle("is-lit", isLit);
  }
}
