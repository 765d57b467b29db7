/** The player without the editors, for a frame in somebody else's page: wiring only. */

import { find } from "./dom.js";
import { startPage } from "./shell.js";
import { mountPlayer as mountCircuit } from "./views/circuit.js";
import { mount as mountPlots } from "./views/plots.js";
import { linkTo } from "./views/share.js";

const { store } = startPage({ "#circuit": mountCircuit, "#plots": mountPlots });

const open = /** @type {HTMLAnchorElement} */ (find(document, "#open"));
store.subscribe((state) => {
  open.href = linkTo(state, "", "/") || "/";
});
