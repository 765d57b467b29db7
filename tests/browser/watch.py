"""What no page may do: log an error, throw one, or ask another host for anything."""

import re

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

# Chromium logs every refused request as an error. A scenario that the server refuses is part of
# the page's work, so those of the API are no complaint; a missing script or font is.
REFUSED = re.compile(r"Failed to load resource: .* status of (4\d\d)")


class Watch:
    """Collects the complaints of every page of a context."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.complaints: list[str] = []
        self._origin = origin
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)
        context.on("request", self._on_request)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        api = message.location["url"].startswith(f"{self._origin}/api/")
        if not (api and REFUSED.match(message.text)):
            self.complaints.append(f"console {message.type}: {message.text}")

    def _on_error(self, error: WebError) -> None:
        self.complaints.append(f"page error: {error.error}")

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self._origin}/", "data:", "blob:")):
            self.complaints.append(f"request to another host: {request.url}")
