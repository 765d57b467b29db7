"""Who may compute now: a rate for each client, and a number of places for all."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.errors import CapacityError, RateLimitError

_MOST_CLIENTS = 10_000


class RateLimiter:
    """A token bucket for each client.

    Parameters
    ----------
    rate : float
        Requests per second; 0 for no limit.
    burst : int
        Size of a bucket.
    clock : callable, optional
        Seconds, for tests.
    """

    def __init__(
        self, rate: float, burst: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def admit(self, client: str) -> None:
        """Take one of a client's tokens.

        Raises
        ------
        RateLimitError
            If the bucket is empty; ``retry_after`` says when it will not be.
        """
        if not self._rate:
            return
        now = self._clock()
        tokens, seen = self._buckets.get(client, (float(self._burst), now))
        tokens = min(self._burst, tokens + (now - seen) * self._rate)
        admitted = tokens >= 1.0
        self._remember(client, tokens - 1.0 if admitted else tokens, now)
        if not admitted:
            wait = max(1, math.ceil((1.0 - tokens) / self._rate))
            raise RateLimitError(
                f"too many requests: at most {self._rate:g} per second; "
                f"try again in {wait} second{'s' if wait > 1 else ''}",
                retry_after=wait,
            )

    def _remember(self, client: str, tokens: float, now: float) -> None:
        self._buckets[client] = tokens, now
        self._buckets.move_to_end(client)
        if len(self._buckets) > _MOST_CLIENTS:
            self._buckets.popitem(last=False)


class Capacity:
    """Places for traces being computed.

    Parameters
    ----------
    places : int
    """

    def __init__(self, places: int) -> None:
        self.places = places
        self.taken = 0

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place while the context lasts.

        Raises
        ------
        CapacityError
            If every place is taken.
        """
        if self.taken >= self.places:
            raise CapacityError(
                f"all {self.places} slots for computing are in use; try again in a second",
                retry_after=1,
            )
        self.taken += 1
        try:
            yield
        finally:
            self.taken -= 1
