"""The web server of the explorer: addresses, states of error, headers. What the pages say is made elsewhere."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from socket import AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from uvicorn import Config, Server

from esg_pipeline.explorer.addresses import NoSuchPageError, Query
from esg_pipeline.explorer.compare import compare_page
from esg_pipeline.explorer.document import document_page
from esg_pipeline.explorer.heat_map import heat_map_page
from esg_pipeline.explorer.issuer import issuer_page
from esg_pipeline.explorer.key_issue import key_issue_page
from esg_pipeline.explorer.migration import migration_page
from esg_pipeline.explorer.render import rendered
from esg_pipeline.explorer.scorecard import scorecard_page
from esg_pipeline.explorer.universe import universe_page
from esg_pipeline.explorer.what_if import what_if_page
from esg_pipeline.explorer.why import why_page
from esg_pipeline.reader import PublishedReader
from esg_pipeline.warehouse import Warehouse, WarehouseError

Page = Callable[[PublishedReader, Query], str]
PAGES: dict[str, Page] = {
    "/": universe_page,
    "/issuer": issuer_page,
    "/key-issue": key_issue_page,
    "/compare": compare_page,
    "/document": document_page,
    "/why": why_page,
    "/heat-map": heat_map_page,
    "/migration": migration_page,
    "/scorecard": scorecard_page,
    "/what-if": what_if_page,
}
HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",  # the file may be published anew at any time
}
# A page of another host must not read this one under a name that it made point here.
HOSTS = ("127.0.0.1", "localhost")


def explorer(reader: PublishedReader) -> Starlette:
    """The application on a published file; a file that is swapped in is read from the next page on."""
    return Starlette(
        routes=[Route(path, endpoint(reader, page)) for path, page in PAGES.items()],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=list(HOSTS)),
            Middleware(GZipMiddleware, minimum_size=2000),
        ],
        exception_handlers={404: lost, 500: broken},
    )


def endpoint(reader: PublishedReader, page: Page) -> Callable[[Request], HTMLResponse]:
    """What answers at an address: one page over one connection, so that it never mixes two published files."""

    def answer(request: Request) -> HTMLResponse:
        query = Query(tuple(request.query_params.multi_items()))
        try:
            with Warehouse(reader.file).reading():
                return answered(page(reader, query))
        except NoSuchPageError as error:
            return message("Not found", error, 404)
        except WarehouseError as error:
            return message("Nothing can be read", error, 503, "bad")

    return answer


def answered(page: str, status: int = 200) -> HTMLResponse:
    """A page with its headers; half a surrogate pair cannot be written as UTF-8, nothing else is lost."""
    return HTMLResponse(page.encode("utf-8", errors="replace"), status, HEADERS)


def message(title: str, said: object, status: int, kind: str = "note") -> HTMLResponse:
    """A page that says what is wrong."""
    return answered(rendered("message", title=title, here="", day=None, said=said, kind=kind), status)


def lost(request: Request, _error: Exception) -> HTMLResponse:
    """The answer to an address that leads nowhere."""
    return message("Not found", f"there is no page {request.url.path}", 404)


def broken(_request: Request, error: Exception) -> HTMLResponse:
    """The answer to a fault of this program; the terminal shows where it happened."""
    return message("This page could not be made", f"{type(error).__name__}: the terminal says where.", 500, "bad")


@contextmanager
def place(port: int) -> Generator[socket]:
    """A place of this machine only at which a browser can ask. Raises OSError when another program holds it."""
    with socket(AF_INET, SOCK_STREAM) as found:
        found.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        found.bind((HOSTS[0], port))
        found.listen()
        yield found


def serve(reader: PublishedReader, at: socket) -> None:
    """Serves until it is interrupted."""
    Server(Config(explorer(reader), log_level="warning")).run(sockets=[at])
