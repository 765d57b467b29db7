/**
 * Pictures of circuits as files, drawn by the page's own code: traces by name come in as JSON, the
 * pictures go out. Each shows a step once it is complete, and stands on its own: it brings the
 * page's colours for light and dark, and those of the page's rules that its elements need.
 */

import { readFileSync } from "node:fs";

/** As much of an element as the page's drawing code uses. */
class Element {
  attributes = new Map();
  children = [];
  classList = { add: (name) => this.#setClass(name, true), toggle: (name, isOn) => this.#setClass(name, isOn) };

  constructor(name) {
    this.name = name;
  }

  get classes() {
    return (this.attributes.get("class") ?? "").split(" ").filter(Boolean);
  }

  get textContent() {
    return this.children.map((child) => child.textContent ?? child).join("");
  }

  set textContent(text) {
    this.children = text === "" ? [] : [text];
  }

  setAttribute(name, value) {
    this.attributes.set(name, value);
  }

  removeAttribute(name) {
    this.attributes.delete(name);
  }

  append(...children) {
    this.children.push(...children);
  }

  #setClass(name, isOn) {
    this.setAttribute("class", [...this.classes.filter((one) => one !== name), ...(isOn ? [name] : [])].join(" "));
  }
}
globalThis.Node = Element;
globalThis.document = { createElementNS: (_, name) => new Element(name) };

const { Drawing } = await import("../static/js/circuit/drawing.js");
const { layoutFor } = await import("../static/js/circuit/layouts.js");
const { valuesOf } = await import("../static/js/circuit/values.js");
const { readStep } = await import("../static/js/cell/step.js");
const { Trace } = await import("../static/js/trace/trace.js");

const css = (name) => readFileSync(new URL(`../static/css/${name}.css`, import.meta.url), "utf8").replace(/\/\*.*?\*\//gs, "");
const [LIGHT, DARK] = css("tokens").match(/\{.*?\}/gs);
const RULES = css("circuit").match(/^[^@{}\s][^{}]*\{[^{}]*\}/gm);
const FRAME = ".circuit-svg { font-family: var(--mono); }\n.picture-ground { fill: var(--surface); }";

const UNSEEN = new Set(["title", "wire-hit", "pin"]);
const HOLLOW = new Set(["g", "text", "tspan"]);
const DASHES = new Set(["pathLength", "stroke-dasharray"]);
const FOR_USE = /^(data-(?!sign$)|aria-|role$|tabindex$|style$|display$|visibility$|opacity$)/;

const isSeen = ({ name, classes, attributes }) => ![name, ...classes].some((one) => UNSEEN.has(one))
  && attributes.get("display") !== "none" && attributes.get("visibility") !== "hidden";

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

/** What can be seen, and nothing that is there to be used. */
function markupOf(node, classes) {
  if (typeof node === "string") return escaped(node);
  if (!isSeen(node)) return "";
  const inside = node.children.map((child) => markupOf(child, classes)).join("");
  if (inside === "" && HOLLOW.has(node.name)) return "";
  node.classes.forEach((name) => classes.add(name));
  const isSolid = node.attributes.get("stroke-dasharray") === "none";
  const isKept = (name) => !FOR_USE.test(name) && !(isSolid && DASHES.has(name));
  const kept = [...node.attributes].filter(([name]) => isKept(name)).map(([name, value]) => ` ${name}="${escaped(value)}"`);
  return `<${node.name}${kept.join("")}${inside === "" ? "/>" : `>${inside}</${node.name}>`}`;
}

/** The rules of the page for these classes, and the colours that the rules name. */
function styleFor(classes) {
  const isNeeded = (selector) => !/[:>#]|data-pass|svg $/.test(selector) && (selector.match(/\.[\w-]+/g) ?? []).every((name) => classes.has(name.slice(1)));
  const rules = RULES.filter((rule) => rule.slice(0, rule.indexOf("{")).split(",").some(isNeeded)).join("\n").replace(/ (transition|pointer-events|cursor): [^;]+;/g, "");
  const named = new Set(`${rules}${FRAME}`.match(/--[\w-]+(?=\))/g));
  const colours = (block) => block.match(/--[\w-]+: [^;]+;/g).filter((line) => named.has(line.split(":")[0])).join(" ");
  return `svg { ${colours(LIGHT)} }\n@media (prefers-color-scheme: dark) { svg { ${colours(DARK)} } }\n${FRAME}\n${rules}`;
}

function pictureOf(lines) {
  const trace = Trace.from(lines);
  const [lane] = trace.lanes;
  const layout = layoutFor(lane.model, "wide");
  const drawing = new Drawing(layout);
  drawing.render(valuesOf(readStep(trace, lane, lane.steps - 1, 0), "forward", layout), 1, "forward", false);
  const classes = new Set(["circuit-svg"]);
  const inside = drawing.element.children.map((layer) => markupOf(layer, classes)).filter(Boolean).join("\n");
  const { width, height } = layout;
  return `<svg xmlns="http://www.w3.org/2000/svg" class="circuit-svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">\n`
    + `<style>\n${styleFor(classes)}\n</style>\n<rect class="picture-ground" width="${width}" height="${height}" rx="8"/>\n${inside}\n</svg>\n`;
}

const traces = JSON.parse(readFileSync(0, "utf8"));
const pictures = Object.entries(traces).map(([name, lines]) => [name, pictureOf(lines)]);
process.stdout.write(JSON.stringify(Object.fromEntries(pictures)));
