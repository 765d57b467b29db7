"""Where every number in the words of the examples comes from.

Example → ``summary`` (title and summary), ``notes`` (the scenario's notes and the titles of its
variants), or the number of a stop of its tour → number as it is written → expression over the run
(`tests.scenarios.played.Played`: names are values of the cell, ``d_c`` a gradient, ``norm_c`` its
norms, ``w`` the weights; ``t`` and ``unit`` are where the page stands). Several expressions: the
number stands there more than once. What is true or false is asked with the number as ``it``.
"""

Source = str | tuple[str, ...]

#: Years of papers, which no run knows.
YEARS = ("1997", "2000", "2013", "2014", "2015")

_WEIGHT = "w['weight_hh_l0'][0, 0]"
_STEADY = "near(with_tensor('weight_hh_l0', (0, 0), it).d_h, 1)"
_COUNTS = {"1": "c[0]", "2": "c[2]", "3": "c[5]", "4": "c[6]", "5": "c[8]"}
_KEPT = "norm_c[0] / norm_c[-1]"
_FACTOR = "10 ** shortcut.misleading['log10_factor']"
_CLIPPED = {"2203": "clipping.norm", "4.5e−4": "clipping.factor"}
_SUMS = {"14": "h[6]", "21": "h[10]"}
_LEAK = "near(h[5], (it - z[5]) * h[4])"
_ARRIVES = {
    "0.12": "d_h[0, 0]",
    "1e−6": "d_h[0, 1]",
    "1.67": "cell(2).d_h[0, 0]",
    "0.33": "cell(2).d_h[0, 1]",
    "0": "t",
}
_ALPHA = "w['alpha_l0']"
_GATED = "reworded('h = scalar(alpha, 0.9)', 'f = gate(W_f x + b_f)\\nh = f')"

