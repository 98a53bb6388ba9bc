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
    (whole("x"), "1.0", "bad_number"),
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
    (whole("x"), "12", 12),
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


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_finite_number_is_read_as_written(value: float) -> None:
    assert number("x").read(repr(value)) == value
