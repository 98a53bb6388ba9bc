"""The role of each column, and rows that are no header."""

import pytest

from esg_pipeline.disclosure.cells import Cell
from esg_pipeline.disclosure.headers import Header, Role, read_header, year_of
from esg_pipeline.disclosure.units import UnitTable


def header(units: UnitTable, *titles: str, is_marked: bool = False, is_first: bool = False) -> Header | None:
    cells = [Cell(title, 0, len(title)) for title in titles]
    return read_header(cells, 2022, units, is_marked=is_marked, is_first=is_first)


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("2022", 2022),
        ("FY2022", 2022),
        ("FY22", 2022),
        ("2022年度", 2022),
        ("As at 31 December 2022", 2022),
        ("2022 (restated)", 2022),
    ],
)
def test_titles_that_name_one_year(title: str, year: int) -> None:
    assert year_of(title) == (year, "")


@pytest.mark.parametrize("title", ["2022/23", "2030 target", "2022 vs 2021", "1850", "12022", "H1 2022", "2,022", ""])
def test_titles_that_name_no_single_year(title: str) -> None:
    assert year_of(title) is None


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
