/**
 * Along which paths the gradients of one lane came: the norm of every part of ∂L/∂h(t) and ∂L/∂c(t)
 * as a decimal logarithm, so that gradients below the smallest float keep their shares.
 *
 * @typedef {{norm: Record<string, Record<string, number|null>>, log10_norm?: Record<string, Record<string, number|null>>|null}} PathsLine
 */

const NOTHING = new Float64Array(0);

export class PathNorms {
  #steps;
  /** State, part: in the order in which the server names them. @type {Map<string, Map<string, Float64Array>>} */
  #states = new Map();

  /** @param {number} steps */
  constructor(steps) {
    this.#steps = steps;
  }

  /**
   * @param {number} t
   * @param {PathsLine["norm"]} norm
   * @param {PathsLine["log10_norm"]} logs
   * @param {(value: any) => any} [at]  picks the step's entry where the line has a list
   */
  add(t, norm, logs, at = (value) => value) {
    for (const [state, parts] of Object.entries(norm)) {
      for (const [part, value] of Object.entries(parts)) {
        this.#series(state, part)[t] = at(logs?.[state]?.[part]) ?? logarithm(at(value));
      }
    }
  }

  /** @param {string} state @returns {string[]} empty before the first step has arrived */
  parts(state) {
    return [...(this.#states.get(state)?.keys() ?? [])];
  }

  /**
   * @param {string} state  "h" or "c"
   * @param {string} part
   * @returns {Float64Array} T; −∞ for a part that is zero, NaN for what is missing or not finite
   */
  logs(state, part) {
    return this.#states.get(state)?.get(part) ?? NOTHING;
  }

  /** @param {string} state @param {string} part */
  #series(state, part) {
    const parts = this.#states.get(state) ?? new Map();
    this.#states.set(state, parts);
    const found = parts.get(part) ?? new Float64Array(this.#steps).fill(NaN);
    parts.set(part, found);
    return found;
  }
}

/** `null` on the wire is a norm that is not finite. @param {number|null} norm */
const logarithm = (norm) => (norm === null ? NaN : Math.log10(norm));
