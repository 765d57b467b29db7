/**
 * One node of the circuit: a gate with its bar, a squash, an operator, a port.
 *
 * @typedef {import("./layout.js").CircuitNode} CircuitNode
 * @typedef {import("./picture.js").NodePicture} NodePicture
 * @typedef {import("./values.js").Values} Values
 * @typedef {import("../types.js").Pass} Pass
 * @typedef {import("../cell/names.js").Describe} Describe
 */

import { setText, svg } from "../base/dom.js";
import { Patch } from "../drawing/patch.js";
import { SIZES } from "./layout.js";

const BAR = Object.freeze({ width: 52, height: 8, down: 8 });

/** Drawn signs: strokes, so that they sit in the middle in every font. */
const OPERATORS = Object.freeze({
  times: "M-4.6 -4.6L4.6 4.6M-4.6 4.6L4.6 -4.6",
  plus: "M-6 0H6M0 -6V6",
  sum: "M-4 0H4M0 -4V4",
  over: "M-6 0H6M0 -5.2V-5M0 5V5.2",
});

/** At a corner of a gate that a what-if holds: a drawing pin. */
const PIN = "M0 6V1M-4.2 1H4.2M-2.6 -5.5H2.6M-2 -5.5L-2.6 -1.4L-4.2 1M2 -5.5L2.6 -1.4L4.2 1";

const CAN_FOCUS = new Set(["gate", "squash", "times", "plus", "minus", "over"]);

export class NodeDrawing {
  #patch;
  #bar;
  /** @type {Patch|null} */
  #ghostMark = null;
  #spoken = "";
  /** @type {{name: string, value: number}|null} */
  #handle = null;
  #caption = svg("text", { class: "node-caption", "text-anchor": "middle" });
  #local;
  #localSign = svg("tspan", { class: "local-sign" });
  #localNumber = svg("tspan", null);
  #captionText = "";
  #localText = { sign: "", number: "" };
  #title = svg("title", null);

  /** @param {CircuitNode} node */
  constructor(node) {
    this.node = node;
    this.#local = svg("text", { class: "node-local", ...this.#localPlace() }, this.#localSign, this.#localNumber);
    const bar = svg("rect", { class: "gate-bar", x: node.x - BAR.width / 2, y: node.y + BAR.down - BAR.height / 2, width: BAR.width, height: BAR.height, rx: 4 });
    this.#bar = node.kind === "gate" ? new Patch(bar) : null;
    this.group = svg("g", { class: `node node-${node.kind} tone-${node.tone}`, "data-light": node.light ?? node.quantity, "data-fold": node.fold ?? null, "data-block": node.kind === "gate" ? node.value : null },
      this.#title, ...this.#shapes(bar), this.#local, node.kind === "gate" ? pinDrawing(node) : null);
    if (CAN_FOCUS.has(node.kind)) {
      this.group.setAttribute("tabindex", "0");
      this.group.setAttribute("role", "img");
    }
    this.#patch = new Patch(this.group);
  }

  /** A gate's local derivative stands in its box, that of other nodes where the layout says. */
  #localPlace() {
    const { local, kind, x, y } = this.node;
    if (kind === "gate") return { x, y: y - 5, "text-anchor": "middle" };
    return { x: local?.x ?? x, y: local?.y ?? y, "text-anchor": local?.anchor ?? "middle" };
  }

