"""A cell copied as a PyTorch module computes what it computes here."""

import importlib
import importlib.util
import keyword
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from app.cells.latex import latex, symbol
from app.cells.models import EQUATIONS, catalogue, model_of
from app.cells.torch_module import MODULE_WORDS, Sizes, torch_module
from app.numerics.network import Network
from tests.golden.module_cases import ModuleCase, module_cases

ROOT = Path(__file__).parents[2]
GOLDEN = np.load(ROOT / "tests/golden/modules.npz")
CASES = list(module_cases())
HAS_TORCH = importlib.util.find_spec("torch") is not None


def values(case: ModuleCase) -> dict[str, np.ndarray]:
    network = Network(case.spec, len(case.x))
    network.load(case.tensors)
    for _ in network.forward(case.x):
        pass
    lane = network.lanes[0]
    return {name: lane.value(name) for name in lane.model.definition.values}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_module_gives_every_value_of_the_run(case: ModuleCase) -> None:
    assert str(GOLDEN[f"{case.name}.source"]) == case.digest, "make golden runs the new source"
    for name, value in values(case).items():
        found = GOLDEN[f"{case.name}.{name}"]
        np.testing.assert_allclose(np.broadcast_to(found, value.shape), value, rtol=0, atol=1e-12)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_source_is_python_without_private_or_foreign_names(case: ModuleCase) -> None:
    compile(case.source, case.name, "exec")


@pytest.mark.skipif(not HAS_TORCH, reason="PyTorch is not installed; the stored output stands in")
def test_pytorch_still_gives_the_stored_output() -> None:
    command = [sys.executable, "-m", "tests.golden.make_module_golden", "--check"]
    subprocess.run(command, cwd=ROOT, check=True)


@pytest.mark.skipif(not HAS_TORCH, reason="PyTorch is not installed")
def test_no_parameter_hides_what_a_module_has() -> None:
    nn = importlib.import_module("torch.nn")
    public = {name for name in dir(nn.Module) if not name.startswith("_")}
    assert public <= MODULE_WORDS


WORDS = [*keyword.kwlist, *sorted(MODULE_WORDS), "self", "torch", "nn", "F"]


@pytest.mark.parametrize("word", WORDS)
def test_a_word_of_python_or_pytorch_can_name_a_value_and_a_parameter(word: str) -> None:
    if word.startswith("_") or word.endswith("_"):
        return
    for text in (f"{word} = tanh(W x)\nh = {word}' + {word}", f"h = tanh({word} x + h')"):
        source = torch_module(
            model_of(EQUATIONS, equations=text), Sizes(1, 2, 2), {"forward": "_l0"}, None
        )
        compile(source, word, "exec")


@pytest.mark.parametrize(
    "comment", ['"""\nimport os', "\\", "\\N{DIGIT ONE}", "\u2028raise", "\x00", "'''", "{0}", "%s"]
)
def test_a_comment_cannot_leave_the_docstring(comment: str) -> None:
    lines = comment.split("\n")
    text = "\n".join(["h = tanh(W x) # " + lines[0], *("# " + line for line in lines[1:])])
    source = torch_module(
        model_of(EQUATIONS, equations=text), Sizes(1, 2, 2), {"forward": "_l0"}, None
    )
    tree = compile(source, "cell", "exec")
    assert "os" not in tree.co_names
    assert tree.co_names[:2] == ("torch", "torch.nn.functional")


@pytest.mark.parametrize("kind", catalogue())
def test_latex_has_every_equation_and_every_gradient_in_balanced_groups(kind: str) -> None:
    model = model_of(kind)
    text = latex(model)
    assert text.count("{") == text.count("}")
    assert text.count(r"\left(") == text.count(r"\right)")
    forward, backward = text.split("% backward")
    for name in model.definition.values:
        assert f"{symbol(name, 't')} &=" in forward
        assert rf"\frac{{\partial L}}{{\partial {symbol(name, 't')}}} &=" in backward
    for name in model.parameters:
        assert rf"\frac{{\partial L}}{{\partial {symbol(name)}}} &=" in backward


def test_latex_of_an_rnn_is_what_a_textbook_writes() -> None:
    text = latex(model_of("rnn"))
    assert r"h_{t} &= \tanh\left(W x_{t}+U h_{t-1}+b\right)" in text
    gradient = r"\frac{\partial L}{\partial h_{t+1}}"
    later = rf"U^{{\top}} \left({gradient} \odot \left(1-h_{{t+1}}^{{2}}\right)\right)"
    assert later in text


def test_names_become_symbols_with_their_indices() -> None:
    assert symbol("alpha") == r"\alpha"
    assert symbol("W_i") == "W_{i}"
    assert symbol("fast", "t") == r"\mathrm{fast}_{t}"
    assert symbol("b_hn", "t-1") == r"b_{\mathrm{hn},t-1}"
