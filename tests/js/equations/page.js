/** As much of a page as one row of the equations needs: elements with attributes, text and clicks. */

class FakeNode {
  constructor(tag) {
    this.tag = tag;
    this.children = [];
    this.attributes = new Map();
    this.dataset = {};
    this.listeners = new Map();
    this.own = "";
    this.hidden = false;
    const classes = new Set();
    this.classList = { toggle: (name, isOn) => (isOn ? classes.add(name) : classes.delete(name)), contains: (name) => classes.has(name) };
  }

  setAttribute(name, value) {
    if (name === "hidden") this.hidden = true;
    this.attributes.set(name, value);
  }

  removeAttribute(name) {
    this.attributes.delete(name);
  }

  toggleAttribute(name, isOn) {
    if (name === "hidden") this.hidden = isOn;
    if (isOn) this.attributes.set(name, "");
    else this.attributes.delete(name);
  }

  getAttribute(name) {
    return this.attributes.get(name) ?? null;
  }

  addEventListener(type, listener) {
    this.listeners.set(type, listener);
  }

  append(...nodes) {
    this.children.push(...nodes);
  }

  replaceChildren(...nodes) {
    this.children = nodes;
  }

  click() {
    this.listeners.get("click")?.();
  }

  get textContent() {
    return this.children.length > 0 ? this.children.map((child) => child.textContent ?? child).join("") : this.own;
  }

  set textContent(text) {
    this.children = [];
    this.own = text;
  }

  /** Every element in it, itself included. */
  all() {
    return [this, ...this.children.flatMap((child) => (child instanceof FakeNode ? child.all() : []))];
  }

  /** The first element of that class. */
  find(className) {
    return this.all().find((node) => node.getAttribute("class") === className);
  }
}

/** Puts the fake page in place of the browser's. */
export function installPage() {
  globalThis.Node = FakeNode;
  globalThis.document = { createElement: (tag) => new FakeNode(tag), createElementNS: (_, tag) => new FakeNode(tag) };
}