SOURCES: dict[str, dict[str | int, dict[str, Source]]] = {
    "hand-wired-memory": {
        "summary": {
            "1": ("x[0, 1]", "x[3, 2]"),
            "−1": "x[4, 1]",
            "3": ("c[0]", "first(h > 1)"),
            "7": ("c[1]", "h[3]"),
        },
        1: {"3": ("x[0, 0]", "c[0]")},
        2: {"0": "bounds['i'][0]", "1": ("bounds['i'][1]", "i[t]"), "3": "x[t, 0]"},
        3: {"3": "c[t - 1]", "4": "x[t, 0]", "7": "c[t]"},
        4: {"3": "first(o > 0.5)", "7": "h[t]"},
        5: {"7": "c[t - 1]", "0": ("f[t]", "c[t]")},
        6: {"3": "c[0]", "7": "c[1:4]", "0": "c[4]"},
    },
    "hand-wired-memory-rewritten": {
        "summary": {
            "7": ("h[5]", "last(h > 1)"),
            "5": "first(h > 1)",
            "6": ("first(x[:, 1] == -1)", "c[7]", "h[7]"),
        },
        0: {"1": ("x[1, 1]", "x[5, 2]"), "−1": "x[6, 1]"},
        1: {"0": "x[t, 1]", "1": "x[t, 0]"},
        2: {"1": "first(i > 0.5)", "3": ("x[1, 0]", "where(i > 0.5)[1]"), "4": "x[3, 0]"},
        3: {"7": ("h[t]", "c[t]"), "1": "x[t, 2]"},
        4: {"−1": "x[t, 1]", "7": "c[t - 1]", "0": ("f[t]", "c[t]"), "3": "x[t, 0]"},
        5: {"1": ("x[t, 1]", "x[t, 2]"), "6": ("x[t, 0]", "h[t]")},
        6: {"1": "o.max()"},
    },
    "one-step-by-hand": {
        0: {"1.5": "x[0]", "0.5": "initial['h']", "0.8": "initial['c']"},
        1: {
            "−0.4": "w['weight_ih_l0'][1]",
            "1.5": "x[0]",
            "0.6": "w['weight_hh_l0'][1]",
            "0.5": "initial['h']",
            "1": "w['bias_ih_l0'][1]",
            "0.7": "z_f[0]",
            "0.668": "f[0]",
        },
        2: {"1.051": "c[0]", "0.608": "h[0]"},
        3: {
            "1": "target",
            "½": "near(loss, it * (h[0] - target) ** 2)",
            "²": "near(loss, (h[0] - target) ** it / 2)",
            "0.077": "loss",
            "−0.392": ("h[0] - target", "d_h[0]"),
        },
        5: {
            "−0.118": "d_c[0]",
            "0.8": "initial['c']",
            "0.668": "f[0]",
            "1": "near(d_f[0], d_c[0] * initial['c'] * f[0] * (it - f[0]))",
            "−0.021": "d_f[0]",
        },
        6: {"0.6": "abs(aimed_at(it).d_h[0]) < abs(d_h[0])", "0.008": "aimed_at(0.6).d_h[0]"},
    },
    "rnn-vanishing": {
        "summary": {"0.9": _WEIGHT, "0.9²⁰": "d_h[0]", "0.12": "d_h[0]", "0": "t"},
        0: {"1": "x[0]", "0": "x[1:]"},
        1: {"0.9": (_WEIGHT, "h[1]"), "1": "h[0]", "0.81": "h[2]", "0.73": "h[3]"},
        2: {"0.9²⁰": "h[20]", "0.12": "h[20]"},
        3: {"0.9": _WEIGHT},
        4: {"0": "t", "0.12": "d_h[0] / d_h[-1]"},
        5: {"1": _STEADY},
    },
    "rnn-vanishing-fast": {
        "summary": {"0.3": _WEIGHT, "15": "t", "0.3⁵": "d_h[t]", "0.00243": "d_h[t]"},
        0: {"0.3": (_WEIGHT, "h[1]"), "1": "h[0]", "0.09": "h[2]", "0.027": "h[3]"},
        1: {"0.3": _WEIGHT, "15": "t", "0.3⁵": "d_h[t]", "0.00243": "d_h[t]"},
        2: {"0.3": _WEIGHT, "0.9": f"example('rnn-vanishing').{_WEIGHT}"},
        3: {"0": "t", "3.5e−11": "d_h[0]"},
        4: {"1": _STEADY},
    },
    "rnn-exploding": {
        "summary": {"1.2": _WEIGHT, "1.2²⁰": "d_h[0]", "38": "round(d_h[0])", "0": "t"},
        0: {"1.2": (_WEIGHT, "h[1]"), "1": "h[0]", "1.44": "h[2]"},
        1: {
            "1": "h[0]",
            "38": "round(h[20])",
            "1.2²⁰": "h[20]",
            "1e15": "changed(sequence={'generator': 'impulse', 'steps': 201}).h[200] > it",
        },
        3: {"38": "round(d_h[0])", "0": "t"},
        4: {
            "0.95": "with_tensor('weight_hh_l0', (0, 0), it).d_h[0] < 1",
            "1.05": "with_tensor('weight_hh_l0', (0, 0), it).d_h[0] > 1",
            "1": _STEADY,
        },
    },
    "lstm-open-gate": {
        "summary": {"0": "t", "20": "steps - 1"},
        0: {"1": "x[0]", "0": "x[1:]"},
        1: {"1": ("x[0]", "z_g[0]"), "0.99": "i[0]", "0.76": "g[0]"},
        2: {"0": "x[t]"},
        3: {"0.9": f"example('rnn-vanishing').{_WEIGHT}", "0.12": "example('rnn-vanishing').h[t]"},
        4: {"1": "f"},
        5: {"0.588": ("d_c[-1]", "d_c[0]")},
        6: {
            "10": "w['bias_ih_l0'][1]",
            "2": "with_tensor('bias_ih_l0', 1, it).kept_c < 0.1",
            "0.88": "with_tensor('bias_ih_l0', 1, 2).f",
        },
    },
    "compare-lstm": {
        "summary": _COUNTS,
        0: {"1": "x.max()"},
        1: {"1": ("x[t]", "g[t]")},
        2: {"0": "x[t]"},
        3: _COUNTS,
        5: {"0": "x[1]", "1": "with_input(1, 0, it).c[-1] > c[-1] + 0.99"},
    },
    "compare-gru": {
        "summary": {"1": ("n[0]", "h.max() < it")},
        1: {"1": "near(h[t], (it - z[t]) * n[t])", "0.5": "z[t]"},
        2: {"1": ("z[1]", "n[2]"), "0.75": "h[2]"},
        3: {
            "1": "h.max() < it",
            "0.5": "h[0]",
            "0.75": "h[2]",
            "0.875": "h[5]",
            "0.937": "h[6]",
            "0.969": "h[8]",
        },
        4: {"1": "near(h[t], (it - z[t]) * n[t] + z[t] * h[t - 1])"},
    },
    "compare-peephole": {
        "summary": {"3": "c[first(o > 0.5)]"},
        1: {"0": "h[: t + 1]"},
        2: {
            "20": "w['weight_peephole_l0'][2]",
            "50": "-w['bias_ih_l0'][3]",
            "2": "c[t]",
            "−10": "z_o[t]",
            "3": "c[5]",
            "+10": "z_o[5]",
        },
        3: {"3": ("c[t]", "h[t]")},
        4: {"3": "c[t - 1]"},
    },
    "compare-two-layers": {
        "summary": {
            "0": ("it in layers", "layer(1).h[4]"),
            "1": ("it in layers", "layer(1).h[5]"),
            "3": "h[5]",
            "5": "first(layer(1).h > 0.5)",
        },
        0: {"0": "it in layers", "1": "it in layers"},
        1: {"0": "it in layers", "5": "t", "3": "c[t]"},
        2: {
            "1": "it in layers",
            "2": "layer(1).x[t]",
            "20": "w['weight_ih_l1'][0]",
            "50": "-w['bias_ih_l1'][0]",
            "−10": "layer(1).z_i[t]",
        },
        3: {
            "3": "layer(1).x[t]",
            "+10": "layer(1).z_i[t]",
            "1": ("it in layers", "layer(1).c[t]"),
            "0": "layer(1).c[t - 1]",
        },
        4: {"5": "first(layer(1).h > 0.5)", "1": ("it in layers", "layer(1).h[5:]")},
    },
    "compare-bidirectional": {
        "summary": {"5": "h + reverse.h - x"},
        1: {"5": "t", "3": "h[t]"},
        2: {
            "5": ("t", "where(x > 0)[-3]"),
            "8": "where(x > 0)[-1]",
            "6": "where(x > 0)[-2]",
            "3": "reverse.h[t]",
        },
        3: {"5": ("t", "h[t] + reverse.h[t] - x[t]"), "3": ("h[t]", "reverse.h[t]"), "1": "x[t]"},
    },
    "why-rnns-forget": {
        "summary": {"0.9": "gain", "1.2": "cell(1).gain"},
        "notes": {"1.2": "cell(1).gain"},
        0: {"0": "t"},
        1: {
            "0.9": "gain",
            "40": "t",
            "0.9²⁰": "norm_h[t] / norm_h[-1]",
            "0.12": "norm_h[t] / norm_h[-1]",
        },
        2: {
            "0": "t",
            "0.9⁶⁰": "norm_h[0] / norm_h[-1]",
            "0.0018": "norm_h[0] / norm_h[-1]",
            "0.3": f"example('rnn-vanishing-fast').{_WEIGHT}",
            "0.3⁵": "example('rnn-vanishing-fast').d_h[15]",
            "0.00243": "example('rnn-vanishing-fast').d_h[15]",
        },
        3: {
            "1.2": "cell(1).gain",
            "1.2⁶⁰": "cell(1).norm_h[0] / cell(1).norm_h[-1]",
            "56,000": "cell(1).norm_h[0] / cell(1).norm_h[-1]",
        },
        4: {"0.98": "cell(2).f.mean()"},
        5: {"0.9": "gain", "1": "near(retuned(gain=it).norm_h, norm_h[-1])"},
    },
    "constant-error-carousel": {
        "summary": {"1": "f"},
        0: {"1": "f", "1997": "year"},
        1: {"1": "f"},
        4: {
            "0.5": "released.f",
            "0": "t",
            "0.5⁴⁹": "released.d_c[0] / released.d_c[-1]",
            "1.8e−15": "released.d_c[0] / released.d_c[-1]",
        },
    },
    "rnn-clipping": {
        "summary": _CLIPPED | {"1": "clipping.threshold"},
        "notes": _CLIPPED
        | {"1": ("clipping.threshold", "clipping.factor * clipping.norm"), "2013": "year"},
        1: {"1": "norm_h[-1]", "1,200": "norm_h[0]", "0": "t"},
        3: _CLIPPED | {"1": ("clipping.threshold", "clipping.factor * clipping.norm")},
    },
    "forget-product-misleads": {
        "summary": {"0": "t", "140,000": _FACTOR},
        0: {"1": "forget_bias", "0.70": "f.mean()"},
        1: {"0": "t", "1.4e−6": "10 ** shortcut.forget_product[0]"},
        2: {"0": "t", "0.196": "norm_c[0]", "139,000": _FACTOR},
        5: {"4": "gain", "0.1": "abs(retuned(gain=it).shortcut.gap[0]) < log10(2)"},
    },
    "forget-bias": {
        "summary": {
            "0": "forget_bias",
            "1": "cell(1).forget_bias",
            "3": "cell(2).forget_bias",
            "4e−8": _KEPT,
            "0.001": "cell(1).kept_c",
            "0.18": "cell(2).kept_c",
            "39": "steps - 1",
        },
        "notes": {"1": "cell(1).forget_bias", "3": "cell(2).forget_bias"},
        0: {
            "0": ("t", "forget_bias"),
            "39": "steps - 1",
            "1": "cell(1).forget_bias",
            "3": "cell(2).forget_bias",
        },
        1: {"0": ("t", "forget_bias"), "0.5": "f.mean()", "4e−8": "kept_c"},
        2: {"1": "cell(1).forget_bias", "0.71": "cell(1).f.mean()", "2015": "year"},
        3: {
            "3": "cell(2).forget_bias",
            "0.95": "cell(2).f.mean()",
            "0.18": "cell(2).kept_c",
            "0": "forget_bias",
        },
        4: {"0": "forget_bias", "1": "it == 1 and advised('forget_bias_unset', 'forget_bias_one')"},
    },
    "lstm-1997-and-2000": {
        "summary": {"1997": "year", "2000": "year", "7": ("h[2]", "cell(1).h[[2, 6, 10]]")} | _SUMS,
        0: {"1": ("x[0, 1]", "x[2, 2]"), "−1": "x[3, 1]", "7": "x[0, 0] + x[1, 0]"},
        1: {"3": "x[0, 0]", "4": "x[1, 0]", "7": "h[t]", "1997": "year", "2": "t"},
        2: {"−1": "x[t, 1]", "7": "c[t]", "3": "t"},
        3: {"7": ("h[2]", "cell(1).h[[2, 6, 10]]"), "2000": "year", "−1": "x[3, 1]"} | _SUMS,
        4: {
            "1997": "year",
            "1": ("d_c", "cell(1).d_c[7:]"),
            "0": ("t", "cell(1).d_c[:7]"),
            "7": "last(x[:, 1] == -1)",
        },
        5: {
            "3": "first(x[:, 1] == -1)",
            "−1": "x[3, 1]",
            "0": "with_input(3, 1, it).cell(1).h[6] > 13",
            "2000": "year",
            "7": "with_input(3, 1, 0).cell(1).h[[2, 10]]",
            "14": "with_input(3, 1, 0).cell(1).h[6]",
        },
    },
    "gru-reset-before-and-after": {
        "summary": {
            "3": "h[3, 0]",
            "0": ("h[3, 1]", "cell(1).h[3, 0]"),
            "4": "cell(1).h[3, 1]",
        },
        0: {"2014": "year"},
        1: {
            "3": ("x[t, 0]", "h[t, 0]"),
            "4": ("x[t, 1]", "h[t, 1]"),
            "1": ("x[t, 2]", "w['weight_hh_l0'][4, 1]", "w['weight_hh_l0'][5, 0]"),
        },
        2: {"4": "h[t, 0]", "3": "h[t, 1]"},
        3: {
            "3": ("h[t, 0]", "h[t - 1, 1]"),
            "0": ("h[t, 1]", "cell(1).h[t, 0]", "it in units"),
            "4": ("cell(1).h[t, 1]", "h[t - 1, 0]"),
            "1": "it in units",
        },
        4: {
            "0": ("h[t, 0]", "cell(1).h[t, 1]"),
            "3": ("h[t, 1]", "x[4, 0]"),
            "4": ("cell(1).h[t, 0]", "x[4, 1]"),
            "1": "it in units",
        },
        5: {
            "4": "t",
            "1": ("d_h[t, 0]", "cell(1).d_h[t, 1]"),
            "0": ("d_h[t, 1]", "cell(1).d_h[t, 0]"),
        },
        6: {
            "3": ("cell(2).h[t, 0]", "cell(3).h[t, 0]"),
            "0": ("cell(2).h[t, 1]", "cell(3).h[5, 0]"),
            "4": ("cell(2).h[5, 1]", "cell(3).h[5, 1]"),
            "5": "steps - 1",
        },
    },
    "cifg-equal-parameters": {
        "summary": {
            "18": "size",
            "15": "cell(1).size",
            "1,080": ("parameters", "cell(1).parameters"),
            "14.8": "cell(1).c[t].max()",
            "1": "c.max() <= it",
        },
        0: {"1": "near(f, it - i)"},
        1: {
            "1,080": ("parameters", "cell(1).parameters"),
            "3": "it * size * (1 + size + 1) == parameters",
            "18": "size",
            "1": "x.ndim",
            "4": "it * cell(1).size * (1 + cell(1).size + 2) == cell(1).parameters",
            "15": "cell(1).size",
            "2": "4 * cell(1).size * (1 + cell(1).size + it) == cell(1).parameters",
        },
        2: {
            "0": "near(f[:, int(it)], 1 / 2)",
            "1": "near(f[:, int(it)], 2 / 3)",
            "8": "near(f[:, int(it)], 9 / 10)",
        },
        3: {
            "1": ("x[:40]", "c.max() <= it"),
            "8": "unit",
            "9.85": "cell(1).c[t, unit]",
            "0.985": "c[t, unit]",
        },
        4: {
            "1.20": "cell(1).c[t, unit]",
            "0.120": "c[t, unit]",
            "0.9²⁰": "c[t, unit] / c[39, unit]",
            "0.12": ("c[t, unit] / c[39, unit]", "cell(1).c[t, unit] / cell(1).c[39, unit]"),
        },
        5: {
            "18/19": "f[:, unit]",
            "12.8": "half_lives[unit]",
            "10.7": "cell(1).half_lives[-1]",
        },
    },
    "min-gru": {
        "summary": _ARRIVES | {"1": _LEAK},
        "notes": {"0": "cell(1).w['weight_hh_l0']"},
        1: {"1": ("z[0]", "n[0]", "h[0]")},
        2: {
            "0.1": "z[1, 0]",
            "0": "it in units",
            "0.5": ("z[1, 1]", "h[2, 1] / h[1, 1]"),
            "1": "it in units",
            "0.9": "h[2, 0] / h[1, 0]",
            "0.12": "h[20, 0]",
            "1e−6": "h[20, 1]",
        },
        3: {"1": _LEAK, "0.9": "h[2, 0] / h[1, 0]", "0.5": "h[2, 1] / h[1, 1]"},
        4: _ARRIVES,
        5: {"0": "cell(1).w['weight_hh_l0']", "1": "cell(2).h[t]"},
        6: {
            "10": "t",
            "1": ("near(with_input(t, 0, it).z[t], 1)", _LEAK),
            "0": ("1 - with_input(t, 0, 1).z[t]", "with_input(t, 0, 1).d_h[:10]"),
        },
    },
    "slstm-stabiliser": {
        "summary": {
            "e¹⁰⁰⁰": "x[2, 1]",
            "2": ("first(isnan(cell(1).h))", "h[0]"),
            "3": "h[1]",
            "5": "h[2]",
            "6": "h[3:]",
        },
        0: {"1": ("f[t]", "o[t]")},
        1: {
            "2": ("x[0, 0]", "n[t]"),
            "4": "x[1, 0]",
            "3": "h[t]",
            "e⁰": "x[:2, 1]",
            "1": "i[:2]",
            "6": "c[t]",
        },
        2: {
            "e¹⁰⁰⁰": "x[t, 1]",
            "1000": "x[t, 1]",
            "e⁷⁰⁹": "floor(log(largest))",
            "2": "first(isnan(cell(1).h))",
        },
        3: {
            "1": ("i[t]", "n[t]"),
            "e⁻¹⁰⁰⁰": "-m[t]",
            "0": "exp(-m[t])",
            "5": ("c[t]", "h[t]"),
        },
        4: {
            "5": "x[2, 0]",
            "7": "x[3, 0]",
            "1000": "x[3, 1]",
            "12": "c[t]",
            "2": "n[t]",
            "6": "h[t]",
        },
        5: {"100": "x[t, 0]", "0": "x[t, 1]", "e¹⁰⁰⁰": "m[t]", "6": "h[t]"},
        6: {
            "½": "d_g[2:4]",
            "2": "where(d_g > 0.1)[0]",
            "3": "where(d_g > 0.1)[1]",
            "0": ("d_g[[0, 1, 4]]", "d_m"),
        },
    },
    "write-your-own": {
        "summary": {"0.9": _ALPHA, "6.58": "half_lives"},
        0: {"0.9": _ALPHA},
        1: {"1": "h[0]", "0.9": "h[1]"},
        2: {
            "0.81": "h[2]",
            "0.729": "h[3]",
            "6": "last(h > 0.5)",
            "0.53": "h[6]",
            "7": "t",
            "0.48": "h[7]",
        },
        3: {
            "6.58": "half_lives",
            "2": f"near(log(it) / log(1 / {_ALPHA}), half_lives)",
            "1": f"near(log(2) / log(it / {_ALPHA}), half_lives)",
            "0.9": _ALPHA,
        },
        4: {"0.9": "d_h[:-1] / d_h[1:]", "0.12": "d_h[0]", "0": "t"},
        5: {
            "0.9": _ALPHA,
            "0.5": "near(reworded('0.9', str(it)).half_lives, 1)",
            "1": "reworded('W x', 'tanh(W x)').with_input(0, 0, 100).h[0]",
        },
        6: {
            "0.9": _ALPHA,
            "0": (f"{_GATED}.w['W_f_l0']", f"{_GATED}.w['b_f_l0']"),
            "0.5": f"{_GATED}.f",
        },
    },
}
