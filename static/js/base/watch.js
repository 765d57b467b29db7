/**
 * Renders at once, and again whenever one of the selected values has changed; `view` changes in
 * every frame of playback, most of what is drawn from it does not.
 *
 * @typedef {import("../types.js").App["store"]} Store
 * @typedef {import("../types.js").State} State
 * @param {Store} store
 * @param {(state: State) => unknown[]} select
 * @param {(state: State) => void} render
 * @returns {() => void} unsubscribe
 */
export function watch(store, select, render) {
  let last = select(store.state);
  render(store.state);
  return store.subscribe((state) => {
    const next = select(state);
    if (next.every((value, index) => Object.is(value, last[index]))) return;
    last = next;
    render(state);
  });
}
