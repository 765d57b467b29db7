/**
 * Asking the server about cells: what a text of equations comes to, and a cell as code.
 *
 * @typedef {import("../types.js").EquationPlace} EquationPlace
 * @typedef {import("../types.js").CellForm} CellForm
 * @typedef {{name: string, shape: string[], lengths: number[], count: number}} SizedParameter
 * @typedef {{error: EquationPlace|null, warnings: EquationPlace[], form: CellForm|null, parameters: SizedParameter[], count: number|null}} CheckedCell
 */

/**
 * @param {object} question   equations, sizes and options (app/scenarios/cell_check.py)
 * @param {{signal?: AbortSignal, fetcher?: typeof fetch}} [options]
 * @returns {Promise<CheckedCell>}
 */
export async function checkCell(question, options) {
  return (await post("/api/cells/check", question, options)).json();
}

/**
 * @param {{scenario: object, format: string, layer: number}} wanted
 * @param {{signal?: AbortSignal, fetcher?: typeof fetch}} [options]
 * @returns {Promise<string>} the code
 */
export async function exportCell(wanted, options) {
  return (await (await post("/api/cells/export", wanted, options)).json()).text;
}

/** @param {string} address @param {object} body @param {{signal?: AbortSignal, fetcher?: typeof fetch}} [options] */
async function post(address, body, { signal, fetcher = fetch } = {}) {
  const response = await fetcher(address, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });
  if (!response.ok) throw new Error(`${address}: status ${response.status}`);
  return response;
}
