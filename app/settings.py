"""Settings, read once from environment variables that begin with ``GATESCOPE_``.

=============================  =======  =========================================================
variable                       default  meaning
=============================  =======  =========================================================
``GATESCOPE_CAPACITY``         16       traces computed at once; further ones get 503
``GATESCOPE_RATE``             60       requests per second and client, on average; 0: no limit
``GATESCOPE_BURST``            240      requests a client may make at once
``GATESCOPE_PUBLIC_URL``       none     address that links begin with, when a proxy hides it
``GATESCOPE_LOG_LEVEL``        info     ``debug``, ``info``, ``warning`` or ``error``
=============================  =======  =========================================================
"""

import logging
import math
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

_log = logging.getLogger(__name__)

PREFIX = "GATESCOPE_"
LOG_LEVELS = ("debug", "info", "warning", "error")


class SettingsError(ValueError):
    """An environment variable has a value that cannot be used; the message names it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How this server behaves; see the table of the module.

    The rate is generous because dragging a weight on the page asks for a trace 20 times a second.
    """

    capacity: int = 16
    rate: float = 60.0
    burst: int = 240
    public_url: str | None = None
    log_level: str = "info"

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Return the settings of an environment.

        Raises
        ------
        SettingsError
            If a variable's value is not of its kind.

        Notes
        -----
        A variable with the prefix that is no setting is a mistyped one or belongs to another tool;
        it is named in the log, and the server starts.
        """
        given = {
            name.removeprefix(PREFIX): value.strip()
            for name, value in environ.items()
            if name.startswith(PREFIX) and value.strip()
        }
        readers: dict[str, Callable[[str, str], Any]] = {
            "CAPACITY": _whole_number,
            "RATE": _rate,
            "BURST": _whole_number,
            "PUBLIC_URL": _address,
            "LOG_LEVEL": _log_level,
        }
        unknown = sorted(given.keys() - readers.keys())
        for name in unknown:
            _log.warning("%s%s is not a setting; known are %s", PREFIX, name, ", ".join(readers))
        known = given.keys() & readers.keys()
        return cls(**{name.lower(): readers[name](PREFIX + name, given[name]) for name in known})


def _whole_number(name: str, text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise SettingsError(f'{name} is "{text}"; it must be a whole number of at least 1')
    return int(text)


def _rate(name: str, text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = math.nan
    if not 0.0 <= rate < math.inf:
        raise SettingsError(f'{name} is "{text}"; it must be a number of at least 0')
    return rate


def _address(name: str, text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise SettingsError(
            f'{name} is "{text}"; it must be an address such as https://gatescope.example'
        )
    return text.rstrip("/")


def _log_level(name: str, text: str) -> str:
    if text.lower() not in LOG_LEVELS:
        raise SettingsError(f'{name} is "{text}"; it must be one of {", ".join(LOG_LEVELS)}')
    return text.lower()
