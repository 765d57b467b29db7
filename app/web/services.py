"""What requests share: made once with the application, reached through a dependency."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import anyio
from fastapi import Depends, Request

from app.settings import Settings
from app.web.admission import Capacity, RateLimiter
from app.web.i18n import Catalogues
from app.web.static_files import StaticTree

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@dataclass
class Services:
    """Settings, limits, text, files.

    Attributes
    ----------
    workers : CapacityLimiter
        Threads that compute: one core fewer than there are, so that eight streams take turns
        instead of fighting the event loop for the interpreter.
    readers : CapacityLimiter
        The thread that parses bodies and packs links: a large body delays no stream.
    """

    settings: Settings
    catalogues: Catalogues = field(default_factory=Catalogues)
    static: StaticTree = field(default_factory=StaticTree)
    templates: Path = TEMPLATES
    rate: RateLimiter = field(init=False)
    capacity: Capacity = field(init=False)
    workers: anyio.CapacityLimiter = field(init=False)
    readers: anyio.CapacityLimiter = field(init=False)

    def __post_init__(self) -> None:
        self.rate = RateLimiter(self.settings.rate, self.settings.burst)
        self.capacity = Capacity(self.settings.capacity)
        self.workers = anyio.CapacityLimiter(max(1, (os.cpu_count() or 1) - 1))
        self.readers = anyio.CapacityLimiter(1)


async def get_services(request: Request) -> Services:
    """Return the application's services; asynchronous, or it would take a change of thread."""
    services: Services = request.app.state.services
    return services


ServicesDep = Annotated[Services, Depends(get_services)]
