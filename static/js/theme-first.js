/* Before anything is painted: the theme of the link, else the one chosen last, else the system's;
   whether the page is shown on a projector, and whether a link leads to something else than the
   example that came inside the page. */
(() => {
  let chosen = /[#&]theme=(light|dark|system)\b/.exec(location.hash)?.[1];
  try {
    chosen ??= localStorage.getItem("gatescope.theme") ?? "system";
  } catch {
    chosen ??= "system";  // storage may be forbidden, in a frame above all
  }
  const isDark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = isDark ? "dark" : "light";
  document.documentElement.toggleAttribute("data-linked", location.hash.length > 1);
  document.documentElement.toggleAttribute("data-present", new URLSearchParams(location.search).has("present"));
})();
