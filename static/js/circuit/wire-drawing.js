/**
 * One wire of the circuit: its line, its particles, its number, and the ghost of the run before.
 *
 * @typedef {import("./layout.js").Wire} Wire
 * @typedef {import("./picture.js").WirePicture} WirePicture
 * @typedef {import("./values.js").Values} Values
 * @typedef {import("../cell/ghost.js").Ghost} Ghost
 * @typedef {import("../drawing/path.js").Track} Track
 * @typedef {import("../types.js").Pass} Pass
 * @typedef {import("./layout.js").Label} Label
 * @typedef {import("./number-places.js").Place} Place
 */

import { setText, svg } from "../base/dom.js";
import { signedNumber, vectorText } from "../numbers/written.js";
import { wireWidth } from "../drawing/magnitude.js";
import { Patch } from "../drawing/patch.js";
import { headingAt } from "../drawing/path.js";
import { quantityIn } from "./layout.js";
import { MOST_PARTICLES } from "./picture.js";

/** Begins where the line ends; the layouts leave this much margin. */
const ARROW = "M-1 -1L1.4 0L-1 1Z";
const HALO_GAP = 9;
/** Characters of a vector in a tooltip. */
const VECTOR_ROOM = 48;

/** Clears the wires that a bridge crosses, but not those it ends at. @param {Track} course */
const halo = ({ d, length }) =>
  svg("path", { d, class: "wire-halo", "stroke-dasharray": `0 ${HALO_GAP} ${Math.max(0, length - 2 * HALO_GAP).toFixed(1)} ${length.toFixed(1)}` });

export class WireDrawing {
  #guide;
  #live;
  #group;
  #arrow;
  #dots;
  #halo;
  #label;
  #title = svg("title", null);
  /** @type {Patch[]} */
  #particles = [];
  /** @type {{under: Patch, inside: Patch}|null} */
  #ghost = null;
  #course;

