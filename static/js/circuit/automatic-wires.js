/**
 * All wires of a circuit that nobody drew: the lines, and below them those of x and of the states
 * that gates stand on. Pure.
 *
 * @typedef {import("./layout.js").CircuitNode} CircuitNode
 * @typedef {import("./topology.js").Operation} Operation
 * @typedef {import("./topology.js").Operand} Operand
 * @typedef {import("../drawing/path.js").Point} Point
 */

import { toneOf } from "../cell/tones.js";
import { halfOf } from "../cell/phases.js";
import { edgeOf, lightOf, Lines, MARGIN, stretched } from "./automatic-lines.js";
import { sizeOf } from "./automatic-places.js";

export class Wiring extends Lines {
  /**
   * @param {import("./automatic-lines.js").Cell} cell
   * @param {number} width
   */
  constructor(cell, width) {
    super(cell, width);
    for (const one of cell.strung.byKey.values()) this.operation(one);
    for (const chain of cell.strung.chains) if (chain.head.startsWith("previous ")) this.entrance(chain.head);
    for (const one of cell.strung.byKey.values()) this.readers(one);
    for (const [from, y] of cell.places.buses) this.bus(from, y);
  }

  /** @param {Operation} one */
  operation(one) {
    const { x, y } = this.place(one.key);
    const { timing } = this.cell;
    const kind = /** @type {CircuitNode["kind"]} */ ({ over: "over", weight: "squash", fold: "squash", same: "joint" }[/** @type {string} */ (one.kind)] ?? one.kind);
    const quantity = this.quantity(one);
    this.sources[quantity] ??= { forward: [{ id: one.node }], backward: this.total(one) };
    this.nodes.push({
      id: one.key, kind, x, y, quantity, tone: this.tone(one), window: timing.windowOf(one.key), light: lightOf(one), value: one.value, caption: one.caption, ...(one.kind === "fold" ? { fold: one.equation } : {}),
      ...(one.kind === "gate" ? { block: quantity } : {}), slope: one.slope,
    });
    if (one.kind === "gate") this.stem(one);
    else this.constants(one, x, y);
  }

  /** @param {string} from @param {number} y */
  bus(from, y) {
    const { model, places, timing } = this.cell;
    const isX = from === "x";
    const state = from.slice(9);
    const quantity = isX ? "x" : `${state}_prev`;
    const tone = isX ? "input-x" : toneOf(model, state);
    const drop = isX ? null : this.dropOf(from);
    if (isX) this.sources.x = { forward: [{ id: 0 }], backward: [] };
    else this.sources[quantity] ??= { forward: [{ id: model.previous(state) ?? 0 }], backward: [{ id: model.carried[state] }] };
    const line = places.lines.get(from);
    const id = isX ? "in_x" : drop === null ? `in_${state}` : `drop_${state}`;
    if (isX) this.nodes.push({ id, kind: "port", x: 20, y: places.height, quantity, tone, window: timing.enter, light: "x" });
    else if (drop === null) this.nodes.push({ id, kind: "port", x: MARGIN, y, quantity, tone, window: timing.enter, light: quantity });
    const start = /** @type {Point[]} */ (isX ? [[20, places.height], [20, y]] : drop === null ? [[MARGIN, y]] : [[drop, /** @type {number} */ (line)], [drop, y]]);
    const taps = this.reading(from, true).map(({ reader, operand, k }) => ({ reader, operand, k, x: this.tapX(reader, operand, k) })).sort((a, b) => a.x - b.x);
    let [before, points] = [id, start];
    taps.forEach(({ reader, operand, k, x }, place) => {
      const joint = `tap_${from}_${reader.key}_${k}`;
      const rest = this.sent(taps.slice(place).map((tap) => tap.operand));
      const about = { quantity, tone, light: quantity, backward: isX || (place === 0 && drop === null) ? this.sources[quantity].backward : rest, window: timing.enter, ...(place === 0 && drop === null ? { symbol: isX ? "x" : `${state}′`, gradient: isX ? "∂L/∂x" : `∂L/∂${state}′` } : {}), name: place === 0 && drop === null ? quantity : isX ? "x" : `${quantity} below ${place}` };
      this.nodes.push({ id: joint, kind: "joint", x, y, quantity, tone, window: timing.enter, light: quantity });
      this.wire(`${from} ${place}`, before, joint, stretched(points, [x, y]), about, { ...(place === 0 && drop === null ? { arrow: "backward" } : {}), ...(place === 0 && drop === null ? { isEntrance: true } : {}), ...(isX ? { isVector: true } : {}) });
      this.tap(joint, reader, operand, k, x, y, tone);
      [before, points] = [joint, [[x, y]]];
    });
  }