  /** @param {SVGRectElement} bar @returns {(SVGElement|null)[]} */
  #shapes(bar) {
    const { kind, x, y } = this.node;
    const { x: rx, y: ry } = SIZES[kind];
    if (kind === "port") return [];
    if (kind === "joint") return [svg("circle", { cx: x, cy: y, r: rx, class: "joint" })];
    if (kind === "gate" || kind === "squash" || kind === "minus") {
      this.#caption.setAttribute("x", String(x));
      this.#caption.setAttribute("y", String(kind === "gate" ? y - 5 : y + 4.5));
      const box = svg("rect", { x: x - rx, y: y - ry, width: 2 * rx, height: 2 * ry, rx: 8, class: "node-shape" });
      if (kind !== "gate") return [box, this.#caption];
      const groove = svg("rect", { class: "gate-groove", x: x - BAR.width / 2, y: y + BAR.down - BAR.height / 2, width: BAR.width, height: BAR.height, rx: 4 });
      return [box, this.#caption, groove, bar];
    }
    return [
      svg("circle", { cx: x, cy: y, r: rx, class: "node-shape" }),
      svg("path", { d: OPERATORS[kind], transform: `translate(${x} ${y})`, class: "operator" }),
    ];
  }

  /** @param {NodePicture} shown @param {import("../base/pace.js").Turns} turns  of the numbers */
  apply(shown, turns) {
    this.#patch.set("display", shown.isAbsent ? "none" : "inline");
    this.#patch.toggle("is-active", shown.isActive);
    this.#patch.toggle("is-held", shown.isHeld);
    this.#patch.toggle("is-waiting", shown.progress === 0);
    this.#patch.toggle("is-shut", shown.saturation === "shut");
    this.#patch.toggle("is-open", shown.saturation === "open");
    this.#bar?.set("width", Math.round(shown.opening * BAR.width * 10) / 10);
    this.#setCaption(shown.local !== "");
    this.#setLocal(shown.local, turns);
  }

  /** @param {boolean} isBackward */
  #setCaption(isBackward) {
    const { kind, caption = "" } = this.node;
    const text = kind === "gate" && isBackward ? "" : caption;
    if (text === this.#captionText) return;
    this.#caption.textContent = this.#captionText = text;
    this.#caption.classList.toggle("is-long", text.length > 5);
  }

  /** @param {string} number @param {import("../base/pace.js").Turns} turns */
  #setLocal(number, turns) {
    const { kind, local } = this.node;
    if (kind !== "gate" && !local) return;
    const sign = number === "" ? "" : kind === "gate" ? `${this.node.caption}′ ` : local?.symbol ? "×" : "";
    if (sign === this.#localText.sign && number === this.#localText.number) return;
    this.#localText = { sign, number };
    turns.ask(this, () => this.#writeLocal());
  }

  #writeLocal() {
    this.#local.classList.toggle("is-long", this.#localText.sign.length > 3);
    this.#localSign.textContent = this.#localText.sign;
    this.#localNumber.textContent = this.#localText.number;
  }

  /** @param {string|null} quantity */
  light(quantity) {
    this.#patch.toggle("is-lit", quantity !== null && (this.node.light ?? this.node.quantity) === quantity);
  }

  /**
   * @param {Describe} describe
   * @param {Values} values
   * @param {Pass} pass
   */
  describe(describe, values, pass) {
    const { quantity, kind, id } = this.node;
    if (!CAN_FOCUS.has(kind)) return;
    const isLocal = pass === "backward" && Object.hasOwn(values.local, id);
    this.#spoken = describe(quantity, isLocal ? values.local[id] : values.written[quantity], isLocal);
    this.#speak();
  }

  /**
   * Makes the node something to take hold of, or a picture again.
   * @param {{name: string, value: number}|null} handle
   */
  offer(handle) {
    this.#handle = handle;
    this.#patch.toggle("is-handle", handle !== null);
    this.#patch.set("role", handle ? "spinbutton" : "img");
    if (handle && Number.isFinite(handle.value)) this.#patch.set("aria-valuenow", handle.value);
    else this.#patch.remove("aria-valuenow");
    this.#speak();
  }

  /** What it is and says; a handle says its value by itself. */
  #speak() {
    this.#patch.set("aria-label", this.#handle?.name ?? this.#spoken);
    const title = this.#handle ? "" : this.#spoken;
    setText(this.#title, title);
  }

  /** A mark in a gate's bar: how far it was open in the run before. @param {import("../cell/ghost.js").Ghost|null} ghost */
  haunt(ghost) {
    const { kind, block = "", x, y } = this.node;
    if (kind !== "gate") return;
    const before = ghost?.openings[block];
    if (before === undefined) return void this.#ghostMark?.set("visibility", "hidden");
    const mark = (this.#ghostMark ??= this.#makeGhostMark());
    const at = Math.round((x - BAR.width / 2 + before * BAR.width) * 10) / 10;
    mark.set("d", `M${at} ${y + BAR.down - 7}V${y + BAR.down + 7}`);
    mark.set("visibility", "visible");
  }

  #makeGhostMark() {
    const mark = svg("path", { class: "gate-ghost" });
    this.#bar?.element.after(mark);
    return new Patch(mark);
  }
}

/** @param {CircuitNode} node */
function pinDrawing({ x, y, value }) {
  const place = `translate(${x + SIZES.gate.x - 3} ${y - SIZES.gate.y + 2})`;
  return svg("g", { class: "pin", transform: place, "data-release": value ?? null, "aria-hidden": "true" },
    svg("circle", { r: 9, class: "pin-seat" }), svg("path", { d: PIN, class: "pin-sign" }));
}
