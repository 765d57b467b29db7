"""The lines of one lane (a layer in one direction), and how lanes are woven together."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

import numpy as np

from app.analysis.paths import Paths, gradient_paths
from app.numerics.lane import Lane
from app.numerics.parameters import Array
from app.numerics.scaled import Norms
from app.streaming.encode import Block, Row, line, rounded

#: A norm below this is also given as its logarithm: float64 is about to end.
SMALLEST_NORM = 1e-300


def interleave(lines_by_lane: Sequence[Sequence[bytes]]) -> bytes:
    """Return step by step the lines of every lane; the lanes have equally many."""
    return b"".join(chain.from_iterable(zip(*lines_by_lane, strict=True)))


def warning(t: int, layer: int, direction: str, quantity: str) -> bytes:
    """Return the line that says where a quantity stopped being finite."""
    return line(
        {
            "type": "warning",
            "kind": "non_finite",
            "t": t,
            "layer": layer,
            "direction": direction,
            "quantity": quantity,
        }
    )


class _LaneLines:
    """What forward and backward lines share: where they are, and one warning a quantity."""

    prefix = ""

    def __init__(self, lane: Lane, precision: int | None) -> None:
        self.lane = lane
        self.precision = precision
        self._place = {"layer": lane.layer, "direction": lane.direction}
        self._warned: set[str] = set()

    def _warnings(self, first_rows: dict[str, int], start: int) -> dict[int, bytes]:
        """Return row → its warning lines, for quantities that have not been warned of."""
        warnings: dict[int, bytes] = {}
        for quantity, row in first_rows.items():
            name = self.prefix + quantity
            if name not in self._warned:
                self._warned.add(name)
                t = self.lane.step(start + row)
                text = warning(t, self.lane.layer, self.lane.direction, name)
                warnings[row] = warnings.get(row, b"") + text
        return warnings


class ForwardLines(_LaneLines):
    """The ``forward`` lines of a lane.

    Parameters
    ----------
    lane : Lane
    precision : int, optional
    with_z : bool
        Whether pre-activations are sent.
    """

    def __init__(self, lane: Lane, precision: int | None, with_z: bool) -> None:
        super().__init__(lane, precision)
        self._gates = tuple(lane.gates)
        self._z = lane.spec.row_blocks if with_z else ()

    def lines(self, start: int, stop: int) -> list[bytes]:
        """Return the lines of reading positions ``start`` to ``stop``, warnings attached."""
        block = Block(self._quantities(slice(start, stop)), self.precision)
        lines = [self._line(start + k, row) for k, row in enumerate(block.rows())]
        if not block.is_finite:
            for row, text in self._warnings(block.first_non_finite(), start).items():
                lines[row] += text
        return lines

    def _quantities(self, rows: slice) -> dict[str, Array]:
        lane = self.lane
        quantities = {"x": lane.x[rows]}
        quantities |= {name: gate[rows] for name, gate in lane.gates.items()}
        if lane.c is not None:
            quantities["c"] = lane.c[rows]
        quantities["h"] = lane.h[rows]
        if self._z:
            parts = lane.pre_activations(rows.start, rows.stop)
            quantities |= {f"z.{name}": z for name, z in parts.items()}
        return quantities

    def _line(self, position: int, row: Row) -> bytes:
        message: dict[str, Any] = {"type": "forward", "t": self.lane.step(position), **self._place}
        message["x"] = row["x"]
        message["gates"] = {name: row[name] for name in self._gates}
        if "c" in row:
            message["c"] = row["c"]
        message["h"] = row["h"]
        if self._z:
            message["z"] = {name: row[f"z.{name}"] for name in self._z}
        return line(message)


class BackwardLines(_LaneLines):
    """The ``backward`` lines of a lane.

    Parameters
    ----------
    lane : Lane
    precision : int, optional
    with_paths : bool
        Whether the parts of a gradient are sent as vectors beside their norms.
    """

    prefix = "grad."

    def __init__(self, lane: Lane, precision: int | None, with_paths: bool = False) -> None:
        super().__init__(lane, precision)
        self._with_paths = with_paths

    def lines(self, start: int, stop: int) -> list[bytes]:
        """Return the lines of positions ``stop``−1 down to ``start``, warnings attached."""
        block = Block(self.lane.grads(start, stop), self.precision)
        paths = gradient_paths(self.lane, start, stop)
        norms = _BackwardNorms(self.lane.grad_norms(start, stop), paths, self.precision)
        vectors = self._path_vectors(paths)
        lines = []
        for k, row in enumerate(block.rows()):
            t = self.lane.step(start + k)
            message: dict[str, Any] = {"type": "backward", "t": t, **self._place, "grad": row}
            norms.add_to(message, k)
            if vectors is not None:
                message["paths"]["grad"] = _by_state(paths, next(vectors).values())
            lines.append(line(message))
        if not block.is_finite:
            found = block.first_non_finite(backward=True)
            for row_index, text in self._warnings(found, start).items():
                lines[row_index] += text
        return lines[::-1]

    def _path_vectors(self, paths: Paths) -> Iterator[Row] | None:
        if not self._with_paths:
            return None
        named = {f"{state}.{part}": v for (state, part), v in paths.vectors().items()}
        return Block(named, self.precision).rows()


class _BackwardNorms:
    """The norms of a chunk's gradients and of their parts, rounded together."""

    def __init__(self, norms: dict[str, Norms], paths: Paths, precision: int | None) -> None:
        self._names, self._paths, self._precision = tuple(norms), paths, precision
        of_paths = paths.norms()
        self._values = self._columns([*(norm.value for norm in norms.values()), *of_paths.value])
        self._logs = self._small_logs([*norms.values()], of_paths)

    def add_to(self, message: dict[str, Any], row: int) -> None:
        """Write a row's norms into its line."""
        count = len(self._names)
        values = self._values[row]
        message["norm"] = dict(zip(self._names, values, strict=False))
        message["paths"] = {"norm": _by_state(self._paths, values[count:])}
        if row in self._logs:
            logs = self._logs[row]
            message["log10_norm"] = dict(zip(self._names, logs, strict=False))
            message["paths"]["log10_norm"] = _by_state(self._paths, logs[count:])

    def _columns(self, columns: list[Array]) -> list[list[float]]:
        rows: list[list[float]] = rounded(np.stack(columns, axis=1), self._precision).tolist()
        return rows

    def _small_logs(self, norms: list[Norms], paths: Norms) -> dict[int, list[float]]:
        """Return row → log10 of its norms, for rows where a gradient is too small for float64."""
        small = np.zeros(len(norms[0].value), dtype=bool)
        for norm in norms:
            small |= (norm.value < SMALLEST_NORM) & (norm.log10 > -np.inf)
        if not small.any():
            return {}
        logs = self._columns([*(norm.log10 for norm in norms), *paths.log10])
        return {int(k): logs[k] for k in np.flatnonzero(small)}


def _by_state(paths: Paths, entries: Iterable[Any]) -> dict[str, dict[str, Any]]:
    """Return state → part → entry of entries in the order of `Paths.keys`."""
    rest = iter(entries)
    return {state: {name: next(rest) for name in names} for state, names in paths.names.items()}
