"""The columns layout carries the numbers of the lines layout, no more and no other."""

from typing import Any

import pytest

from app.scenarios import examples
from app.streaming.messages import TraceLine
from app.streaming.trace import CHUNK_NUMBERS, CHUNK_STEPS
from tests.documents import difference
from tests.streaming.wide_cells import CELLS, Lines, document, of_type, streamed


def rows_of(columns: dict[str, Any]) -> Lines:
    """Return the lines that a column line stands for."""
    place = {name: columns[name] for name in ("type", "layer", "direction")}
    values = {name: it for name, it in columns.items() if name not in (*place, "t")}
    return [
        {**place, "t": t, **{name: _entry(it, k) for name, it in values.items()}}
        for k, t in enumerate(columns["t"])
    ]


def _entry(value: Any, row: int) -> Any:
    if isinstance(value, dict):
        return {name: _entry(it, row) for name, it in value.items()}
    return value[row]


def _without_absent(value: Any) -> Any:
    """Leave out logarithms that a row does not have: its column holds null."""
    if not isinstance(value, dict):
        return value
    found = {name: _without_absent(it) for name, it in value.items()}
    return {name: it for name, it in found.items() if name != "log10_norm" or _is_given(it)}


def _is_given(logs: dict[str, Any]) -> bool:
    entries = [e for it in logs.values() for e in (it.values() if isinstance(it, dict) else [it])]
    return any(entry is not None for entry in entries)


def _by_place(lines: Lines) -> dict[tuple[Any, ...], Any]:
    return {(it["type"], it["layer"], it["direction"], it["t"]): it for it in lines}


@pytest.fixture
def _equal_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compute as many steps at a time for columns as for lines: sums are rounded alike then."""
    monkeypatch.setattr("app.streaming.trace.COLUMN_STEPS", CHUNK_STEPS)
    monkeypatch.setattr("app.streaming.trace.COLUMN_NUMBERS", CHUNK_NUMBERS)


def assert_equal_numbers(scenario: dict[str, Any], include: str = "all,z,paths,nodes") -> None:
    lines = streamed(scenario, include)
    columns = streamed(scenario, include, "columns")
    for kind in ("forward", "backward"):
        rows = [row for it in of_type(columns, kind) for row in rows_of(it)]
        found = _by_place([_without_absent(row) for row in rows])
        assert found == _by_place([_without_absent(line) for line in of_type(lines, kind)])
        order = [(it["layer"], it["direction"], it["t"]) for it in rows]
        by_lane = {place[:2] for place in order}
        for lane in by_lane:
            steps = [
                it["t"] for it in of_type(lines, kind) if (it["layer"], it["direction"]) == lane
            ]
            assert [t for *place, t in order if tuple(place) == lane] == steps
    for kind in ("start", "output", "loss", "gradients"):
        assert of_type(columns, kind) == of_type(lines, kind)
    assert columns[-1]["frames"] == lines[-1]["frames"]
    warnings = sorted(map(str, of_type(lines, "warning")))
    assert sorted(map(str, of_type(columns, "warning"))) == warnings
    for line in columns:
        TraceLine.model_validate(line)


@pytest.mark.parametrize("name", CELLS)
def test_columns_hold_the_numbers_of_the_lines(name: str) -> None:
    assert_equal_numbers(document(CELLS[name]))


@pytest.mark.parametrize("name", examples.names())
def test_columns_of_every_example_hold_the_numbers_of_its_lines(name: str) -> None:
    assert_equal_numbers(examples.load(name).scenario.model_dump(mode="json"))


LONG = {"sequence": {"generator": "noise", "steps": 700, "seed": 1}, "loss": {"kind": "probe"}}


@pytest.mark.usefixtures("_equal_chunks")
@pytest.mark.parametrize("cell", [{}, {"bidirectional": True, "num_layers": 2}], ids=str)
def test_columns_of_several_chunks_hold_them_all(cell: dict[str, Any]) -> None:
    assert_equal_numbers(document(cell, **LONG), "all,paths")


def test_columns_of_longer_chunks_differ_in_the_rounding_of_norms_alone() -> None:
    columns = of_type(streamed(document({}, **LONG), "all,paths", "columns"), "backward")
    assert [len(line["t"]) for line in columns] == [188, 256, 256]
    rows = _by_place([row for it in columns for row in rows_of(it)])
    lines = _by_place(of_type(streamed(document({}, **LONG), "all,paths"), "backward"))
    assert difference(lines, rows, relative=1e-13, absolute=0) is None
    for place, line in lines.items():
        assert rows[place]["grad"] == line["grad"]


@pytest.mark.usefixtures("_equal_chunks")
def test_columns_of_what_explodes_or_fades_beyond_float64_say_the_same() -> None:
    own = {"kind": "equations", "equations": "h = h' * h' + 1"}
    assert_equal_numbers(document(own, sequence={"values": [[0, 0]] * 14}, loss={"kind": "probe"}))
    fading = document(
        {"kind": "equations", "equations": "h = 1e-5 * h' + W x"},
        sequence={"values": [[1, 0]] * 100},
        loss={"kind": "probe"},
    )
    assert_equal_numbers(fading)
    assert any("log10_norm" in it for it in of_type(streamed(fading, layout="columns"), "backward"))
