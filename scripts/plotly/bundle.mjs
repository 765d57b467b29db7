/**
 * Makes static/vendor/plotly.min.js: plotly.js with the traces that the page draws and no others,
 * a third less to send and to compile than the smallest bundle published that has them.
 *
 *     node scripts/plotly/bundle.mjs VERSION
 *
 * The version is the one that the pinned Python package carries; `make vendor` installs what is
 * locked here and passes it. Beside the bundle come compressed siblings for the web server, the
 * licences of all that is in it, and a manifest that says what it is.
 */

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "acorn";
import { full } from "acorn-walk";
import { build } from "esbuild";
import { writeCompressed } from "../compressed.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const VENDOR = join(HERE, "../../static/vendor");
const BUNDLE = "plotly.min.js";
const LICENCE_FILE = "LICENSE.plotly.txt";
/** Besides scatter, which plotly.js always has. */
const TRACES = ["bar", "heatmap"];
/** Tells V8 to compile the whole bundle beside the page's thread, while it arrives: nearly all of it
 *  runs at once, and compiled function by function it holds the page up twice as long. */
const HINT = "//# allFunctionsCalledOnLoad";

const ENTRY = `
  const Plotly = require("plotly.js/lib/core");
  Plotly.register([${TRACES.map((trace) => `require("plotly.js/lib/${trace}")`).join(", ")}]);
  module.exports = Plotly;
`;

/** The texts of the reference manual stand in the source, as `description`; nothing reads them. */
const withoutDescriptions = {
  name: "without-descriptions",
  setup(bundler) {
    bundler.onLoad({ filter: /plotly\.js\/src\/.*\.js$/ }, ({ path }) => {
      return { contents: emptied(readFileSync(path, "utf8")), loader: "js" };
    });
  },
};

/** @param {string} text @returns {string} with every value of a property `description` empty */
function emptied(text) {
  if (!text.includes("description:")) return text;
  const found = [];
  full(parse(text, { ecmaVersion: "latest" }), (node) => {
    if (node.type === "Property" && !node.computed && node.key.name === "description") found.push(node.value);
  });
  found.sort((one, other) => other.start - one.start);
  return found.reduce((rest, { start, end }) => `${rest.slice(0, start)}""${rest.slice(end)}`, text);
}

/** Style sheets of map traces are asked for beside code that is never reached here. */
const withoutSheets = {
  name: "without-sheets",
  setup: (bundler) => bundler.onLoad({ filter: /\.css$/ }, () => ({ contents: "", loader: "js" })),
};

async function bundle(version) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: HERE,
    stdin: { contents: ENTRY, resolveDir: HERE },
    bundle: true,
    minify: true,
    format: "iife",
    globalName: "Plotly",
    define: { global: "window", "define.amd": "false" },
    target: "es2022",
    legalComments: "none",
    banner: { js: `${HINT}\n/* plotly.js v${version} (scatter, ${TRACES.join(", ")}): ${LICENCE_FILE} */` },
    plugins: [withoutDescriptions, withoutSheets],
    metafile: true,
    write: false,
    logLevel: "warning",
  });
  return { code: Buffer.from(outputFiles[0].contents), packages: packagesIn(metafile) };
}

/** The packages of which something is in the bundle, each with the folder where it is installed. */
function packagesIn({ outputs }) {
  const [{ inputs }] = Object.values(outputs);
  const folders = Object.entries(inputs)
    .filter(([path, { bytesInOutput }]) => bytesInOutput > 0 && !path.endsWith(".css"))
    .map(([path]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0])
    .filter((folder) => folder !== undefined)
    .map((folder) => join(HERE, folder));
  return [...new Set(folders)].sort().map((folder) => {
    const { name, version, license, author } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return { name, version, licence: license, author, folder };
  });
}

/** plotly.js first: the bundle is its. */
function licences(packages) {
  const first = packages.filter(({ name }) => name === "plotly.js");
  const others = packages.filter(({ name }) => name !== "plotly.js");
  return [...first, ...others].map((one) => `${one.name} ${one.version} (${one.licence})\n\n${licenceOf(one)}\n`).join(`\n${"-".repeat(80)}\n\n`);
}

function licenceOf({ folder, author }) {
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file) return readFileSync(join(folder, file), "utf8").trim();
  return `By ${author?.name ?? author ?? "its contributors"}. The package names its licence and brings no text of it.`;
}

async function vendor(version) {
  const { code, packages } = await bundle(version);
  writeCompressed(join(VENDOR, BUNDLE), code);
  writeFileSync(join(VENDOR, LICENCE_FILE), licences(packages));
  const manifest = {
    [BUNDLE]: {
      name: "plotly.js",
      version,
      traces: ["scatter", ...TRACES],
      licence: packages.find(({ name }) => name === "plotly.js").licence,
      licence_file: LICENCE_FILE,
      bytes: code.length,
      sha256: createHash("sha256").update(code).digest("hex"),
      packages: Object.fromEntries(packages.map((one) => [one.name, one.version])),
    },
  };
  writeFileSync(join(VENDOR, "vendor.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

const wanted = process.argv[2];
const { version } = JSON.parse(readFileSync(join(HERE, "node_modules/plotly.js/package.json"), "utf8"));
if (wanted !== version) {
  console.error(`The Python package wants plotly.js ${wanted}, and ${version} is locked here: change scripts/plotly/package.json and its lock.`);
  process.exit(2);
}
await vendor(version);
