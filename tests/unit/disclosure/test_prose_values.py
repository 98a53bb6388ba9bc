"""A figure in the unit of its data point, or the reason why it cannot be one."""

from fractions import Fraction

import pytest

from esg_pipeline.disclosure.extract import rules_of
from esg_pipeline.disclosure.mapper import Rules
from esg_pipeline.disclosure.number_text import Figure, read_figures
from esg_pipeline.disclosure.prose_patterns import Pattern
from esg_pipeline.disclosure.prose_values import NoValue, canonical, is_in_renminbi, share
from esg_pipeline.disclosure.running_text import fold
from esg_pipeline.methodology.read import load_methodology


@pytest.fixture(scope="module")
def rules() -> Rules:
    return rules_of(load_methodology())


def figure(text: str) -> Figure:
    return read_figures(fold(text))[0][0]


def pattern(data_point_id: str, unit: str = "") -> Pattern:
    return Pattern("p", "f", data_point_id, "en", (), unit=unit)


@pytest.mark.parametrize(
    ("data_point_id", "text", "unit", "value"),
    [
        ("em_donation", "RMB 560,000", "", Fraction(56, 100)),
        ("wa_total", "12,000 tonnes", "", Fraction(12_000)),
        ("en_total", "1.5 GWh", "", Fraction(1_500)),
        ("er_train_hours", "15.5 hours", "hours/employee", Fraction(31, 2)),
        ("lr_total", "2,129", "", Fraction(2_129)),
        ("ws_haz", "850 kg", "", Fraction(85, 100)),
    ],
)
def test_canonical(data_point_id: str, text: str, unit: str, value: Fraction, rules: Rules) -> None:
    assert canonical(figure(text), pattern(data_point_id, unit), rules, text) == value


@pytest.mark.parametrize(
    ("data_point_id", "text", "reason"),
    [
        ("em_donation", "HK$5 million", "a currency is not converted"),
        ("em_donation", "捐贈500萬元", "the currency is not said"),
        ("en_total", "15 tonnes of waste", "does not fit"),
        ("en_total", "1,500", "no unit is printed"),
        ("as_satisfaction", "120%", "above"),
        ("lr_total", "12.5", "whole number"),
    ],
)
def test_no_value(data_point_id: str, text: str, reason: str, rules: Rules) -> None:
    with pytest.raises(NoValue, match=reason):
        canonical(figure(text), pattern(data_point_id), rules, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("金額以人民幣列示", True),
        ("金額以港幣列示", False),
        ("人民幣兌港元", False),
        ("Amounts are in RMB", False),
        ("", False),
    ],
)
def test_a_document_in_renminbi_says_so_and_names_no_dollars(text: str, *, expected: bool) -> None:
    assert is_in_renminbi(text) is expected


def test_share_of_a_whole() -> None:
    assert share(figure("3 are"), figure("9 directors"), pattern("id_ratio")) == Fraction(100, 3)
    with pytest.raises(NoValue):
        share(figure("9 are"), figure("3 directors"), pattern("id_ratio"))
