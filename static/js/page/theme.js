/**
 * The theme of the page: as chosen, or as the system has it. The very first one is set by
 * theme-first.js before anything is painted.
 *
 * @typedef {import("../state/store.js").Store} Store
 */

import { rememberPreference } from "../base/preferences.js";
import { watch } from "../base/watch.js";

/**
 * @param {Store} store
 * @param {HTMLElement} root
 * @param {(query: string) => MediaQueryList} [media]
 * @returns {() => void} dispose
 */
export function followTheme(store, root, media = (query) => matchMedia(query)) {
  const dark = media("(prefers-color-scheme: dark)");
  const render = () => {
    const { theme } = store.state.view;
    const isDark = theme === "dark" || (theme === "system" && dark.matches);
    root.dataset.theme = isDark ? "dark" : "light";
  };
  dark.addEventListener("change", render);
  const unwatch = watch(store, ({ view }) => [view.theme], () => {
    render();
    rememberPreference("theme", store.state.view.theme);
  });
  return () => {
    dark.removeEventListener("change", render);
    unwatch();
  };
}
