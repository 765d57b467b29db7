/**
 * The outlines of Plotly's markers, so that a preview looks like the plot that follows it.
 *
 * @typedef {[number, number][]} Corners   around the middle, in radii
 */

/** @type {Record<string, Corners>} */
const SHAPES = {
  square: [[-1, -1], [1, -1], [1, 1], [-1, 1]],
  diamond: [[-1.3, 0], [0, -1.3], [1.3, 0], [0, 1.3]],
  "triangle-up": [[-1.155, 0.5], [0, -1], [1.155, 0.5]],
  x: cross(),
  star: star(),
};

/** @returns {Corners} a cross on its side */
function cross() {
  const [wide, near] = [1.13, 0.566];
  return [
    [-near, 0], [-wide, -near], [-near, -wide], [0, -near], [near, -wide], [wide, -near],
    [near, 0], [wide, near], [near, wide], [0, near], [-near, wide], [-wide, near],
  ];
}

/** @returns {Corners} five points */
function star() {
  return Array.from({ length: 10 }, (_, k) => {
    const radius = k % 2 === 0 ? 1.4 : 0.535;
    const angle = (k * Math.PI) / 5 - Math.PI / 2;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
}

/**
 * Adds a marker to the path.
 * @param {CanvasRenderingContext2D} pen
 * @param {string} symbol
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
export function markerPath(pen, symbol, x, y, radius) {
  const corners = SHAPES[symbol];
  if (!corners) {
    pen.moveTo(x + radius, y);
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  corners.forEach(([dx, dy], k) => {
    const place = /** @type {const} */ ([x + dx * radius, y + dy * radius]);
    if (k === 0) pen.moveTo(...place);
    else pen.lineTo(...place);
  });
  pen.closePath();
}
