"""The archive: one hash for one content, each table once, nothing half-written, and damage is found."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.archive import Archive, ArchiveError, table_hash, write_file
from esg_pipeline.methodology.read import DEFAULT_FOLDER, file_names, load_methodology
from tests.unit.past_worlds import inputs, keep, more

CELLS = st.one_of(st.none(), st.text(max_size=3))


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def files(archive: Archive) -> dict[str, bytes]:
    return {str(file.relative_to(archive.folder)): file.read_bytes() for file in archive.folder.rglob("*.*")}


def test_what_is_kept_comes_back(archive: Archive) -> None:
    tables = inputs()
    back = archive.inputs(keep(archive, tables))
    assert back.keys() == tables.keys()
    for name, frame in tables.items():
        assert back[name].equals(frame), name
        assert back[name].schema == frame.schema, name


def test_the_order_of_rows_and_columns_does_not_matter(archive: Archive) -> None:
    tables = inputs(**more("raw.event", {"event_id": "E0"}, {"event_id": "E9"}))
    first = keep(archive, tables)
    before = files(archive)
    turned = {name: frame.reverse().select(reversed(frame.columns)) for name, frame in tables.items()}
    assert keep(archive, turned) == first
    assert files(archive) == before


def test_a_changed_cell_has_another_hash_and_only_its_table_is_written_again(archive: Archive) -> None:
    first = keep(archive, inputs())
    before = files(archive)
    second = keep(archive, inputs(raw__event=[{"event_id": "E1", "severity": "severe"}]))
    added = files(archive).keys() - before.keys()
    assert second != first
    assert sorted(Path(name).parent.name for name in added) == ["inputs", "tables"]
    assert archive.inputs(first)["raw.event"]["severity"].to_list() == ["moderate"]
    assert archive.inputs(second)["raw.event"]["severity"].to_list() == ["severe"]


@given(st.lists(CELLS, max_size=6), st.lists(CELLS, max_size=6))
def test_columns_of_text_have_one_hash_exactly_when_they_are_equal(
    one: list[str | None], other: list[str | None]
) -> None:
    frames = [pl.DataFrame({"a": cells}, schema={"a": pl.String()}) for cells in (one, other)]
    assert (table_hash(frames[0]) == table_hash(frames[1])) == (one == other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": [1.0]}, {"a": [1]}),
        ({"a": [None, 0.0]}, {"a": [0.0, None]}),
        ({"a": ["x"]}, {"b": ["x"]}),
        ({"a": ["x"], "b": ["y"]}, {"a": ["y"], "b": ["x"]}),
        ({"a": [True]}, {"a": [False]}),
    ],
)
def test_types_names_and_gaps_count(one: dict[str, list[object]], other: dict[str, list[object]]) -> None:
    assert table_hash(pl.DataFrame(one)) != table_hash(pl.DataFrame(other))
    assert table_hash(pl.DataFrame(one)) == table_hash(pl.DataFrame(one))


def test_the_hash_stays_what_it_was_when_archives_were_first_written() -> None:
    frame = pl.DataFrame({"a": [1.5, None], "b": ["x", "x"], "c": [1, 2]})
    assert table_hash(frame) == "e3dcf03d5ff38a66a4163734fccdcb8e4429f8a891ae9ab2451c600e588f1b2a"


def test_a_table_without_rows_is_kept(archive: Archive) -> None:
    empty = {name: frame.clear() for name, frame in inputs().items()}
    assert all(frame.is_empty() for frame in archive.inputs(keep(archive, empty)).values())


@pytest.mark.parametrize("damage", ["removed", "cut", "other content"])
@pytest.mark.parametrize("what", ["inputs", "tables"])
def test_damage_is_found_by_name(archive: Archive, what: str, damage: str) -> None:
    inputs_hash = keep(archive, inputs())
    file = archive.manifest_file(inputs_hash)
    if what == "tables":
        file = archive.table_file(json.loads(file.read_bytes())["raw.reported_value"])
    if damage == "removed":
        file.unlink()
    elif damage == "cut":
        file.write_bytes(file.read_bytes()[:-9])
    elif what == "inputs":
        file.write_text("{}")
    else:
        shutil.copyfile(archive.table_file(archive.table_hashes(inputs_hash)["raw.issuer"]), file)
    with pytest.raises(ArchiveError, match=file.name):
        archive.inputs(inputs_hash)


def test_a_table_that_was_cut_short_is_written_again(archive: Archive) -> None:
    inputs_hash = keep(archive, inputs())
    for file in (archive.folder / "tables").iterdir():
        file.write_bytes(file.read_bytes()[:-9])
    archive.manifest_file(inputs_hash).write_text("{}")
    assert keep(archive, inputs()) == inputs_hash
    assert archive.inputs(inputs_hash)["raw.event"].height == 1


def test_nothing_is_left_of_a_write_that_fails(tmp_path: Path) -> None:
    target = tmp_path / "new" / "file"

    def fail(path: Path) -> None:
        path.write_text("half")
        raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space"):
        write_file(target, fail)
    assert list(target.parent.iterdir()) == []


KILLED_BEFORE_A_NAME = """
import os, signal, sys
from pathlib import Path
from esg_pipeline.archive import Archive
from esg_pipeline.methodology.read import DEFAULT_FOLDER, load_methodology
from tests.unit.past_worlds import inputs, keep
setattr(Path, sys.argv[2], lambda *_: os.kill(os.getpid(), signal.SIGKILL))
archive = Archive(Path(sys.argv[1]))
keep(archive, inputs()) if sys.argv[2] == "replace" else archive.keep_methodology(DEFAULT_FOLDER, load_methodology())
"""


@pytest.mark.parametrize("act", ["replace", pytest.param("rename", marks=pytest.mark.slow)])
def test_what_a_killed_run_left_is_removed_and_written_anew(archive: Archive, act: str) -> None:
    """Tables take their name by the one act, versions of the method by the other."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    command = [sys.executable, "-c", KILLED_BEFORE_A_NAME, str(archive.folder), act]
    assert subprocess.run(command, check=False, env=environment).returncode == -signal.SIGKILL
    [left] = archive.folder.glob("*/*")
    assert left.name.startswith(".")
    method = load_methodology()
    archive.keep_methodology(DEFAULT_FOLDER, method)
    assert archive.inputs(keep(archive, inputs()))["raw.event"].height == 1
    assert archive.methodology(method.hash).hash == method.hash
    assert not list(archive.folder.glob("*/.*"))


