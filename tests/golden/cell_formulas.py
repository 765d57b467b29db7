"""The cells of the catalogue as their papers and frameworks write them, in float64 PyTorch.

Written by hand from the sources, without the project's text, parser or graph. A step takes the
parameters ``p``, the input ``x`` and the states before ``s``, and returns every named value, each
a tensor of its own.
"""

from collections.abc import Callable
from types import SimpleNamespace

import torch
from torch import Tensor, sigmoid, tanh
from torch.nn.functional import layer_norm, logsigmoid, relu

Values = dict[str, Tensor]
Step = Callable[[SimpleNamespace, Tensor, SimpleNamespace], Values]


def gates(names: str) -> dict[str, str]:
    """Return the parameters of gates that see x and h: W (H, D), U (H, P) and b (H)."""
    shapes = {}
    for name in names:
        shapes |= {f"W_{name}": "HD", f"U_{name}": "HP", f"b_{name}": "H"}
    return shapes


def pre(p: SimpleNamespace, name: str, x: Tensor, h: Tensor) -> Tensor:
    W, U, b = (getattr(p, f"{letter}_{name}") for letter in "WUb")
    return W @ x + U @ h + b


def lstm(p, x, s):
    i, f, o = (sigmoid(pre(p, name, x, s.h)) for name in "ifo")
    g = tanh(pre(p, "g", x, s.h))
    c = f * s.c + i * g
    return {"i": i, "f": f, "g": g, "o": o, "c": c, "h": o * tanh(c)}


def lstm_peephole(p, x, s):
    i = sigmoid(pre(p, "i", x, s.h) + p.p_i * s.c)
    f = sigmoid(pre(p, "f", x, s.h) + p.p_f * s.c)
    g = tanh(pre(p, "g", x, s.h))
    c = f * s.c + i * g
    o = sigmoid(pre(p, "o", x, s.h) + p.p_o * c)
    return {"i": i, "f": f, "g": g, "o": o, "c": c, "h": o * tanh(c)}


def lstm_projection(p, x, s):
    values = lstm(p, x, s)
    return values | {"h": p.W_hr @ values["h"]}


def lstm_clipped(p, x, s):
    z = {name: torch.clamp(pre(p, name, x, s.h), -0.3, 0.3) for name in "ifgo"}
    i, f, g, o = sigmoid(z["i"]), sigmoid(z["f"]), tanh(z["g"]), sigmoid(z["o"])
    c = f * s.c + i * g
    return {"i": i, "f": f, "g": g, "o": o, "c": c, "h": o * tanh(c)}


def cifg(p, x, s):
    i, o, g = sigmoid(pre(p, "i", x, s.h)), sigmoid(pre(p, "o", x, s.h)), tanh(pre(p, "g", x, s.h))
    f = 1.0 - i
    c = f * s.c + i * g
    return {"i": i, "f": f, "g": g, "o": o, "c": c, "h": o * tanh(c)}


def lstm_1997(p, x, s):
    i, o, g = sigmoid(pre(p, "i", x, s.h)), sigmoid(pre(p, "o", x, s.h)), tanh(pre(p, "g", x, s.h))
    c = s.c + i * g
    return {"i": i, "g": g, "o": o, "c": c, "h": o * tanh(c)}


def janet(p, x, s):
    f, g = sigmoid(pre(p, "f", x, s.h)), tanh(pre(p, "g", x, s.h))
    c = f * s.c + (1.0 - f) * g
    return {"f": f, "g": g, "c": c, "h": c.clone()}


def layer_norm_lstm(p, x, s):
    def normalised(name: str) -> Tensor:
        W, U, w, u, b = (getattr(p, f"{letter}_{name}") for letter in ("W", "U", "w", "u", "b"))
        return layer_norm(W @ x, b.shape, weight=w) + layer_norm(U @ s.h, b.shape, weight=u, bias=b)

    i, f, o = (sigmoid(normalised(name)) for name in "ifo")
    g = tanh(normalised("g"))
    c = f * s.c + i * g
    h = o * tanh(layer_norm(c, c.shape, weight=p.w_c, bias=p.b_c))
    return {"i": i, "f": f, "g": g, "o": o, "c": c, "h": h}


def min_lstm(p, x, s):
    f, i = sigmoid(p.W_f @ x + p.b_f), sigmoid(p.W_i @ x + p.b_i)
    g = p.W_g @ x + p.b_g
    return {"f": f, "i": i, "g": g, "h": f / (f + i) * s.h + i / (f + i) * g}


def min_gru(p, x, s):
    z, n = sigmoid(p.W_z @ x + p.b_z), p.W_n @ x + p.b_n
    return {"z": z, "n": n, "h": (1.0 - z) * s.h + z * n}


def slstm(p, x, s):
    a = pre(p, "i", x, s.h)
    l = logsigmoid(pre(p, "f", x, s.h))  # noqa: E741 - its name in the catalogue
    m = torch.maximum(l + s.m, a)
    i, f = torch.exp(a - m), torch.exp(l + s.m - m)
    g, o = tanh(pre(p, "g", x, s.h)), sigmoid(pre(p, "o", x, s.h))
    c, n = f * s.c + i * g, f * s.n + i
    found = {"a": a, "l": l, "m": m, "i": i, "f": f, "g": g, "o": o, "c": c, "n": n}
    return found | {"h": o * (c / n)}


def gru(p, x, s):
    r, z = sigmoid(pre(p, "r", x, s.h)), sigmoid(pre(p, "z", x, s.h))
    n = tanh(p.W_n @ x + p.b_n + r * (p.U_n @ s.h + p.b_hn))
    return {"r": r, "z": z, "n": n, "h": (1.0 - z) * n + z * s.h}


