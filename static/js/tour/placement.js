/**
 * Where a card stands beside the region it speaks of: never on it, and on as little as possible of
 * what else matters.
 *
 * @typedef {{left: number, top: number, width: number, height: number}} Box
 * @typedef {{width: number, height: number}} Size
 * @typedef {{left: number, top: number}} Spot
 */

const GAP = 10;
const MARGIN = 8;
/** Covering the target is worse than covering all of everything else. */
const TARGET_WEIGHT = 1000;

/**
 * @param {Box} a
 * @param {Box} b
 * @returns {number} the area that both cover
 */
export function overlap(a, b) {
  const width = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const height = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  return Math.max(width, 0) * Math.max(height, 0);
}

/**
 * @param {number} value
 * @param {number} size
 * @param {number} room
 */
const within = (value, size, room) => Math.max(MARGIN, Math.min(value, room - size - MARGIN));

/**
 * Beside, above and below the target. Beside it the lower places come first: the upper rows of the
 * neighbour are what is read next.
 * @param {Box} target
 * @param {Size} card
 * @param {Size} room
 * @returns {Spot[]} the preferred ones first, all inside the room
 */
function spots(target, card, room) {
  const lefts = [target.left, target.left + (target.width - card.width) / 2, target.left + target.width - card.width];
  const tops = [target.top + target.height - card.height, target.top + (target.height - card.height) / 2, target.top];
  const beside = [target.left + target.width + GAP, target.left - card.width - GAP];
  const across = [target.top - card.height - GAP, target.top + target.height + GAP];
  return [
    ...beside.flatMap((left) => tops.map((top) => ({ left, top }))),
    ...across.flatMap((top) => lefts.map((left) => ({ left, top }))),
  ].map(({ left, top }) => ({ left: within(left, card.width, room.width), top: within(top, card.height, room.height) }));
}

/**
 * @param {Box} target
 * @param {Size} card
 * @param {Size} room        the window
 * @param {{box: Box, weight: number}[]} [others]  what had better stay in sight
 * @returns {Spot}
 */
export function placeCard(target, card, room, others = []) {
  const cost = (/** @type {Spot} */ spot) => {
    const box = { ...spot, ...card };
    const covered = others.reduce((sum, { box: other, weight }) => sum + weight * overlap(box, other), 0);
    return TARGET_WEIGHT * overlap(box, target) + covered;
  };
  const found = spots(target, card, room);
  return found.reduce((best, spot) => (cost(spot) < cost(best) - 1 ? spot : best));
}
