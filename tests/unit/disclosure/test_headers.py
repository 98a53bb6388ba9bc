"""The role of each column, and rows that are no header."""

import pytest

from esg_pipeline.disclosure.cells import Cell
from esg_pipeline.disclosure.headers import Header, Role, is_number, read_column, read_header
from esg_pipeline.disclosure.units import UnitTable


def header(units: UnitTable, *titles: str, is_marked: bool = False, is_first: bool = False) -> Header | None:
    cells = [Cell(title, 0, len(title)) for title in titles]
    return read_header(cells, 2022, units, is_marked=is_marked, is_first=is_first)


def test_roles_and_years(units: UnitTable) -> None:
    found = header(units, "Indicator", "Unit", "2021", "2022", "2030", "Change", "Page")
    assert found is not None
    roles = [column.role for column in found.columns]
    assert roles == [Role.LABEL, Role.UNIT, Role.VALUE, Role.VALUE, Role.IGNORED, Role.IGNORED, Role.PAGE]
    assert [column.period for column in found.columns[2:4]] == [2021, 2022]


@pytest.mark.parametrize(
    "titles", [("Water", "5"), ("Employees", "2021"), ("Gender", "2070"), ("Aspect", "Description", "Location")]
)
def test_data_rows_are_no_headers(units: UnitTable, titles: tuple[str, ...]) -> None:
    assert header(units, *titles) is None


def test_the_fiscal_year_alone_is_a_header_only_in_a_first_row(units: UnitTable) -> None:
    assert header(units, "Emissions", "2022", is_first=True) is not None
    assert header(units, "Emissions", "2022") is None


def test_two_columns_for_one_year_hold_no_values(units: UnitTable) -> None:
    found = header(units, "Indicator", "2022", "2022 (restated)")
    assert found is not None
    assert [column.reason for column in found.columns[1:]] == ["two columns for one year"] * 2


def test_a_target_for_a_year_is_no_value_but_a_base_year_is(units: UnitTable) -> None:
    found = header(units, "Indicator", "2020 (Baseline)", "2022", "2030 Target", "Progress in 2022")
    assert found is not None
    assert [column.role for column in found.columns[1:]] == [Role.VALUE, Role.VALUE, Role.IGNORED, Role.IGNORED]


def test_columns_may_stand_in_any_order(units: UnitTable) -> None:
    found = header(units, "2022", "同比变动", "2021", "单位", "指标")
    assert found is not None
    assert [c.role for c in found.columns] == [Role.VALUE, Role.IGNORED, Role.VALUE, Role.UNIT, Role.LABEL]


@pytest.mark.parametrize(
    ("titles", "years"), [(("2022/23", "2021/22"), [2022, 2021]), (("2021/22", "2020/21"), [2022, 2021])]
)
def test_years_that_span_two_are_counted_as_the_document_does(
    units: UnitTable, titles: tuple[str, str], years: list[int]
) -> None:
    found = header(units, "Indicator", *titles)
    assert found is not None
    assert [column.period for column in found.columns[1:]] == years


def test_two_languages_in_one_title(units: UnitTable) -> None:
    found = header(units, "Indicator 指標", "Unit 單位", "2022 二零二二年", "2021 二零二一年")
    assert found is not None
    assert [(c.role, c.period) for c in found.columns[1:]] == [
        (Role.UNIT, None),
        (Role.VALUE, 2022),
        (Role.VALUE, 2021),
    ]


def test_a_share_beside_a_number_is_no_second_value(units: UnitTable) -> None:
    found = header(units, "Category", "Total", "Percentage")
    assert found is not None
    assert [c.reason for c in found.columns[1:]] == ["", "a share column"]


def test_units_in_titles(units: UnitTable) -> None:
    found = header(units, "Emissions by type", "2022 (kg)", "2021 (kg)")
    assert found is not None
    assert [c.unit for c in found.columns[1:]] == ["kg", "kg"]


def test_a_group_of_ages_is_no_number(units: UnitTable) -> None:
    assert not is_number("30-50", units)
    assert not is_number("Under 30", units)
    assert is_number("1,234 m3", units)


def test_the_group_s_year_is_its_year(units: UnitTable) -> None:
    column = read_column("Group total 2022", units)
    assert column is not None
    assert (column.role, column.period) == (Role.VALUE, 2022)
