"""Workbooks are looked over while they are packed: percent styles, and what no workbook should hold."""

import io
import zipfile

import pytest

from esg_pipeline.disclosure.document_limits import DEFAULT_LIMITS, Deadline, DocumentError, DocumentLimits
from esg_pipeline.disclosure.workbook_plan import SheetPlan, plan_workbook
from tests.unit.disclosure.workbook_files import number_cell, xlsx

FINE = f'<row r="1">{number_cell("A1", "1")}</row>'
BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def plan(content: bytes, limits: DocumentLimits = DEFAULT_LIMITS) -> list[SheetPlan]:
    return plan_workbook(content, limits, Deadline(60))


def test_percent_cells_and_hidden_sheets() -> None:
    row = "".join(number_cell(place, "0.5", style) for style, place in enumerate(("A2", "B2", "C2", "D2", "AA2")))
    assert plan(xlsx({"Data": f'<row r="2">{row}</row>', "Notes": FINE}, hidden="Notes")) == [
        SheetPlan("Data", is_hidden=False, percents={(1, 1), (1, 2)}),
        SheetPlan("Notes", is_hidden=True),
    ]


def test_cells_without_a_reference_are_counted() -> None:
    rows = '<row><c s="1"><v>1</v></c></row><row><c><v>1</v></c><c s="2"><v>1</v></c></row>'
    assert plan(xlsx({"a": rows}))[0].percents == {(0, 0), (1, 1)}


def corner(place: str, row: int) -> bytes:
    return xlsx({"a": f'{FINE}<row r="{row}">{number_cell(place, "1")}</row>'})


def with_many_entries() -> bytes:
    file = io.BytesIO(xlsx({"a": FINE}))
    with zipfile.ZipFile(file, "a") as archive:
        for index in range(5_001):
            archive.writestr(f"xl/media/{index}", b"")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (xlsx({"a": FINE}, prologue=BOMB), "document type"),
        (xlsx({"a": FINE + " " * 50_000_000}), "zip bomb"),
        (with_many_entries(), "zip entries, the limit is 5000"),
        (corner("XFD1048576", 1_048_576), "1048576 table rows in sheet 'a', the limit is 20000"),
        (corner("XFD2", 2), "16384 table columns in sheet 'a', the limit is 500"),
        (corner("SA15000", 15_000), "cells in the area"),
        (xlsx({"a": FINE})[:900], "not a readable workbook"),
        (xlsx({"a": "<row"}), "broken XML"),
        (b"PK\x03\x04xl/", "not a readable workbook"),
    ],
)
def test_refused(content: bytes, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        plan(content)


def test_what_it_unpacks_to_is_limited() -> None:
    with pytest.raises(DocumentError, match="bytes when unpacked, the limit is 1000"):
        plan(xlsx({"a": FINE}), DocumentLimits(max_uncompressed_bytes=1_000))


def test_a_directory_that_lies_about_sizes_is_refused() -> None:
    content = bytearray(xlsx({"a": FINE + " " * 2_000_000}))
    place = content.rindex(b"xl/worksheets/sheet1.xml") - 46
    content[place + 24 : place + 28] = (100).to_bytes(4, "little")
    with pytest.raises(DocumentError, match="not a readable workbook"):
        plan(bytes(content))
