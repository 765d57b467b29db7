/**
 * Panels out of sight, as below the fold, are not drawn until they come into view.
 *
 * @typedef {import("./panel.js").Panel} Panel
 */

/**
 * @param {Panel[]} panels
 * @param {(panel: Panel) => void} onStale  came into view and has to be drawn
 * @returns {() => void} stop
 */
export function watchVisibility(panels, onStale) {
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const panel = panels.find(({ element }) => element === target);
      if (!panel) continue;
      panel.isVisible = isIntersecting;
      if (isIntersecting && panel.isStale) onStale(panel);
    }
  });
  panels.forEach((panel) => observer.observe(panel.element));
  return () => observer.disconnect();
}
