"""Taking the unit out of a label."""

import pytest

from esg_pipeline.disclosure.label_text import longest_unit_suffix, split_unit, without_footnote
from esg_pipeline.disclosure.units import UnitTable


@pytest.mark.parametrize(
    ("label", "rest", "found"),
    [
        ("Water consumption (tons)", "Water consumption", ("tons",)),
        ("Total GHG emissions (Scope 1 & Scope 2) (tons)", "Total GHG emissions (Scope 1 & Scope 2)", ("tons",)),
        ("用水量（吨）", "用水量", ("吨",)),
        ("Electricity consumption, MWh", "Electricity consumption", ("MWh",)),
        ("Scope 2 (location-based)", "Scope 2 (location-based)", ()),
        ("Training (staff)", "Training (staff)", ()),
        (
            "GHG (tonnes of carbon dioxide equivalent (“tCO2e”))",
            "GHG",
            ("tonnes of carbon dioxide equivalent (tCO2e)",),
        ),
    ],
)
def test_units_leave_the_label(units: UnitTable, label: str, rest: str, found: tuple[str, ...]) -> None:
    assert split_unit(label, units) == (rest, found)


def test_the_longest_unit_at_the_end_wins(units: UnitTable) -> None:
    words = ["Total", "emissions", "tonnes", "of", "carbon", "dioxide", "equivalent/output", "value", "10000", "yuan"]
    assert " ".join(words[longest_unit_suffix(words, units) :]).startswith("tonnes of carbon")
    assert longest_unit_suffix(["no", "word"], units) == 2


@pytest.mark.parametrize(
    ("label", "plain"),
    [
        ("Number of employees3", "Number of employees"),
        ("员工总数2", "员工总数"),
        ("Scope 21", "Scope 2"),
        ("范围11", "范围1"),
        ("KPI A1.2 Total emissions", "Total emissions"),
        ("GRI 302-1: Energy consumption", "Energy consumption"),
        ("Scope 12", "Scope 12"),
        ("Scope 2", "Scope 2"),
        ("范围2", "范围2"),
        ("PM10", "PM10"),
        ("Tier 1", "Tier 1"),
        ("类别1", "类别1"),
        ("A1 Emissions", "A1 Emissions"),
    ],
)
def test_a_stuck_footnote_goes_only_where_it_is_certain(label: str, plain: str) -> None:
    assert without_footnote(label) == plain


def test_groups_in_brackets_are_no_units(units: UnitTable) -> None:
    assert split_unit("Diesel (vehicles) (litres)", units) == ("Diesel (vehicles)", ("litres",))


@pytest.mark.parametrize(
    ("label", "rest", "found"),
    [
        ("GHG emissions (Scope 1, tCO2e)", "GHG emissions (Scope 1)", ("tCO2e",)),
        ("温室气体排放（范围一，吨二氧化碳当量）", "温室气体排放(范围一)", ("吨二氧化碳当量",)),
        ("Diesel (litres; fleet)", "Diesel (fleet)", ("litres",)),
        ("Suppliers (local, number)", "Suppliers (local, number)", ()),
        ("Fuel (t, litres)", "Fuel (t, litres)", ()),
    ],
)
def test_a_bracket_may_hold_words_and_a_unit(units: UnitTable, label: str, rest: str, found: tuple[str, ...]) -> None:
    assert split_unit(label, units) == (rest, found)


def test_a_count_of_a_group_behind_a_colon_is_no_unit(units: UnitTable) -> None:
    assert split_unit("Supply chain: number of suppliers", units) == ("Supply chain: number of suppliers", ())
