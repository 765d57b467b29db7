/**
 * The number beside a wire with its symbol, and under a ghost the difference to the run before.
 *
 * @typedef {import("./layout.js").Label} Label
 * @typedef {import("../types.js").Pass} Pass
 * @typedef {import("./delta-places.js").Place} Place
 */

import { setText, svg } from "../base/dom.js";
import { Patch } from "../drawing/patch.js";

export class LabelDrawing {
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

  /** @param {string} text @param {number} opacity @param {Pass} pass @param {import("../base/turns.js").Turns} turns */
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
