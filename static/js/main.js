/** The page: wiring only. */

import { find } from "./dom.js";
import { startPage } from "./shell.js";
import { mount as mountCircuit } from "./views/circuit.js";
import { mountDockToggle } from "./views/dock-toggle.js";
import { mount as mountDock } from "./views/dock/index.js";
import { mount as mountEquations } from "./views/equations.js";
import { mount as mountHelp } from "./views/help.js";
import { mount as mountPlots } from "./views/plots.js";
import { mount as mountPresent } from "./views/present.js";
import { mount as mountShare } from "./views/share.js";
import { mount as mountTopbar } from "./views/topbar.js";
import { mount as mountTour, mountTourButton } from "./views/tour.js";

mountDockToggle(find(document, "#dock-toggle"), find(document, "#dock-region"));
startPage({
  ".topbar": mountTopbar,
  "header.topbar": mountPresent,
  "#tour-button": mountTourButton,
  "#circuit": mountCircuit,
  "#equations": mountEquations,
  "#dock": mountDock,
  "#plots": mountPlots,
  "#share-dialog": mountShare,
  "#help-dialog": mountHelp,
  "#tour-card": mountTour,
});
