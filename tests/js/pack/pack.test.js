/** The packs: the same meaning in a few files. */

import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { pack } from "../../../scripts/pack/pack.mjs";

const STATIC = fileURLToPath(new URL("../../../static", import.meta.url));
const made = mkdtempSync(join(tmpdir(), "packs-"));
after(() => rmSync(made, { recursive: true }));

/** Packs a tree of files. @param {string} name @param {Record<string, string>} files */
async function packTree(name, files) {
  const tree = join(made, name);
  for (const [path, text] of Object.entries({ "package.json": '{ "type": "module" }', ...files })) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  }
  await pack(tree);
  const packs = JSON.parse(readFileSync(join(tree, "packed/packs.json"), "utf8"));
  return { tree, packs, run: (entry) => import(pathToFileURL(join(tree, packs[entry].file)).href) };
}

test("what looks like a comment inside a template literal is kept", async () => {
  const text = "a\n// not a comment\n/* nor this */\n  * ${1}\nimport { x } from \"./y.js\";\nexport const z = 1;\n";
  const { run } = await packTree("literals", {
    "js/main.js": `import { text } from "./text.js";\n// a comment\nglobalThis.said = text;\n`,
    "js/text.js": `export const text = \`${text}\`;\n`,
  });
  await run("js/main.js");
  assert.equal(globalThis.said, text.replace("${1}", "1"));
});

test("what is asked for later is in a part of its own and shares its modules with the first", async () => {
  const { tree, packs, run } = await packTree("split", {
    "js/main.js": `import { count } from "./shared.js";\ncount();\nglobalThis.later = import("./later/page.js");\n`,
    "js/later/page.js": `import { count } from "../shared.js";\nimport { own } from "./own.js";\nexport const result = own + count();\n`,
    "js/later/own.js": `export const own = "only later ";\n`,
    "js/shared.js": `let calls = 0;\nexport function count() {\n  calls += 1;\n  return calls;\n}\n`,
  });
  await run("js/main.js");
  assert.equal((await globalThis.later).result, "only later 2");
  const first = [packs["js/main.js"].file, ...packs["js/main.js"].preload];
  assert.equal(first.length, 2);
  for (const name of first) assert.ok(!readFileSync(join(tree, name), "utf8").includes("only later"));
});

test("a module finds files beside itself from within a pack", async () => {
  const { tree, run } = await packTree("address", {
    "js/main.js": `import { address } from "./plots/loader.js";\nglobalThis.address = address;\n`,
    "js/plots/loader.js": `export const address = new URL("../../vendor/x.js", import.meta.url).href;\n`,
  });
  await run("js/main.js");
  assert.equal(globalThis.address, pathToFileURL(join(tree, "vendor/x.js")).href);
});

test("sheets are put in the place of their imports", async () => {
  const { tree, packs } = await packTree("sheets", {
    "css/page.css": `@import "a.css";\n@import "b.css";\n`,
    "css/a.css": "a { color: red; }\n",
    "css/b.css": "b { color: blue; }\n",
  });
  const text = readFileSync(join(tree, packs["css/page.css"].file), "utf8");
  assert.match(text, /^a\{color:red\}b\{color:#00f\}\n/);
  assert.deepEqual(Object.keys(packs["css/page.css"].inputs), ["css/a.css", "css/b.css", "css/page.css"]);
});

test("a pack that was made before is gone when its entry is", async () => {
  const { tree } = await packTree("again", { "js/main.js": "globalThis.x = 1;\n", "js/embed.js": "globalThis.x = 2;\n" });
  rmSync(join(tree, "js/embed.js"));
  await pack(tree);
  assert.deepEqual(readdirSync(join(tree, "packed")).sort(), ["main", "packs.json"]);
});

/** Every module that a module asks for, now or later, itself included; types are no modules. */
function reachable(/** @type {string} */ entry, /** @type {Set<string>} */ found = new Set()) {
  if (found.has(entry)) return found;
  found.add(entry);
  const code = readFileSync(join(STATIC, entry), "utf8").replace(/\/\*\*[^]*?\*\//g, "");
  for (const [, source] of code.matchAll(/(?:\bfrom\s+|\bimport\s+|\bimport\()"(\.[^"]+)"/g)) {
    reachable(posix.join(posix.dirname(entry), source), found);
  }
  return found;
}

test("every module of a page is in its pack, and nothing else", async () => {
  const tree = join(made, "page");
  for (const folder of ["js", "css"]) cpSync(join(STATIC, folder), join(tree, folder), { recursive: true });
  await pack(tree);
  const packs = JSON.parse(readFileSync(join(tree, "packed/packs.json"), "utf8"));
  for (const entry of ["js/main.js", "js/embed.js"]) {
    assert.deepEqual(Object.keys(packs[entry].inputs), [...reachable(entry)].sort());
  }
  assert.ok(packs["css/page.css"]);
});
