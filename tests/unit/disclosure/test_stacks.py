"""Tables with one cell per line: only complete groups are rows."""

from esg_pipeline.disclosure.document_text import read_document
from esg_pipeline.disclosure.stacks import Stack, read_stack
from esg_pipeline.disclosure.units import UnitTable


def stack(text: str, units: UnitTable) -> Stack | None:
    document = read_document(text.encode(), "txt")
    return read_stack(document.lines, 0, document.text, units)


def test_groups_of_a_label_and_one_number_per_year(units: UnitTable) -> None:
    found = stack("2021\n2022\nScope 1\nDirect (t)\n5\n6\n15 Investments\n7\n8\n", units)
    assert found is not None
    assert [(row.headings, row.label, [c.text for c in row.cells]) for row in found.rows] == [
        (("Scope 1",), "Direct (t)", ["5", "6"]),
        ((), "15 Investments", ["7", "8"]),
    ]


def test_a_missing_or_surplus_number_ends_the_table(units: UnitTable) -> None:
    assert stack("2021\n2022\nDirect\n5\nIndirect\n6\n7\n", units) is None
    assert stack("2021\n2022\nDirect\n5\n6\n7\n", units) is None
    assert stack("2021\n2019\nDirect\n5\n6\n", units) is None


def test_a_unit_on_a_line_of_its_own(units: UnitTable) -> None:
    found = stack("2021\n2022\nWater\nm3\n5\n6\nWaste\nHazardous\ntonnes\n7\n8\n", units)
    assert found is not None
    assert [(row.headings, row.label, row.unit) for row in found.rows] == [
        ((), "Water", "m3"),
        (("Waste",), "Hazardous", "tonnes"),
    ]


def test_a_column_of_years_is_no_head_and_takes_little_time(units: UnitTable) -> None:
    document = read_document(b"2022\n" * 20_000, "txt")
    assert all(read_stack(document.lines, i, document.text, units) is None for i in range(20_000))
