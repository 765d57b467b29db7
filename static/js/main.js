/** The page: wiring only. */

import { find } from "./dom.js";
import { startPage } from "./shell.js";
import { mount as mountCircuit } from "./views/circuit.js";
import { mountDockToggle } from "./views/dock-toggle.js";
import { mount as mountHelp } from "./views/help.js";
import { mount as mountPanels } from "./views/panels.js";
import { mount as mountPresent } from "./views/present.js";
import { mount as mountShare } from "./views/share.js";
import { mount as mountTopbar } from "./views/topbar.js";

const later = import("./later/page.js");  // on its way while the first picture is made
mountDockToggle(find(document, "#dock-toggle"), find(document, "#dock-region"));
startPage({
  "#circuit": mountCircuit,  // before anything has moved: it asks how large it is
  ".topbar": mountTopbar,
  "header.topbar": mountPresent,
  "#panels": mountPanels,
  "#share-dialog": mountShare,
  "#help-dialog": mountHelp,
}, later);
