"""Exports: whole or not at all, the same bytes twice, readable by other tools, no formulas."""

import csv
import hashlib
import json
import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from esg_pipeline import export as module
from esg_pipeline.export import FORMATS, PACKAGE, WORKBOOK, ExportError, export, without_formulas
from esg_pipeline.machine_output import starts_formula
from esg_pipeline.reader import PublishedReader
from esg_pipeline.warehouse import Warehouse
from tests.unit.published_rows import DAY, EARLIER

RATINGS = "mart.issuer_rating"


@pytest.fixture
def reader(small_published_file: Path) -> PublishedReader:
    return PublishedReader(small_published_file)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_second_export_gives_the_same_bytes_and_leaves_nothing_beside(
    reader: PublishedReader, tmp_path: Path, kind: str
) -> None:
    first, second = tmp_path / "a" / "b", tmp_path / "c"
    done = export(reader, first, kind)
    export(reader, second, kind)
    export(reader, second, kind)
    files = sorted(file.name for file in first.iterdir())
    assert files == sorted({PACKAGE, *(one.file.name for one in done)})
    assert files == sorted(file.name for file in second.iterdir())
    assert all((first / name).read_bytes() == (second / name).read_bytes() for name in files)


def test_parquet_is_the_table_itself(reader: PublishedReader, tmp_path: Path) -> None:
    [one] = export(reader, tmp_path, "parquet", ["issuer_rating"])
    assert_frame_equal(pl.read_parquet(one.file), Warehouse(reader.file).read(RATINGS).sort("issuer_id", "rating_date"))
    assert (one.table, one.rows) == (RATINGS, 5)


def test_csv_and_json_say_the_same(reader: PublishedReader, tmp_path: Path) -> None:
    export(reader, tmp_path, "csv", [RATINGS])
    export(reader, tmp_path, "json", [RATINGS])
    records = json.loads((tmp_path / f"{RATINGS}.json").read_text(encoding="utf-8"))
    with (tmp_path / f"{RATINGS}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["issuer_id"] for row in rows] == [record["issuer_id"] for record in records]
    assert [float(row["score"]) for row in rows] == [record["score"] for record in records]
    assert {row["rating_date"] for row in rows} == {"2022-10-31", "2022-04-30"}
    assert {row["issuer_name"] for row in rows} >= {"'=HYPERLINK(1)", "测试银行股份有限公司"}
    assert "=HYPERLINK(1)" in {record["issuer_name"] for record in records}


def test_only_the_rating_dates_that_were_asked_for(reader: PublishedReader, tmp_path: Path) -> None:
    export(reader, tmp_path, "parquet", rating_dates=[EARLIER])
    assert pl.read_parquet(tmp_path / f"{RATINGS}.parquet")["rating_date"].to_list() == [EARLIER]
    assert pl.read_parquet(tmp_path / "mart.data_dictionary.parquet").height > 100
    export(reader, tmp_path, "parquet", [RATINGS], [EARLIER, DAY])
    assert pl.read_parquet(tmp_path / f"{RATINGS}.parquet").height == 5


def test_without_names_it_is_the_mart_and_its_views(reader: PublishedReader, tmp_path: Path) -> None:
    names = {one.table for one in export(reader, tmp_path, "parquet")}
    assert {RATINGS, "mart.score_tree", "mart.evidence", "mart.peer", "mart.coverage"} <= names
    assert not {name for name in names if "latest" in name or not name.startswith("mart.")}
    assert {one.file.name for one in export(reader, tmp_path, "xlsx")} == {WORKBOOK}


def test_the_package_has_a_file_for_every_table(reader: PublishedReader, tmp_path: Path) -> None:
    done = export(reader, tmp_path, "csv")
    resources = json.loads((tmp_path / PACKAGE).read_text(encoding="utf-8"))["resources"]
    assert {one["path"] for one in resources} == {one.file.name for one in done}
    for one in resources:
        content = (tmp_path / one["path"]).read_bytes()
        assert one["rows"] == content.count(b"\r\n") - 1
        assert (one["bytes"], one["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")
        header = content.decode().split("\r\n", maxsplit=1)[0].split(",")
        assert [field["name"] for field in one["schema"]["fields"]] == header


def test_an_unknown_table_is_refused_with_what_there_is(reader: PublishedReader, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"not published as a table: issuer_ratin; did you mean mart.issuer_rating"):
        export(reader, tmp_path / "new", "csv", ["issuer_ratin"])
    with pytest.raises(ExportError, match=r"not published as a table: mart.issuer_rating_as_of; .*esg sql"):
        export(reader, tmp_path / "new", "csv", ["mart.issuer_rating_as_of"])
    assert not (tmp_path / "new").exists()


def test_what_fails_half_way_leaves_what_was_there(
    reader: PublishedReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(reader, tmp_path, "csv", [RATINGS])
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}

    def fail(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(module, "data_package", fail)
    with pytest.raises(OSError, match="no space"):
        export(reader, tmp_path, "csv", [RATINGS], [date(2022, 4, 30)])
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_an_interrupt_that_comes_twice_leaves_nothing(
    reader: PublishedReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remove, calls = shutil.rmtree, list[Path]()

    def interrupted(folder: Path, *, ignore_errors: bool = False) -> None:
        calls.append(folder)
        if len(calls) == 1:
            raise KeyboardInterrupt
        remove(folder, ignore_errors=ignore_errors)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "write_files", stop)
    monkeypatch.setattr(shutil, "rmtree", interrupted)
    with pytest.raises(KeyboardInterrupt):
        export(reader, tmp_path, "csv", [RATINGS])
    assert len(calls) == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＠", " =", "\u200b+", "\ufeff =", "\x00-"]
)
def test_text_never_starts_a_formula(start: str) -> None:
    frame = pl.DataFrame({"a": [f"{start}1", "x", None, ""], "b": [-1.0, 2.0, None, 0.0]})
    assert without_formulas(frame)["a"].to_list() == [f"'{start}1", "x", None, ""]
    assert_frame_equal(without_formulas(frame).select("b"), frame.select("b"))


@given(st.text(st.characters(exclude_categories=["Cs", "Cn"]) | st.sampled_from(" =-＠\u200b\t"), max_size=5))
def test_columns_and_single_texts_are_judged_alike(text: str) -> None:
    [written] = without_formulas(pl.DataFrame({"a": [text]}))["a"]
    assert (written == f"'{text}") == starts_formula(text)
    assert written.removeprefix("'") == text or not starts_formula(text)
