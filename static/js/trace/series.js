/**
 * What arrives step by step, as flat typed arrays: entry (t, j) of a vector of size n is at t·n + j.
 * What has not arrived, or is not finite, is NaN.
 *
 * @typedef {(value: any) => any} At   picks a step's entry out of what a line holds
 */

const NOTHING = new Float64Array(0);

/** @param {number} length */
export const blank = (length) => new Float64Array(length).fill(NaN);

/**
 * `null` on the wire is a value that is not finite; a typed array would read it as 0.
 * @param {Float64Array} target
 * @param {number} offset
 * @param {(number|null)[]} values
 */
export function write(target, offset, values) {
  for (let j = 0; j < values.length; j += 1) target[offset + j] = values[j] ?? NaN;
}

/**
 * An entry of an array whose steps have as many numbers as it is long for.
 * @param {Float64Array} array
 * @param {number} steps
 * @param {number} t
 * @param {number} unit  of what is one number for all units any
 */
export function entryAt(array, steps, t, unit) {
  const size = array.length / steps;
  return (size === 1 ? array[t] : unit < size ? array[t * size + unit] : NaN) ?? NaN;
}

/** Arrays by name. */
export class Series {
  #steps;
  /** @type {Map<string, Float64Array>} */
  #kept = new Map();

  /** @param {number} steps */
  constructor(steps) {
    this.#steps = steps;
  }

  get names() {
    return [...this.#kept.keys()];
  }

  /** @param {string} name @returns {Float64Array} empty for one that nothing is kept of */
  of(name) {
    return this.#kept.get(name) ?? NOTHING;
  }

  /** @param {string} name @param {number} [width]  numbers a step @returns {Float64Array} */
  reserve(name, width = 1) {
    const found = this.#kept.get(name) ?? blank(this.#steps * width);
    this.#kept.set(name, found);
    return found;
  }

  /** @param {string} name @param {number} t @param {number} unit */
  at(name, t, unit) {
    return entryAt(this.of(name), this.#steps, t, unit);
  }

  /**
   * Values of a name that nothing was kept for yet take as many numbers a step as the line has.
   * @param {number} t
   * @param {Record<string, any>|undefined} values
   * @param {At} at
   */
  add(t, values, at) {
    for (const name in values) {
      const entries = at(values[name]);
      if (!entries) continue;
      const target = this.reserve(name, entries.length);
      write(target, t * (target.length / this.#steps), entries);
    }
  }
}

/**
 * Along which paths the gradients of one lane came: the norm of every part of ∂L/∂h(t) and ∂L/∂c(t)
 * as a decimal logarithm, so that gradients below the smallest float keep their shares.
 *
 * @typedef {{norm: Record<string, Record<string, number|null>>, log10_norm?: Record<string, Record<string, number|null>>|null}} PathsLine
 */
export class PathNorms {
  #steps;
  /** By state, its parts in the order in which the server names them. @type {Map<string, Series>} */
  #states = new Map();

  /** @param {number} steps */
  constructor(steps) {
    this.#steps = steps;
  }

  /**
   * @param {number} t
   * @param {PathsLine} line
   * @param {At} at
   */
  add(t, { norm, log10_norm: logs }, at) {
    for (const [state, parts] of Object.entries(norm)) {
      const kept = this.#states.get(state) ?? new Series(this.#steps);
      this.#states.set(state, kept);
      for (const [part, value] of Object.entries(parts)) {
        kept.reserve(part)[t] = at(logs?.[state]?.[part]) ?? logarithm(at(value));
      }
    }
  }

  /** @param {string} state @returns {string[]} empty before the first step has arrived */
  parts(state) {
    return this.#states.get(state)?.names ?? [];
  }

  /**
   * @param {string} state  "h" or "c"
   * @param {string} part
   * @returns {Float64Array} T; −∞ for a part that is zero, NaN for what is missing or not finite
   */
  logs(state, part) {
    return this.#states.get(state)?.of(part) ?? NOTHING;
  }
}

/** `null` on the wire is a norm that is not finite. @param {number|null} norm */
const logarithm = (norm) => (norm === null ? NaN : Math.log10(norm));
