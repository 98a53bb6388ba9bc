"""Cached answers: whole or absent, keyed by what they depend on, and never trusted when they were changed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from esg_pipeline.disclosure.llm.cache import AnswerCache, CorruptAnswer, cache_key

KEY = cache_key("m", "1", "request")


@pytest.fixture
def cache(tmp_path: Path) -> AnswerCache:
    return AnswerCache(tmp_path / "cache")


def test_the_key_depends_on_model_version_and_request_and_on_nothing_that_runs_over() -> None:
    keys = {cache_key(*parts) for parts in [("m", "1", "r"), ("n", "1", "r"), ("m", "2", "r"), ("m", "1", "s")]}
    assert len(keys) == 4
    assert cache_key("m", "1\x001", "r") != cache_key("m\x001", "1", "r")
    assert all(len(key) == 64 for key in keys)


@pytest.mark.parametrize("answer", ["", '{"facts": []}', "范围一 \u2028 \ud800"])
def test_an_answer_comes_back_as_it_was(cache: AnswerCache, answer: str) -> None:
    assert cache.get(KEY) is None
    cache.put(KEY, answer)
    assert cache.get(KEY) == answer


def test_no_file_is_left_half_written(cache: AnswerCache, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(json, "dump", broken)
    with pytest.raises(OSError, match="disk full"):
        cache.put(KEY, "x")
    assert [p for p in cache.folder.rglob("*") if p.is_file()] == []


def change(name: str, value: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda record: record | {name: value}


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (change("answer", "other"), "changed"),
        (change("answer", 3), "not the one"),
        (change("key", "0" * 64), "not the one"),
        (change("form", 2), "not the one"),
    ],
)
def test_a_changed_record_is_refused(cache: AnswerCache, spoil: Callable[[dict[str, Any]], Any], why: str) -> None:
    cache.put(KEY, "x")
    path = cache.path(KEY)
    path.write_text(json.dumps(spoil(json.loads(path.read_text()))))
    with pytest.raises(CorruptAnswer, match=why):
        cache.get(KEY)


@pytest.mark.parametrize("raw", [b"", b"{", b"[1]", b"\xff\xfe", b"[" * 100_000, b'{"form": 1}'])
def test_a_file_that_is_none_of_ours_is_refused(cache: AnswerCache, raw: bytes) -> None:
    cache.put(KEY, "x")
    cache.path(KEY).write_bytes(raw)
    with pytest.raises(CorruptAnswer):
        cache.get(KEY)


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path, max_bytes=100)
    cache.put(KEY, "x" * 200)
    with pytest.raises(CorruptAnswer, match="more than 100 bytes"):
        cache.get(KEY)


def test_a_folder_in_the_place_of_an_answer_is_refused(cache: AnswerCache) -> None:
    cache.path(KEY).mkdir(parents=True)
    with pytest.raises(CorruptAnswer, match="cannot be read"):
        cache.get(KEY)
