/** Which terms of a long dot product are written. */

/** A weighted sum with more terms than this is folded. */
export const MOST_TERMS = 6;
/** How many of its largest terms a folded one shows. */
export const FOLDED_TERMS = 3;

/**
 * Zero weights say nothing; of many terms only the largest stay, in their own order.
 * @param {import("./tree.js").Dot} tree
 * @param {boolean} isUnfolded
 * @param {(term: import("./tree.js").Tree) => number} evaluate
 * @returns {{terms: import("./tree.js").Times[], hidden: number}}
 */
export function visibleTerms(tree, isUnfolded, evaluate) {
  const present = tree.terms.filter((term) => evaluate(term.factors[0]) !== 0);
  if (isUnfolded || tree.size <= MOST_TERMS || present.length <= FOLDED_TERMS) return { terms: present, hidden: 0 };
  const bySize = [...present].sort((a, b) => sizeOf(b, evaluate) - sizeOf(a, evaluate));
  const largest = new Set(bySize.slice(0, FOLDED_TERMS));
  return { terms: present.filter((term) => largest.has(term)), hidden: present.length - FOLDED_TERMS };
}

/** @param {import("./tree.js").Times} term @param {(term: import("./tree.js").Tree) => number} evaluate */
const sizeOf = (term, evaluate) => Math.abs(evaluate(term)) || 0;
