"""Cells: typed, or refused with the rule they break."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.methodology.columns import (
    CellError,
    Column,
    code,
    flag,
    number,
    optional,
    parse_date,
    parse_factor,
    slugs,
    texts,
    whole,
)

REFUSED = [
    (number("x"), "1_000", "bad_number"),
    (number("x"), "nan", "bad_number"),
    (number("x"), "inf", "bad_number"),
    (number("x"), "1,5", "bad_number"),
    (number("x"), "1e999", "bad_number"),
    (number("x"), "1,000", "bad_number"),
    (number("x"), "١٢", "bad_number"),
    (whole("x"), "1.0", "bad_number"),
    (whole("x"), "9" * 16, "bad_number"),
    (whole("x"), "9" * 5000, "bad_number"),
    (Column("x", parse_factor), "1e999999999", "bad_number"),
    (Column("x", parse_factor), "0", "bad_number"),
    (Column("x", parse_factor), "", "blank"),
    (Column("x", parse_factor), "1/0", "bad_number"),
    (Column("x", parse_factor), "-1", "bad_number"),
    (Column("x", parse_factor), "a third", "bad_number"),
    (Column("x", parse_date), "1.3.2023", "bad_date"),
    (flag("x"), "yes", "unknown_code"),
    (code("x", ("a", "b")), "c", "unknown_code"),
    (slugs("x")[0], "Not a slug", "bad_id"),
    (texts("x")[0], "", "blank"),
    (number("x"), "", "blank"),
]


@pytest.mark.parametrize(("column", "text", "rule"), REFUSED)
def test_a_cell_that_cannot_be_read_names_its_rule(column: Column, text: str, rule: str) -> None:
    with pytest.raises(CellError) as caught:
        column.read(text)
    assert caught.value.rule == rule


ACCEPTED = [
    (number("x"), "-1.5e3", -1500.0),
    (number("x"), "1E+05", 100_000.0),
    (whole("x"), "12", 12),
    (Column("x", parse_factor), "10/36", 10 / 36),
    (Column("x", parse_factor), "0.5", 0.5),
    (flag("x"), "TRUE", True),
    (flag("x"), "FALSE", False),
    (Column("x", parse_factor), "1/4", 0.25),
    (Column("x", parse_date), "2023-03-01", date(2023, 3, 1)),
    (flag("x"), "true", True),
    (flag("x"), "false", False),
    (code("x", ("a", "b"), is_optional=True), "", None),
    (optional("x"), "", None),
    (optional("x", ""), "", ""),
    (slugs("x")[0], "ghg_s12", "ghg_s12"),
    (texts("x")[0], "中文", "中文"),
]


@pytest.mark.parametrize(("column", "text", "value"), ACCEPTED)
def test_a_cell_that_can_be_read_has_its_type(column: Column, text: str, value: object) -> None:
    assert column.read(text) == value


def test_a_number_with_commas_is_told_how_to_be_written() -> None:
    with pytest.raises(CellError, match="without commas"):
        number("x").read("1,234,567.5")


def test_a_long_cell_is_shown_in_part() -> None:
    with pytest.raises(CellError) as caught:
        slugs("x")[0].read("A" * 10_000)
    assert len(str(caught.value)) < 120


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_finite_number_is_read_as_written(value: float) -> None:
    assert number("x").read(repr(value)) == value


@pytest.mark.parametrize("text", ["20180101", "2018-W01-1", "2018-1-1", "2018-01-01T00:00"])
def test_a_date_is_written_one_way_only(text: str) -> None:
    with pytest.raises(CellError) as caught:
        parse_date(text)
    assert caught.value.rule == "bad_date"
