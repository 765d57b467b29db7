/**
 * How to use the page, and its keys.
 *
 * @typedef {import("../types.js").App} App
 */

import { mountDialog } from "./dialog.js";

/**
 * @param {HTMLElement} root the dialog
 * @param {App} app
 * @returns {() => void}
 */
export function mount(root, app) {
  return mountDialog(/** @type {HTMLDialogElement} */ (root), app, {
    isOpen: (state) => state.helpOpen,
    onClose: () => app.actions.closeHelp(),
  });
}
