/** Reads a run from the standard input, one line of JSON a line, and tells which equations do not hold as shown. */

import { readFileSync } from "node:fs";

import { Trace } from "../../../static/js/trace/trace.js";
import { check } from "./shown.js";

const lines = readFileSync(0, "utf8").split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
process.stdout.write(JSON.stringify(check(Trace.from(lines))));