# Versions of the method


def test_a_version_is_copied_byte_by_byte_and_loads_again(archive: Archive, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(DEFAULT_FOLDER, tmp_path / "mine"))
    (folder / "notes.txt").write_text("mine")
    method = load_methodology(folder)
    archive.keep_methodology(folder, method)
    archive.keep_methodology(folder, method)
    kept = archive.methodology_folder(method.hash)
    assert {file.name: file.read_bytes() for file in kept.iterdir()} == {
        name: (folder / name).read_bytes() for name in file_names()
    }
    assert [path.name for path in kept.parent.iterdir()] == [method.hash]
    assert archive.methodology(method.hash).hash == method.hash


def test_a_version_that_changed_after_it_was_read_is_not_kept_under_the_old_hash(
    archive: Archive, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(DEFAULT_FOLDER, tmp_path / "mine"))
    method = load_methodology(folder)
    (folder / "grades.csv").write_text("grade,lower_bound\n")
    with pytest.raises(ArchiveError, match="has changed since"):
        archive.keep_methodology(folder, method)
    assert list((archive.folder / "methodology").iterdir()) == []


@pytest.mark.parametrize("damage", ["removed", "file removed", "file changed"])
def test_a_damaged_version_is_found_and_mended(archive: Archive, damage: str) -> None:
    method = load_methodology()
    archive.keep_methodology(DEFAULT_FOLDER, method)
    folder = archive.methodology_folder(method.hash)
    if damage == "removed":
        shutil.rmtree(folder)
    elif damage == "file removed":
        (folder / "grades.csv").unlink()
    else:
        (folder / "grades.csv").write_bytes(b"grade,lower_bound\n")
    with pytest.raises(ArchiveError, match=method.hash):
        archive.methodology(method.hash)
    archive.keep_methodology(DEFAULT_FOLDER, method)
    assert archive.methodology(method.hash).version == method.version


def test_a_version_that_the_code_no_longer_takes_says_so(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    method = load_methodology()
    archive.keep_methodology(DEFAULT_FOLDER, method)
    folder = archive.methodology_folder(method.hash)
    (folder / "grades.csv").write_bytes(b"grade\n")
    monkeypatch.setattr("esg_pipeline.archive.folder_hash", lambda _: method.hash)
    with pytest.raises(ArchiveError, match="the present code does not take this version"):
        archive.methodology(method.hash)
