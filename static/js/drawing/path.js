/**
 * Orthogonal lines with rounded corners: their SVG path, their length, and the point at a length.
 */

/** @typedef {readonly [number, number]} Point */
/** @typedef {{length: number, at: (along: number) => Point}} Segment */
/** @typedef {{d: string, length: number, at: (along: number) => Point}} Track */

const CORNER = 9;

/** @param {Point} a @param {Point} b @returns {number} */
const distance = (a, b) => Math.hypot(b[0] - a[0], b[1] - a[1]);

/** @param {Point} a @param {Point} b @param {number} share @returns {Point} */
const between = (a, b, share) => [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];

/** @param {Point} a @param {Point} b @returns {Segment} */
function straight(a, b) {
  const length = distance(a, b);
  return { length, at: (along) => between(a, b, length === 0 ? 0 : along / length) };
}

/**
 * A corner as a quadratic curve; its length is close enough to that of its two halves' chords.
 * @param {Point} a @param {Point} corner @param {Point} b
 * @returns {Segment}
 */
function bend(a, corner, b) {
  /** @param {number} s @returns {Point} */
  const curve = (s) => between(between(a, corner, s), between(corner, b, s), s);
  const length = distance(a, curve(0.5)) + distance(curve(0.5), b);
  return { length, at: (along) => curve(along / length) };
}

/**
 * @param {readonly Point[]} points corners included, ends included
 * @returns {Track}
 */
export function track(points) {
  /** @type {Segment[]} */
  const segments = [];
  const parts = [`M${points[0].join(" ")}`];
  let from = points[0];
  for (let k = 1; k < points.length - 1; k += 1) {
    const [before, corner, after] = [points[k - 1], points[k], points[k + 1]];
    const radius = Math.min(CORNER, distance(before, corner) / 2, distance(corner, after) / 2);
    const a = between(corner, before, radius / distance(corner, before));
    const b = between(corner, after, radius / distance(corner, after));
    segments.push(straight(from, a), bend(a, corner, b));
    parts.push(`L${a.join(" ")}Q${corner.join(" ")} ${b.join(" ")}`);
    from = b;
  }
  const last = points[points.length - 1];
  segments.push(straight(from, last));
  parts.push(`L${last.join(" ")}`);
  return { d: parts.join(""), length: segments.reduce((sum, s) => sum + s.length, 0), at: pointFinder(segments) };
}

/** @param {Segment[]} segments @returns {(along: number) => Point} */
function pointFinder(segments) {
  return (along) => {
    let rest = Math.max(0, along);
    for (const segment of segments) {
      if (rest <= segment.length) return segment.at(rest);
      rest -= segment.length;
    }
    const last = segments[segments.length - 1];
    return last.at(last.length);
  };
}

/**
 * Direction at an end of the line, in degrees, as an arrowhead there points.
 * @param {readonly Point[]} points
 * @param {"start"|"end"} end
 * @returns {number}
 */
export function headingAt(points, end) {
  const [from, to] = end === "end" ? points.slice(-2) : [points[1], points[0]];
  return (Math.atan2(to[1] - from[1], to[0] - from[0]) * 180) / Math.PI;
}
