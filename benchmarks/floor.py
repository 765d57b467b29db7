"""The floor: the matrix products that any implementation has to do, and nothing else.

For each layer the input projection of the whole sequence, one recurrent matrix-vector product a
step forward and one a step backward (a recurrence allows no larger ones), and after the loop the
weight gradients and the gradient of the layer's input, one product each. Weights start on a
64-byte boundary, as BLAS likes them; every result goes into an array that is there already.
"""

from collections.abc import Callable

import numpy as np

from benchmarks.workload import GATES, Workload

ALIGNMENT = 64


def aligned(rows: int, columns: int) -> np.ndarray:
    """Return a random array (rows, columns) whose first number lies on a 64-byte boundary."""
    raw = np.empty(rows * columns * 8 + ALIGNMENT, np.uint8)
    start = -raw.ctypes.data % ALIGNMENT
    array = raw[start : start + rows * columns * 8].view(np.float64).reshape(rows, columns)
    array[...] = np.random.default_rng(0).uniform(-0.1, 0.1, (rows, columns))
    return array


class LayerProducts:
    """The products of one layer, with everything they read and write prepared."""

    def __init__(self, workload: Workload, input_size: int) -> None:
        T, H = workload.steps, workload.hidden_size
        rows = GATES[workload.kind] * H
        self.inputs, self.d_inputs = aligned(T, input_size), aligned(T, input_size)
        self.hidden, self.d_hidden = aligned(T, H), aligned(T, H)
        self.z, self.d_z, self.recurrent = (aligned(T, rows) for _ in range(3))
        self.weight_ih, self.d_weight_ih = (aligned(input_size, rows) for _ in range(2))
        self.weight_hh, self.d_weight_hh = (aligned(H, rows) for _ in range(2))
        self.forward_pairs = list(zip(self.hidden, self.recurrent, strict=True))
        self.backward_pairs = list(zip(self.d_z, self.d_hidden, strict=True))

    def run(self) -> None:
        """Do them all once."""
        self.inputs.dot(self.weight_ih, self.z)
        multiply = self.weight_hh.T.dot
        for hidden, out in self.forward_pairs:
            multiply(hidden, out)
        multiply = self.weight_hh.dot
        for d_z, out in self.backward_pairs:
            multiply(d_z, out)
        self.inputs.T.dot(self.d_z, self.d_weight_ih)
        self.hidden.T.dot(self.d_z, self.d_weight_hh)
        self.d_z.dot(self.weight_ih.T, self.d_inputs)


def floor(workload: Workload) -> Callable[[], None]:
    """Return a function that does the products of a workload once."""
    layers = [LayerProducts(workload, width) for width in workload.layer_sizes()]

    def run() -> None:
        for layer in layers:
            layer.run()

    return run
