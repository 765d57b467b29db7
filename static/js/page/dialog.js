/**
 * A native dialog that follows the store: open while `isOpen` says so, however it was closed.
 *
 * @typedef {import("../types.js").App} App
 * @typedef {import("../types.js").State} State
 */

/**
 * @param {HTMLDialogElement} dialog
 * @param {App} app
 * @param {object} wiring
 * @param {(state: State) => boolean} wiring.isOpen
 * @param {() => void} wiring.onClose
 * @returns {() => void}
 */
export function mountDialog(dialog, { store }, { isOpen, onClose }) {
  const wires = new AbortController();
  const { signal } = wires;
  dialog.addEventListener("close", onClose, { signal });
  dialog.addEventListener("click", (event) => {
    const isCloser = event.target instanceof Element && event.target.closest("[data-close]");
    if (isCloser || event.target === dialog) dialog.close();  // beside the dialog is the dialog's own backdrop
  }, { signal });
  const follow = (/** @type {State} */ state) => {
    if (isOpen(state) && !dialog.open) dialog.showModal();
    else if (!isOpen(state) && dialog.open) dialog.close();
  };
  const unsubscribe = store.subscribe(follow);
  follow(store.state);  // asked for before it was here: views are mounted one after another
  return () => {
    wires.abort();
    unsubscribe();
  };
}
