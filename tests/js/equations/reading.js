/** Reads an equation as it is shown, with nothing but its text, as a reader with a calculator would. */

const FUNCTIONS = {
  σ: (x) => 1 / (1 + Math.exp(-x)),
  "hard σ": (x) => Math.min(1, Math.max(0, 0.2 * x + 0.5)),
  "hard σ₆": (x) => Math.min(1, Math.max(0, x / 6 + 0.5)),
  tanh: Math.tanh,
  relu: (x) => Math.max(0, x),
  softsign: (x) => x / (1 + Math.abs(x)),
  softplus: (x) => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(0, x),
  silu: (x) => x / (1 + Math.exp(-x)),
  sin: Math.sin,
  cos: Math.cos,
  cos: Math.cos,
  exp: Math.exp,
  ln: Math.log,
  clip: (x, bound) => Math.min(bound, Math.max(-bound, x)),
  max: Math.max,
  min: Math.min,
};
const TOKEN = /\s*(\d+(?:\.\d+)?(?:e−?\d+)?|hard σ₆?|[a-zσ]+|[-−+·/(),|^]|\S)/y;

/** @param {string} text */
function tokensIn(text) {
  const found = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) found.push(match[1]);
  return found;
}

/** @param {string} text @returns {number} what it gives */
export function valueOfText(text) {
  const tokens = tokensIn(text);
  let at = 0;
  const peek = () => tokens[at];
  const take = (wanted) => {
    if (wanted !== undefined && peek() !== wanted) throw new SyntaxError(`${wanted} expected at ${tokens.slice(at).join(" ")} in ${text}`);
    return tokens[at++];
  };
  const sum = () => {
    let value = product();
    while (peek() === "+" || peek() === "−") value = take() === "+" ? value + product() : value - product();
    return value;
  };
  const product = () => {
    if (peek() === "−") return take() && -product();
    let value = power();
    while (peek() === "·" || peek() === "/") value = take() === "·" ? value * signed() : value / signed();
    return value;
  };
  const signed = () => (peek() === "−" ? take() && -power() : power());
  const power = () => {
    const value = atom();
    if (peek() !== "^") return value;
    take();
    return value ** Number(take());
  };
  const atom = () => {
    const token = take();
    if (token === "(") return closed(")");
    if (token === "±") return atom();
    if (token === "|") return Math.abs(closed("|"));
    if (/^\d/.test(token)) return Number(token.replace("−", "-"));
    if (token in FUNCTIONS) return take("(") && FUNCTIONS[token](...listed());
    throw new SyntaxError(`${token} in ${text}`);
  };
  const closed = (end) => {
    const value = sum();
    take(end);
    return value;
  };
  const listed = () => {
    const values = [sum()];
    while (peek() === ",") values.push(take() && sum());
    take(")");
    return values;
  };
  const value = sum();
  if (at < tokens.length) throw new SyntaxError(`${tokens.slice(at).join(" ")} left over in ${text}`);
  return value;
}

/** How far a shown number may be off: one unit of its last digit. @param {string} text */
export function unitOf(text) {
  const [, decimals = "", exponent = "0"] = /^−?\d+(?:\.(\d+))?(?:e(−?\d+))?$/.exec(text) ?? [];
  return 10 ** (Number(exponent.replace("−", "-")) - decimals.length);
}
