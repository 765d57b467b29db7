/** What the page shows after its first picture. */

import { mount as mountDock } from "../dock/view.js";
import { mount as mountDoctor } from "../doctor/view.js";
import { mount as mountEquations } from "../equations/view.js";
import { mount as mountLab } from "../lab/view.js";
import { mount as mountTour, mountTourButton } from "../tour/view.js";
import { views as player } from "./player.js";

/** @type {Record<string, import("../types.js").Mount>} selector → view, in the order in which they come */
export const views = {
  ...player,  // the plots before the rest: they ask for the page's measures
  "#equations": mountEquations,
  "#tour-button": mountTourButton,
  "#dock": mountDock,
  "#lab": mountLab,
  "#doctor": mountDoctor,
  "#tour-card": mountTour,
};
