/** The server's contract, for every test of what reads it: to be imported first. */

import { readFileSync } from "node:fs";

import { useContract } from "../../static/js/scenario/contract.js";

export const CONTRACT = JSON.parse(readFileSync(new URL("fixtures/contract.json", import.meta.url), "utf8"));

useContract(CONTRACT);
