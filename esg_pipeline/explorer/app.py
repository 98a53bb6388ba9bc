"""The web server of the explorer: addresses, states of error, headers. What the pages say is made elsewhere."""

from collections.abc import Callable
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from esg_pipeline.explorer.issuer import issuer_page
from esg_pipeline.explorer.markup import element, page
from esg_pipeline.explorer.universe import NoSuchPageError, universe_page
from esg_pipeline.explorer.what_if import WhatIfError
from esg_pipeline.reader import PublishedReader
from esg_pipeline.warehouse import Warehouse, WarehouseError

HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
# A page of another host must not read this one under a name that it made point here.
HOSTS = ("127.0.0.1", "localhost")


def explorer(reader: PublishedReader) -> Starlette:
    """The application on a published file; a file that is swapped in is read from the next page on."""

    def universe(request: Request) -> HTMLResponse:
        return answer(reader, lambda: universe_page(reader, request.query_params))

    def issuer(request: Request) -> HTMLResponse:
        return answer(reader, lambda: issuer_page(reader, request.path_params["issuer_id"], request.query_params))

    return Starlette(
        routes=[Route("/", universe), Route("/issuer/{issuer_id:path}", issuer)],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=list(HOSTS))],
    )


def answer(reader: PublishedReader, make: Callable[[], str]) -> HTMLResponse:
    """A page, or one that says what is wrong and what to do."""
    try:
        with Warehouse(reader.file).reading():
            return HTMLResponse(make(), headers=HEADERS)
    except (NoSuchPageError, WhatIfError) as error:
        return failed("Not found", error, 404)
    except WarehouseError as error:
        return failed("Nothing can be read", error, 503)


def failed(title: str, error: Exception, status: int) -> HTMLResponse:
    """The page of an error."""
    return HTMLResponse(page(title, element("p", error, class_="note")), status, HEADERS)


def serve(reader: PublishedReader, address: str) -> None:
    """Serves until it is interrupted; on this machine only."""
    place = urlsplit(address)
    uvicorn.run(explorer(reader), host=place.hostname or HOSTS[0], port=place.port or 0, log_level="warning")
