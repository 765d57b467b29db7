"""The itemised map: each source is what the trace shows when that source is the whole loss."""

from typing import Any

import numpy as np
import pytest

from app.analysis.itemised import Itemised, itemise, possible_sources, spread
from app.analysis.study import Study
from app.numerics.losses import Probe, SquaredError
from tests.analysis.studies import CELLS, finish, last, log10_norm, resolved, scalar_rnn, study

NOTHING = -np.inf


def map_of(found: Study, sources: tuple[int, ...] | None = None) -> Itemised:
    itemised = last(itemise(found, sources or possible_sources(found)))
    assert isinstance(itemised, Itemised)
    return itemised


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_a_row_is_the_trace_of_a_probe_at_its_source(cell: dict[str, Any]) -> None:
    found = study(cell, loss={"kind": "probe", "step": 5, "unit": 1})
    itemised = map_of(found)
    assert itemised.sources == tuple(range(12))
    for s in (0, 4, 11):
        alone = finish(found.resolved, Probe(s, 1)).network
        for number, lane in enumerate(alone.lanes):
            assert tuple(itemised.states[number]) == lane.model.states
            for state, maps in itemised.states[number].items():
                expected = lane.in_sequence_order(lane.grad_norms()[state].log10)
                np.testing.assert_allclose(maps[s], expected, rtol=1e-12, atol=1e-12)
        expected = log10_norm(alone.d_input(0)[0])
        np.testing.assert_allclose(itemised.x[s], expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("head", [None, {"output_size": 3, "seed": 2}], ids=["plain", "head"])
def test_the_sources_of_a_loss_over_steps_are_its_shares(head: dict[str, Any] | None) -> None:
    targets = [[0.5] * (3 if head else 4)] * 3
    given = resolved(
        {"kind": "gru"}, head=head, loss={"kind": "mse", "targets": targets, "at": [2, 7, 11]}
    )
    found = Study.of(given)
    itemised = map_of(found)
    assert itemised.sources == (2, 7, 11)
    whole = given.loss
    assert isinstance(whole, SquaredError)
    share = SquaredError(np.array([7]), whole.targets[1:2], mean=True)
    alone = finish(given, share).network.lanes[0].grads()["h"] / 3.0
    np.testing.assert_allclose(
        itemised.states[0]["h"][1], log10_norm(alone), rtol=1e-12, atol=1e-12
    )


def test_nothing_is_sent_to_later_steps() -> None:
    itemised = map_of(study({"num_layers": 2}))
    later = np.triu(np.ones((12, 12), dtype=bool), 1)
    for maps in (*itemised.states[0].values(), *itemised.states[1].values(), itemised.x):
        assert np.all(maps[later] == NOTHING)
        assert np.isfinite(maps[~later]).all()


def test_a_what_if_stops_what_every_source_sends() -> None:
    held = {"layer": 0, "direction": "forward", "target": "h", "from": 6, "to": 6, "value": 0.0}
    itemised = map_of(study({"kind": "rnn"}, interventions=[held]))
    assert np.isfinite(itemised.states[0]["h"][9, 6])
    assert np.all(itemised.states[0]["h"][6:, :6] == NOTHING)


@pytest.mark.parametrize("weight", [1e-4, 1e4])
def test_gradients_beyond_float64_keep_their_logarithm(weight: float) -> None:
    found = scalar_rnn(weight, 60)
    for itemised in (map_of(found), map_of(found, (10, 59))):
        for row, s in enumerate(itemised.sources):
            expected = np.log10(weight) * (s - np.arange(s + 1))
            np.testing.assert_allclose(itemised.states[0]["h"][row, : s + 1], expected, atol=1e-9)


def test_gradients_beyond_float64_keep_their_logarithm_through_layers_and_directions() -> None:
    tensors: dict[str, Any] = {}
    for layer in (0, 1):
        for end in ("", "_reverse"):
            tensors[f"weight_ih_l{layer}{end}"] = [[1.0, 1.0]] if layer else [[1.0]]
            tensors[f"weight_hh_l{layer}{end}"] = [[1e-4]]
    cell = {"kind": "rnn", "input_size": 1, "hidden_size": 1, "num_layers": 2, "bias": False}
    cell |= {"bidirectional": True, "activations": {"candidate": "identity"}}
    found = study(cell, weights={"tensors": tensors}, sequence={"values": [[1.0]] * 120})
    itemised = map_of(found, (119,))
    top, reverse = itemised.states[2]["h"][0], itemised.states[3]["h"][0]
    np.testing.assert_allclose(top, -4.0 * np.arange(119, -1, -1), atol=1e-9)
    assert np.all(reverse[:119] == NOTHING)
    assert np.isfinite(itemised.states[0]["h"][0]).all()
    assert itemised.x[0, 0] == pytest.approx(-4.0 * 119 + np.log10(2 * 120 - 1 + 1), abs=0.5)


def test_many_sources_are_thinned_out_evenly_and_the_last_is_kept() -> None:
    assert spread(range(10), 20) == tuple(range(10))
    thinned = spread(range(1000), 7)
    assert len(thinned) == 7
    assert thinned[-1] == 999
    assert len(set(np.diff(thinned))) <= 2
