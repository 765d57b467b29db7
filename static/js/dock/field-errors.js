/**
 * Brings the server's errors to the fields they name.
 *
 * A field registers under the path it edits; an error goes to the field with the longest path that
 * begins the error's own, together with the rest of that path.
 *
 * @typedef {import("../types.js").FieldError} FieldError
 * @typedef {(string|number)[]} Path
 * @typedef {{rest: Path, msg: string, ctx?: import("../types.js").EquationPlace}} Placed
 * @typedef {(errors: Placed[]) => void} Show
 */

const PARTS = new Set(["cell", "sequence", "weights", "head", "h0", "c0", "state0", "loss", "interventions", "notes", "title"]);

/** The path inside the scenario. @param {Path} loc @returns {Path} */
export const scenarioPath = (loc) => (loc[0] === "body" ? loc.slice(1) : loc);

/** Whether the dock shows errors at this place. @param {Path} loc */
export function claims(loc) {
  return PARTS.has(String(scenarioPath(loc)[0]));
}

/** @param {Path} path @param {Path} prefix */
function beginsWith(path, prefix) {
  return prefix.every((part, k) => String(path[k]) === String(part));
}

/**
 * Marks the cells of a grid that errors name by row and column.
 * @param {{showErrors: (places: {row: number, column: number}[], text: string|null) => void}} grid
 * @returns {Show}
 */
export function gridErrors(grid) {
  return (found) => {
    const places = found
      .filter(({ rest }) => rest.length > 0)
      .map(({ rest }) => ({ row: Number(rest[0]), column: Number(rest[1] ?? 0) }));
    grid.showErrors(places, found.map(({ msg }) => msg).join(" ") || null);
  };
}

export class FieldErrors {
  /** @type {{path: Path, show: Show, open: () => void}[]} */
  #fields = [];

  /**
   * @param {Path} path
   * @param {Show} show       called with what is wrong now, with an empty list when nothing is
   * @param {() => void} open makes the field visible
   */
  register(path, show, open) {
    this.#fields.push({ path, show, open });
  }

  /** A field with one message line. @param {Path} path @param {{showError: (text: string|null) => void}} field @param {() => void} open */
  registerField(path, field, open) {
    this.register(path, (errors) => field.showError(errors.map(({ msg }) => msg).join(" ") || null), open);
  }

  /** @param {FieldError[]} errors */
  update(errors) {
    /** @type {Map<Show, Placed[]>} */
    const placed = new Map(this.#fields.map(({ show }) => [show, []]));
    for (const { loc, msg, ctx } of errors) {
      const field = claims(loc) ? this.#fieldFor(scenarioPath(loc)) : null;
      if (!field) continue;
      placed.get(field.show)?.push({ rest: scenarioPath(loc).slice(field.path.length), msg, ...(ctx && { ctx }) });
      field.open();
    }
    for (const [show, list] of placed) show(list);
  }

  /** @param {Path} path */
  #fieldFor(path) {
    const fitting = this.#fields.filter((field) => beginsWith(path, field.path));
    return fitting.sort((a, b) => b.path.length - a.path.length)[0] ?? null;
  }
}
