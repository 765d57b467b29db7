/** The page: wiring only. */

import { mount as mountCircuit } from "./circuit/view.js";
import { mountHelp, mountShare } from "./page/dialogs.js";
import { mountDockToggle, mountPanels } from "./page/panels.js";
import { startPage } from "./page/shell.js";
import { mountPresent, mountTopbar } from "./page/topbar.js";

const later = import("./later/page.js");  // on its way while the first picture is made
startPage({
  "#dock-toggle": mountDockToggle,
  "#circuit": mountCircuit,  // before anything else has moved: it asks how large it is
  ".topbar": mountTopbar,
  "header.topbar": mountPresent,
  "#panels": mountPanels,
  "#share-dialog": mountShare,
  "#help-dialog": mountHelp,
}, later);
