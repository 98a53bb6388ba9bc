"""Fixtures of the stub server, the small report and settings that point at the stub."""

import threading
import time
from collections.abc import Callable, Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from esg_pipeline.disclosure.blocks import read_blocks
from esg_pipeline.disclosure.document_text import DocumentText, read_document
from esg_pipeline.disclosure.llm.settings import LlmSettings
from esg_pipeline.disclosure.sentences import Sentence, read_sentences
from tests.unit.disclosure.llm.stub_server import KEY, REPORT, Stub, handler_of, rows_of


@pytest.fixture
def stub() -> Iterator[Stub]:
    found = Stub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(found))
    server.daemon_threads = True
    found.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield found
    found.closing.set()
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def settings(stub: Stub, tmp_path: Path) -> LlmSettings:
    return LlmSettings(url=stub.url, model="stub-1", cache=tmp_path / "cache", key=KEY, timeout=5.0)


@pytest.fixture
def report() -> DocumentText:
    return read_document(REPORT.encode(), "txt")


@pytest.fixture
def report_sentences(report: DocumentText) -> tuple[Sentence, ...]:
    return read_sentences(report, read_blocks(report))


@pytest.fixture
def rows(report: DocumentText) -> list[dict[str, Any]]:
    return rows_of(report)


@pytest.fixture
def environ(stub: Stub, tmp_path: Path) -> dict[str, str]:
    return {
        "ESG_LLM_URL": stub.url,
        "ESG_LLM_MODEL": "stub-1",
        "ESG_LLM_KEY": KEY,
        "ESG_LLM_TIMEOUT": "5",
        "ESG_LLM_CACHE": str(tmp_path / "cache"),
    }


@pytest.fixture
def fast() -> Callable[[Callable[[], object]], float]:
    """Seconds that a call takes."""

    def run(call: Callable[[], object]) -> float:
        begin = time.monotonic()
        call()
        return time.monotonic() - begin

    return run
