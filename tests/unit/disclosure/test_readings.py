"""A reading comes back as it went in; what it depends on changes its name, what it does not depend on does not."""

import json
import os
import time
import zipfile
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from esg_pipeline.disclosure import readings as module
from esg_pipeline.disclosure.document_limits import DEFAULT_LIMITS
from esg_pipeline.disclosure.extract import DocumentInput, Extraction, extract_document, reader_of
from esg_pipeline.disclosure.readings import FRAMES, HEAD, PLAIN, Readings, code_fingerprint, reading_name, words_of
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.read import load_methodology

ROOT = Path(__file__).resolve().parents[3]
ONE, OTHER = "a" * 64, "b" * 64
GIVEN = DocumentInput(ONE, b"Total energy\t12 MWh", "text/plain", 2021)


@pytest.fixture(scope="module")
def method() -> Methodology:
    return load_methodology()


@pytest.fixture(scope="module")
def reading(method: Methodology) -> Extraction:
    """What a whole report of the sample says: every kind of row."""
    report = next((ROOT / "data" / "sample" / "documents").glob("*harbour_steel*.md"))
    found = extract_document(DocumentInput(ONE, report.read_bytes(), "text/markdown", 2021), reader_of(method))
    return replace(found, notes=("a note", "注"), text=found.text + "\ud800\u2028\x00")


@pytest.fixture
def readings(tmp_path: Path) -> Readings:
    return Readings(tmp_path / "readings")


def name(document: str = ONE, key: str = "0" * 32) -> str:
    return f"{document}-{key}"


# Keeping


def test_every_field_of_a_reading_is_kept() -> None:
    assert {*FRAMES, *PLAIN} == {field.name for field in fields(Extraction)}


def test_a_reading_comes_back_as_it_went_in(readings: Readings, reading: Extraction) -> None:
    assert readings.get(name()) is None
    readings.put(name(), reading)
    back = readings.get(name())
    assert back is not None
    assert [getattr(back, field) for field in PLAIN] == [getattr(reading, field) for field in PLAIN]
    assert not reading.facts.is_empty()
    assert not reading.blocks.is_empty()
    for frame in FRAMES:
        assert_frame_equal(getattr(back, frame), getattr(reading, frame))


