/**
 * Puts the cartesian bundle of plotly.js into static/vendor: the file as published under one line
 * of ours, its licence, compressed siblings for the web server, and a manifest that says what it is.
 *
 *     node scripts/vendor-plotly.mjs VERSION
 *
 * The version is the one that the pinned Python package carries; `make vendor` passes it.
 */

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const PACKAGE = "plotly.js-cartesian-dist-min";
const BUNDLE = "plotly-cartesian.min.js";
const LICENCE_FILE = "LICENSE.plotly.txt";
/** Tells V8 to compile the whole bundle beside the page's thread, while it arrives: nearly all of it
 *  runs at once, and compiled function by function it holds the page up twice as long. */
const HINT = "//# allFunctionsCalledOnLoad\n";
const VENDOR = fileURLToPath(new URL("../static/vendor/", import.meta.url));

/** Unpacks the published package and returns its folder. */
function unpack(version, folder) {
  execFileSync("npm", ["pack", "--silent", `${PACKAGE}@${version}`], { cwd: folder });
  execFileSync("tar", ["-xzf", `${PACKAGE}-${version}.tgz`], { cwd: folder });
  return join(folder, "package");
}

/** Node writes no time into a gzip header, so the same bytes in give the same bytes out. */
function compressed(bundle) {
  return {
    gz: gzipSync(bundle, { level: 9 }),
    br: brotliCompressSync(bundle, {
      params: {
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_LGWIN]: 24,
        [constants.BROTLI_PARAM_SIZE_HINT]: bundle.length,
      },
    }),
  };
}

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

function vendor(version) {
  const folder = mkdtempSync(join(tmpdir(), "vendor-"));
  try {
    const source = unpack(version, folder);
    const about = JSON.parse(readFileSync(join(source, "package.json"), "utf8"));
    const published = readFileSync(join(source, BUNDLE));
    const bundle = Buffer.concat([Buffer.from(HINT), published]);
    writeFileSync(join(VENDOR, BUNDLE), bundle);
    for (const [suffix, bytes] of Object.entries(compressed(bundle))) {
      writeFileSync(join(VENDOR, `${BUNDLE}.${suffix}`), bytes);
    }
    writeFileSync(join(VENDOR, LICENCE_FILE), readFileSync(join(source, "LICENSE")));
    const manifest = {
      [BUNDLE]: {
        name: "plotly.js",
        version: about.version,
        package: PACKAGE,
        licence: about.license,
        licence_file: LICENCE_FILE,
        bytes: bundle.length,
        sha256: sha256(bundle),
        first_line_added: HINT,
        sha256_as_published: sha256(published),
      },
    };
    writeFileSync(join(VENDOR, "vendor.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const version = process.argv[2];
if (!/^\d+\.\d+\.\d+$/.test(version ?? "")) {
  console.error("usage: node scripts/vendor-plotly.mjs VERSION   (for example 4.1.1)");
  process.exit(2);
}
vendor(version);
