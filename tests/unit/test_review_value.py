"""What may be typed in the place of a value that was read: numbers, units, yes and no, levels."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline import paths
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.review_value import ReviewError, Scales, right_value


@pytest.fixture(scope="module")
def scales() -> Scales:
    return Scales.of(load_methodology(paths.methodology_dir()))


def item(unit: str, kind: str = "quantitative", data_point_id: str = "x") -> dict[str, str]:
    return {"data_point_id": data_point_id, "kind": kind, "canonical_unit": unit}


YES_NO = item("yes/no", "boolean")
STAR = item("level", "ordinal", "gb_star")


@pytest.mark.parametrize(
    ("text", "unit", "own_unit", "expected"),
    [
        ("1,838", "MWh", "MWh", 1838.0),
        ("1,838", None, "MWh", 1838.0),
        ("1,838 MWh", None, "MWh", 1838.0),
        ("1,838,000", "kWh", "MWh", 1838.0),
        ("1838000 千瓦时", None, "MWh", 1838.0),
        ("3.2", "万吨", "t", 32_000.0),
        ("3 200", "kg", "t", 3.2),
        ("１２．５", None, "%", 12.5),
        ("12.5%", None, "%", 12.5),
        ("-4.5", None, "%", -4.5),
        ("(4.5)", "", "%", -4.5),
        ("93.6", "thousand tonnes", "m3", 93_600.0),
        ("5", "t", "tCO2e", 5.0),
        ("0", None, "persons", 0.0),
        ("500", "RMB million", "CNY million", 500.0),
        ("0.1", "t", "kg", 100.0),
    ],
)
def test_numbers_are_turned_into_the_unit_of_the_data_point(
    scales: Scales, text: str, unit: str | None, own_unit: str, expected: float
) -> None:
    assert right_value(text, unit, item(own_unit), scales) == expected


@pytest.mark.parametrize(
    ("text", "unit", "own_unit", "words"),
    [
        ("1,838", "m3", "MWh", "unit 'm3' does not fit 'MWh'"),
        ("1,838", "furlong", "MWh", "unknown unit 'furlong'"),
        ("500", "HKD million", "CNY million", "does not fit"),
        ("12", "t", "t/employee", "does not fit"),
        ("12 kWh", "MWh", "MWh", "given twice"),
        ("12 kWh", "kWh", "MWh", "given twice"),
        ("many", None, "t", "'many' is not a number"),
        ("", None, "t", "is not a number"),
        ("n/a", None, "t", "reject a fact that is none"),
        ("nil", None, "t", "is not a number"),
        ("1,5", None, "t", "is not a number"),
        ("1.234,5", None, "t", "is not a number"),
        ("=1+1", None, "t", "is not a number"),
        ("nan", None, "t", "is not a number"),
        ("inf", None, "t", "is not a number"),
        ("about 5", None, "t", "is not exact"),
        ("<5", None, "t", "is not exact"),
        ("-5", None, "t", "below zero"),
        ("9" * 40, None, "t", "beyond what any report states"),
        ("1.2E+40", None, "t", "beyond what any report states"),
        ("9" * 400, None, "t", "is not a number"),
    ],
)
def test_what_is_no_value_is_refused(scales: Scales, text: str, unit: str | None, own_unit: str, words: str) -> None:
    with pytest.raises(ReviewError) as caught:
        right_value(text, unit, item(own_unit), scales)
    assert words in str(caught.value)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("text", "expected"), [("1", 1.0), ("0", 0.0), ("1.0", 1.0), ("Yes", 1.0), ("no", 0.0), (" 是 ", 1.0), ("否", 0.0)]
)
def test_yes_and_no(scales: Scales, text: str, expected: float) -> None:
    assert right_value(text, None, YES_NO, scales) == expected
    assert right_value(text, "yes/no", YES_NO, scales) == expected


@pytest.mark.parametrize(
    ("text", "unit", "words"),
    [
        ("5", None, "'5' is neither 1 (yes) nor 0 (no)"),
        ("0.5", None, "neither"),
        ("-1", None, "neither"),
        ("1%", None, "neither"),
        ("maybe", None, "neither"),
        ("1", "MWh", "unit 'MWh' does not fit"),
    ],
)
def test_a_yes_or_no_is_nothing_else(scales: Scales, text: str, unit: str | None, words: str) -> None:
    with pytest.raises(ReviewError) as caught:
        right_value(text, unit, YES_NO, scales)
    assert words in str(caught.value)


def test_a_level_is_one_of_the_anchors(scales: Scales) -> None:
    assert [right_value(text, None, STAR, scales) for text in ("0", "3", "2.0")] == [0.0, 3.0, 2.0]
    with pytest.raises(ReviewError, match="level '4' is none of 0, 1, 2, 3"):
        right_value("4", None, STAR, scales)
    with pytest.raises(ReviewError, match="none of 1, 2, 3, 4, 5"):
        right_value("0", None, item("level", "ordinal", "tx_credit"), scales)


@pytest.mark.parametrize("text", ["1.5", "-1", "three", "", "~2", "2 stars"])
def test_a_level_is_a_whole_number(scales: Scales, text: str) -> None:
    with pytest.raises(ReviewError, match="is no level"):
        right_value(text, None, STAR, scales)


def test_where_the_method_names_no_levels_any_whole_number_from_zero_on_will_do(scales: Scales) -> None:
    unknown = item("level", "ordinal", "ac_type")
    assert "ac_type" not in scales.levels
    assert right_value("7", None, unknown, scales) == 7.0
    with pytest.raises(ReviewError, match="has no other unit"):
        right_value("7", "t", unknown, scales)


@given(st.text(max_size=100), st.none() | st.text(max_size=20), st.sampled_from([item("t"), item("%"), YES_NO, STAR]))
def test_whatever_is_typed_gives_a_finite_number_or_a_reason(
    scales: Scales, text: str, unit: str | None, about: dict[str, str]
) -> None:
    value = None
    with suppress(ReviewError):
        value = right_value(text, unit, about, scales)
    assert value is None or abs(value) <= 1e30
