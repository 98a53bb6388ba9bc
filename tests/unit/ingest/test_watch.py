"""A look says what lies in the store, what moved since the look before, and what nobody has acted on yet."""

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.ingest.watch import (
    DECISION_FOLDERS,
    DOCUMENT_FOLDERS,
    FEED_FOLDERS,
    Memory,
    WatchError,
    differing,
    fingerprint,
    identified,
    stamps,
    still_documents,
)


def put(root: Path, name: str, text: str = "x") -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


# Looking


def test_a_store_and_its_parts_are_looked_into(tmp_path: Path) -> None:
    for name in (
        "registry/issuers.csv",
        "part/reported/values.csv",
        "part/events/deep/events.csv",
        "review/decisions.csv",
        "part/committee/a.yaml",
        "documents/a.txt",
        "part/documents/.hidden",
        ".trash/registry/issuers.csv",
        "note.txt",
    ):
        put(tmp_path, name)
    assert sorted(stamps(tmp_path, FEED_FOLDERS)) == [
        "part/events/deep/events.csv",
        "part/reported/values.csv",
        "registry/issuers.csv",
    ]
    assert sorted(stamps(tmp_path, DOCUMENT_FOLDERS)) == ["documents/a.txt"]
    assert sorted(stamps(tmp_path, DECISION_FOLDERS)) == ["part/committee/a.yaml", "review/decisions.csv"]


def test_size_and_time_make_the_stamp(tmp_path: Path) -> None:
    path = put(tmp_path, "registry/issuers.csv")
    first = stamps(tmp_path, FEED_FOLDERS)
    assert stamps(tmp_path, FEED_FOLDERS) == first
    os.utime(path, (1, 1))
    second = stamps(tmp_path, FEED_FOLDERS)
    path.write_text("xy")
    os.utime(path, (1, 1))
    assert len({fingerprint(look) for look in (first, second, stamps(tmp_path, FEED_FOLDERS), {})}) == 4


def test_a_store_that_is_missing_or_is_a_file_is_an_error_not_an_empty_store(tmp_path: Path) -> None:
    for store in (tmp_path / "gone", put(tmp_path, "file")):
        with pytest.raises(WatchError, match=f"the store {store} cannot be looked into"):
            stamps(store, FEED_FOLDERS)


def test_a_folder_that_stays_shut_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "documents/a.txt")
    scandir = os.scandir

    def shut(path: str) -> object:
        if str(path).endswith("documents"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", shut)
    with pytest.raises(WatchError, match="Permission denied"):
        stamps(tmp_path, DOCUMENT_FOLDERS)


def test_a_link_to_nothing_is_no_file(tmp_path: Path) -> None:
    put(tmp_path, "documents/a.txt")
    (tmp_path / "documents" / "b.txt").symlink_to(tmp_path / "nowhere")
    assert sorted(stamps(tmp_path, DOCUMENT_FOLDERS)) == ["documents/a.txt"]


# Remembering


def test_a_new_look_finds_everything_moving_and_the_next_one_nothing() -> None:
    now = {"a": "1 1", "b": "2 2"}
    memory = Memory.of(None, 7)
    assert memory.turns == 7
    assert memory.moving(now) == ["a", "b"]
    memory = Memory.of(memory.seen(now).cursor(), 99)
    assert memory.turns == 7
    assert memory.moving(now) == []
    assert memory.changed(now) == ["a", "b"]
    memory = Memory.of(memory.acted(now).cursor(), 99)
    assert (memory.changed(now), memory.turns) == ([], 8)


def test_what_comes_goes_or_grows_moves() -> None:
    memory = Memory().seen({"same": "1", "grown": "1", "gone": "1"})
    assert memory.moving({"same": "1", "grown": "2", "new": "1"}) == ["gone", "grown", "new"]


@pytest.mark.parametrize("cursor", ["", "0123456789abcdef", "12345", "[]", "null", '{"unknown": 1}', "{"])
def test_a_cursor_that_cannot_be_read_is_a_new_beginning(cursor: str) -> None:
    assert Memory.of(cursor, 5) == Memory(turns=5)


FILES = st.dictionaries(st.sampled_from("abcd"), st.sampled_from(["1 1", "1 2", "2 1"]))


@given(FILES, FILES)
def test_two_looks_differ_exactly_where_their_fingerprints_do(one: dict[str, str], other: dict[str, str]) -> None:
    assert bool(differing(one, other)) == (fingerprint(one) != fingerprint(other))
    assert differing(one, other) == differing(other, one)


# Documents


def test_a_document_stands_still_when_its_sidecar_does_too() -> None:
    now: dict[str, str] = dict.fromkeys(
        ("a.txt", "a.txt.meta.json", "b.txt", "c.txt", "c.txt.meta.json", "d.txt.meta.json"), "1"
    )
    assert still_documents(now, []) == ["a.txt", "c.txt"]
    assert still_documents(now, ["c.txt.meta.json"]) == ["a.txt"]
    assert still_documents(now, ["a.txt"]) == ["c.txt"]


def test_documents_are_known_by_their_bytes_and_hashed_once(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "alpha")
    put(tmp_path, "b.txt", "beta")
    memory = Memory().with_documents({"a.txt": "remembered"})
    found = identified(tmp_path, ["a.txt", "b.txt", "gone.txt"], memory, 100)
    assert found == {"a.txt": "remembered", "b.txt": hashlib.sha256(b"beta").hexdigest()}


def test_one_look_hashes_no_more_than_its_budget_and_at_least_one(tmp_path: Path) -> None:
    names = [put(tmp_path, f"{number}.txt", "12345").name for number in range(5)]
    memory = Memory()
    found = identified(tmp_path, names, memory, 7)
    assert sorted(found) == names[:2]
    assert sorted(identified(tmp_path, names, memory.with_documents(found), 1)) == names[:3]
