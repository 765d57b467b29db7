"""The vectors that PyTorch made of cells; see `tests.golden.make_cell_golden`."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from tests.cells.trees import TreeCell, as_tree

GOLDEN = Path(__file__).parents[1] / "golden"
Arrays = dict[str, np.ndarray]
Case = tuple[dict[str, Any], Arrays]


def read_cases(file: str) -> list[Case]:
    """Return each case of a file with its arrays."""
    with np.load(GOLDEN / file) as stored:
        cases = json.loads(stored["cases"].tobytes())["cases"]
        numbers = stored["numbers"]
    found, start = [], 0
    for case in cases:
        arrays = {}
        for name, shape in case["layout"].items():
            stop = start + int(np.prod(shape))
            arrays[name] = numbers[start:stop].reshape(shape)
            start = stop
        found.append((case, arrays))
    assert start == len(numbers)
    return found


def tree_cell(case: dict[str, Any]) -> TreeCell:
    """Return the drawn cell of a case."""
    return TreeCell(as_tree(case["equations"]), case["is_projected"])
