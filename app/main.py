"""The application: ``uvicorn app.main:app``."""

import logging

from fastapi import FastAPI

from app.numerics.memory import keep_freed_memory
from app.settings import Settings
from app.web import analysis, api, cells, errors, openapi, pages
from app.web.headers import SecurityHeaders
from app.web.rendering import Pages
from app.web.services import Services


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return an application.

    Parameters
    ----------
    settings : Settings, optional
        Read from the environment when absent.

    Raises
    ------
    SettingsError
        If an environment variable cannot be used.
    """
    keep_freed_memory()
    settings = settings or Settings.from_env()
    logging.getLogger("app").setLevel(settings.log_level.upper())
    app = FastAPI(
        title="Gatescope",
        version=openapi.VERSION,
        description=openapi.DESCRIPTION,
        docs_url=None,
        redoc_url=None,
    )
    app.state.services = Services(settings)
    app.state.pages = Pages(app.state.services)
    errors.install(app)
    openapi.install(app)
    app.include_router(api.router)
    app.include_router(analysis.router)
    app.include_router(cells.router)
    app.include_router(pages.router)
    app.add_middleware(SecurityHeaders)
    return app


app = create_app()
