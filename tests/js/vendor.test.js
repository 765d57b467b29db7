import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

const VENDOR = new URL("../../static/vendor/", import.meta.url);
const read = (/** @type {string} */ name) => readFileSync(new URL(name, VENDOR));

for (const name of Object.keys(JSON.parse(read("vendor.json").toString()))) {
  test(`both compressed siblings of ${name} give its very bytes`, () => {
    const bundle = read(name);
    assert.ok(gunzipSync(read(`${name}.gz`)).equals(bundle));
    assert.ok(brotliDecompressSync(read(`${name}.br`)).equals(bundle));
  });
}
