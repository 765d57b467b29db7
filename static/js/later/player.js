/** What the player shows after its first picture. */

import { mount as mountCellDepth } from "../circuit/all-units.js";
import { mount as mountNetwork } from "../network/view.js";
import { mountProgress } from "../page/alerts.js";
import { mountAnnouncer } from "../page/announcer.js";
import { mount as mountPlots } from "../plots/view.js";
import { mountSwipe } from "../transport/timeline.js";

/** @type {Record<string, import("../types.js").Mount>} selector → view, in the order in which they come */
export const views = {
  "#plots": mountPlots,
  "#progress": mountProgress,
  "#announcer": mountAnnouncer,
  ".cell-region > #circuit": mountSwipe,
  ".cell-region > #cell-depth": mountSwipe,
  "#cell-depth": mountCellDepth,
  "#network": mountNetwork,
};
