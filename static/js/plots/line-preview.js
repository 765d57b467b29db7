/**
 * A line plot painted on a canvas in a millisecond, from the very figure that Plotly draws later:
 * the first picture, and every picture while a value is dragged.
 *
 * @typedef {import("./scene.js").Figure} Figure
 * @typedef {{left: number, top: number, right: number, bottom: number}} Area   of the plot, in pixels
 * @typedef {{x: (t: number) => number, y: (value: number) => number}} Places
 * @typedef {[number, number][]} Corners   around the middle, in radii
 */

/** @type {WeakMap<HTMLCanvasElement, {key: string, picture: HTMLCanvasElement}>} */
const axesOf = new WeakMap();
/** @type {Record<string, number[]>} */
const NAMED_DASHES = { solid: [] };

/**
 * @param {string} dash  "solid" or "8px,3px"
 * @returns {number[]}
 */
export function dashLengths(dash) {
  return NAMED_DASHES[dash] ?? dash.split(",").map(Number.parseFloat);
}

/**
 * Where values stand.
 * @param {any} layout
 * @returns {{area: Area, places: Places}}
 */
export function placesOf({ width, height, margin, xaxis, yaxis }) {
  const area = { left: margin.l, top: margin.t, right: width - margin.r, bottom: height - margin.b };
  /** @type {(value: number, range: [number, number], from: number, to: number) => number} */
  const scaled = (value, [low, high], from, to) => from + ((value - low) / (high - low)) * (to - from);
  const places = {
    x: (/** @type {number} */ t) => scaled(t, xaxis.range, area.left, area.right),
    y: (/** @type {number} */ value) => scaled(value, yaxis.range, area.bottom, area.top),
  };
  return { area, places };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Figure} figure
 */
export function paintLines(canvas, { data, layout }) {
  const density = globalThis.devicePixelRatio || 1;
  const pen = clearedPen(canvas, layout, density);
  const axes = axesFor(canvas, layout, density);
  if (!pen || !axes) return;
  const { area, places } = placesOf(layout);
  pen.drawImage(axes, 0, 0, layout.width, layout.height);
  pen.save();
  pen.beginPath();
  pen.rect(area.left, area.top, area.right - area.left, area.bottom - area.top);
  pen.clip();
  for (const line of data) paintLine(pen, line, places);
  pen.restore();
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {any} layout
 * @param {number} density  pixels of the canvas to one of the page
 */
function clearedPen(canvas, layout, density) {
  const [width, height] = [Math.round(layout.width * density), Math.round(layout.height * density)];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const pen = canvas.getContext("2d");
  pen?.setTransform(density, 0, 0, density, 0, 0);
  pen?.clearRect(0, 0, layout.width, layout.height);
  return pen;
}

/**
 * The axes in a picture of their own: while a value is dragged they mostly stay, and their texts
 * take longer than all lines.
 * @param {HTMLCanvasElement} canvas
 * @param {any} layout
 * @param {number} density
 * @returns {HTMLCanvasElement|null}
 */
function axesFor(canvas, layout, density) {
  const { width, height, margin, font, plot_bgcolor: background, xaxis, yaxis } = layout;
  const key = JSON.stringify([density, width, height, margin, font, background, ...[xaxis, yaxis].map(axisKey)]);
  const known = axesOf.get(canvas);
  if (known?.key === key) return known.picture;
  const picture = known?.picture ?? document.createElement("canvas");
  const pen = clearedPen(picture, layout, density);
  if (!pen) return null;
  const { area, places } = placesOf(layout);
  paintAxes(pen, layout, area, places);
  axesOf.set(canvas, { key, picture });
  return picture;
}

/** @param {any} axis */
const axisKey = ({ range, tickvals, ticktext, gridcolor }) => [range, tickvals, ticktext, gridcolor];

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {any} layout
 * @param {Area} area
 * @param {Places} places
 */
function paintAxes(pen, { font, plot_bgcolor: background, xaxis, yaxis }, area, places) {
  pen.fillStyle = background;
  pen.fillRect(area.left, area.top, area.right - area.left, area.bottom - area.top);
  pen.font = `${font.size}px ${font.family}`;
  pen.textBaseline = "middle";
  pen.textAlign = "right";
  yaxis.tickvals.forEach((/** @type {number} */ value, /** @type {number} */ k) => {
    const y = Math.round(places.y(value));
    pen.fillStyle = yaxis.gridcolor;
    pen.fillRect(area.left, y, area.right - area.left, 1);
    pen.fillStyle = font.color;
    pen.fillText(yaxis.ticktext[k], area.left - 3, y);
  });
  pen.textAlign = "center";
  for (const t of xaxis.tickvals) pen.fillText(String(t), places.x(t), area.bottom + 9);
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {any} trace
 * @param {Places} places
 */
function paintLine(pen, { y: values, line, marker, mode, opacity }, places) {
  pen.globalAlpha = opacity;
  pen.strokeStyle = line.color;
  pen.lineWidth = line.width;
  pen.lineJoin = "round";
  pen.setLineDash(dashLengths(line.dash));
  pen.beginPath();
  values.forEach((/** @type {number|null} */ value, /** @type {number} */ t) => {
    if (value === null) return;
    const before = values[t - 1];
    if (before === null || before === undefined) pen.moveTo(places.x(t), places.y(value));
    else pen.lineTo(places.x(t), places.y(value));
  });
  pen.stroke();
  if (mode.includes("markers")) paintMarkers(pen, values, marker, places);
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {(number|null)[]} values
 * @param {any} marker
 * @param {Places} places
 */
function paintMarkers(pen, values, { color, symbol, size }, places) {
  pen.fillStyle = color;
  pen.beginPath();
  values.forEach((value, t) => {
    if (value !== null) markerPath(pen, symbol, places.x(t), places.y(value), size / 2);
  });
  pen.fill();
}

// The outlines of Plotly's markers, so that a preview looks like the plot that follows it.

/** @type {Record<string, Corners>} */
const SHAPES = {
  square: [[-1, -1], [1, -1], [1, 1], [-1, 1]],
  diamond: [[-1.3, 0], [0, -1.3], [1.3, 0], [0, 1.3]],
  "triangle-up": [[-1.155, 0.5], [0, -1], [1.155, 0.5]],
  "triangle-down": [[-1.155, -0.5], [0, 1], [1.155, -0.5]],
  x: cross(),
  cross: plus(),
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

/** @returns {Corners} an upright cross */
function plus() {
  const [far, near] = [1.2, 0.4];
  return [
    [-near, -far], [near, -far], [near, -near], [far, -near], [far, near], [near, near],
    [near, far], [-near, far], [-near, near], [-far, near], [-far, -near], [-near, -near],
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
