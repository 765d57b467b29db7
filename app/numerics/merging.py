"""How the two directions of a layer become one output, and what that hands back to each."""

from collections.abc import Sequence

import numpy as np

from app.numerics.lane import Lane
from app.numerics.parameters import Array, Merge
from app.numerics.scaled import Exponents, common_exponents


def merged(lanes: Sequence[Lane], merge: Merge) -> Array:
    """Return what a layer puts out, in the order of the sequence.

    ``concat`` sets both h side by side, forward first; ``sum``, ``average`` and ``product`` are
    elementwise (Keras' ``merge_mode``).
    """
    parts = [lane.in_sequence_order(lane.h) for lane in lanes]
    if len(parts) == 1:
        return parts[0]
    if merge == "concat":
        return np.concatenate(parts, axis=1)
    with np.errstate(all="ignore"):
        if merge == "product":
            return parts[0] * parts[1]
        total = parts[0] + parts[1]
        return total if merge == "sum" else 0.5 * total


def handed_back(d_features: Array, lanes: Sequence[Lane], index: int, merge: Merge) -> Array:
    """Return ∂L/∂h of one direction (T, P), in the order of the sequence, of ∂L/∂output."""
    if merge != "product" or len(lanes) == 1:
        return _share(d_features, lanes, index, merge)
    other = lanes[1 - index]
    with np.errstate(all="ignore"):
        return d_features * other.in_sequence_order(other.h)


def handed_back_at(
    d_features: Array, lanes: Sequence[Lane], index: int, merge: Merge, t: int
) -> Array:
    """Return what `handed_back` does for many gradients (S, ·) of the output at one step."""
    if merge != "product" or len(lanes) == 1:
        return _share(d_features, lanes, index, merge)
    other = lanes[1 - index]
    with np.errstate(all="ignore"):
        return np.asarray(d_features * other.h[other.step(t)])


def _share(d_features: Array, lanes: Sequence[Lane], index: int, merge: Merge) -> Array:
    if len(lanes) == 1 or merge == "sum":
        return d_features
    if merge == "average":
        return 0.5 * d_features
    P = lanes[0].spec.output_size
    return d_features[:, index * P : (index + 1) * P]


def joined(lanes: Sequence[Lane]) -> tuple[Array, Exponents]:
    """Return ∂L/∂ of what all directions of a layer read, in sequence order, and its scale."""
    if len(lanes) == 1:
        (lane,) = lanes
        return lane.in_sequence_order(lane.d_x), lane.exponents[:: lane.stride]
    parts = [lane.in_sequence_order(lane.d_x) for lane in lanes]
    scales = [lane.exponents[:: lane.stride] for lane in lanes]
    if not any(scale.any() for scale in scales):
        with np.errstate(all="ignore"):
            return parts[0] + parts[1], scales[0]
    with np.errstate(all="ignore"):
        peaks = np.stack([np.abs(d_x).max(axis=1) for d_x in parts])
        common = common_exponents(peaks, np.stack(scales))
        shifted = [
            np.ldexp(d_x, (common - scale)[:, None])
            for d_x, scale in zip(parts, scales, strict=True)
        ]
        return shifted[0] + shifted[1], common
