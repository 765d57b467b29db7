/**
 * The panel "Doctor": what is probably wrong with the network, where that can be seen, and one thing
 * to try. It asks only while it is looked at.
 */

import { DoctorPage } from "../doctor/page.js";

/** @type {import("../types.js").Mount} */
export function mount(root, app) {
  const page = new DoctorPage(root, app);
  return () => page.dispose();
}
