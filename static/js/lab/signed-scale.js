/**
 * Colours for values of either sign: nearly the surface at zero, the same strength on both sides.
 *
 * @typedef {import("../drawing/theme.js").Theme} Theme
 */

import { divergingStops, symmetricLimit } from "../drawing/colour-scales.js";

/**
 * What Plotly needs to colour by the sign and to draw the scale beside the picture.
 * @param {ArrayLike<number>} values  decide where the scale ends
 * @param {Theme} theme
 */
export function colouredBySign(values, theme) {
  const limit = symmetricLimit(values);
  const stops = divergingStops(theme.token("--negative"), theme.surface, theme.token("--positive"));
  return {
    zmin: -limit,
    zmax: limit,
    zauto: false,
    colorscale: stops,
    showscale: true,
    colorbar: {
      thickness: 10,
      outlinewidth: 0,
      xpad: 6,
      ypad: 0,
      tickmode: "array",
      tickvals: [-limit, 0, limit],
      ticktext: [`−${tickText(limit)}`, "0", `+${tickText(limit)}`],
      tickfont: { size: 10, color: theme.inkSoft, family: theme.font },
    },
  };
}

/** @param {number} value  above zero */
function tickText(value) {
  const isPlain = value >= 1e-3 && value < 1e5;
  return isPlain ? String(Number(value.toPrecision(2))) : value.toExponential(0).replace("e+", "e").replace("-", "−");
}
