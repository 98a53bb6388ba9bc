"""What one row gives: units joined, nil decided, years of captions, numbers that are not certain."""

from collections.abc import Callable
from fractions import Fraction

import pytest

from esg_pipeline.disclosure.cells import Cell
from esg_pipeline.disclosure.document_text import Line
from esg_pipeline.disclosure.headers import Column, Role
from esg_pipeline.disclosure.numbers import parse_value
from esg_pipeline.disclosure.observations import RawObservation
from esg_pipeline.disclosure.table_rows import UNCERTAIN, Recorder, Row, read_cell
from esg_pipeline.disclosure.units import UnitTable
from esg_pipeline.methodology.codes import State

Read = Callable[..., RawObservation]


@pytest.fixture
def read(units: UnitTable) -> Read:
    """One observation of a row with one value."""

    def run(label: str, text: str, *given: str, column: Column | None = None, caption: str = "") -> RawObservation:
        recorder = Recorder(units, 2022)
        recorder.open(caption, "")
        line = Line(1, f"{label}\t{text}", 0, None)
        value = read_cell(text, decimal_comma=False)
        assert value is not None
        cell = Cell(text, len(label) + 1, len(line.text))
        recorder.values(Row(line, label, given), [(column or Column(Role.VALUE, years_back=0), cell, value)])
        (found,) = recorder.observations
        return found

    return run


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("12.5万", "吨", ("万 吨",)),
        ("3 million", "RMB million", ("RMB million",)),
        ("1.2亿", "万元", ("亿", "万元")),
        ("12%", "%", ("%", "%")),
        ("5 kg", "", ("kg",)),
    ],
)
def test_a_multiple_in_the_cell_joins_the_unit_of_the_row(
    read: Read, text: str, unit: str, expected: tuple[str, ...]
) -> None:
    assert read("Item", text, *([unit] if unit else [])).units == expected


@pytest.mark.parametrize(
    ("label", "word", "unit", "state"),
    [
        ("Work-related fatalities", "Nil", "", State.REPORTED_ZERO),
        ("Concluded corruption cases", "none", "", State.REPORTED_ZERO),
        ("工亡人数", "无", "人", State.REPORTED_ZERO),
        ("Hazardous waste", "Nil", "tonnes", State.REPORTED_ZERO),
        ("有害废弃物", "无", "吨", State.NOT_DISCLOSED),
        ("Water intensity", "Nil", "m3/employee", State.NOT_DISCLOSED),
        ("Water", "Nil", "", State.NOT_DISCLOSED),
        ("Work-related fatalities", "-", "", State.NOT_DISCLOSED),
        ("Work-related fatalities", "N/A", "", State.NOT_APPLICABLE),
    ],
)
def test_nil_is_a_zero_only_of_what_is_counted(read: Read, label: str, word: str, unit: str, state: State) -> None:
    found = read(label, word, *([unit] if unit else []))
    assert found.value.state is state
    assert (found.value.value == 0) is (state is State.REPORTED_ZERO)


def test_a_caption_may_name_the_year(read: Read) -> None:
    assert read("Water", "5", caption="Environmental data of 2021").period == 2021
    assert read("Water", "5", caption="Environmental data").period == 2022
    assert read("Water", "5", caption="Plans for 2030").period == 2022


def test_numbers_that_are_not_certain_keep_their_reason(read: Read) -> None:
    assert read("Water", "10-20").problem == UNCERTAIN
    assert read("Water", "5 (2.5%)").problem == UNCERTAIN
    assert read("Target year", "2030年").problem == "a year, not a measure"
    assert read("Water", "5", column=Column(Role.IGNORED, reason="a note column")).problem == "a note column"


def test_a_turned_row(units: UnitTable) -> None:
    recorder = Recorder(units, 2022)
    value = parse_value("5")
    assert value is not None
    column = Column(Role.VALUE, years_back=0, unit="m3", label="Water")
    line = Line(1, "North\t5", 0, None)
    recorder.turned(Row(line, "North"), [(column, Cell("5", 6, 7), value)])
    recorder.turned(Row(line, "", period=2021), [(column, Cell("5", 6, 7), value)])
    assert [(o.label, o.member, o.period, o.units) for o in recorder.observations] == [
        ("Water", "North", 2022, ("m3",)),
        ("Water", "", 2021, ("m3",)),
    ]


def test_rows_without_a_header_are_kept_as_they_are(units: UnitTable) -> None:
    recorder = Recorder(units, 2022)
    line = Line(1, "Water\t5\tn/a", 0, None)
    recorder.unread(line, [Cell("Water", 0, 5), Cell("5", 6, 7), Cell("n/a", 8, 11)], "no header")
    (found,) = recorder.observations
    assert (found.label, found.value.value, found.problem, found.period) == ("Water", Fraction(5), "no header", None)