def test_the_same_reading_gives_the_same_bytes_and_no_other_file(readings: Readings, reading: Extraction) -> None:
    readings.put(name(), reading)
    readings.put(name(OTHER), reading)
    files = sorted(readings.folder.iterdir())
    assert [file.name for file in files] == [f"{name()}.zip", f"{name(OTHER)}.zip"]
    assert files[0].read_bytes() == files[1].read_bytes()


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def bit(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def nothing(_: bytes) -> bytes:
    return b""


@pytest.mark.parametrize("damage", [cut, bit, nothing])
def test_a_damaged_file_is_no_reading(
    readings: Readings, reading: Extraction, damage: Callable[[bytes], bytes]
) -> None:
    readings.put(name(), reading)
    [file] = readings.folder.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    assert readings.has(name())
    assert readings.get(name()) is None
    readings.put(name(), reading)
    assert readings.get(name()) is not None


@pytest.mark.parametrize(
    ("member", "content"),
    [
        (HEAD, b"[]"),
        (HEAD, b"{}"),
        (HEAD, json.dumps({"text": "x", "notes": None}).encode()),
        ("facts.parquet", b"no parquet"),
        ("facts.parquet", None),
    ],
)
def test_a_whole_archive_of_something_else_is_no_reading(
    readings: Readings, reading: Extraction, member: str, content: bytes | None
) -> None:
    readings.put(name(), reading)
    [file] = readings.folder.iterdir()
    with zipfile.ZipFile(file) as old:
        members = {each: old.read(each) for each in old.namelist()} | ({} if content is None else {member: content})
    with zipfile.ZipFile(file, "w") as new:
        for each, there in members.items():
            if each != member or content is not None:
                new.writestr(each, there)
    assert readings.get(name()) is None


def test_frames_of_another_shape_are_no_reading(readings: Readings, reading: Extraction) -> None:
    readings.put(name(), replace(reading, facts=reading.facts.drop("quote")))
    assert readings.get(name()) is None


def test_a_disk_that_fails_leaves_no_half_of_a_file(
    readings: Readings, reading: Extraction, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        readings.put(name(), reading)
    assert list(readings.folder.iterdir()) == []


# Removing


def test_only_what_current_documents_need_is_kept(readings: Readings) -> None:
    readings.folder.mkdir()
    needed, older, gone, new = name(ONE, "1" * 32), name(ONE, "2" * 32), name(OTHER), name("c" * 64)
    for each in (needed, older, gone, new):
        (readings.folder / f"{each}.zip").write_bytes(b"x")
    (readings.folder / f".{needed}.77.tmp").write_bytes(b"left by a run that was killed")
    long_ago = time.time() - module.SPARED_SECONDS - 9
    os.utime(readings.folder / f"{gone}.zip", (long_ago, long_ago))
    assert readings.keep({needed}) == 3
    assert {path.stem for path in readings.folder.iterdir()} == {needed, new}


def test_without_a_folder_there_is_nothing_to_remove(readings: Readings) -> None:
    assert readings.keep({name()}) == 0


# Names


def test_a_name_changes_with_everything_that_is_read_by(method: Methodology, monkeypatch: pytest.MonkeyPatch) -> None:
    words = words_of(method).fingerprint()
    names = [
        reading_name(GIVEN, words, DEFAULT_LIMITS),
        reading_name(replace(GIVEN, content=b"Total energy\t13 MWh"), words, DEFAULT_LIMITS),
        reading_name(replace(GIVEN, media_type="text/markdown"), words, DEFAULT_LIMITS),
        reading_name(replace(GIVEN, fiscal_year=2020), words, DEFAULT_LIMITS),
        reading_name(replace(GIVEN, fiscal_year=None), words, DEFAULT_LIMITS),
        reading_name(GIVEN, "other words", DEFAULT_LIMITS),
        reading_name(GIVEN, words, replace(DEFAULT_LIMITS, max_lines=7)),
    ]
    monkeypatch.setattr(module, "code_fingerprint", lambda: "other code")
    names.append(reading_name(GIVEN, words, DEFAULT_LIMITS))
    assert len(set(names)) == len(names)
    assert all(each.startswith(f"{ONE}-") for each in names)


def test_the_meaning_of_words_is_part_of_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    before = reading_name(GIVEN, "words", DEFAULT_LIMITS)
    other = replace(module.load_embedder(), status="off: not installed at all")
    monkeypatch.setattr(module, "load_embedder", lambda: other)
    assert reading_name(GIVEN, "words", DEFAULT_LIMITS) != before


@pytest.mark.parametrize("column", module.WORDS)
def test_words_change_with_each_column_that_readers_use(method: Methodology, column: str) -> None:
    other = replace(method, data_points=method.data_points.with_columns(pl.col(column) + "x"))
    assert words_of(other).fingerprint() != words_of(method).fingerprint()


def test_words_do_not_change_with_a_name_that_is_only_shown(method: Methodology) -> None:
    other = replace(method, data_points=method.data_points.with_columns(name=pl.lit("other")))
    assert words_of(other).fingerprint() == words_of(method).fingerprint()


@pytest.mark.parametrize("frame", ["units", "labels"])
def test_words_change_with_a_row_of_units_and_labels(method: Methodology, frame: str) -> None:
    other = replace(method, **{frame: getattr(method, frame).head(-1)})
    assert words_of(other).fingerprint() != words_of(method).fingerprint()


def test_code_and_libraries_are_part_of_the_fingerprint(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = code_fingerprint()
    code_fingerprint.cache_clear()
    monkeypatch.setattr(module, "version_of", lambda name: "none" if name == "rapidocr" else "1.0")
    without = code_fingerprint()
    code_fingerprint.cache_clear()
    monkeypatch.undo()
    (tmp_path / "patterns").mkdir()
    (tmp_path / "patterns" / "a.yaml").write_text("x: 1")
    monkeypatch.setattr(module, "__file__", str(tmp_path / "readings.py"))
    elsewhere = code_fingerprint()
    code_fingerprint.cache_clear()
    (tmp_path / "patterns" / "a.yaml").write_text("x: 2")
    changed = code_fingerprint()
    code_fingerprint.cache_clear()
    assert len({before, without, elsewhere, changed}) == 4


def test_a_package_that_is_not_there_has_no_version() -> None:
    assert module.version_of("no-such-package-anywhere") == "none"
    assert module.version_of("polars")[0].isdigit()