def gru_reset_before(p, x, s):
    r, z = sigmoid(pre(p, "r", x, s.h)), sigmoid(pre(p, "z", x, s.h))
    n = tanh(pre(p, "n", x, r * s.h))
    return {"r": r, "z": z, "n": n, "h": (1.0 - z) * n + z * s.h}


def mgu(p, x, s):
    f = sigmoid(pre(p, "f", x, s.h))
    n = tanh(pre(p, "n", x, f * s.h))
    return {"f": f, "n": n, "h": (1.0 - f) * s.h + f * n}


def li_gru(p, x, s):
    z, n = sigmoid(pre(p, "z", x, s.h)), relu(pre(p, "n", x, s.h))
    return {"z": z, "n": n, "h": z * s.h + (1.0 - z) * n}


def ugrnn(p, x, s):
    z, n = sigmoid(pre(p, "z", x, s.h)), tanh(pre(p, "n", x, s.h))
    return {"z": z, "n": n, "h": z * s.h + (1.0 - z) * n}


def ran(p, x, s):
    g = p.W_g @ x
    i, f = sigmoid(pre(p, "i", x, s.h)), sigmoid(pre(p, "f", x, s.h))
    c = i * g + f * s.c
    return {"g": g, "i": i, "f": f, "c": c, "h": tanh(c)}


def mut1(p, x, s):
    z, r = sigmoid(p.W_z @ x + p.b_z), sigmoid(pre(p, "r", x, s.h))
    n = tanh(p.U_n @ (r * s.h) + tanh(p.W_n @ x) + p.b_n)
    return {"z": z, "r": r, "n": n, "h": z * n + (1.0 - z) * s.h}


def fast_grnn(p, x, s):
    shared = p.W @ x + p.U @ s.h
    z, n = sigmoid(shared + p.b_z), tanh(shared + p.b_n)
    weight = sigmoid(p.zeta) * (1.0 - z) + sigmoid(p.nu)
    return {"z": z, "n": n, "h": weight * n + z * s.h}


def rnn(p, x, s):
    return {"h": tanh(p.W @ x + p.U @ s.h + p.b)}


def ind_rnn(p, x, s):
    return {"h": relu(p.W @ x + p.u * s.h + p.b)}


def antisymmetric_rnn(p, x, s):
    skew = p.U - p.U.T - p.gamma * torch.eye(len(s.h), dtype=x.dtype)
    return {"h": s.h + p.epsilon * tanh(skew @ s.h + p.W @ x + p.b)}


def co_rnn(p, x, s):
    pull = tanh(p.W @ x + p.U @ s.h + p.V @ s.v + p.b) - p.gamma * s.h - p.epsilon * s.v
    v = s.v + p.dt * pull
    return {"v": v, "h": s.h + p.dt * v}


_PLAIN = {"W": "HD", "U": "HH", "b": "H"}
_NORMS = {f"{letter}_{name}": "H" for name in "ifgo" for letter in "wu"} | {"w_c": "H", "b_c": "H"}

#: Name → step, and parameter → size letters; of one number ``1``.
CELLS: dict[str, tuple[Step, dict[str, str]]] = {
    "lstm": (lstm, gates("ifgo")),
    "lstm_peephole": (lstm_peephole, gates("ifgo") | {"p_i": "H", "p_f": "H", "p_o": "H"}),
    "lstm_projection": (lstm_projection, gates("ifgo") | {"W_hr": "PH"}),
    "lstm_clipped": (lstm_clipped, gates("ifgo")),
    "cifg": (cifg, gates("igo")),
    "lstm_1997": (lstm_1997, gates("igo")),
    "janet": (janet, gates("fg")),
    "layer_norm_lstm": (layer_norm_lstm, gates("ifgo") | _NORMS),
    "min_lstm": (min_lstm, {k: v for k, v in gates("ifg").items() if k[0] != "U"}),
    "min_gru": (min_gru, {k: v for k, v in gates("zn").items() if k[0] != "U"}),
    "slstm": (slstm, gates("ifgo")),
    "gru": (gru, gates("rzn") | {"b_hn": "H"}),
    "gru_reset_before": (gru_reset_before, gates("rzn")),
    "mgu": (mgu, gates("fn")),
    "li_gru": (li_gru, gates("zn")),
    "ugrnn": (ugrnn, gates("zn")),
    "ran": (ran, gates("if") | {"W_g": "HD"}),
    "mut1": (mut1, {k: v for k, v in gates("zrn").items() if k != "U_z"}),
    "fast_grnn": (
        fast_grnn,
        {"W": "HD", "U": "HH", "b_z": "H", "b_n": "H", "zeta": "1", "nu": "1"},
    ),
    "rnn": (rnn, _PLAIN),
    "ind_rnn": (ind_rnn, {"W": "HD", "u": "H", "b": "H"}),
    "antisymmetric_rnn": (antisymmetric_rnn, _PLAIN | {"epsilon": "1", "gamma": "1"}),
    "co_rnn": (co_rnn, _PLAIN | {"V": "HH", "dt": "1", "gamma": "1", "epsilon": "1"}),
}
STATES = {"slstm": "hmcn", "co_rnn": "hv"} | dict.fromkeys(
    ("lstm", "lstm_peephole", "lstm_projection", "lstm_clipped", "cifg", "lstm_1997", "janet",
     "layer_norm_lstm", "ran"), "hc",
)  # fmt: skip
