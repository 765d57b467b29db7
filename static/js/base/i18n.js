/**
 * All visible text, in the language of the page.
 *
 * In templates an element with `data-i18n="key"` holds that text; `data-i18n-attr="title:key
 * aria-label:key"` names attributes. What scripts build asks `t` again when `view.lang` changes.
 */

import { countNumber } from "../numbers/written.js";

/** @typedef {Record<string, string>} Catalogue */

/**
 * @param {string} lang
 * @returns {Promise<Catalogue>}
 */
async function fetchCatalogue(lang) {
  const response = await fetch(`/i18n/${encodeURIComponent(lang)}.json`);
  if (!response.ok) throw new Error(`catalogue ${lang}: status ${response.status}`);
  return response.json();
}

/** `{count, plural, one {# step} other {# steps}}`, as ICU messages have it. */
const PLURAL = /\{(\w+), plural, ((?:\w+ \{[^{}]*\}\s*)+)\}/g;
const FORM = /(\w+) \{([^{}]*)\}/g;

/** @type {Map<string, Intl.PluralRules>} by language */
const rules = new Map();

/**
 * @param {string} lang
 * @param {string} forms
 * @param {string|number|undefined} count  a number, or one that is written out already
 */
function plural(lang, forms, count) {
  const rule = rules.get(lang) ?? new Intl.PluralRules(lang);
  rules.set(lang, rule);
  const texts = Object.fromEntries([...forms.matchAll(FORM)].map(([, category, text]) => [category, text]));
  return (texts[rule.select(Number(count))] ?? texts.other ?? "").replaceAll("#", String(count));
}

export class I18n {
  /** @type {Map<string, Catalogue>} */
  #catalogues = new Map();
  #load;

  /**
   * @param {string} lang
   * @param {Catalogue} catalogue
   * @param {(lang: string) => Promise<Catalogue>} [load]
   */
  constructor(lang, catalogue, load = fetchCatalogue) {
    this.lang = lang;
    this.#catalogues.set(lang, catalogue);
    this.#load = load;
  }

  /**
   * The text of a key, with `{name}` replaced by `params.name`, and a plural by the form that the
   * language has for its count. An unknown key stands for itself.
   * @param {string} key
   * @param {Record<string, string|number>} [params]
   * @returns {string}
   */
  t(key, params = {}) {
    const text = this.#catalogues.get(this.lang)?.[key] ?? key;
    const counted = text.replace(PLURAL, (_, name, forms) => plural(this.lang, forms, params[name]));
    return counted.replace(/\{(\w+)\}/g, (whole, name) => String(params[name] ?? whole));
  }

  /** @param {string} key */
  has(key) {
    return this.#catalogues.get(this.lang)?.[key] !== undefined;
  }

  /** A count or a setting. @param {number|null|undefined} value */
  number(value) {
    return countNumber(this.lang, value ?? NaN);
  }

  /**
   * Fetches the catalogue where needed, then switches; a failure leaves the language as it was.
   * @param {string} lang
   */
  async setLanguage(lang) {
    if (!this.#catalogues.has(lang)) this.#catalogues.set(lang, await this.#load(lang));
    this.lang = lang;
  }

  /**
   * Writes the texts of a tree that came from a template.
   * @param {ParentNode} root
   */
  apply(root) {
    for (const node of root.querySelectorAll("[data-i18n]")) {
      node.textContent = this.t(/** @type {HTMLElement} */ (node).dataset.i18n ?? "");
    }
    for (const node of root.querySelectorAll("[data-i18n-attr]")) {
      const pairs = /** @type {HTMLElement} */ (node).dataset.i18nAttr ?? "";
      for (const pair of pairs.split(/\s+/)) {
        const [attribute, key] = pair.split(":");
        if (attribute && key) node.setAttribute(attribute, this.t(key));
      }
    }
  }
}
