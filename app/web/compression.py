"""Which encoding of a body a client gets."""

import gzip
from functools import lru_cache

from app.web.i18n import quality

#: Below this a compressed body saves less than its headers cost.
SMALLEST = 1024


def accepted_encodings(header: str) -> frozenset[str]:
    """Return which of ``br`` and ``gzip`` an ``Accept-Encoding`` header accepts."""
    weights = {}
    for entry in header.lower().split(","):
        name, _, parameter = entry.strip().partition(";")
        weights[name.strip()] = quality(parameter)
    fallback = weights.get("*", 0.0)
    return frozenset(name for name in ("br", "gzip") if weights.get(name, fallback) > 0.0)


@lru_cache(maxsize=256)
def gzipped(body: bytes) -> bytes:
    """Return the body compressed, the same bytes every time; kept for the next who asks."""
    return gzip.compress(body, compresslevel=9, mtime=0)
