/** The page: wiring only. */

import { mount as mountCircuit } from "./circuit/view.js";
import { mount as mountDockToggle } from "./page/dock-toggle.js";
import { mount as mountHelp } from "./page/help.js";
import { mount as mountPanels } from "./page/panels.js";
import { mount as mountPresent } from "./page/present.js";
import { mount as mountShare } from "./page/share.js";
import { startPage } from "./page/shell.js";
import { mount as mountTopbar } from "./page/topbar.js";

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
