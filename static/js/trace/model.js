/**
 * What the server said about a cell: its equations as a graph, forward and backward, and where the
 * number of each node stands in the lines of a run. The page knows no cell by name; this is all it
 * has. `app/cells/description.py` is the other end.
 *
 * @typedef {"D"|"H"|"P"|"1"} SizeLetter   of the input, of the layer, of its output; one number
 *
 * @typedef {object} Node   one operation of the equations
 * @property {string} op
 * @property {readonly number[]} args   ids
 * @property {SizeLetter} size
 * @property {string} at                where its number stands, as "gates.i" or "nodes.12"
 * @property {string} [name]            of what is named or read, of a function, of a matrix
 * @property {number} [value]           of a number, a bound; 1 of a product with a transposed matrix
 * @property {readonly number[]} [signs]  of the terms of a sum
 *
 * @typedef {{tensor: string, block: number, is_table: boolean}} TensorPlace
 * @typedef {{name: string, shape: SizeLetter[], tensors: TensorPlace[], initial?: number}} Parameter
 * @typedef {object} ForwardEquation
 * @property {string} name
 * @property {number} node
 * @property {number} right             the node of what stands right of the sign
 * @property {number} [pre_activation]
 * @property {Record<number, (number|null)[]>} [sends]   what each of its operations sends back to its arguments, by node
 *
 * @typedef {{by: string, node: number, later: boolean}} BackwardTerm   what one reading sends back
 * @typedef {{of: string, node: number, at?: "pre_activation", terms?: BackwardTerm[], receives_loss?: boolean}} BackwardEquation
 *
 * @typedef {object} ModelData
 * @property {string} kind
 * @property {string} equations
 * @property {string[]} values
 * @property {string[]} states
 * @property {string[]} gradients   what backward lines hold besides states and x
 * @property {string[]} gates
 * @property {string[]} targets
 * @property {Record<string, string>} blocks
 * @property {Record<string, string>} slots
 * @property {boolean} is_recurrent
 * @property {Parameter[]} parameters
 * @property {ForwardEquation[]} forward
 * @property {BackwardEquation[]} backward
 * @property {Record<string, Record<string, string[]>>} paths
 * @property {Record<string, number>} [carried]  what a step hands back to each state at the step before, by node
 * @property {Node[]} nodes
 *
 * @typedef {{layer: number, direction: "forward"|"reverse", model: number, input_size: number, hidden_size: number, output_size: number}} LaneData
 * @typedef {{models: ModelData[], lanes: LaneData[]}} CellData
 */

export class CellModel {
  /** @type {Map<string, ForwardEquation>} */
  #equations;
  /** @type {Map<string, Parameter>} */
  #parameters;
  /** @type {Map<string, number>} */
  #previous = new Map();

  /** @param {ModelData} data */
  constructor(data) {
    this.data = data;
    this.kind = data.kind;
    /** The text. */
    this.equations = data.equations;
    /** Every named value, in the order of computation. */
    this.values = data.values;
    /** h first. */
    this.states = data.states;
    this.gradients = data.gradients;
    this.gates = data.gates;
    /** What a what-if can replace. */
    this.targets = data.targets;
    /** Row block of the gradients and pre-activations → the value that it makes. */
    this.blocks = data.blocks;
    this.slots = data.slots;
    this.isRecurrent = data.is_recurrent;
    this.parameters = data.parameters;
    this.forward = data.forward;
    this.backward = data.backward;
    this.paths = data.paths;
    this.carried = data.carried ?? {};
    this.nodes = data.nodes;
    this.#equations = new Map(data.forward.map((equation) => [equation.name, equation]));
    this.#parameters = new Map(data.parameters.map((parameter) => [parameter.name, parameter]));
    data.nodes.forEach(({ op, name }, id) => {
      if (op === "previous") this.#previous.set(name ?? "", id);
    });
  }

  /** @param {number} id @returns {Node} */
  node(id) {
    const found = this.nodes[id];
    if (!found) throw new RangeError(`no node ${id}`);
    return found;
  }

  /** The equation of a value. @param {string} name @returns {ForwardEquation|null} */
  named(name) {
    return this.#equations.get(name) ?? null;
  }

  /** The node of a state at the step before; null where nothing reads it. @param {string} state @returns {number|null} */
  previous(state) {
    return this.#previous.get(state) ?? null;
  }

  /** @param {string} name @returns {Parameter|null} */
  parameter(name) {
    return this.#parameters.get(name) ?? null;
  }
}

/** The models of a run, by lane. */
export class CellOfRun {
  /** @param {CellData} data */
  constructor({ models, lanes }) {
    this.models = models.map((model) => new CellModel(model));
    this.lanes = lanes.map(({ model, ...place }) => ({ ...place, model: this.models[model] }));
  }

  /**
   * @param {number} layer
   * @param {import("../types.js").Direction} direction
   * @returns {CellModel|null}
   */
  model(layer, direction) {
    return this.lanes.find((lane) => lane.layer === layer && lane.direction === direction)?.model ?? null;
  }
}

/**
 * The weights of a lane by the names of the equations: PyTorch stacks the parameters of a cell in few
 * tensors, and a parameter may stand in two.
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
   * @param {CellModel} lane.model
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

  /** @param {Parameter} parameter */
  #rowsOf({ shape }) {
    return shape.length > 0 ? this.#sizeOf(shape[0]) : 1;
  }

  /**
   * @param {Parameter} parameter
   * @param {TensorPlace} place
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
