/** An element whose attributes are written only when they change. */
export class Patch {
  /** @type {Map<string, string|number>} */
  #last = new Map();

  /** @param {Element} element */
  constructor(element) {
    this.element = element;
  }

  /** @param {string} name @param {string|number} value */
  set(name, value) {
    if (this.#last.get(name) === value) return;
    this.#last.set(name, value);
    this.element.setAttribute(name, String(value));
  }

  /** @param {string} name */
  remove(name) {
    if (this.#last.delete(name)) this.element.removeAttribute(name);
  }

  /** @param {string} name of a class @param {boolean} isOn */
  toggle(name, isOn) {
    const key = `.${name}`;
    const value = isOn ? 1 : 0;
    if ((this.#last.get(key) ?? 0) === value) return;
    this.#last.set(key, value);
    this.element.classList.toggle(name, isOn);
  }
}
