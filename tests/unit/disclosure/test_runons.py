"""Tables poured into one line: every complete group of a label and its numbers, and nothing of a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.disclosure.document_text import Line
from esg_pipeline.disclosure.runons import RunOnTable, read_run_ons
from esg_pipeline.disclosure.units import UnitTable

TWO_LANGUAGES = (
    "The figures were as follows: Figure 2 Resources used 資源使用 2021 2020 Resources 資源 二零二一年 二零二零年 "
    "Electricity (kWh) 電力(千瓦時) 4,100 4,050 Water (cubic metre) (Note 1) 水(立方米)(附註 1 ) 310 295 "
    "Figure 3 Use per employee 每位僱員用量 2021 2020 Resources 資源 二零二一年 二零二零年 "
    "Electricity (kWh/person) 電力(千瓦時╱人) 41.0 40.5 Water (cubic metre/person) 水(立方米╱人) 3.1 2.95"
)


def read(text: str, units: UnitTable, fiscal_year: int | None = 2021) -> tuple[RunOnTable, ...]:
    return read_run_ons(Line(7, text, 100, 3), fiscal_year, units)


def figures(table: RunOnTable) -> list[tuple[str, tuple[str, ...], list[tuple[int | None, str]]]]:
    return [
        (row.label, row.units, [(y, cell.text) for y, (cell, _) in zip(row.years, row.values, strict=True)])
        for row in table.rows
    ]


def test_two_tables_in_two_languages(units: UnitTable) -> None:
    first, second = read(TWO_LANGUAGES, units)
    assert (first.caption, second.caption) == ("Resources used 資源使用", "Use per employee 每位僱員用量")
    assert figures(first) == [
        ("Electricity 電力", ("kWh", "千瓦時"), [(2021, "4,100"), (2020, "4,050")]),
        ("Water (Note 1) 水 (附註 1 )", ("cubic metre", "立方米"), [(2021, "310"), (2020, "295")]),
    ]
    assert [row.units[0] for row in second.rows] == ["kWh/person", "cubic metre/person"]


def test_every_span_holds_its_text(units: UnitTable) -> None:
    document = "x" * 100 + TWO_LANGUAGES
    rows = [row for table in read(TWO_LANGUAGES, units) for row in table.rows]
    assert len(rows) == 4
    for row in rows:
        quote = document[slice(*row.span)]
        for cell, _ in row.values:
            assert document[cell.start : cell.end] == cell.text
            assert cell.text in quote


def test_a_unit_column(units: UnitTable) -> None:
    (table,) = read(
        "以下為數據。指標 單位 2021年 2020年 總用水量 立方米 1,234 1,100 有害廢棄物 噸 3.2 4.0 註：數據未經審核。",
        units,
    )
    assert figures(table) == [
        ("總用水量", ("立方米",), [(2021, "1,234"), (2020, "1,100")]),
        ("有害廢棄物", ("噸",), [(2021, "3.2"), (2020, "4.0")]),
    ]


def test_a_lost_number_leaves_its_row_without_years(units: UnitTable) -> None:
    (table,) = read(
        "Item Unit 2021 2020 Water m3 12 Waste tonnes 3.2 4.0 Electricity MWh 55 66 and so on for years", units
    )
    assert [(row.years, bool(row.problem)) for row in table.rows[:3]] == [
        ((None,), True),
        ((2021, 2020), False),
        ((2021, 2020), False),
    ]


def test_years_after_the_fiscal_year_are_none(units: UnitTable) -> None:
    (table,) = read(TWO_LANGUAGES, units, fiscal_year=2020)[:1]
    assert table.rows[0].years == (None, 2020)


@pytest.mark.parametrize(
    "text",
    [
        "In the years 2021 2020 and before, the group with 100 200 employees and 300 400 others worked in many places.",
        "The reports of 2021 2020 were read by 12 people. We planted 12 15 trees. It rained on 3 4 days of that week.",
        "2021 2020 Water 1 2",
        "2021 2019 Water (m3) 1 2 Waste (t) 3 4 Electricity (kWh) 5 6 and more words to make the line long enough",
    ],
)
def test_prose_holds_no_table(units: UnitTable, text: str) -> None:
    assert read(text, units) == ()


@pytest.mark.parametrize(
    "text",
    [
        "2021 2020 " * 8_000,
        "2021 2020 " + "(" * 60_000,
        "2021 2020 Water " + "1 " * 30_000,
        "2021 2020 Water (m3) 1 2 " * 3_000,
    ],
)
def test_long_lines_take_little_time(units: UnitTable, text: str) -> None:
    read(text, units)


@given(st.text(alphabet="20211 Wat(m3)年。二零.,-%", max_size=300))
def test_no_line_breaks_the_reader(units: UnitTable, text: str) -> None:
    line = "2021 2020 Water (m3) 1 2 " + text
    for table in read(line, units):
        for row in table.rows:
            assert all(("x" * 100 + line)[cell.start : cell.end] == cell.text for cell, _ in row.values)
