"""Run the PyTorch modules of cells: ``python -m tests.golden.make_module_golden`` with PyTorch.

``modules.npz`` holds for each case ``<case>.source``, the digest of the source that was run, and
``<case>.<value>`` (T, ·), every named value at every step. ``--check`` compares with the stored
file instead of writing it.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch

from tests.golden.module_cases import ModuleCase, module_cases

FILE = Path(__file__).parent / "modules.npz"


def run(case: ModuleCase) -> dict[str, np.ndarray]:
    """Return every named value that the case's module gives."""
    module: dict[str, Any] = {}
    exec(compile(case.source, case.name, "exec"), module)
    with torch.no_grad():
        outputs, named = module["forward"](torch.tensor(case.x, dtype=torch.float64))
    assert torch.equal(outputs, named["h"])
    return {name: value.numpy() for name, value in named.items()}


def everything() -> dict[str, np.ndarray]:
    """Return the file's content."""
    found = {}
    for case in module_cases():
        found[f"{case.name}.source"] = np.array(case.digest)
        found |= {f"{case.name}.{name}": value for name, value in run(case).items()}
    return found


if __name__ == "__main__":
    made = everything()
    if "--check" in sys.argv:
        kept = np.load(FILE)
        assert set(kept.files) == set(made)
        assert all(np.array_equal(kept[name], made[name]) for name in made)
    else:
        np.savez_compressed(FILE, **made)
