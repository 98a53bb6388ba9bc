"""Slips of the pen and the scanner are put right; real words are left alone, whatever stands in the cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.disclosure.fuzzy import halves, repairs


@pytest.mark.parametrize(
    ("label", "meant"),
    [
        ("Total GHG emlssions", "total ghg emissions"),
        ("GHG ernissions", "ghg emissions"),
        ("Hazard0us waste", "hazardous waste"),
        ("Employee turnvoer rate", "employee turnover rate"),
        ("Water con sumption", "water consumption"),
        ("Totalwaterconsumption", "total water consumption"),
        ("Non-hazardouswaste", "non hazardous waste"),
        ("greenhousegas emissions", "greenhouse gas emissions"),
        ("在册贝工总人数", "在册员工总人数"),
        ("因工死亡入数目", "因工死亡人数目"),
    ],
)
def test_misprints_have_the_right_spelling_among_their_repairs(label: str, meant: str) -> None:
    assert meant in list(repairs(label))


@pytest.mark.parametrize(
    "label",
    [
        "Water consumption",
        "Number of patients",
        "Number of employers",
        "Water supplied",
        "Compliant sites",
        "Male",
        "Wafer",
        "直接能源",
        "SF6",
    ],
)
def test_real_words_and_short_ones_stay(label: str) -> None:
    assert list(repairs(label)) == []


def test_the_two_languages_of_a_cell() -> None:
    assert halves("Water consumption 用水量") == ("water consumption", "用水量")
    assert halves("Water consumption") == halves("用水量") == ()


@given(st.text(max_size=400))
def test_repairs_of_any_text_are_few(label: str) -> None:
    assert len(list(repairs(label))) <= 12
    assert len(halves(label)) in (0, 2)


@pytest.mark.parametrize("label", ["a" * 10_000, "emlssions " * 15, "贝" * 5_000, "waterenergy" * 14])
def test_hostile_labels_cost_nothing(label: str) -> None:
    assert len(list(repairs(label))) <= 12
