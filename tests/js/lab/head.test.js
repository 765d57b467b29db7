import assert from "node:assert/strict";
import { test } from "node:test";
import { statusOf } from "../../../static/js/lab/head.js";

const PAGE = { hasFigures: false, isBehind: false, hasFailedToLoad: false };
const stateOf = (status, { hasTrace = true, isPlaying = false } = {}) => ({ run: { status }, trace: hasTrace ? { hasStarted: true } : null, player: { isPlaying } });
const analysisOf = (status, more = {}) => ({ status, progress: null, errors: [], ...more });

for (const [name, state, analysis, page, expected] of [
  ["no run yet", stateOf("idle", { hasTrace: false }), null, {}, { key: "empty", tone: "info" }],
  ["the first run under way", stateOf("running", { hasTrace: false }), null, {}, { key: "waiting", tone: "info" }],
  ["a run under way, old figures on the page", stateOf("running"), null, { hasFigures: true }, null],
  ["a run under way, no figures", stateOf("running"), null, {}, { key: "waiting", tone: "info" }],
  ["a scenario that cannot run", stateOf("error"), null, {}, { key: "run_failed", tone: "warning" }],
  ["a scenario that cannot run, old figures", stateOf("error"), null, { hasFigures: true }, { key: "run_error", tone: "warning" }],
  ["a run cut off", stateOf("cut"), null, {}, { key: "run_cut", tone: "warning", retry: "run" }],
  ["no library", stateOf("done"), analysisOf("done"), { hasFailedToLoad: true }, { key: "no_library", tone: "warning" }],
  ["figures that wait for playback", stateOf("done", { isPlaying: true }), null, { isBehind: true }, { key: "playing", tone: "info" }],
  ["playback over figures that are up to date", stateOf("done", { isPlaying: true }), analysisOf("done"), {}, null],
  ["an analysis asked for", stateOf("done"), analysisOf("running"), {}, { key: "computing", tone: "info", what: "run", share: null }],
  ["an analysis under way", stateOf("done"), analysisOf("running", { progress: { analysis: "map", done: 0.4 } }), {}, { key: "computing", tone: "info", what: "map", share: 0.4 }],
  ["an analysis cut off", stateOf("done"), analysisOf("cut"), {}, { key: "cut", tone: "warning", retry: "analysis" }],
  ["a refused option", stateOf("done"), analysisOf("error", { errors: [{ loc: ["analyses", 0, "steps"], msg: "lower steps" }] }), {}, { key: "refused", tone: "warning", details: ["lower steps"] }],
  ["a server out of reach", stateOf("done"), analysisOf("error", { errors: [{ loc: [], msg: "", type: "network" }] }), {}, { key: "network", tone: "warning", details: [], retry: "analysis" }],
  ["an unknown failure", stateOf("done"), analysisOf("error", { errors: [{ loc: [], msg: "boom", type: "odd" }] }), {}, { key: "server", tone: "warning", details: ["boom"], retry: "analysis" }],
  ["everything there", stateOf("done"), analysisOf("done"), { hasFigures: true }, null],
]) {
  test(`status of ${name}`, () => assert.deepEqual(statusOf(state, analysis, { ...PAGE, ...page }), expected));
}
