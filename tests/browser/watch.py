"""What no page may do: log an error, throw one, or ask another host for anything."""

import re

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

# Chromium logs every refused request as an error. A scenario that the server refuses is part of
# the page's work, so those of the API are no complaint; a missing script or font is.
REFUSED = re.compile(r"Failed to load resource: .* status of (4\d\d)")
# The browser itself asks for this one, on a document that names no icon, such as JSON.
ICON = "/favicon.ico"


class Watch:
    """Collects the complaints of every page of a context."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.complaints: list[str] = []
        self._origin = origin
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)
        context.on("request", self._on_request)

    def take_complaints(self) -> list[str]:
        """Return what there was to complain about since the last time."""
        taken, self.complaints = self.complaints, []
        return taken

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        path = message.location["url"].removeprefix(self._origin)
        may_be_refused = path.startswith("/api/") or path == ICON
        if not (may_be_refused and REFUSED.match(message.text)):
            self.complaints.append(f"console {message.type}: {message.text}")

    def _on_error(self, error: WebError) -> None:
        self.complaints.append(f"page error: {error.error}")

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self._origin}/", "data:", "blob:")):
            self.complaints.append(f"request to another host: {request.url}")
