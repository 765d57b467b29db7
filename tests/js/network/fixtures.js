import { readFileSync } from "node:fs";
import { Trace } from "../../../static/js/trace/trace.js";

const TRACES = JSON.parse(readFileSync(new URL("../fixtures/equation-traces.json", import.meta.url), "utf8"));

/** The lines of a small trace, by name. */
export const linesOf = (name) => TRACES[name];

/** Small traces of every kind of cell, by name. */
export const traceOf = (name) => Trace.from(TRACES[name]);

export const TRACE_NAMES = Object.keys(TRACES);
