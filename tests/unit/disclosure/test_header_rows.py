"""Headers of two rows and turned tables."""

from collections.abc import Callable

import pytest

from esg_pipeline.disclosure.cells import Cell
from esg_pipeline.disclosure.header_rows import read_turned, read_two_rows
from esg_pipeline.disclosure.headers import Column, Role
from esg_pipeline.disclosure.units import UnitTable

Values = Callable[..., dict[tuple[str, str, int], float | None]]


def cells(text: str) -> list[Cell]:
    return [Cell(part, 0, len(part)) for part in text.split("|")]


def told(columns: tuple[Column, ...]) -> list[tuple[int | None, str, str]]:
    return [(c.period, c.member, c.unit) for c in columns if c.role is Role.VALUE]


@pytest.mark.parametrize(
    ("top", "below", "columns"),
    [
        (
            "Indicator|2022||2021|",
            "|Male|Female|Male|Female",
            [(2022, "Male", ""), (2022, "Female", ""), (2021, "Male", ""), (2021, "Female", "")],
        ),
        (
            "Indicator|2022|2021",
            "|Male|Female|Male|Female",
            [(2022, "Male", ""), (2022, "Female", ""), (2021, "Male", ""), (2021, "Female", "")],
        ),
        (
            "Indicator|Male||Female|",
            "|2022|2021|2022|2021",
            [(2022, "Male", ""), (2021, "Male", ""), (2022, "Female", ""), (2021, "Female", "")],
        ),
        (
            "Indicator|Total||Intensity|",
            "|2022|2021|2022|2021",
            [(2022, "", ""), (2021, "", ""), (2022, "Intensity", ""), (2021, "Intensity", "")],
        ),
        ("Indicator|2022|2021", "|tCO2e|tCO2e", [(2022, "", "tCO2e"), (2021, "", "tCO2e")]),
        ("KPI|Unit|Year ended 31 December|", "||2022|2021", [(2022, "", ""), (2021, "", "")]),
        (
            "By gender|2022||2021|",
            "|No.|%|No.|%",
            [(2022, "", "No."), (2022, "", "%"), (2021, "", "No."), (2021, "", "%")],
        ),
        ("Item|The Group||The Company|", "|2022|2021|2022|2021", [(2022, "", ""), (2021, "", "")]),
        ("指标|单位|截至12月31日止年度|", "||2022年|2021年", [(2022, "", ""), (2021, "", "")]),
    ],
)
def test_two_rows_make_one_header(
    units: UnitTable, top: str, below: str, columns: list[tuple[int | None, str, str]]
) -> None:
    found = read_two_rows(cells(top), cells(below), 2022, units)
    assert found is not None
    assert told(found.columns) == columns


@pytest.mark.parametrize(
    ("top", "below"),
    [
        ("Indicator|2022|2021", "Water|10|11"),
        ("Indicator|2022|2021", "Water||"),
        ("Indicator|Unit|2022|2021", "Energy|MWh||"),
        ("Indicator|2022|2021", "|Male|Female|Total"),
        ("Policy|Description", "Water|We save water"),
    ],
)
def test_a_row_of_data_is_no_second_header(units: UnitTable, top: str, below: str) -> None:
    assert read_two_rows(cells(top), cells(below), 2022, units) is None


def test_columns_that_are_measured(units: UnitTable) -> None:
    found = read_turned(cells("Year|Scope 1 (tCO2e)|Water consumption (m3)"), cells("2022|1|2"), 2022, units)
    assert found is not None
    assert found.has_year_rows
    assert [(c.label, c.unit) for c in found.columns[1:]] == [("Scope 1", "tCO2e"), ("Water consumption", "m3")]


def test_a_member_behind_a_figure_is_its_part(units: UnitTable) -> None:
    found = read_turned(cells("年度|員工總數（人）|男性（人）"), cells("2022年|5|3"), 2022, units)
    assert found is not None
    assert [(c.label, c.member) for c in found.columns[1:]] == [("員工總數", ""), ("員工總數", "男性")]


def test_rows_may_be_groups(units: UnitTable) -> None:
    found = read_turned(cells("Gender|Number of employees|Turnover rate (%)"), cells("Male|5|3"), 2022, units)
    assert found is not None
    assert not found.has_year_rows


@pytest.mark.parametrize(
    ("top", "below"),
    [
        ("Disclosure|Page number", "Energy consumption|45"),
        ("Indicator|Unit|Total", "Water|m3|5"),
        ("Name|Age", "A. Person|55"),
        ("Topic|Approach", "Male|We care"),
    ],
)
def test_other_tables_are_not_turned(units: UnitTable, top: str, below: str) -> None:
    assert read_turned(cells(top), cells(below), 2022, units) is None


def test_sites_need_a_unit_over_every_column(units: UnitTable) -> None:
    top, below = cells("Site|Water consumption (m3)|Electricity (kWh)"), cells("North works|1|2")
    assert read_turned(top, below, 2022, units) is None
    assert read_turned(top, below, 2022, units, is_open=True) is not None
    assert read_turned(cells("Site|Water consumption"), cells("North works|1"), 2022, units, is_open=True) is None


def test_places_may_be_the_rows_of_a_turned_table(shipped_values: Values) -> None:
    text = (
        "| Site | Scope 1 (tCO2e) | COD (tonnes) |\n|---|---|---|\n| Westmill | 60 | 3 |\n| Eastmill | 40 | 2 |\n"
        "| Group total | 100 | 5 |\n"
    )
    assert shipped_values(text) == {("ghg_s1", "", 2022): 100, ("ws_cod", "", 2022): 5000}


def test_a_total_column_is_the_heading_s_and_not_the_last_column_s(shipped_values: Values) -> None:
    text = (
        "Greenhouse gas emissions (tCO2e)\n| Year | Scope 1 | Scope 2 | Total |\n|---|---|---|---|\n"
        "| 2022 | 10 | 30 | 40 |\n| 2021 | 11 | 31 | 42 |\n"
    )
    assert {y: v for (d, _, y), v in shipped_values(text).items() if d == "ghg_s12"} == {2022: 40, 2021: 42}


def test_a_turned_table_may_begin_with_a_title_row(shipped_values: Values) -> None:
    text = (
        "| Category | Headcount | Turnover rate |\n|---|---|---|\n| Gender | | |\n"
        "| Male | 60 | 12% |\n| Female | 40 | 11% |\n"
    )
    assert shipped_values(text) == {
        ("lr_total", "gender=male", 2022): 60,
        ("lr_total", "gender=female", 2022): 40,
        ("lr_turnover", "gender=male", 2022): 12,
        ("lr_turnover", "gender=female", 2022): 11,
    }


def test_segments_beside_the_year_are_no_labels(shipped_values: Values) -> None:
    text = "| | Hotels | Shops | Group total 2022 |\n|---|---|---|---|\n| Electricity (MWh) | 5,000 | 3,000 | 8,000 |\n"
    assert shipped_values(text) == {("en_elec", "", 2022): 8000}


def test_a_word_over_the_years_names_no_group(shipped_values: Values) -> None:
    for word in ("年份", "报告期", "Year", "Reporting period", "Performance"):
        text = f"指标\t单位\t{word}\t\n\t\t2022年\t2021年\n员工总数\t人\t706\t690\n男性\t人\t400\t390\n"
        assert shipped_values(text) == {
            ("lr_total", "", 2022): 706,
            ("lr_total", "", 2021): 690,
            ("lr_total", "gender=male", 2022): 400,
            ("lr_total", "gender=male", 2021): 390,
        }
