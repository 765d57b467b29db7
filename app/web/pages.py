"""The pages: skeletons with text in the visitor's language and the data to begin with."""

import orjson
from fastapi import APIRouter, HTTPException, Request, Response

from app.web.compression import accepted_encodings, gzipped
from app.web.rendering import PagesDep
from app.web.services import ServicesDep
from app.web.static_files import body_etag, matches, send

router = APIRouter(include_in_schema=False)


@router.api_route("/", methods=["GET", "HEAD"])
async def page(request: Request, services: ServicesDep, pages: PagesDep) -> Response:
    """Return the page."""
    return _html(request, pages.page("page.html", _language(request, services)))


@router.api_route("/embed", methods=["GET", "HEAD"])
async def embed(request: Request, services: ServicesDep, pages: PagesDep) -> Response:
    """Return the player without the editors, for an iframe."""
    return _html(request, pages.page("embed.html", _language(request, services)))


@router.api_route("/docs", methods=["GET", "HEAD"])
async def docs(request: Request, services: ServicesDep, pages: PagesDep) -> Response:
    """Return the description of the HTTP interface."""
    return _html(request, pages.docs(_language(request, services), request.app.openapi()))


@router.api_route("/i18n/{language}.json", methods=["GET", "HEAD"])
async def catalogue(request: Request, language: str, services: ServicesDep) -> Response:
    """Return a language's text."""
    if language not in services.catalogues.languages:
        raise HTTPException(404, "there is no such language")
    body = orjson.dumps(services.catalogues.catalogue(language))
    return _revalidated(request, body, "application/json", {})


@router.api_route("/static/{digest}/{name:path}", methods=["GET", "HEAD"])
async def static(request: Request, digest: str, name: str, services: ServicesDep) -> Response:
    """Return a static file of the version now served."""
    file = services.static.file(digest, name)
    if file is None:
        raise HTTPException(404, "there is no such file in this version")
    return send(request, file, services.static.is_current(digest, file))


def _language(request: Request, services: ServicesDep) -> str:
    return services.catalogues.choose(request.headers.get("accept-language", ""))


def _html(request: Request, body: bytes) -> Response:
    return _revalidated(request, body, "text/html", {"Vary": "Accept-Encoding, Accept-Language"})


def _revalidated(
    request: Request, body: bytes, media_type: str, headers: dict[str, str]
) -> Response:
    """Return a body that clients keep but ask about, compressed when they accept it."""
    is_packed = "gzip" in accepted_encodings(request.headers.get("accept-encoding", ""))
    etag = body_etag(body, "gzip" if is_packed else "identity")
    headers = {"Vary": "Accept-Encoding", **headers, "ETag": etag, "Cache-Control": "no-cache"}
    if matches(request, etag):
        return Response(status_code=304, headers=headers)
    if is_packed:
        headers["Content-Encoding"] = "gzip"
    return Response(gzipped(body) if is_packed else body, media_type=media_type, headers=headers)
