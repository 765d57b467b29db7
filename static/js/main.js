/** The page: wiring only. */

import { find } from "./base/dom.js";
import { startPage } from "./page/shell.js";
import { mount as mountCircuit } from "./circuit/view.js";
import { mountDockToggle } from "./page/dock-toggle.js";
import { mount as mountHelp } from "./page/help.js";
import { mount as mountPanels } from "./page/panels.js";
import { mount as mountPresent } from "./page/present.js";
import { mount as mountShare } from "./page/share.js";
import { mount as mountTopbar } from "./page/topbar.js";

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
