"""Units and headings that stand above a table, and what a page only repeats."""

import pytest

from esg_pipeline.disclosure.captions import Break, is_furniture, is_section, unit_of, unit_title
from esg_pipeline.disclosure.units import UnitTable


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("单位：吨", "吨"),
        ("表1 资源消耗（单位：吨）", "吨"),
        ("(Unit: tonnes)", "tonnes"),
        ("单位：万元 币种：人民币", "人民币万元"),
        ("单位：千元 币种：港币", "千港元"),
        ("(RMB million)", "RMB million"),
        ("All amounts expressed in RMB'000", "RMB'000"),
        ("Expressed in good faith", ""),
        ("Unit of the group", ""),
        ("(continued)", ""),
    ],
)
def test_units_of_captions(units: UnitTable, text: str, unit: str) -> None:
    assert unit_of(text, units) == unit


def test_a_unit_over_the_labels(units: UnitTable) -> None:
    assert unit_title("RMB million", units) == "RMB million"
    assert unit_title("(HK$'000)", units) == "HK$'000"
    assert unit_title("Employees", units) == ""
    assert unit_title("Unit", units) == ""
    assert unit_title("Year", units) == ""


@pytest.mark.parametrize(
    "text", ["North Star Holdings Limited", "ESG Report 2022", "环境、社会及管治报告", "（续）", "- 12 -"]
)
def test_page_furniture(text: str) -> None:
    assert is_furniture(text)


def test_a_break_keeps_caption_and_unit(units: UnitTable) -> None:
    pause = Break()
    pause.add("Employee turnover rate (Unit: %)", units)
    assert (pause.lines, pause.caption, pause.unit) == (1, "Employee turnover rate", "%")
    pause.add("Indicator", units)
    assert pause.caption == "Employee turnover rate"
    pause.add("A sentence ends here.", units)
    pause.add("North Star Limited", units)
    assert (pause.caption, pause.titles) == ("North Star Limited", ["Employee turnover rate"])
    pause.add("x" * 200, units)
    assert pause.is_long


@pytest.mark.parametrize(
    ("text", "is_title"),
    [
        ("B2 Health and Safety 健康與安全", True),
        ("Air pollutants 空氣污染物", True),
        ("A2 Use of resources", True),
        ("Total waste produced and", False),
        ("Employment and", False),
        ("training", False),
        ("Emissions from", False),
        ("Number of", False),
        ("", False),
    ],
)
def test_the_title_of_a_part_is_no_beginning_of_a_label(text: str, is_title: bool) -> None:
    assert is_section(text) is is_title
