/** The player without the editors, for a frame in somebody else's page: wiring only. */

import { find } from "./base/dom.js";
import { mountPlayer as mountCircuit } from "./circuit/view.js";
import { linkTo } from "./page/dialogs.js";
import { startPage } from "./page/shell.js";

const later = import("./later/player.js");  // on its way while the first picture is made
const { store } = startPage({ "#circuit": mountCircuit }, later);

const open = /** @type {HTMLAnchorElement} */ (find(document, "#open"));
store.subscribe((state) => {
  open.href = linkTo(state, "", "/") || "/";
});
