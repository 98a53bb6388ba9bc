"""Where a store's files lie, and what does not belong to it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from esg_pipeline.ingest.layout import files_of, is_inside, require_safe, source_of, sub_stores
from esg_pipeline.ingest.limits import FileRefused

Put = Callable[[str, str | bytes], Path]


def test_a_store_and_its_sub_stores(put: Put, tmp_path: Path) -> None:
    for name in (
        "sample/registry/a.csv",
        "registry/b.csv",
        "other/c.csv",
        ".git/registry/d.csv",
        "simulated/events/e.csv",
    ):
        put(name, "x")
    assert [path.name for path in sub_stores(tmp_path)] == [tmp_path.name, "sample", "simulated"]
    assert [source_of(tmp_path, path) for path in files_of(tmp_path, "registry")] == [
        "registry/b.csv",
        "sample/registry/a.csv",
    ]


def test_a_part_may_hold_a_committee_alone_and_a_committee_is_no_part(put: Put, tmp_path: Path) -> None:
    for name in ("committee/registry/a.csv", "board/committee/d.yaml"):
        put(name, "x")
    assert [path.name for path in sub_stores(tmp_path)] == [tmp_path.name, "board"]


def test_links_in_a_circle_lie_nowhere(tmp_path: Path) -> None:
    (tmp_path / "a.csv").symlink_to("a.csv")
    with pytest.raises(FileRefused, match="out of the store"):
        require_safe(tmp_path, tmp_path / "a.csv")


def test_files_of_inner_folders_count_and_hidden_ones_do_not(put: Put, tmp_path: Path) -> None:
    for name in ("reported/2021/b.csv", "reported/a.csv", "reported/.a.csv.tmp", "reported/.old/c.csv"):
        put(name, "x")
    assert [source_of(tmp_path, path) for path in files_of(tmp_path, "reported")] == [
        "reported/2021/b.csv",
        "reported/a.csv",
    ]


@pytest.mark.parametrize(("name", "shown"), [("a\nb.csv", "a\\nb.csv"), ("a\u202eb.csv", "a\\u202eb.csv")])
def test_names_that_cannot_be_shown(put: Put, tmp_path: Path, name: str, shown: str) -> None:
    path = put(f"reported/{name}", "x")
    assert source_of(tmp_path, path) == f"reported/{shown}"
    with pytest.raises(FileRefused, match="control characters"):
        require_safe(tmp_path, path)


def test_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"a\xff.csv")
    path.write_text("x")
    assert source_of(tmp_path, path) == "a\\udcff.csv"
    with pytest.raises(FileRefused, match="not UTF-8"):
        require_safe(tmp_path, path)


def test_plain_names_are_safe(put: Put, tmp_path: Path) -> None:
    require_safe(tmp_path, put("reported/年度\u3000报告 2021.csv", "x"))


@pytest.mark.parametrize("below", ["reported/out", "reported/deep/out"])
def test_links_lead_nowhere(put: Put, tmp_path: Path, below: str) -> None:
    outside = put("elsewhere/secret.csv", "x")
    store = put("store/reported/deep/a.csv", "x").parents[2]
    (store / below).symlink_to(outside.parent)
    assert (store / below) in files_of(store, "reported")
    assert not any(path.name == "secret.csv" for path in files_of(store, "reported"))
    assert not is_inside(store, store / below)
    with pytest.raises(FileRefused, match="leads out"):
        require_safe(store, store / below)
    assert is_inside(store, store / "reported" / "deep" / "a.csv")
