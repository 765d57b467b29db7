/**
 * The names of the laboratory's sections in links, in the order in which the page offers them.
 */

/** @type {readonly string[]} */
export const LAB_KEYS = Object.freeze(["paths", "shortcut", "map", "jacobians", "memory", "saliency", "compare"]);
