"""Cells to exact numbers and states."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.disclosure.found import Qualifier
from esg_pipeline.disclosure.numbers import ParsedValue, decimal_comma_vote, is_number_like, parse_value
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
        ("1'234'567", "1234567"),
        ("1.0×10^3", "1000"),
        ("3.5 x 10³", "3500"),
        ("1.2×10⁻²", "0.012"),
        ("3.2E+03", "3200"),
        ("12①", "12"),
        ("1,234(1)", "1234"),
        ("12₁", "12"),
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
        ("RMB 3.2 million", "3.2", "RMB million"),
        ("HK$1,234", "1234", "HK$"),
        ("人民币3.5亿元", "3.5", "人民币 亿元"),
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


@pytest.mark.parametrize("text", ["-", "–", "—", "/", "n/d", "未披露", "暂无数据"])
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


@pytest.mark.parametrize(
    ("text", "qualifier", "value"),
    [
        ("<0.01", Qualifier.AT_MOST, "0.01"),
        ("≥95%", Qualifier.AT_LEAST, "95"),
        ("~100", Qualifier.ABOUT, "100"),
        ("约1,234", Qualifier.ABOUT, "1234"),
        ("more than 100", Qualifier.AT_LEAST, "100"),
    ],
)
def test_bounds_and_approximations_are_said(text: str, qualifier: Qualifier, value: str) -> None:
    parsed = parse_value(text)
    assert parsed is not None
    assert (parsed.qualifier, parsed.value) == (qualifier, Fraction(value))


@pytest.mark.parametrize(("text", "is_strong"), [("Nil", True), ("none", False), ("无", False), ("無", False)])
def test_nil_waits_for_its_label(text: str, is_strong: bool) -> None:
    assert parse_value(text) == ParsedValue(State.NOT_DISCLOSED, is_nil=True, is_strong_nil=is_strong)


def test_a_decimal_comma_is_read_only_where_it_is_known() -> None:
    assert parse_value("1.234,5") is None
    for text, value in (("1.234,5", "1234.5"), ("12,5", "12.5"), ("1.234", "1234"), ("1.234.567,8", "1234567.8")):
        assert parse_value(text, decimal_comma=True) == ParsedValue(State.REPORTED, Fraction(value))


def test_votes_for_the_decimal_comma() -> None:
    votes = {"1.234.567": 1, "1.234,5": 1, "1,234.5": -1, "12.5": -1, "1,234,567": -1, "1.234": 0, "12,5": 0, "x": 0}
    assert {text: decimal_comma_vote(text) for text in votes} == votes


def test_what_looks_like_a_number_is_seen() -> None:
    assert all(is_number_like(t) for t in ("10-20", "12,5", "5 (2.5%)", "3 to 5", "over 100"))
    assert not any(is_number_like(t) for t in ("", "A1.2", "Water", "31/12/2022", "Over budget"))
