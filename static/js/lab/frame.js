/**
 * A section's figure made complete: axes in the theme, margins, the time axis. Pure.
 *
 * @typedef {import("../types.js").LabFigure} LabFigure
 * @typedef {import("../plots/scene.js").Size} Size
 * @typedef {{theme: import("../drawing/palette.js").Theme, i18n: import("../base/i18n.js").I18n, steps: number}} Frame
 */

import { fullRange, tickSteps } from "../plots/axes.js";

const HEIGHT = 200;
const SQUARE = 340;
/** In the large region figures have more room. */
const WIDE = 1.3;
const MARGIN = Object.freeze({ l: 46, r: 12, t: 6, b: 34 });
const EXPORTED = Object.freeze({ width: 960, height: 480, square: 720 });

/** @param {string} key */
const isAxis = (key) => /^[xy]axis\d*$/.test(key);

/** @param {any} title @returns {any} */
const titleOf = (title) => (typeof title === "string" ? { text: title } : title);

/**
 * @param {LabFigure} figure
 * @param {number} width
 * @param {boolean} isWide
 * @returns {Size}
 */
export function sizeOf(figure, width, isWide) {
  const wished = (figure.height ?? (figure.isSquare ? SQUARE : HEIGHT)) * (isWide ? WIDE : 1);
  return { width, height: Math.round(figure.isSquare ? Math.min(wished, Math.max(160, width)) : wished) };
}

/**
 * The figure as the page shows it; its title and legend stand beside the drawing as text.
 * @param {LabFigure} figure
 * @param {Frame} frame
 * @param {Size} size
 */
export function shownFigure(figure, frame, size) {
  const { theme } = frame;
  const { margin, font, ...own } = figure.layout ?? {};
  const layout = {
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: theme.sunken,
    showlegend: false,
    hovermode: false,
    dragmode: false,
    ...own,
    ...size,
    margin: { ...MARGIN, ...margin },
    font: { family: theme.font, color: theme.inkSoft, size: 10, ...font },
    ...axes(figure, frame, size.width - MARGIN.l - MARGIN.r),
  };
  return { data: figure.data, layout };
}

/**
 * The figure as a file, with title and legend.
 * @param {LabFigure} figure
 * @param {Frame} frame
 */
export function exportedFigure(figure, frame) {
  const { theme } = frame;
  const height = figure.isSquare ? EXPORTED.square : EXPORTED.height;
  const size = { width: figure.isSquare ? EXPORTED.square : EXPORTED.width, height };
  const { data, layout } = shownFigure(figure, frame, size);
  const title = { text: figure.title, font: { size: 16, color: theme.ink } };
  return {
    data,
    layout: {
      ...layout, title, paper_bgcolor: theme.surface, plot_bgcolor: theme.surface,
      showlegend: (figure.legend?.length ?? 0) > 0,
      margin: { ...layout.margin, l: 76, t: 52, b: 52 },
      font: { ...layout.font, size: 12, color: theme.ink },
    },
  };
}

/**
 * @param {LabFigure} figure
 * @param {Frame} frame
 * @param {number} width  of the plot area, about
 */
function axes(figure, frame, width) {
  const own = figure.layout ?? {};
  const keys = [...new Set(["xaxis", "yaxis", ...Object.keys(own).filter(isAxis)])];
  return Object.fromEntries(keys.map((key) => [key, axis(key, figure, frame, width)]));
}

/**
 * @param {string} key
 * @param {LabFigure} figure
 * @param {Frame} frame
 * @param {number} width
 */
function axis(key, figure, { theme, i18n, steps }, width) {
  const { title, tickfont, ...own } = figure.layout?.[key] ?? {};
  const isTime = Boolean(figure.hasTimeAxis) && key.startsWith("x");
  const isTied = Boolean(figure.isSquare) && key === "yaxis";
  const text = titleOf(title ?? (isTime ? i18n.t("plots.axis_time") : undefined));
  return {
    gridcolor: theme.line, linecolor: theme.line, zerolinecolor: theme.line, fixedrange: true, automargin: true,
    zeroline: false, ...(isTime && timeAxis(own.range, steps, width)), ...(isTied && { scaleanchor: "x" }),
    ...(figure.isSquare && { constrain: "domain" }), ...own, tickfont: { size: 10, ...tickfont },
    ...(text && { title: { standoff: 6, ...text, font: { size: 11, ...text.font } } }),
  };
}

/**
 * @param {[number, number]|undefined} wished
 * @param {number} steps
 * @param {number} width
 */
function timeAxis(wished, steps, width) {
  const range = wished ?? fullRange(steps);
  return { range: [...range], showgrid: false, tickmode: "array", tickvals: tickSteps([Math.min(...range), Math.max(...range)], width), ticks: "" };
}
