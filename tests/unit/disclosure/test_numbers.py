"""Cells to exact numbers and states."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.disclosure.numbers import ParsedValue, parse_value
from esg_pipeline.methodology.codes import State


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,296.40", "1296.4"),
        ("93600", "93600"),
        ("１，２３４．５", "1234.5"),
        ("(12.5)", "-12.5"),
        ("（12.5）", "-12.5"),
        ("-12", "-12"),
        ("−7", "-7"),
        ("1 234 567", "1234567"),
        ("1\u00a0234", "1234"),
        ("598,450¹", "598450"),
        ("5.0*", "5"),
        ("17[2]", "17"),
        ("17 (Note 3)", "17"),
        ("17注1", "17"),
        ("**3,998.2**", "3998.2"),
    ],
)
def test_numbers_are_read_exactly(text: str, value: str) -> None:
    assert parse_value(text) == ParsedValue(State.REPORTED, Fraction(value))


@pytest.mark.parametrize(
    ("text", "value", "suffix"),
    [
        ("26%", "26", "%"),
        ("12.5 %", "12.5", "%"),
        ("(3%)", "-3", "%"),
        ("1.2万吨", "1.2", "万吨"),
        ("35 m3", "35", "m3"),
    ],
)
def test_the_unit_behind_a_number_is_kept(text: str, value: str, suffix: str) -> None:
    assert parse_value(text) == ParsedValue(State.REPORTED, Fraction(value), suffix)


@pytest.mark.parametrize("text", ["0", "0.00", "0%", "零", "(0)"])
def test_zero_is_a_report_of_its_own(text: str) -> None:
    parsed = parse_value(text)
    assert parsed is not None
    assert (parsed.state, parsed.value) == (State.REPORTED_ZERO, 0)


@pytest.mark.parametrize("text", ["not applicable", "Not Applicable", "N/A", "n.a.", "不适用", "不適用"])
def test_not_applicable_is_not_missing(text: str) -> None:
    assert parse_value(text) == ParsedValue(State.NOT_APPLICABLE)


@pytest.mark.parametrize("text", ["-", "–", "—", "nil", "None", "n/d", "未披露"])
def test_a_dash_discloses_nothing(text: str) -> None:
    assert parse_value(text) == ParsedValue(State.NOT_DISCLOSED)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tCO2e",
        "12,5",
        "1.234,5",
        "1,23,456",
        "12-15",
        "1/2",
        "<0.01",
        "2.5.1",
        "(12",
        "12)",
        "3 to 5",
        "1e5",
        "٣",
        "9" * 90,
    ],
)
def test_what_is_not_certainly_a_number_is_text(text: str) -> None:
    assert parse_value(text) is None


@given(st.integers(min_value=-(10**12), max_value=10**12), st.integers(min_value=0, max_value=6))
def test_printing_with_thousands_commas_and_reading_give_the_same_number(whole: int, places: int) -> None:
    value = Fraction(whole, 10**places)
    parsed = parse_value(f"{whole / 10**places:,.{places}f}" if abs(whole) < 10**9 else f"{whole:,}")
    assert parsed is not None
    assert parsed.value == (value if abs(whole) < 10**9 else whole)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    parsed = parse_value(text)
    assert parsed is None or (parsed.value is None) == (parsed.state in (State.NOT_APPLICABLE, State.NOT_DISCLOSED))
