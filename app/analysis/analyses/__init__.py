"""Every analysis that can be asked for: each module here is one, with its ``REGISTRATION``."""

from importlib import import_module
from pkgutil import iter_modules

from app.analysis.registration import Registration

#: By name. Nothing else lists the analyses: requests, results and sections follow from it.
REGISTERED: tuple[Registration, ...] = tuple(
    import_module(f"{__name__}.{found.name}").REGISTRATION for found in iter_modules(__path__)
)
