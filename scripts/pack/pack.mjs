/**
 * Makes static/packed: the modules of each page in a few files, and its style sheets in one.
 *
 *     node scripts/pack/pack.mjs
 *
 * What the first frame takes is one part, what `import("./later/…")` asks for another. The manifest
 * says what a pack was made of: the server sends it only while every source is still the same, and
 * the modules as they are otherwise (`app/web/packs.py`).
 */

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { writeCompressed } from "../compressed.mjs";

const STATIC = join(dirname(fileURLToPath(import.meta.url)), "../../static");
const ENTRIES = ["js/main.js", "js/embed.js", "css/page.css"];
const FOLDER = "packed";
const MANIFEST = "packs.json";
/** Nearly all of a pack runs at once: V8 compiles it while it arrives, beside the page's thread,
 *  instead of function by function in it. */
const COMPILE_AT_ONCE = "//# allFunctionsCalledOnLoad";

/** @param {string} directory  the static tree */
export async function pack(directory) {
  const folder = join(directory, FOLDER);
  rmSync(folder, { recursive: true, force: true });
  /** @type {Record<string, object>} */
  const packs = {};
  for (const entry of ENTRIES) {
    if (existsSync(join(directory, entry))) packs[entry] = await packed(directory, entry);
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `.${MANIFEST}`), `${JSON.stringify(packs, null, 1)}\n`);
  renameSync(join(folder, `.${MANIFEST}`), join(folder, MANIFEST));  // the last thing, and at once
}

/** @param {string} directory @param {string} entry */
async function packed(directory, entry) {
  const kind = extname(entry);
  const outdir = `${FOLDER}/${basename(entry, kind)}`;
  const { outputFiles, metafile } = await build({
    absWorkingDir: directory,
    entryPoints: [entry],
    outdir,
    bundle: true,
    splitting: kind === ".js",
    format: "esm",
    minify: true,
    sourcemap: true,
    banner: { js: COMPILE_AT_ONCE },
    plugins: [ownAddress(join(directory, outdir))],
    metafile: true,
    write: false,
    logLevel: "warning",
  });
  mkdirSync(join(directory, outdir), { recursive: true });
  for (const { path, contents } of outputFiles) {
    if (path.endsWith(".map")) writeFileSync(path, contents);
    else writeCompressed(path, contents);
  }
  const [file] = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === entry);
  const inputs = Object.keys(metafile.inputs).sort();
  return { file, preload: imported(metafile.outputs, file), inputs: Object.fromEntries(inputs.map((name) => [name, hash(join(directory, name))])) };
}

/** A module finds files beside itself from within a pack, too. @param {string} folder  of the pack */
const ownAddress = (folder) => ({
  name: "own-address",
  setup: (bundler) => bundler.onLoad({ filter: /\.js$/ }, ({ path }) => {
    const own = `new URL(${JSON.stringify(relative(folder, path))}, import.meta.url).href`;
    return { contents: readFileSync(path, "utf8").replaceAll("import.meta.url", () => own), loader: "js" };
  }),
});

/** Every part that a part imports when it starts, and not later. */
function imported(outputs, file, found = []) {
  for (const { path, kind } of outputs[file].imports) {
    if (kind !== "import-statement" || found.includes(path)) continue;
    found.push(path);
    imported(outputs, path, found);
  }
  return found;
}

function hash(path) {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

if (argv[1] && resolve(argv[1]) === fileURLToPath(import.meta.url)) await pack(STATIC);
