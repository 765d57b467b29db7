"""A blocking iterator of chunks as a streamed response that stops when nobody is listening.

Chunks are made in worker threads, so others are served meanwhile. A thread cannot be interrupted,
but between two chunks nothing runs: a client that leaves stops the work within one chunk.
"""

import logging
from collections.abc import Iterator

import anyio
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.errors import AppError
from app.streaming.encode import line

_log = logging.getLogger(__name__)

#: A reader that takes nothing for so long is as good as gone; it must not keep a place.
STALLED_SECONDS = 60.0


class LinesResponse(Response):
    """JSON Lines, sent as they are made.

    Parameters
    ----------
    chunks : iterator of bytes
        Each chunk whole lines; ``close()`` is called on it when it has one.
    workers : anyio.CapacityLimiter
        Threads to make chunks in.
    """

    media_type = "application/jsonl"

    def __init__(self, chunks: Iterator[bytes], workers: anyio.CapacityLimiter) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._chunks = chunks
        self._workers = workers

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Send every chunk, or stop when the client disconnects."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_cancel_on_disconnect, receive, tasks.cancel_scope)
            try:
                await self._send_all(send)
            except (OSError, TimeoutError):
                _log.debug("the client stopped reading")
            finally:
                self._close()
            tasks.cancel_scope.cancel()

    async def _send_all(self, send: Send) -> None:
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(start)
        while chunk := await self._next():
            with anyio.fail_after(STALLED_SECONDS):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _next(self) -> bytes:
        """Return the next chunk; nothing when there is none."""
        return await anyio.to_thread.run_sync(self._make, limiter=self._workers)

    def _make(self) -> bytes:
        try:
            return next(self._chunks, b"")
        except AppError as error:
            return _error_line(error.code, error.message)
        except Exception:  # the border of the stream: status 200 is out, a line must say it
            _log.exception("a stream failed")
            return _error_line("internal", "the computation failed on the server and was logged")

    def _close(self) -> None:
        close = getattr(self._chunks, "close", None)
        if close is not None:
            close()


async def _cancel_on_disconnect(receive: Receive, scope: anyio.CancelScope) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()


def _error_line(code: str, detail: str) -> bytes:
    return line({"type": "error", "code": code, "detail": detail})
