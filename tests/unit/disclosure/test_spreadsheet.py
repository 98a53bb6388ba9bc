"""Workbooks and CSV files to lines."""

import pytest

from esg_pipeline.disclosure.document_limits import DEFAULT_LIMITS, Deadline, DocumentError, DocumentLimits
from esg_pipeline.disclosure.spreadsheet import csv_lines, delimiter_of, workbook_lines
from tests.unit.disclosure.workbook_files import number_cell, text_cell, xlsx


def book(sheets: dict[str, str], **options: str) -> list[str]:
    return workbook_lines(xlsx(sheets, **options), DEFAULT_LIMITS, Deadline(60))


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (number_cell("B2", "0.30000000000000004"), "0.3"),
        (number_cell("B2", "1.2999999999999998"), "1.3"),
        (number_cell("B2", "123456789012"), "123456789012"),
        (number_cell("B2", "1E-7"), "0.0000001"),
        (number_cell("B2", "-12.50"), "-12.5"),
        (number_cell("B2", "0"), "0"),
        (number_cell("B2", "0.265", 2), "26.5%"),
        (number_cell("B2", "26.5", 3), "26.5"),
        (number_cell("B2", "45291", 4), "2023-12-31"),
        ('<c r="B2" t="b"><v>1</v></c>', "TRUE"),
        ('<c r="B2" t="e"><v>#N/A</v></c>', ""),
        ('<c r="B2"><f>SUM(A1:A2)</f><v>7</v></c>', "7"),
        (text_cell("B2", "two&#10;lines and\ta tab"), "two lines and a tab"),
    ],
)
def test_cells(cell: str, text: str) -> None:
    rows = f'<row r="2">{text_cell("A2", "Water")}{cell}</row>'
    assert book({"Data": rows})[1] == f"Water\t{text}"


def test_sheets_have_their_names_and_hidden_ones_are_left_out() -> None:
    row = f'<row r="1">{text_cell("A1", "Water")}{number_cell("C1", "5")}</row>'
    assert book({"环境 2023": row, "Draft": row}, hidden="Draft") == ["# 环境 2023", "Water\t\t5"]
    assert book({"a": row, "b": row}) == ["# a", "Water\t\t5", "", "# b", "Water\t\t5"]


def test_a_merged_cell_stands_in_its_first_place() -> None:
    rows = f'<row r="1">{text_cell("A1", "Water")}</row><row r="2">{number_cell("C2", "1")}</row>'
    assert book({"a": rows}, tail='<mergeCells><mergeCell ref="A1:C1"/></mergeCells>') == ["# a", "Water\t\t", "\t\t1"]


def test_percentages_stay_in_place_when_the_table_begins_further_down() -> None:
    rows = f'<row r="7">{text_cell("D7", "Share")}{number_cell("E7", "0.07", 1)}</row>'
    assert book({"a": rows}) == ["# a", "Share\t7%"]


def test_a_broken_workbook() -> None:
    with pytest.raises(DocumentError, match="not a readable workbook"):
        workbook_lines(b"PK\x03\x04 xl/", DEFAULT_LIMITS, Deadline(60))


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_delimiters(mark: str) -> None:
    text = mark.join(["Indicator", "Unit", "2023"]) + "\n" + mark.join(["Waste", "t", '"1,234;5|6"'])
    assert delimiter_of(text) == mark
    assert csv_lines(text, DEFAULT_LIMITS, Deadline(60)) == ["Indicator\tUnit\t2023", "Waste\tt\t1,234;5|6"]


def test_quotes_line_breaks_and_empty_rows() -> None:
    text = '\ufeffLabel,"a ""b""\nc",3\r\n,,\r\nx,,4\r\n'
    assert csv_lines(text, DEFAULT_LIMITS, Deadline(60)) == ['Label\ta "b" c\t3', "", "x\t\t4"]


def test_limits_of_a_table() -> None:
    with pytest.raises(DocumentError, match="3 table rows, the limit is 2"):
        csv_lines("a\nb\nc\n", DocumentLimits(max_table_rows=2), Deadline(60))
    with pytest.raises(DocumentError, match="3 table columns, the limit is 2"):
        csv_lines("a,b,c\n", DocumentLimits(max_table_columns=2), Deadline(60))
    with pytest.raises(DocumentError, match="not a readable CSV"):
        csv_lines('"' + "x" * 200_000, DEFAULT_LIMITS, Deadline(60))


def test_a_hundred_thousand_rows_are_refused_and_a_fifth_of_them_is_read() -> None:
    assert len(csv_lines("Plant,12,t\n" * 20_000, DEFAULT_LIMITS, Deadline(60))) == 20_000
    with pytest.raises(DocumentError, match="the limit is 20000"):
        csv_lines("Plant,12,t\n" * 100_000, DEFAULT_LIMITS, Deadline(60))
