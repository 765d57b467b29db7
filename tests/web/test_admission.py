"""The token bucket and the places."""

import pytest

from app.errors import CapacityError, RateLimitError
from app.web import admission
from app.web.admission import Capacity, RateLimiter


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_admitted_then_the_rate() -> None:
    clock = Clock()
    limiter = RateLimiter(2.0, 3, clock)
    for _ in range(3):
        limiter.admit("a")
    with pytest.raises(RateLimitError):
        limiter.admit("a")
    clock.now += 0.5
    limiter.admit("a")
    with pytest.raises(RateLimitError) as refused:
        limiter.admit("a")
    assert refused.value.retry_after == 1


def test_clients_do_not_share_a_bucket() -> None:
    limiter = RateLimiter(1.0, 1, Clock())
    limiter.admit("a")
    limiter.admit("b")
    with pytest.raises(RateLimitError):
        limiter.admit("a")


def test_retry_after_is_when_a_request_is_admitted_again() -> None:
    clock = Clock()
    limiter = RateLimiter(0.1, 1, clock)
    limiter.admit("a")
    with pytest.raises(RateLimitError) as refused:
        limiter.admit("a")
    assert refused.value.retry_after == 10
    clock.now += refused.value.retry_after
    limiter.admit("a")


def test_a_client_that_was_away_for_long_is_admitted_its_burst_and_no_more() -> None:
    clock = Clock()
    limiter = RateLimiter(2.0, 3, clock)
    limiter.admit("a")
    clock.now += 3600.0
    for _ in range(3):
        limiter.admit("a")
    with pytest.raises(RateLimitError):
        limiter.admit("a")


@pytest.mark.parametrize("rate", [0.3, 0.07])
def test_retry_after_is_never_too_early(rate: float) -> None:
    clock = Clock()
    limiter = RateLimiter(rate, 1, clock)
    limiter.admit("a")
    with pytest.raises(RateLimitError) as refused:
        limiter.admit("a")
    clock.now += refused.value.retry_after
    limiter.admit("a")


def test_a_rate_of_zero_is_no_limit() -> None:
    limiter = RateLimiter(0.0, 1, Clock())
    for _ in range(100):
        limiter.admit("a")


def test_with_too_many_clients_the_one_not_seen_for_longest_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(admission, "_MOST_CLIENTS", 2)
    limiter = RateLimiter(1.0, 1, Clock())
    limiter.admit("a")
    limiter.admit("b")
    for known in ("b", "a"):  # asking again is being seen
        with pytest.raises(RateLimitError):
            limiter.admit(known)
    limiter.admit("c")
    for known in ("c", "a"):
        with pytest.raises(RateLimitError):
            limiter.admit(known)
    limiter.admit("b")


def test_a_place_is_freed_also_after_a_failure() -> None:
    capacity = Capacity(1)
    with pytest.raises(RuntimeError), capacity.place():
        raise RuntimeError
    with capacity.place(), pytest.raises(CapacityError), capacity.place():
        pass
    assert capacity.taken == 0
