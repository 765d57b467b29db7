/**
 * One collapsible part of the dock. Whether it is open is remembered on this machine.
 */

import { el } from "../base/dom.js";

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
