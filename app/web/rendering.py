"""Templates into pages: rendered once for each language, and again when a file has changed."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

import jinja2
import orjson
from fastapi import Depends, Request

from app.scenarios import examples
from app.scenarios.resolve import resolve
from app.streaming.trace import TraceStream
from app.web.contract import contract
from app.web.models import example_infos
from app.web.services import Services
from app.web.static_files import fingerprint

#: What the page asks of the stream, too (``static/js/wire/transport.js``).
PAGE_INCLUDE = "all,z,paths,nodes"

_ESCAPES = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}


def script_json(value: Any) -> str:
    """Return JSON that can stand in a script element: nothing in it ends or comments one out."""
    text = orjson.dumps(value).decode()
    for character, escape in _ESCAPES.items():
        text = text.replace(character, escape)
    return text


class Pages:
    """Renders pages and keeps them.

    Parameters
    ----------
    services : Services
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        loader = jinja2.FileSystemLoader(services.templates)
        self._templates = jinja2.Environment(
            loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
        )
        self._kept: dict[tuple[str, str], bytes] = {}
        self._version: object = None
        self._first_lines: list[Any] | None = None

    def page(self, template: str, language: str) -> bytes:
        """Return a page that runs: its data are embedded, so that it is alive at once."""
        return self._render_once(template, language, lambda: self._alive(template, language))

    def docs(self, language: str, document: dict[str, Any]) -> bytes:
        """Return the page that describes the HTTP interface."""
        origin = self._services.settings.public_url or "http://127.0.0.1:8000"
        send = "curl -N -H 'Content-Type: application/json' --data @scenario.json"
        context = {"document": document, "command": f"{send} '{origin}/api/trace?precision=6'"}
        return self._render_once("docs.html", language, lambda: context)

    def _render_once(
        self, template: str, language: str, context: Callable[[], dict[str, Any]]
    ) -> bytes:
        version = fingerprint(self._services.templates), self._services.static.digest
        if version != self._version:
            self._kept.clear()
            self._version = version
        key = template, language
        if key not in self._kept:
            self._kept[key] = self._render(template, language, context())
        return self._kept[key]

    def _render(self, template: str, language: str, context: dict[str, Any]) -> bytes:
        translate = partial(self._services.catalogues.translate, language)
        static = self._services.static
        shared = {"lang": language, "t": translate, "static": static.prefix, "entry": static.entry}
        return self._templates.get_template(template).render(shared | context).encode()

    def _alive(self, template: str, language: str) -> dict[str, Any]:
        """Return what a running page is rendered with.

        What the default example is about is its largest text: seen at once, and not only when the
        scripts run.
        """
        catalogues = self._services.catalogues
        first = examples.load(examples.names()[0], catalogues.examples)
        return {
            "boot_json": self._boot(template, language),
            "languages": catalogues.names,
            "notes": first.summary[language],
        }

    def _boot(self, template: str, language: str) -> str:
        first = examples.load(examples.names()[0])
        catalogues = self._services.catalogues
        boot = {
            "lang": language,
            "languages": catalogues.languages,
            "catalogue": dict(catalogues.catalogue(language)),
            "static": self._services.static.prefix,
            "contract": contract(catalogues),
            "examples": [info.model_dump() for info in example_infos(catalogues.examples)],
            "scenario": first.scenario.model_dump(mode="json"),
            "lines": self._lines(),
            "embed": template == "embed.html",
        }
        return script_json(boot)

    def _lines(self) -> list[Any]:
        """Return the default example's trace, computed once."""
        if self._first_lines is None:
            resolved = resolve(examples.load(examples.names()[0]).scenario)
            stream = b"".join(
                TraceStream(resolved, include=PAGE_INCLUDE, layout="columns").chunks()
            )
            self._first_lines = [orjson.loads(text) for text in stream.splitlines()]
        return self._first_lines


async def get_pages(request: Request) -> Pages:
    """Return the application's pages."""
    pages: Pages = request.app.state.pages
    return pages


PagesDep = Annotated[Pages, Depends(get_pages)]
