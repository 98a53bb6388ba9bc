"""Rows judged by their shape."""

import pytest

from esg_pipeline.disclosure.cells import Cell, split_cells
from esg_pipeline.disclosure.document_text import Line, read_document
from esg_pipeline.disclosure.headers import Column, Header, Role
from esg_pipeline.disclosure.table_shape import (
    decimal_comma_lines,
    filled_up,
    fits,
    is_other_table,
    is_wordy,
    may_head,
    own_header,
    row_below,
    row_with_values,
)
from esg_pipeline.disclosure.units import UnitTable

HEADER = Header((Column(Role.LABEL), Column(Role.UNIT), Column(Role.VALUE, period=2022), Column(Role.PAGE)))


def cells(text: str) -> list[Cell]:
    return [Cell(part, 0, len(part)) for part in text.split("|")]


def lines(text: str) -> tuple[Line, ...]:
    return read_document(text.encode(), "txt").lines


def test_the_row_below_stands_behind_blanks_and_rules_only() -> None:
    found = row_below(lines("| a | b |\n|---|---|\n\n| c | d |"), 0)
    assert found is not None
    assert (found[0], [c.text for c in found[1]]) == (3, ["c", "d"])
    assert row_below(lines("a\tb\nwords\nc\td"), 0) is None


@pytest.mark.parametrize(
    ("text", "does_fit"),
    [
        ("Water|m3|5|", True),
        ("Water|m3|five|", False),
        ("Water|words|5|", False),
        ("12|m3|5|", False),
        ("Water|m3|5", False),
    ],
)
def test_rows_that_fit_a_header(units: UnitTable, text: str, does_fit: bool) -> None:
    assert fits(cells(text), HEADER, units) is does_fit


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("Water|m3|5", 3),
        ("Water (m3)|5", 2),
        ("Turnover|5%", 2),
        ("Water|5", 0),
        ("Water|words|5", 0),
        ("5|m3|5", 0),
        ("Water||5", 0),
    ],
)
def test_rows_that_need_no_header(units: UnitTable, text: str, width: int) -> None:
    found = own_header(cells(text), units)
    assert (len(found.columns) if found else 0) == width


def test_dropped_cells_come_back_only_where_the_unit_stands_in_its_column(units: UnitTable) -> None:
    assert [c.text for c in filled_up(cells("Water|m3|5"), HEADER, units)] == ["Water", "m3", "5", ""]
    assert len(filled_up(cells("Water|5|12"), HEADER, units)) == 3


def test_words_in_the_columns_of_numbers(units: UnitTable) -> None:
    assert is_other_table(["We care for everybody"], units)
    assert not is_other_table(["See page 5"], units)
    assert not is_other_table(["Yes"], units)


def test_titles_may_head_and_numbers_may_not(units: UnitTable) -> None:
    assert may_head(cells("Indicator|2022|Under 30"), units)
    assert not may_head(cells("Water|1,234"), units)


def test_words_alone() -> None:
    assert is_wordy(cells("Indicator|Unit|Level to be reached"))
    assert not is_wordy(cells("Water|m3|5"))
    assert not is_wordy(cells("Water||"))


def test_the_decimal_comma_of_a_block() -> None:
    assert decimal_comma_lines(lines("a\t1.234,5\nb\t12,5\nwords\nc\t12,5")) == {1, 2}
    assert decimal_comma_lines(lines("a\t1.234,5\nb\t1,234.5")) == frozenset()


def test_a_title_row_gives_way_to_the_row_below() -> None:
    lines = [Line(n, text, 0, None) for n, text in enumerate(["| By gender | |", "| Male | 5 |", "| By age | |"])]
    assert [c.text for c in row_with_values(lines, (0, split_cells(lines[0])))] == ["Male", "5"]
    assert [c.text for c in row_with_values(lines, (2, split_cells(lines[2])))] == ["By age", ""]
