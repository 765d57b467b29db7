/**
 * What a visitor chose on this machine. Storage may be forbidden; then nothing is remembered.
 */

const PREFIX = "gatescope.";

/**
 * @param {string} name
 * @returns {string|null}
 */
export function readPreference(name) {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {string} value
 */
export function rememberPreference(name, value) {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    return;
  }
}
