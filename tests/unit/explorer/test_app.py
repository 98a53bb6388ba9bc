import asyncio
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request

from esg_pipeline.explorer.app import HEADERS, broken, explorer, place
from esg_pipeline.reader import PublishedReader


def asked(file: Path, path: str, query: str = "", host: str = "127.0.0.1") -> tuple[int, dict[str, str], str]:
    """Status, headers and text that the application answers, without a port."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    of = {"type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "root_path": ""}
    where = {
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(b"host", host.encode())],
    }
    asyncio.run(explorer(PublishedReader(file))({**of, **where}, receive, send))
    headers = {key.decode(): value.decode() for key, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(part.get("body", b"") for part in sent[1:]).decode()


def test_pages_come_with_headers_that_forbid_scripts(small_published_file: Path) -> None:
    for path, query in (("/", ""), ("/issuer", "issuer=360DIGITECH")):
        status, headers, text = asked(small_published_file, path, query)
        assert status == 200
        assert "360DIGITECH" in text
        assert HEADERS.items() <= headers.items()
        assert "script" not in HEADERS["content-security-policy"]


def test_what_is_not_there_is_a_page_that_says_so(small_published_file: Path, tmp_path: Path) -> None:
    assert asked(small_published_file, "/issuer", "issuer=NOBODY")[0] == 404
    assert asked(small_published_file, "/", "page=x")[0] == 404
    status, _, text = asked(tmp_path / "none.duckdb", "/")
    assert status == 503
    assert "esg run" in text


def test_another_host_name_is_refused(small_published_file: Path) -> None:
    assert asked(small_published_file, "/", host="evil.example")[0] == 400


def test_it_listens_on_this_machine_only() -> None:
    with place(0) as at:
        assert at.getsockname()[0] == "127.0.0.1"
        with pytest.raises(OSError, match="in use"), place(at.getsockname()[1]):
            pass


def test_a_fault_is_a_page_that_does_not_tell_the_inside() -> None:
    answer = broken(Request({"type": "http"}), KeyError("a secret"))
    assert answer.status_code == 500
    assert b"KeyError" in bytes(answer.body)
    assert b"a secret" not in bytes(answer.body)
