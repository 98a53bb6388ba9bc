"""Workbooks: what a person finds in them, what never becomes a formula, what does not fit."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from data_contracts.dictionary import dictionary_rows
from esg_pipeline.workbook import (
    CELL,
    DICTIONARY,
    MADE,
    MOMENT,
    ROWS,
    SCORE,
    SHARE,
    WorkbookError,
    cell,
    check_fits,
    shown_as,
    write_workbook,
)
from tests.unit.published_rows import published_tables

WORDS = dictionary_rows()
RATINGS = published_tables()["mart.issuer_rating"]


def rows(file: Path, sheet: str) -> Sequence[Sequence[object]]:
    return CalamineWorkbook.from_path(str(file)).get_sheet_by_name(sheet).to_python()


@pytest.fixture
def book(tmp_path: Path) -> Path:
    file = tmp_path / "book.xlsx"
    write_workbook(file, {"mart.issuer_rating": RATINGS}, WORDS)
    return file


def test_every_cell_comes_back(book: Path) -> None:
    header, *found = rows(book, "mart.issuer_rating")
    assert header == RATINGS.columns
    place = header.index("score")
    assert [row[place] for row in found] == RATINGS["score"].to_list()
    assert found[0][header.index("rating_date")] == RATINGS["rating_date"][0]
    assert [row[header.index("is_simulated")] for row in found] == RATINGS["is_simulated"].to_list()
    assert {row[header.index("grade_probability")] for row in found} >= {""}


def test_the_dictionary_explains_every_column(book: Path) -> None:
    header, *found = rows(book, DICTIONARY)
    assert [row[header.index("column_name")] for row in found] == RATINGS.columns
    assert all(row[header.index("description")] for row in found)


def test_text_never_becomes_a_formula_or_a_link(tmp_path: Path) -> None:
    hostile = ["=HYPERLINK(1)", "+1", "-1", "@x", "http://a.b/c", "007", "\t=1"]
    write_workbook(tmp_path / "x.xlsx", {"mart.issuer_rating": pl.DataFrame({"issuer_name": hostile})}, WORDS)
    _, *found = rows(tmp_path / "x.xlsx", "mart.issuer_rating")
    assert [row[0] for row in found] == [*hostile[:-1], "=1"]
    sheet = CalamineWorkbook.from_path(str(tmp_path / "x.xlsx")).get_sheet_by_name("mart.issuer_rating")
    assert sheet.height == len(hostile) + 1
    with ZipFile(tmp_path / "x.xlsx") as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
        # Marked as text: it stays so when somebody edits the cell.
        assert b'quotePrefix="1"' in parts.read("xl/styles.xml")


def test_a_moment_comes_back_as_one(tmp_path: Path) -> None:
    moment = MADE.replace(hour=8, minute=30)
    write_workbook(tmp_path / "x.xlsx", {"core.review_item": pl.DataFrame({"decided_at": [moment]})}, WORDS)
    assert rows(tmp_path / "x.xlsx", "core.review_item") == [["decided_at"], [moment]]


def test_the_same_tables_give_the_same_bytes(book: Path, tmp_path: Path) -> None:
    write_workbook(tmp_path / "again.xlsx", {"mart.issuer_rating": RATINGS}, WORDS)
    assert (tmp_path / "again.xlsx").read_bytes() == book.read_bytes()


def test_a_cell_is_clean_and_cut_where_a_sheet_ends() -> None:
    assert cell("a\x1b[31m\nb") == "a[31m b"
    long = cell("x" * (CELL + 1))
    assert len(long) == CELL
    assert long.endswith("[shortened]")
    assert cell("x" * CELL) == "x" * CELL
    assert cell(None) is None
    assert cell(date(2022, 1, 2)).year == 2022


def test_numbers_are_shown_by_what_they_are() -> None:
    number = pl.Series([0.5])
    assert shown_as(number, "between 0 and 1") == SHARE
    assert shown_as(number, "between 0 and 100") == SCORE
    assert shown_as(pl.Series([1]), "at least 0") == "General"
    assert shown_as(pl.Series([date(2022, 1, 2)]), "") == "yyyy-mm-dd"
    assert shown_as(pl.Series([MADE]), "") == MOMENT


def test_what_no_sheet_holds_is_refused_with_a_way_out() -> None:
    check_fits({"mart.evidence": pl.DataFrame({"a": range(ROWS - 1)})})
    with pytest.raises(WorkbookError, match=r"mart.evidence has 1,048,576 rows.*--rating-date.*parquet"):
        check_fits({"mart.evidence": pl.DataFrame({"a": range(ROWS)})})
