/**
 * Elements made from data without ever parsing markup.
 *
 * Attributes: `on…` with a function listens, `style` may be an object, `true` sets an empty
 * attribute, `false`, `null` and `undefined` leave it out. Children may be nested lists.
 *
 * @typedef {Node|string|number|null|undefined|false} Leaf
 * @typedef {Leaf|Leaf[]|Leaf[][]} Child
 * @typedef {Record<string, any>} Attributes
 */

const SVG = "http://www.w3.org/2000/svg";
const MATHML = "http://www.w3.org/1998/Math/MathML";

/**
 * Sets, changes or removes attributes and adds listeners.
 * @template {Element} E
 * @param {E} node
 * @param {Attributes|null|undefined} attributes
 * @returns {E}
 */
export function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith("on") && typeof value === "function") {
      node.addEventListener(name.slice(2), value);
    } else if (name === "style" && value !== null && typeof value === "object") {
      setStyle(/** @type {any} */ (node), value);
    } else if (value === false || value === null || value === undefined) {
      node.removeAttribute(name);
    } else {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  return node;
}

/**
 * @param {ElementCSSInlineStyle} node
 * @param {Record<string, string|number>} style
 */
function setStyle(node, style) {
  for (const [property, value] of Object.entries(style)) {
    node.style.setProperty(property, String(value));
  }
}

/**
 * @param {Element} node
 * @param {Child[]} children
 */
function append(node, children) {
  for (const child of /** @type {Leaf[]} */ (children.flat(3))) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : String(child));
  }
}

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Attributes|null} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function el(tag, attributes, ...children) {
  const node = setAttributes(document.createElement(tag), attributes);
  append(node, children);
  return node;
}

/**
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag
 * @param {Attributes|null} [attributes]
 * @param {...Child} children
 * @returns {SVGElementTagNameMap[K]}
 */
export function svg(tag, attributes, ...children) {
  const node = setAttributes(document.createElementNS(SVG, tag), attributes);
  append(node, children);
  return /** @type {SVGElementTagNameMap[K]} */ (node);
}

/**
 * @param {string} tag
 * @param {Attributes|null} [attributes]
 * @param {...Child} children
 * @returns {MathMLElement}
 */
export function math(tag, attributes, ...children) {
  const node = setAttributes(document.createElementNS(MATHML, tag), attributes);
  append(node, children);
  return /** @type {MathMLElement} */ (node);
}

/**
 * The element that a template promises; a missing one is a mistake in the template.
 * @template {Element} [E=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {E}
 */
export function find(root, selector) {
  const node = root.querySelector(selector);
  if (!node) throw new Error(`nothing matches ${selector}`);
  return /** @type {E} */ (node);
}

// What is there already is not written again: the browser would match styles and lay out anew, and a
// live region would be spoken once more.

/** @param {Element} node @param {boolean} isHidden */
export function hide(node, isHidden) {
  node.toggleAttribute("hidden", isHidden);
}

/** @param {Node} node @param {string} text */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
