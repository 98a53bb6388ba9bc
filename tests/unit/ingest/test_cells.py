"""Each type of cell: what it reads, what it leaves null."""

from datetime import date, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.ingest.cells import CellType, as_number, is_unreadable, trimmed, typed


def value(text: str | None, cell_type: CellType) -> object:
    frame = pl.DataFrame({"cell": [text]}, schema={"cell": pl.String})
    return frame.select(typed("cell", cell_type)).item()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1296.4", 1296.4),
        ("1,296.40", 1296.4),
        ("-12,345,678", -12345678.0),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("１２３．５", 123.5),
        ("\u22125", -5.0),
        ("-0", 0.0),
    ],
)
def test_numbers(text: str, expected: float) -> None:
    assert repr(value(text, CellType.NUMBER)) == repr(expected)


@pytest.mark.parametrize(
    "text", ["12 t", "1,5", "12,34", "1.2.3", "ten", "nan", "inf", "1e400", "", "-", "1e", "e5", "5."]
)
def test_what_is_no_number(text: str) -> None:
    assert value(text, CellType.NUMBER) is None


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_written_by_a_program_is_read_back(number: float) -> None:
    assert pl.DataFrame({"cell": [repr(number)]}).select(as_number(pl.col("cell"))).item() == number


@pytest.mark.parametrize(
    "text", ["2022-05-01", "2022/05/01", "2022-5-1", "2022-05-01T00:00:00", "2022-05-01 00:00:00.000Z"]
)
def test_dates(text: str) -> None:
    assert value(text, CellType.DATE) == date(2022, 5, 1)


@pytest.mark.parametrize(
    "text", ["2022-13-01", "2022-02-30", "01/05/2022", "20220501", "2022-05-01T09:30:00", "0022-05-01", "soon", ""]
)
def test_what_is_no_date(text: str) -> None:
    assert value(text, CellType.DATE) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022-05-31T08:30:00Z", (8, 30, 0, 0)),
        ("2022-05-31T08:30:00", (8, 30, 0, 0)),
        ("2022-05-31 08:30:00", (8, 30, 0, 0)),
        ("2022-05-31T08:30:00+00:00", (8, 30, 0, 0)),
        ("2022-05-31T08:30:00.25Z", (8, 30, 0, 250_000)),
        ("2022-05-31T08:30:59.999999Z", (8, 30, 59, 999_999)),
        ("2022-05-31T00:00:00Z", (0, 0, 0, 0)),
    ],
)
def test_moments_are_utc_with_or_without_a_zone(text: str, expected: tuple[int, int, int, int]) -> None:
    assert value(text, CellType.MOMENT) == datetime(2022, 5, 31, *expected)  # noqa: DTZ001 - the column is UTC


@pytest.mark.parametrize(
    "text",
    [
        "2022-05-31",
        "2022-05-31T08:30",
        "2022-05-31T08:30:00+08:00",
        "2022-05-31T08:30:00-00:00",
        "2022-05-31T25:00:00Z",
        "2022-05-31T08:60:00Z",
        "2022-02-30T08:30:00Z",
        "2022-05-31T08:30:00.1234567Z",
        "2022-05-31T08:30:00ZZ",
        "31/05/2022 08:30:00",
        "1899-05-31T08:30:00Z",
        "9999-05-31T08:30:00Z",
        "1653985800",
        "yesterday",
        "",
    ],
)
def test_what_is_no_moment_in_utc(text: str) -> None:
    assert value(text, CellType.MOMENT) is None


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 12, 31)))  # noqa: DTZ001 - the column is UTC
def test_a_moment_written_by_a_program_is_read_back(moment: datetime) -> None:
    assert value(moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), CellType.MOMENT) == moment
    assert value(str(moment), CellType.MOMENT) == moment


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("true", True),
        ("Yes", True),
        ("1", True),
        ("是", True),
        ("FALSE", False),
        ("no", False),
        ("0", False),
        ("否", False),
    ],
)
def test_flags(text: str, expected: bool) -> None:
    assert value(text, CellType.FLAG) is expected


@pytest.mark.parametrize("text", ["maybe", "2", ""])
def test_what_is_no_flag(text: str) -> None:
    assert value(text, CellType.FLAG) is None


def test_whole_numbers() -> None:
    assert [value(text, CellType.WHOLE) for text in ("2021", "2021.0", "2021.5", "1e300")] == [2021, 2021, None, None]


def test_blanks_around_a_cell_go_and_an_empty_cell_is_null() -> None:
    frame = pl.DataFrame({"cell": ["\u3000 a b\xa0", "  ", None]})
    assert frame.select(trimmed("cell")).to_series().to_list() == ["a b", None, None]


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\r", "\x7f", "\ufffd"])
def test_characters_that_nobody_can_read(character: str) -> None:
    frame = pl.DataFrame({"cell": [f"a{character}b", "a b\n\t研"]})
    assert frame.select(is_unreadable("cell")).to_series().to_list() == [True, False]
