"""Static files under one content hash: cacheable forever, relative imports left alone.

``/static/<hash>/js/main.js``: the hash is of the whole tree, so any change gives every file a new
address and modules that import each other by relative paths always come from one version.

A page's modules come in a few files where they have been packed (`app.web.packs`).
"""

import hashlib
import mimetypes
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from app.web.compression import SMALLEST, accepted_encodings, gzipped
from app.web.packs import MANIFEST, Entry, find_entry

DIRECTORY = Path(__file__).resolve().parents[2] / "static"
CACHE_FOREVER = "public, max-age=31536000, immutable"

_SIBLINGS = {".br": "br", ".gz": "gzip"}
_TEXT_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".map": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".html": "text/html",
    ".md": "text/markdown",
}

Fingerprint = tuple[tuple[str, int, int], ...]


def fingerprint(directory: Path) -> Fingerprint:
    """Return what changes when any file below changes: cheap enough to look at for each page."""
    return tuple(sorted(_walk(directory, "")))


def _walk(folder: str | Path, inside: str) -> Iterator[tuple[str, int, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            name = inside + entry.name
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(entry.path, f"{name}/")
            elif entry.is_file() and not entry.name.startswith("."):
                yield (name, *_state(entry))


def _state(file: Path | os.DirEntry[str]) -> tuple[int, int]:
    state = file.stat()
    return state.st_mtime_ns, state.st_size


@dataclass(frozen=True)
class StaticFile:
    """One file and the ways in which it can be sent."""

    path: Path
    siblings: dict[str, Path] = field(default_factory=dict)
    #: When it was read: time of change and size.
    state: tuple[int, int] = (0, 0)

    @property
    def is_as_read(self) -> bool:
        """Whether the file on the disk is still the one that the tree's hash was made of."""
        return self.path.exists() and _state(self.path) == self.state

    @property
    def media_type(self) -> str:
        """Content type; text is UTF-8."""
        text_type = _TEXT_TYPES.get(self.path.suffix)
        if text_type:
            return f"{text_type}; charset=utf-8"
        return mimetypes.guess_type(self.path.name)[0] or "application/octet-stream"

    @cached_property
    def body(self) -> bytes:
        """The file as it is."""
        return self.path.read_bytes()

    def encode(self, accepted: frozenset[str]) -> tuple[bytes, str | None]:
        """Return the body and its encoding: a sibling made beforehand, else gzip for text."""
        for encoding, sibling in self.siblings.items():
            if encoding in accepted:
                return sibling.read_bytes(), encoding
        is_text = self.path.suffix in _TEXT_TYPES
        if "gzip" in accepted and is_text and len(self.body) >= SMALLEST:
            return gzipped(self.body), "gzip"
        return self.body, None


class StaticTree:
    """The files of a directory, as they are now.

    Parameters
    ----------
    directory : Path
    """

    def __init__(self, directory: Path = DIRECTORY) -> None:
        self._directory = directory
        self._seen: Fingerprint | None = None
        self._files: dict[str, StaticFile] = {}
        self._digest = ""
        #: The content of each file as a hash.
        self._contents: dict[str, str] = {}
        self._earlier: set[str] = set()

    @property
    def digest(self) -> str:
        """The hash of the tree's names and contents, read again when a file has changed."""
        self._see()
        return self._digest

    @property
    def prefix(self) -> str:
        """The path that files are served under."""
        return f"/static/{self.digest}"

    def entry(self, name: str) -> Entry:
        """Return what a page asks for to have what begins at a module or style sheet."""
        self._see()
        manifest = self._files.get(MANIFEST)
        return find_entry(name, manifest.body if manifest else b"{}", self._contents)

    def file(self, digest: str, name: str) -> StaticFile | None:
        """Return a file of this version of the tree, or what became of one of an earlier version.

        A page that was loading when a file changed gets the rest of its files, too. The tree is
        looked through for each page, not for each of its files.
        """
        is_known = digest in {self._digest, *self._earlier} or digest == self.digest
        return self._files.get(name) if is_known else None

    def is_current(self, digest: str, file: StaticFile) -> bool:
        """Whether a file is what the hash in its address was made of."""
        return digest == self._digest and file.is_as_read

    def _see(self) -> None:
        seen = fingerprint(self._directory)
        if seen != self._seen:
            self._read(seen)
            self._seen = seen

    def _read(self, seen: Fingerprint) -> None:
        if self._digest:
            self._earlier.add(self._digest)
        self._contents = {
            name: hashlib.sha256((self._directory / name).read_bytes()).hexdigest()
            for name, _, _ in seen
        }
        whole = "".join(f"{name}\0{content}" for name, content in self._contents.items())
        self._digest = hashlib.sha256(whole.encode()).hexdigest()[:16]
        self._files = self._own_files(seen)

    def _own_files(self, seen: Fingerprint) -> dict[str, StaticFile]:
        present = {name for name, _, _ in seen}
        return {
            name: StaticFile(self._directory / name, self._siblings(name, present), (time, size))
            for name, time, size in seen
            if not (Path(name).suffix in _SIBLINGS and Path(name).stem)
        }

    def _siblings(self, name: str, present: set[str]) -> dict[str, Path]:
        return {
            encoding: self._directory / (name + suffix)
            for suffix, encoding in _SIBLINGS.items()
            if name + suffix in present
        }


def send(request: Request, file: StaticFile, is_current: bool) -> Response:
    """Return a file's response: encoded as the client accepts, or 304 when it has it.

    Only what the address's hash was made of may be kept forever.
    """
    accepted = accepted_encodings(request.headers.get("accept-encoding", ""))
    body, encoding = file.encode(accepted)
    etag = body_etag(file.body, encoding or "identity")
    caching = CACHE_FOREVER if is_current else "no-cache"
    headers = {"ETag": etag, "Cache-Control": caching, "Vary": "Accept-Encoding"}
    if matches(request, etag):
        return Response(status_code=304, headers=headers)
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(body, media_type=file.media_type, headers=headers)


def body_etag(body: bytes, encoding: str) -> str:
    """Return the ETag of a body in an encoding."""
    return f'"{hashlib.sha256(body).hexdigest()[:16]}-{encoding}"'


def matches(request: Request, etag: str) -> bool:
    """Whether the client says that it has this version already."""
    known = request.headers.get("if-none-match", "")
    return known.strip() == "*" or etag in (tag.strip() for tag in known.split(","))
