"""What a row inherits from the rows above it."""

import pytest

from esg_pipeline.disclosure.concepts import concepts
from esg_pipeline.disclosure.sections import (
    Section,
    depth_of,
    is_code,
    is_intensity_alone,
    is_marked_part,
    is_total,
)
from esg_pipeline.disclosure.units import UnitTable


def test_a_breakdown_heading_stays_below_its_figure(units: UnitTable) -> None:
    section = Section()
    section.put_indicator("Employees", ("persons",), 0)
    section.put_heading("By gender", units)
    assert (section.indicator, section.breakdown) == ("Employees", ("gender",))


def test_another_heading_starts_anew(units: UnitTable) -> None:
    section = Section(indicator="Employees", indicator_units=("persons",), breakdown=("gender",), sibling="m3")
    section.put_heading("Energy (MWh)", units)
    assert section == Section(heading="Energy", heading_units=("MWh",))


def test_parts_are_deeper_or_marked() -> None:
    section = Section(indicator="Total energy", indicator_depth=1)
    assert section.is_below("Electricity", 3)
    assert section.is_below("- Electricity", 1)
    assert section.is_below("其中：电力", 1)
    assert not section.is_below("Water", 1)
    assert not Section().is_below("- Water", 5)


@pytest.mark.parametrize(
    ("indicator", "label", "rest"),
    [
        ("能源消耗总量", "其中：电力", "电力"),
        ("Total waste", "of which: hazardous waste", "hazardous waste"),
        ("Energy consumption", "Of which electricity", "electricity"),
        ("Hazardous waste", "of which: landfilled", "of which: landfilled"),
        ("", "Of which: water", "Of which: water"),
    ],
)
def test_a_part_of_a_total_is_named_by_itself(indicator: str, label: str, rest: str) -> None:
    assert Section(indicator=indicator).whole(label) == rest


def test_codes_are_no_labels() -> None:
    assert all(is_code(text) for text in ("A1.2", "KPI B3.1", "GRI 305-1", "305-1", "12", "3.1", "A2.1 (a)"))
    assert not any(is_code(text) for text in ("Scope 1", "A1 Emissions", "PM10", ""))


def test_depth_counts_wide_blanks_twice() -> None:
    assert [depth_of(t) for t in ("a", "  a", "\u3000a", "\u3000\u3000a")] == [0, 2, 2, 4]


def test_the_unit_of_a_wider_heading_holds_below_a_heading_of_the_same_subject(units: UnitTable) -> None:
    section = Section()
    section.put_heading("Energy (MWh)", units)
    section.put_heading("Direct energy", units)
    section.put_indicator("Natural gas consumption", (), 0)
    section.put_heading("Indirect energy", units)
    assert section.heading_units == ("MWh",)
    section.put_heading("Water", units)
    assert section.heading_units == ()


@pytest.mark.parametrize(
    ("figures", "is_lone"),
    [
        ([("Hazardous waste", "t")], True),
        ([("Hazardous waste", "t"), ("Non-hazardous waste", "t")], False),
        ([("Hazardous waste", "t"), ("Water consumption", "m3")], True),
        ([("Electricity", "MWh"), ("Diesel", "MWh"), ("Total energy", "MWh")], True),
    ],
)
def test_an_intensity_has_its_figure_above_where_no_other_comes_between(
    figures: list[tuple[str, str]], is_lone: bool
) -> None:
    section = Section()
    for label, unit in figures:
        section.put_indicator(label, (unit,), 0)
    assert section.is_lone is is_lone


def test_a_group_of_what_is_counted_above_is_no_part_of_something_else() -> None:
    section = Section(indicator="Directors")
    assert section.whole("of which: female directors") == "female directors"
    assert section.whole("of which: retired directors") == "of which: retired directors"


def test_words_that_lean_on_the_figure_above() -> None:
    assert [is_intensity_alone(concepts(t)) for t in ("Intensity", "Per employee", "Energy intensity", "Total")] == [
        True,
        True,
        False,
        False,
    ]
    assert [is_total(t) for t in ("Overall", "合計", "Electricity")] == [True, True, False]
    assert [is_marked_part(t) for t in ("- Diesel", "其中：柴油", ">50", "Diesel")] == [True, True, False, False]
