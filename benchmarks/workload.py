"""What every contender computes: sizes, weights and the way a run is timed.

NumPy and the standard library only: the PyTorch process imports this module too.
"""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

GATES = {"lstm": 4, "gru": 3, "rnn": 1}
SIZES = ((3, 1, 8, 1), (10, 20, 50, 1), (16, 64, 200, 1), (32, 128, 1000, 1), (64, 256, 1000, 2))
SHORTEST_SAMPLE = 0.005
#: Every contender is one busy thread, so that on an idle machine both clocks show the same; on a
#: busy one the processor's clock leaves out the time in which others had the processor.
CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}


@dataclass(frozen=True)
class Workload:
    """Forward and BPTT over one sequence, batch 1, float64, L = ½·Σ h² over all steps."""

    kind: str
    input_size: int
    hidden_size: int
    steps: int
    layers: int

    def layer_sizes(self) -> list[int]:
        """Return the input width of every layer."""
        return [self.input_size] + [self.hidden_size] * (self.layers - 1)

    def inputs(self) -> np.ndarray:
        """Return x (T, D)."""
        return np.random.default_rng(1).standard_normal((self.steps, self.input_size))

    def tensors(self) -> dict[str, np.ndarray]:
        """Return weights under PyTorch's names, drawn as PyTorch draws them."""
        rng = np.random.default_rng(2)
        bound = self.hidden_size**-0.5
        rows = GATES[self.kind] * self.hidden_size
        shapes: dict[str, tuple[int, ...]] = {}
        for k, width in enumerate(self.layer_sizes()):
            shapes[f"weight_ih_l{k}"] = (rows, width)
            shapes[f"weight_hh_l{k}"] = (rows, self.hidden_size)
            shapes[f"bias_ih_l{k}"] = shapes[f"bias_hh_l{k}"] = (rows,)
        return {name: rng.uniform(-bound, bound, shape) for name, shape in shapes.items()}


def time_sample(action: Callable[[], object], repeats: int, clock: str = "wall") -> float:
    """Return the seconds one call takes, over ``repeats`` calls without garbage collection.

    One call goes before, untimed: what ran in between has emptied the caches, which says nothing
    about the contender.
    """
    read_clock = CLOCKS[clock]
    gc.collect()
    gc.disable()
    try:
        action()
        start = read_clock()
        for _ in range(repeats):
            action()
        return (read_clock() - start) / repeats
    finally:
        gc.enable()


def warm_up(action: Callable[[], object]) -> int:
    """Run until warm; return how many calls make a sample long enough to be timed."""
    time_sample(action, 1)
    return max(1, round(SHORTEST_SAMPLE / time_sample(action, 1)))
