"""How large gradients and their parts are, step by step, as backward lines say it."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from app.analysis.paths import Paths
from app.numerics.parameters import Array
from app.numerics.scaled import Norms
from app.streaming.encode import rounded

#: A norm below this is also given as its logarithm: float64 is about to end.
SMALLEST_NORM = 1e-300


class BackwardNorms:
    """The norms of a chunk's gradients and of their parts, rounded together."""

    def __init__(self, norms: dict[str, Norms], paths: Paths, precision: int | None) -> None:
        self._names, self._paths, self._precision = tuple(norms), paths, precision
        of_paths = paths.norms()
        self._values = self._stacked([*(norm.value for norm in norms.values()), *of_paths.value])
        self._logs = [*(norm.log10 for norm in norms.values()), *of_paths.log10]
        self._small = np.zeros(len(self._values[0]), dtype=bool)
        for norm in norms.values():
            self._small |= (norm.value < SMALLEST_NORM) & (norm.log10 > -np.inf)

    def rows(self) -> list[dict[str, Any]]:
        """Return what each row's line holds of norms."""
        values = self._values.T.tolist()
        logs = self._stacked(self._logs).T.tolist() if self._small.any() else []
        return [
            self._message(entries, logs[row] if self._small[row] else None)
            for row, entries in enumerate(values)
        ]

    def columns(self) -> dict[str, Any]:
        """Return what one line for all rows holds, the last row first.

        Logarithms are null where no norm is too small for float64.
        """
        backward = np.ascontiguousarray(self._values[:, ::-1])
        if not self._small.any():
            return self._message(list(backward), None)
        logs = np.where(self._small, self._stacked(self._logs), np.nan)[:, ::-1]
        return self._message(list(backward), list(np.ascontiguousarray(logs)))

    def _message(self, values: Sequence[Any], logs: Sequence[Any] | None) -> dict[str, Any]:
        count = len(self._names)
        message: dict[str, Any] = {"norm": dict(zip(self._names, values, strict=False))}
        message["paths"] = {"norm": _by_state(self._paths, values[count:])}
        if logs is not None:
            message["log10_norm"] = dict(zip(self._names, logs, strict=False))
            message["paths"]["log10_norm"] = _by_state(self._paths, logs[count:])
        return message

    def _stacked(self, columns: list[Array]) -> Array:
        return rounded(np.stack(columns), self._precision)


def _by_state(paths: Paths, entries: Iterable[Any]) -> dict[str, dict[str, Any]]:
    """Return state → part → entry of entries in the order of `Paths.keys`."""
    rest = iter(entries)
    return {state: {name: next(rest) for name in names} for state, names in paths.names.items()}
