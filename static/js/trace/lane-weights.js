/**
 * The weights of a lane by the names of the equations: PyTorch stacks the parameters of a cell in few
 * tensors, and a parameter may stand in two.
 *
 * @typedef {import("./model.js").SizeLetter} SizeLetter
 * @typedef {import("./model.js").Parameter} Parameter
 */

export class LaneWeights {
  #suffix;
  #model;
  #tensors;
  #sizeOf;

  /**
   * @param {object} lane
   * @param {number} lane.layer
   * @param {import("../types.js").Direction} lane.direction
   * @param {import("./model.js").CellModel} lane.model
   * @param {Record<string, any>|null} lane.tensors  null where they were left out
   * @param {(letter: SizeLetter) => number} lane.sizeOf
   */
  constructor({ layer, direction, model, tensors, sizeOf }) {
    this.#suffix = `_l${layer}${direction === "reverse" ? "_reverse" : ""}`;
    this.#model = model;
    this.#tensors = tensors;
    this.#sizeOf = sizeOf;
  }

  /** @param {string} tensor */
  #tensorName(tensor) {
    return `${tensor}${this.#suffix}`;
  }

  /**
   * The unit's row of a matrix, or its entry of a vector, as the equations mean it: what stands in
   * two tensors is their sum.
   * @param {string} name  of a parameter
   * @param {number} unit
   * @returns {number[]} empty where the tensors were left out
   */
  row(name, unit) {
    const parameter = this.#model.parameter(name);
    if (!this.#tensors || !parameter) return [];
    const rows = parameter.tensors.map((place) => this.#rowOf(parameter, place, unit));
    return rows.reduce((sum, row) => (sum.length === 0 ? row : sum.map((value, j) => value + (row[j] ?? 0))), []);
  }

  /**
   * The unit's column of a matrix.
   * @param {string} name
   * @param {number} unit
   * @returns {number[]} empty where the tensors were left out
   */
  column(name, unit) {
    const rows = this.#model.parameter(name)?.shape[0];
    if (!this.#tensors || !rows) return [];
    return Array.from({ length: this.#sizeOf(rows) }, (_, row) => this.row(name, row)[unit] ?? NaN);
  }

  /**
   * Where a weight stands: PyTorch stacks the parameters of a cell in few tensors.
   * @param {string} name  of a parameter
   * @param {number} unit
   * @returns {{tensor: string, row: number, column: number|null}[]} of a vector the entry, of a matrix the row's first
   */
  places(name, unit) {
    const parameter = this.#model.parameter(name);
    if (!parameter) return [];
    const { shape, tensors } = parameter;
    return tensors.map(({ tensor, block, is_table: isTable }) => ({
      tensor: this.#tensorName(tensor),
      row: isTable ? block : block * this.#rowsOf(parameter) + (this.#rowsOf(parameter) > 1 ? unit : 0),
      column: isTable ? unit : shape.length > 1 ? 0 : null,
    }));
  }

  /** @param {import("./model.js").Parameter} parameter */
  #rowsOf({ shape }) {
    return shape.length > 0 ? this.#sizeOf(shape[0]) : 1;
  }

  /**
   * @param {import("./model.js").Parameter} parameter
   * @param {import("./model.js").TensorPlace} place
   * @param {number} unit
   * @returns {number[]}
   */
  #rowOf(parameter, { tensor, block, is_table: isTable }, unit) {
    const rows = this.#tensors?.[this.#tensorName(tensor)];
    if (rows === undefined || rows === null) return [];
    if (isTable) return [rows[block]?.[unit] ?? NaN];
    const entry = Math.min(unit, this.#rowsOf(parameter) - 1);
    const row = rows[block * this.#rowsOf(parameter) + entry];
    return Array.isArray(row) ? row : [row ?? NaN];
  }
}
