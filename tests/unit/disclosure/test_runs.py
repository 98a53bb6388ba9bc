"""Rows without separators are cut from the right, and only when nothing is missing."""

import pytest

from esg_pipeline.disclosure.document_text import Line
from esg_pipeline.disclosure.runs import read_run_header, read_run_row
from esg_pipeline.disclosure.units import UnitTable


def line(text: str) -> Line:
    return Line(1, text, 0, None)


@pytest.mark.parametrize(
    ("text", "years", "has_unit", "has_page"),
    [
        ("Indicator Unit 2020 2021 2022 Report Pages", (2020, 2021, 2022), True, True),
        ("2022 2021", (2022, 2021), False, False),
        ("指标 单位 2021年 2022年", (2021, 2022), True, False),
        ("Environment FY2022 FY2021", (2022, 2021), False, False),
    ],
)
def test_headers(text: str, years: tuple[int, ...], has_unit: bool, has_page: bool) -> None:
    found = read_run_header(line(text), 2022)
    assert found is not None
    assert (found.years, found.has_unit, found.has_page) == (years, has_unit, has_page)


@pytest.mark.parametrize(
    "text", ["In 2022", "The years 2020, 2021 2022.", "Report 2020 2022", "2022", "Annual Report 2020"]
)
def test_prose_is_no_header(text: str) -> None:
    assert read_run_header(line(text), 2022) is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Water m3 1 2 12", ""),
        ("Water m3 1 12", "fewer values than years: a cell is lost"),
        ("Water 1 2 12", "no unit is readable before the values"),
    ],
)
def test_rows(units: UnitTable, text: str, problem: str) -> None:
    header = read_run_header(line("Indicator Unit 2021 2022 Page"), 2022)
    assert header is not None
    row = read_run_row(line(text), header, units)
    assert row is not None
    assert row.problem == problem