  /** @param {Wire} wire @param {Track} course */
  constructor(wire, course) {
    this.wire = wire;
    this.#course = course;
    const shared = { d: course.d, pathLength: course.length.toFixed(2) };
    const live = svg("path", { ...shared, class: "wire-live" });
    const guide = svg("path", { ...shared, class: "wire-guide" });
    const hit = svg("path", { d: course.d, class: "wire-hit", "data-light": wire.light ?? wire.quantity });
    hit.append(this.#title);
    this.#halo = wire.isBridge ? new Patch(halo(course)) : null;
    const arrow = svg("path", { d: ARROW, class: "wire-arrow" });
    this.line = svg("g", { class: `wire tone-${wire.tone}` },
      this.#halo?.element ?? null, guide, live, wire.arrow ? arrow : null, hit);
    this.dots = svg("g", { class: `particles tone-${wire.tone}` });
    this.#dots = new Patch(this.dots);
    this.#guide = new Patch(guide);
    this.#live = new Patch(live);
    this.#group = new Patch(this.line);
    this.#arrow = wire.arrow ? new Patch(arrow) : null;
    this.#label = wire.label ? new LabelDrawing(wire.label, wire.tone, wire.light ?? wire.quantity) : null;
    this.text = this.#label?.element ?? null;
  }

  /** @param {WirePicture} shown @param {Pass} pass @param {import("../base/pace.js").Turns} turns  of the numbers */
  apply(shown, pass, turns) {
    this.#group.set("data-sign", shown.sign);
    this.#group.set("display", shown.isAbsent ? "none" : "inline");
    this.#dots.set("display", shown.isAbsent ? "none" : "inline");
    this.#live.set("visibility", shown.isDrawn ? "visible" : "hidden");
    if (shown.isDrawn) {
      this.#live.set("stroke-width", shown.width);
      this.#live.set("stroke-dasharray", shown.dash);
    }
    this.#halo?.set("stroke-width", shown.width + 6);
    this.#guide.set("visibility", shown.hasArrived ? "hidden" : "visible");
    this.#placeArrow(shown, pass);
    this.#label?.apply(shown.text, shown.textOpacity, pass, turns);
    this.#placeParticles(shown);
    this.#ghost?.under.set("visibility", shown.hasArrived ? "visible" : "hidden");
    this.#ghost?.inside.set("visibility", shown.hasArrived ? "visible" : "hidden");
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

  /**
   * The run before: how wide the line was, and by how much the number differs.
   * @param {Ghost|null} ghost
   * @param {Pass} pass
   * @param {ReadonlyMap<string, import("./number-places.js").Place>} places
   */
  haunt(ghost, pass, places) {
    const change = ghost?.wires[quantityIn(this.wire, pass)];
    const isVector = this.wire.label?.room !== undefined;
    this.#label?.difference(change?.difference !== undefined && !isVector ? signedNumber(change.difference) : "", places.get(this.wire.id));
    if (!change) {
      this.#ghost?.under.set("stroke-width", 0);
      this.#ghost?.inside.set("stroke-width", 0);
      return;
    }
    const [then, width] = [change.before, change.now].map((value) => wireWidth(this.wire, value, pass));
    const { under, inside } = (this.#ghost ??= this.#makeGhost());
    under.set("stroke-width", then > width + 0.3 ? then + 2.5 : 0);
    inside.set("stroke-width", then < width - 0.3 ? then : 0);
  }

  /** A wider line shows at both sides of the present one, a narrower one inside it. */
  #makeGhost() {
    const [under, inside] = ["under", "inside"].map((side) => svg("path", { d: this.#course.d, class: `wire-ghost is-${side}` }));
    this.#live.element.before(under);
    this.#live.element.after(inside);
    return { under: new Patch(under), inside: new Patch(inside) };
  }

  /** @param {string|null} quantity */
  light(quantity) {
    const { light, owner } = this.wire;
    const isLit = quantity !== null && (light === quantity || owner === quantity);
    this.#group.toggle("is-lit", isLit);
    this.#label?.light(isLit);
  }

  /** @param {import("../cell/names.js").Describe} describe @param {Values} values @param {Pass} pass */
  describe(describe, values, pass) {
    const quantity = quantityIn(this.wire, pass);
    const value = quantity === "x" ? vectorText(values.vectors.x, VECTOR_ROOM) : values.written[quantity];
    setText(this.#title, describe(quantity, value, false));
  }
}

// The number beside a wire with its symbol, and under a ghost the difference to the run before.

class LabelDrawing {
  #symbol;
  #number;
  #patch;
  #label;
  #text = "";
  #written = "";
  /** @type {Pass|null} */
  #pass = null;
  /** @type {SVGTextElement|null} */
  #delta = null;

  /** @param {Label} label @param {string} tone @param {string} light */
  constructor(label, tone, light) {
    this.#label = label;
    const kind = `wire-label tone-${tone}${label.isSoft ? " is-soft" : ""}`;
    this.#symbol = svg("tspan", { class: "label-symbol" });
    this.#number = svg("tspan", { class: "label-number" });
    const place = label.symbolAt ?? [0, 0];
    const apart = label.symbolAt ? svg("text", { x: place[0], y: place[1], "text-anchor": "end", class: kind }, this.#symbol) : null;
    this.element = svg("g", { class: "label", "data-light": light }, apart,
      svg("text", { x: label.x, y: label.y, "text-anchor": label.anchor, class: kind }, label.symbolAt ? null : this.#symbol, this.#number));
    this.#patch = new Patch(this.element);
  }

  /** @param {string} text @param {number} opacity @param {Pass} pass @param {import("../base/pace.js").Turns} turns */
  apply(text, opacity, pass, turns) {
    this.#patch.set("opacity", opacity);
    this.#patch.set("visibility", text === "" || opacity === 0 ? "hidden" : "visible");
    this.#text = this.#label.isBare ? "" : text;
    if (this.#text !== this.#written) turns.ask(this, () => this.#write());
    if (pass === this.#pass) return;
    this.#pass = pass;
    this.#symbol.textContent = (pass === "backward" ? this.#label.gradient : undefined) ?? this.#label.symbol ?? "";
    this.#number.setAttribute("dx", this.#symbol.textContent && !this.#label.symbolAt ? "5" : "0");
  }

  #write() {
    if (this.#text !== this.#written) this.#number.textContent = this.#written = this.#text;
  }

  /** @param {boolean} isLit */
  light(isLit) {
    this.#patch.toggle("is-lit", isLit);
  }

  /** @param {string} text  empty: no difference @param {Place} [place]  none where there is no room */
  difference(text, place) {
    const shown = place ? text : "";
    if (!this.#delta && shown === "") return;
    if (!this.#delta) this.element.append((this.#delta = svg("text", { class: "delta" })));
    setText(this.#delta, shown);
    if (!place) return;
    const { x, y, anchor } = place;
    for (const [name, value] of Object.entries({ x, y, "text-anchor": anchor })) this.#delta.setAttribute(name, String(value));
  }
}
