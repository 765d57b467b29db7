"""The only loops over time, and the scale at which gradients meet in the backward one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.numerics.parameters import Array
from app.numerics.programs import Step
from app.numerics.scaled import SMALL, Exponents, common_exponents, is_scaled, peak


def sweep(step: Step, rows: Iterable[tuple[Any, ...]]) -> None:
    """Run a cell forward over time."""
    for row in rows:
        step(*row)


def sweep_back(step_back: Step, rows: Sequence[tuple[Any, ...]]) -> None:
    """Run a cell's derivative backward over time."""
    for row in reversed(rows):
        step_back(*row)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What reached ∂L/∂h from the loss or the layer above, at the positions computed last.

    Attributes
    ----------
    start, stop : int
        Reading positions, ``stop`` exclusive.
    values : ndarray, shape (stop − start, H)
    exponents : ndarray of int, shape (stop − start,)
        True value = values · 2**−exponents.
    """

    start: int
    stop: int
    values: Array
    exponents: Exponents

    def meet(
        self, carried: Array, exponent: int, start: int, stop: int
    ) -> tuple[Array, Array, int]:
        """Bring what later steps carry and what arrives to a scale at which they can be added.

        Parameters
        ----------
        carried : ndarray
            What position ``stop`` hands on; its true value is carried · 2**−exponent.
        exponent, start, stop : int

        Returns
        -------
        carried, values : ndarray
            ``values`` are those of positions ``start`` to ``stop``, (stop − start, H).
        exponent : int
            The scale of both.
        """
        inside = slice(start - self.start, stop - self.start)
        values, given = self.values[inside], self.exponents[inside]
        largest = peak(carried)
        if not (0.0 < largest < SMALL or exponent or is_scaled(given)):
            return carried, values, exponent
        peaks = np.append(np.abs(values).max(axis=1), largest)
        scales = np.append(given, exponent).astype(np.intc)
        common = int(common_exponents(peaks[:, None], scales[:, None])[0])
        arriving = np.ldexp(values, (common - given)[:, None])
        return np.ldexp(carried, common - exponent), arriving, common
