"""Answers to any question in SQL, for people and for machines."""

from datetime import date, time
from decimal import Decimal

import polars as pl
import pytest
from rich.console import Console

from esg_pipeline.answer_view import answer_table, plain_rows, plain_value, word

HOSTILE = "[bold]a\x1b[31m\u202eb"


def printed(answer: pl.DataFrame, width: int = 80) -> str:
    out = Console(width=width, color_system=None, markup=False, emoji=False, highlight=False)
    with out.capture() as captured:
        out.print(answer_table(answer, width))
    return captured.get()


def test_numbers_keep_their_digits_and_text_its_words() -> None:
    text = printed(pl.DataFrame({"name": ["银行"], "score": [74.99999999], "is_on": [True], "none": [None]}))
    assert "银行" in text
    assert "74.99999999" in text
    assert "true" in text
    assert text.rstrip().endswith("-")


def test_what_steers_a_terminal_is_left_out() -> None:
    text = printed(pl.DataFrame({HOSTILE: [HOSTILE]}))
    assert text.count("[bold]a[31mb") == 2
    assert "\x1b" not in text


def test_a_long_cell_is_shortened_to_the_terminal() -> None:
    text = printed(pl.DataFrame({"a": ["x" * 500]}), width=40)
    assert max(map(len, text.splitlines())) <= 40
    assert "..." in text


def test_no_columns_are_no_table() -> None:
    assert printed(pl.DataFrame()).strip() == ""


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (1, 1),
        (0.1, 0.1),
        (float("nan"), None),
        (float("-inf"), None),
        (True, True),
        (None, None),
        ("=1", "=1"),
        (Decimal(12345678901234567890), 12345678901234567890),
        (Decimal("0.125"), 0.125),
        ([1, "二"], '[1, "二"]'),
        ({"a": date(2022, 1, 2)}, '{"a": "2022-01-02"}'),
        (date(2022, 1, 2), "2022-01-02"),
        (time(10, 30), "10:30:00"),
        (b"\x00", "b'\\x00'"),
    ],
)
def test_cells_for_machines(value: object, plain: object) -> None:
    assert plain_value(value) == plain


def test_rows_for_machines_keep_names_and_order() -> None:
    assert plain_rows(pl.DataFrame({"b": [1], "a": [float("nan")]})) == [{"b": 1, "a": None}]
    assert word(False) == "false"
