/**
 * The rooms of the page: what a module imports, by code or for its types, lies in its own room or in
 * one below it. `types.js`, which holds shapes alone, may be named by everybody and may name everybody.
 */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { test } from "node:test";

/** From the ground up. */
const ROOMS = [
  "numbers", "base", "trace", "wire", "scenario", "cell", "drawing", "state", "hands",
  "transport", "circuit", "equations", "network", "plots", "comparison", "lab", "doctor", "dock", "tour",
  "page", "later",
];
/** What a page asks for by name; nobody imports them. */
const ENTRIES = ["embed.js", "main.js", "theme-first.js"];
const SHAPES = "types.js";

const ROOT = new URL("../../static/js/", import.meta.url);
const FILES = readdirSync(ROOT, { recursive: true, encoding: "utf8" })
  .map((name) => name.replaceAll("\\", "/")).filter((name) => name.endsWith(".js")).sort();

/** @param {string} name */
const read = (name) => readFileSync(new URL(name, ROOT), "utf8");

/** @param {string} code */
const withoutComments = (code) => code.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");

/** @param {string} name @param {string} source */
const resolve = (name, source) => posix.join(posix.dirname(name), source);

/** @param {string} name @returns {string[]} modules that its code asks for, at once or later */
function codeImports(name) {
  const found = withoutComments(read(name)).matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)["'](\.[^"']+)["']/g);
  return [...found].map(([, source]) => resolve(name, source));
}

/** @param {string} name @returns {string[]} modules that only its types come from */
function typeImports(name) {
  const comments = read(name).match(/\/\*[\s\S]*?\*\//g) ?? [];
  return comments.flatMap((text) => [...text.matchAll(/\bimport\("([^"]+)"\)/g)].map(([, source]) => resolve(name, source)));
}

/** @param {string} name */
const roomOf = (name) => (name.includes("/") ? name.split("/")[0] : null);

/** @param {string} name */
const heightOf = (name) => (ENTRIES.includes(name) ? ROOMS.length : ROOMS.indexOf(roomOf(name) ?? ""));

test("every module lies in a room, but for the entries and the shared shapes", () => {
  assert.deepEqual(FILES.filter((name) => roomOf(name) === null), [...ENTRIES, SHAPES].sort());
  assert.deepEqual([...new Set(FILES.map(roomOf).filter((room) => room !== null))].sort(), [...ROOMS].sort());
});

test("the shared shapes hold no code", () => {
  assert.equal(withoutComments(read(SHAPES)).trim(), "export {};");
});

for (const name of FILES.filter((name) => name !== SHAPES)) {
  test(`${name} imports only from its own room and from rooms below`, () => {
    const imported = [...codeImports(name), ...typeImports(name)];
    for (const source of imported) assert.ok(existsSync(new URL(source, ROOT)), `${source} does not exist`);
    const upward = imported.filter((source) => source !== SHAPES && heightOf(source) > heightOf(name));
    assert.deepEqual(upward, []);
  });
}

test("nobody imports an entry, nor the shapes as code", () => {
  const imported = new Set(FILES.flatMap(codeImports));
  assert.deepEqual([...ENTRIES, SHAPES].filter((name) => imported.has(name)), []);
});

test("no modules import each other in a circle", () => {
  const done = new Set();
  const visit = (/** @type {string} */ name, /** @type {string[]} */ path) => {
    assert.ok(!path.includes(name), [...path, name].join(" → "));
    if (done.has(name)) return;
    codeImports(name).forEach((source) => visit(source, [...path, name]));
    done.add(name);
  };
  FILES.forEach((name) => visit(name, []));
});

test("every view is mounted on a root and the app, and gives back how to take it away", () => {
  for (const name of FILES.filter((name) => posix.basename(name) === "view.js")) {
    assert.match(read(name), /^export function mount\(root, (app|\{[^}]*\})\) \{$/m, name);
  }
});
