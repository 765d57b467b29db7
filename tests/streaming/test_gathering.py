"""Small chunks go out together, whole and in order, and soon."""

from collections.abc import Iterator

import pytest

from app.streaming import trace
from app.streaming.trace import PIECE_BYTES, TraceStream, gathered
from tests.streaming.wide_cells import document, resolved


@pytest.fixture(autouse=True)
def _no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace, "PIECE_SECONDS", 60.0)


def test_chunks_are_joined_until_a_piece_is_full() -> None:
    chunks = [bytes([65 + k % 26]) * (PIECE_BYTES // 3 + 1) for k in range(7)]
    pieces = list(gathered(iter(chunks)))
    assert [len(piece) // len(chunks[0]) for piece in pieces] == [3, 3, 1]
    assert b"".join(pieces) == b"".join(chunks)
    assert list(gathered(iter([]))) == []


def test_what_has_waited_long_enough_goes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace, "PIECE_SECONDS", 0.0)
    assert list(gathered(iter([b"a", b"b"]))) == [b"a", b"b"]


def test_what_was_made_before_a_failure_goes_out_before_it() -> None:
    def failing() -> Iterator[bytes]:
        yield b"a"
        yield b"b"
        raise ValueError("broken")

    pieces = gathered(failing())
    assert next(pieces) == b"ab"
    with pytest.raises(ValueError, match="broken"):
        next(pieces)


def test_whoever_stops_reading_closes_what_makes_the_chunks() -> None:
    closed = []

    def held() -> Iterator[bytes]:
        try:
            while True:
                yield b"x" * PIECE_BYTES
        finally:
            closed.append(True)

    pieces = gathered(held())
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    assert closed == [True]


def test_the_start_line_waits_for_nothing() -> None:
    first, *others = TraceStream(resolved(document({}))).chunks()
    assert first.count(b"\n") == 1
    assert first.startswith(b'{"type":"start"')
    assert len(others) == 1
