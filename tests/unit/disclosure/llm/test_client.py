"""Asking: cached answers first, bounded retries, one failure ends it, and a replay needs no server."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from esg_pipeline.disclosure.llm.client import LlmClient, Request, content_of
from esg_pipeline.disclosure.llm.settings import LlmSettings
from esg_pipeline.disclosure.llm.transport import LlmError
from tests.unit.disclosure.llm.stub_server import KEY, Answer, Stub, completion

REQUEST = Request("1", "system", "data")
OTHER = Request("1", "system", "other data")


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def client(settings: LlmSettings, waits: list[float]) -> LlmClient:
    return LlmClient(settings, sleep=waits.append)


def kept(client: LlmClient) -> None:
    assert client.keep(REQUEST, client.ask(REQUEST)) == ()


def test_the_request_is_of_the_protocol(stub: Stub, client: LlmClient) -> None:
    stub.says("hello")
    assert client.ask(REQUEST).content == "hello"
    assert stub.seen[0]["body"] == {
        "model": "stub-1",
        "temperature": 0,
        "max_tokens": 4_000,
        "messages": [{"role": "system", "content": "system"}, {"role": "user", "content": "data"}],
    }


@pytest.mark.parametrize("status", [429, 500])
def test_a_passing_failure_is_tried_again(stub: Stub, client: LlmClient, waits: list[float], status: int) -> None:
    stub.answers = [Answer(b"", status), Answer(b"", status), Answer(completion("at last"))]
    assert client.ask(REQUEST).content == "at last"
    assert waits == [1.0, 2.0]


def test_the_server_may_ask_for_patience_but_not_for_an_hour(stub: Stub, client: LlmClient, waits: list[float]) -> None:
    stub.answers = [Answer(b"", 429, {"Retry-After": "5"}), Answer(b"", 429, {"Retry-After": "3600"}), Answer(b"", 429)]
    with pytest.raises(LlmError, match="429"):
        client.ask(REQUEST)
    assert waits == [5.0, 20.0]
    assert len(stub.seen) == 3


def test_after_a_failure_nothing_more_is_sent_but_the_cache_is_read(stub: Stub, client: LlmClient) -> None:
    stub.answers = [Answer(completion("kept")), Answer(b"", 400)]
    kept(client)
    for _ in range(2):
        with pytest.raises(LlmError, match="400"):
            client.ask(OTHER)
    assert len(stub.seen) == 2
    assert client.ask(REQUEST).content == "kept"


def test_a_replay_needs_no_server(stub: Stub, client: LlmClient, settings: LlmSettings) -> None:
    stub.says("kept")
    kept(client)
    offline = LlmClient(replace(settings, url="http://127.0.0.1:9", is_offline=True))
    reply = offline.ask(REQUEST)
    assert (reply.content, reply.is_cached) == ("kept", True)
    with pytest.raises(LlmError, match="no cached answer"):
        offline.ask(OTHER)
    assert len(stub.seen) == 1


def test_another_model_or_limit_does_not_get_the_same_answer(
    stub: Stub, client: LlmClient, settings: LlmSettings
) -> None:
    stub.says("kept")
    kept(client)
    for changed in (replace(settings, model="other"), replace(settings, max_tokens=10)):
        with pytest.raises(LlmError, match="no cached answer"):
            LlmClient(replace(changed, is_offline=True)).ask(REQUEST)


def test_a_corrupt_answer_is_asked_for_again_and_an_error_offline(
    stub: Stub, client: LlmClient, settings: LlmSettings
) -> None:
    stub.says("first", "second")
    kept(client)
    (file,) = (p for p in settings.cache.rglob("*.json"))
    file.write_text("{")
    with pytest.raises(LlmError, match="is no JSON, and the model is not asked offline"):
        LlmClient(replace(settings, is_offline=True)).ask(REQUEST)
    reply = client.ask(REQUEST)
    assert reply.content == "second"
    assert "is no JSON: asked again" in reply.notes[0]
    client.keep(REQUEST, reply)
    assert client.ask(REQUEST).is_cached


def test_the_key_is_in_no_file(stub: Stub, client: LlmClient, settings: LlmSettings) -> None:
    stub.says("kept")
    kept(client)
    files = [p for p in settings.cache.rglob("*") if p.is_file()]
    assert len(files) == 1
    assert KEY not in files[0].read_text()
    assert json.loads(files[0].read_text())["answer"] == "kept"


def test_a_folder_that_cannot_be_written_is_a_note(stub: Stub, settings: LlmSettings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    stub.says("kept")
    client = LlmClient(replace(settings, cache=tmp_path / "file" / "cache"))
    reply = client.ask(OTHER)
    assert "could not be cached" in client.keep(OTHER, reply)[0]


def test_the_time_of_a_document_is_bounded(stub: Stub, settings: LlmSettings) -> None:
    times = iter([0.0, 1.0, 400.0])
    client = LlmClient(settings, clock=lambda: next(times))
    stub.says("hello")
    assert client.ask(REQUEST).content == "hello"
    with pytest.raises(LlmError, match="more than 300 seconds"):
        client.ask(OTHER)


@pytest.mark.parametrize(
    "raw",
    [
        *(b"", b"<html>", b"[]", b"{}", b'{"choices": []}', b'{"choices": [{"message": {"content": null}}]}'),
        *(b"[" * 99_999, b'{"choices": "x"}', b'{"choices": [{"message": "x"}]}'),
        *(completion("x" * 200_001), completion([{"text": "x"}])),
    ],
)
def test_another_form_of_answer_is_refused(raw: bytes) -> None:
    with pytest.raises(LlmError, match="another form"):
        content_of(raw)


def test_only_the_words_of_the_model_are_taken() -> None:
    found: Any = content_of(completion("words"))
    assert found == "words"