  /** @param {Operation} reader @param {Operand} operand @param {number} k */
  tapX(reader, operand, k) {
    const { x } = this.place(reader.key);
    if (reader.kind !== "gate") return x + (this.cell.places.offsets.get(`${reader.key} ${k}`) ?? 0);
    return x - this.lane(reader, operand) * 15;
  }

  /** Which of the lines to a gate's sum it is: 0 comes from right below. @param {Operation} gate @param {Operand} operand */
  lane(gate, operand) {
    const weighed = gate.operands.filter(({ isWeighed }) => isWeighed);
    const ordered = [...weighed.filter(({ from }) => from === "x"), ...weighed.filter(({ from }) => from !== "x")];
    return ordered.indexOf(operand);
  }

  /** @param {string} joint @param {Operation} reader @param {Operand} operand @param {number} k @param {number} x @param {number} y @param {string} tone */
  tap(joint, reader, operand, k, x, y, tone) {
    const { places, timing } = this.cell;
    const isGate = reader.kind === "gate";
    const at = this.place(reader.key);
    const to = isGate ? `sum_${reader.key}` : reader.key;
    const end = isGate ? places.rows.sum : at.y + sizeOf(reader).y * edgeOf(reader, x - at.x);
    const lane = isGate ? this.lane(reader, operand) : 0;
    const points = /** @type {Point[]} */ (!isGate || lane === 0 ? [[x, y], [x, isGate ? end + 9 : end]] : [[x, y], [x, end], [at.x - 9, end]]);
    const quantity = `${reader.key} ${k}`;
    const isWhole = operand.backward === null && reader.caption === "id" && reader.operands.length === 1;
    this.sources[quantity] = { forward: [{ id: operand.forward }], backward: isWhole ? this.total(reader) : this.sent([operand]) };
    this.wire(quantity, joint, to, points, { quantity, tone, light: operand.parameter, backward: this.sources[quantity].backward, window: isGate ? halfOf(timing.weigh, 0) : halfOf(timing.windowOf(reader.key), 0), sign: operand.isNegative }, { isBridge: true, isSoft: true, through: operand.through });
  }

  /** @param {Operation} gate */
  stem(gate) {
    const { places, timing, model } = this.cell;
    const { x, y } = this.place(gate.key);
    const { sum } = places.rows;
    const quantity = `z_${this.quantity(gate)}`;
    const tone = this.tone(gate);
    const row = model.backward.find(({ of, at }) => of === gate.value && at === "pre_activation");
    const backward = row ? [{ id: row.node }] : gate.operands[0]?.reached != null ? [{ id: gate.operands[0].reached }] : gate.caption === "id" ? this.total(gate) : [];
    this.sources[quantity] = { forward: [{ id: /** @type {number} */ (gate.sum) }], backward };
    this.nodes.push({ id: `sum_${gate.key}`, kind: "sum", x, y: sum, quantity, tone, window: halfOf(timing.weigh, 1), light: lightOf(gate) });
    this.wire(quantity, `sum_${gate.key}`, gate.key, [[x, sum - 9], [x, y + 23]], { quantity, tone, light: lightOf(gate), backward, window: halfOf(timing.weigh, 1) }, { isStem: true });
    gate.operands.forEach((operand, k) => {
      if (operand.from !== "constant") return;
      const name = `${gate.key} ${k}`;
      const id = `bias_${gate.key}_${k}`;
      this.sources[name] = { forward: [{ id: operand.forward }], backward: this.sent([operand]) };
      this.nodes.push({ id, kind: "port", x: x + 21, y: sum, quantity: name, tone: "input-x", window: timing.weigh, light: operand.parameter });
      this.wire(name, id, `sum_${gate.key}`, [[x + 21, sum], [x + 9, sum]], { quantity: name, tone: "input-x", light: operand.parameter, backward: this.sources[name].backward, window: halfOf(timing.weigh, 0) }, { thickest: 4, isSoft: true });
    });
  }

  /** Numbers and biases that an operation on a line adds. @param {Operation} one @param {number} x @param {number} y */
  constants(one, x, y) {
    const { places, timing } = this.cell;
    one.operands.forEach((operand, k) => {
      if (operand.from !== "constant") return;
      const at = x + (places.offsets.get(`${one.key} ${k}`) ?? 0);
      const edge = y + sizeOf(one).y * edgeOf(one, at - x);
      const name = `${one.key} ${k}`;
      this.sources[name] = { forward: [{ id: operand.forward }], backward: this.sent([operand]) };
      this.nodes.push({ id: `constant_${name}`, kind: "port", x: at, y: edge + 14, quantity: name, tone: "input-x", window: timing.windowOf(one.key), light: operand.parameter });
      this.wire(name, `constant_${name}`, one.key, [[at, edge + 14], [at, edge]], { quantity: name, tone: "input-x", light: operand.parameter, backward: this.sources[name].backward, window: halfOf(timing.windowOf(one.key), 0) }, { thickest: 4, isSoft: true });
    });
  }
}
