"""One request to the stub server: what is sent, and that nothing it does costs more than the bounds."""

import gzip
import socket
from collections.abc import Callable
from dataclasses import replace

import pytest

from esg_pipeline.disclosure.llm.settings import LlmSettings
from esg_pipeline.disclosure.llm.transport import LlmError, post_json
from tests.unit.disclosure.llm.stub_server import KEY, Answer, Stub

Timer = Callable[[Callable[[], object]], float]


def failure(settings: LlmSettings, timeout: float = 5.0) -> LlmError:
    with pytest.raises(LlmError) as error:
        post_json(settings, {"a": 1}, timeout)
    assert KEY not in str(error.value)
    return error.value


def test_json_is_posted_with_the_key(stub: Stub, settings: LlmSettings) -> None:
    stub.answers = [Answer(b'{"b": 2}')]
    assert post_json(settings, {"a": "é"}, 5.0) == b'{"b": 2}'
    seen = stub.seen[0]
    assert (seen["path"], seen["body"]) == ("/v1/chat/completions", {"a": "é"})
    assert seen["headers"]["Authorization"] == f"Bearer {KEY}"


def test_without_a_key_none_is_sent_and_a_query_is_kept(stub: Stub, settings: LlmSettings) -> None:
    stub.answers = [Answer(b"{}")]
    post_json(replace(settings, key="", url=f"{stub.url}/?version=1"), {}, 5.0)
    assert stub.seen[0]["path"] == "/v1/chat/completions?version=1"
    assert "Authorization" not in stub.seen[0]["headers"]


@pytest.mark.parametrize(
    ("status", "wait"), [(429, 0.0), (500, 0.0), (503, 0.0), (400, None), (401, None), (404, None)]
)
def test_a_status_that_is_no_success(stub: Stub, settings: LlmSettings, status: int, wait: float | None) -> None:
    stub.answers = [Answer(f"wrong key {KEY}".encode(), status)]
    error = failure(settings)
    assert str(error) == f"the model's server answered with status {status}"
    assert error.wait == wait


@pytest.mark.parametrize(("after", "wait"), [("7", 7.0), ("soon", 0.0), ("9" * 400, 0.0), ("٣", 0.0)])
def test_the_server_may_say_when_to_ask_again(stub: Stub, settings: LlmSettings, after: str, wait: float) -> None:
    stub.answers = [Answer(b"", 429, {"Retry-After": after.encode().decode("latin-1")})]
    assert failure(settings).wait == wait


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(stub: Stub, settings: LlmSettings, status: int) -> None:
    stub.answers = [Answer(b"", status, {"Location": f"{stub.url}/elsewhere"})]
    assert "redirects are not followed" in str(failure(settings))
    assert len(stub.seen) == 1


def test_an_answer_over_the_limit_is_refused_without_reading_all_of_it(stub: Stub, settings: LlmSettings) -> None:
    stub.answers = [Answer(b"x" * 100_000, length=10**12)]
    assert "more than 1000 bytes" in str(failure(replace(settings, max_answer_bytes=1_000)))


def test_an_answer_that_breaks_off_is_refused(stub: Stub, settings: LlmSettings) -> None:
    stub.answers = [Answer(b'{"a": 1}', length=500)]
    assert str(failure(settings)) == "the model's server broke off its answer"


def test_a_packed_answer_is_refused(stub: Stub, settings: LlmSettings) -> None:
    stub.answers = [Answer(gzip.compress(b"0" * 10_000), headers={"Content-Encoding": "gzip"})]
    assert "packed" in str(failure(settings))


def test_a_slow_answer_is_cut_off(stub: Stub, settings: LlmSettings, fast: Timer) -> None:
    stub.answers = [Answer(b"{}", delay=30)]
    assert fast(lambda: failure(settings, 0.2)) < 3


def test_an_answer_that_drips_is_cut_off_as_a_whole(stub: Stub, settings: LlmSettings, fast: Timer) -> None:
    stub.answers = [Answer(b"x" * 1_000, drip=0.05)]
    assert fast(lambda: failure(settings, 0.4)) < 3
    assert "within 0.4 seconds" in str(failure(settings, 0.4))


def test_a_refused_connection_says_so(settings: LlmSettings) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        assert str(failure(replace(settings, url=url))) == "the model's server refused the connection"


def test_tls_is_verified(stub: Stub, settings: LlmSettings) -> None:
    stub.answers = [Answer(b"{}")]
    error = failure(replace(settings, url=stub.url.replace("http:", "https:")), 2.0)
    assert "TLS" in str(error)
    assert stub.seen == []
