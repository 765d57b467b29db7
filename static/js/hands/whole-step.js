/**
 * What follows from an edit can only be seen when the step is complete: one that stands still in
 * the middle is shown whole.
 *
 * @param {import("../types.js").App} app
 */
export function showWholeStep({ store, actions }) {
  const { view, player } = store.state;
  if (!player.isPlaying && view.phase < 1) actions.scrub(view.t + 1);
}
