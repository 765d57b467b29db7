import { readFileSync } from "node:fs";

import { CellModel } from "../../../static/js/trace/model.js";

const MODELS = JSON.parse(readFileSync(new URL("../fixtures/models.json", import.meta.url), "utf8"));

/** Every cell of the catalogue, variants of some, and own cells, by name. */
export const CELLS = new Map(Object.entries(MODELS).map(([name, data]) => [name, new CellModel(data)]));

/** @param {string} name */
export const cellNamed = (name) => CELLS.get(name);
