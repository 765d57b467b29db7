/**
 * Labelled controls, and the message that stands under one which is wrong.
 *
 * @typedef {import("../types.js").FieldError} FieldError
 * @typedef {(string|number)[]} Path
 * @typedef {{rest: Path, msg: string, ctx?: import("../types.js").EquationPlace}} Placed
 * @typedef {(errors: Placed[]) => void} Show
 */

import { el } from "../base/dom.js";

let ids = 0;

/** An id that no other element has. @param {string} what */
export const uniqueId = (what) => `dock-${what}-${(ids += 1)}`;

/**
 * The line under a control that says what is wrong with it, tied to it for screen readers.
 * @param {HTMLElement} control
 */
export function messageFor(control) {
  const node = el("p", { class: "field-message", id: uniqueId("message"), hidden: true });
  return {
    node,
    /** @param {string|null} text */
    show(text) {
      node.textContent = text ?? "";
      node.hidden = !text;
      if (text) {
        control.setAttribute("aria-invalid", "true");
        control.setAttribute("aria-describedby", node.id);
      } else {
        control.removeAttribute("aria-invalid");
        control.removeAttribute("aria-describedby");
      }
    },
  };
}

/**
 * @param {string} label
 * @param {HTMLElement} control
 * @param {...HTMLElement} after
 */
export function labelled(label, control, ...after) {
  control.id ||= uniqueId("field");
  return el(
    "div",
    { class: "field" },
    el("label", { class: "field-label", for: control.id }, label),
    control,
    after,
  );
}

/**
 * A combobox that keeps its options while they stay the same.
 * @param {string} label
 * @param {(value: string) => void} onChange
 */
export function selectField(label, onChange) {
  const select = el("select", { class: "dock-select", onchange: () => onChange(select.value) });
  const message = messageFor(select);
  const node = labelled(label, select, message.node);
  let shown = "";
  return {
    node,
    select,
    showError: message.show,
    /** @param {{value: string, text: string}[]} options @param {string} value */
    update(options, value) {
      const now = JSON.stringify(options);
      if (now !== shown) {
        select.replaceChildren(...options.map((o) => el("option", { value: o.value }, o.text)));
        shown = now;
      }
      if (select.value !== value) select.value = value;
    },
  };
}

/** @param {string} label @param {(isOn: boolean) => void} onChange */
export function checkField(label, onChange) {
  const input = el("input", { type: "checkbox", onchange: () => onChange(input.checked) });
  const node = el("label", { class: "check" }, input, el("span", null, label));
  return {
    node,
    input,
    /** @param {boolean} isOn @param {boolean} [isHidden] */
    update(isOn, isHidden = false) {
      input.checked = isOn;
      node.hidden = isHidden;
    },
  };
}

/**
 * @param {string} text
 * @param {() => void} onClick
 * @param {Record<string, any>} [attributes]
 */
export function button(text, onClick, attributes = {}) {
  return el("button", { type: "button", class: "dock-button", onclick: onClick, ...attributes }, text);
}

// One collapsible part of the dock. Whether it is open is remembered on this machine.

/** @param {string} name */
const storageKey = (name) => `gatescope.dock.${name}`;

/** @param {string} name @param {boolean} isOpen the first time */
function wasOpen(name, isOpen) {
  try {
    return (localStorage.getItem(storageKey(name)) ?? String(isOpen)) === "true";
  } catch {
    return isOpen;  // storage is forbidden: sections then start as they are meant to
  }
}

/** @param {string} name @param {boolean} isOpen */
function remember(name, isOpen) {
  try {
    localStorage.setItem(storageKey(name), String(isOpen));
  } catch {
    // Nothing to remember with; the section opens and closes all the same.
  }
}

export class Section {
  /**
   * @param {string} name
   * @param {string} title
   * @param {boolean} isOpen   the first time
   */
  constructor(name, title, isOpen) {
    this.aside = el("span", { class: "section-aside" });
    this.body = el("div", { class: "section-body" });
    this.problem = el("p", { class: "field-message", hidden: true });
    this.node = el(
      "details",
      { class: `dock-section dock-${name}`, open: wasOpen(name, isOpen) },
      el("summary", null, el("span", { class: "section-title" }, title), this.aside),
      this.body,
    );
    this.body.append(this.problem);
    this.node.addEventListener("toggle", () => remember(name, this.node.open));
  }

  open() {
    this.node.open = true;
  }

  /** What is wrong with the part as a whole. @param {string|null} text */
  showError(text) {
    this.problem.textContent = text ?? "";
    this.problem.hidden = !text;
  }
}

// Brings the server's errors to the fields they name.
// 
// A field registers under the path it edits; an error goes to the field with the longest path that
// begins the error's own, together with the rest of that path.

const PARTS = new Set(["cell", "sequence", "weights", "head", "h0", "c0", "state0", "loss", "interventions", "notes", "title"]);

/** The path inside the scenario. @param {Path} loc @returns {Path} */
const scenarioPath = (loc) => (loc[0] === "body" ? loc.slice(1) : loc);

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
