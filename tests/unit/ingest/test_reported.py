"""Reported values: what a row states, and every rule that refuses one, with good rows beside it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from esg_pipeline.ingest.store import RawStore

Refused = Callable[[], list[tuple[str, int, str, str]]]
Read = Callable[[], RawStore]
Add = Callable[[str, str], None]
Put = Callable[[str, str | bytes], Path]

FILE = "reported/values.csv"
HEADER = "issuer_id;data_point;dimension;fiscal_year;value;unit;published_date;source_type\n"


@pytest.mark.parametrize(
    ("line", "rule", "words"),
    [
        ("Z,waste,2021,1,t,2022-04-30", "unknown_issuer", "issuer 'Z'"),
        ("A,wast,2021,1,t,2022-04-30", "unknown_data_point", "'wast' is none of the method"),
        ("A,HKEX-27 A1.3,2021,1,t,2022-04-30", "ambiguous_data_point", "several data points: waste, waste_water;"),
        ("A,fines,2021,1,points,2022-04-30", "event_data_point", "'fines' is counted from events"),
        ("A,waste,1989,1,t,2022-04-30", "out_of_range", "between 1990 and 2023"),
        ("A,waste,2024,1,t,2023-04-30", "out_of_range", "fiscal_year 2024"),
        ("A,waste,2021,1,t,2023-07-01", "future_publication", "2023-07-01 lies after today, 2023-06-30"),
        ("A,waste,2021,1,t,2020-12-31", "published_before_period", "before fiscal year 2021 has begun"),
        ("A,waste,2021,twelve,t,2022-04-30", "bad_number", "value 'twelve' is not a number"),
        ("A,waste,2021,yes,t,2022-04-30", "bad_number", "value 'yes'"),
        ("A,waste,2021,5%,t,2022-04-30", "bad_number", "value '5%'"),
        ("A,waste,2021,-3,t,2022-04-30", "negative_value", "waste cannot be below zero: '-3'"),
        ("A,staff,2021,-3,persons,2022-04-30", "negative_value", "staff cannot be below zero"),
        ("A,stars,2021,-1,,2022-04-30", "negative_value", "stars cannot be below zero"),
        ("A,waste,2021,1e308,t,2022-04-30", "out_of_range", "'1e308' is beyond what any report states"),
        ("A,policy,2021,2,,2022-04-30", "out_of_range", "policy is yes or no, not '2'"),
        ("A,waste,2021,1,furlong,2022-04-30", "unknown_unit", "unit 'furlong' is not known"),
        ("A,waste,2021,1,m3,2022-04-30", "unit_mismatch", "unit 'm3' does not measure what waste is stated in, t"),
        ("A,waste,2021,1,,2022-04-30", "missing_unit", "waste needs a unit, such as t"),
        ("A,waste,2021,12.50,t,2022-04-30", "duplicate_row", "reported/values.csv, row 1 and says the same"),
        ("A,waste,2021,13,t,2022-04-30", "duplicate_key", "row 1 with other values"),
        ("A,GRI 306-3,2021,13,t,2022-04-30", "duplicate_key", "(A, waste, , 2021, 2022-04-30, structured)"),
    ],
)
def test_rules(add: Add, refused: Refused, read: Read, line: str, rule: str, words: str) -> None:
    add(FILE, line + "\nA,women,2021,40,%,2022-04-30\n")
    ((source, number, found, reason),) = refused()
    assert (source, number, found) == (FILE, 2, rule)
    assert words in reason
    assert read().tables["raw.reported_value"]["data_point_id"].to_list() == ["waste", "women"]


@pytest.mark.parametrize("dimension", ["women", "Gender: F", "a=b=c", "=x"])
def test_a_dimension_has_a_form(put: Put, folder: Path, refused: Refused, dimension: str) -> None:
    put("reported/more.csv", f"{HEADER}A;staff;{dimension};2021;1;persons;2022-04-30;\n")
    ((_, _, rule, reason),) = refused()
    assert rule == "bad_dimension"
    assert f"'{dimension}'" in reason


def test_an_unknown_source_type(put: Put, folder: Path, refused: Refused) -> None:
    put("reported/more.csv", f"{HEADER}A;staff;;2021;1;persons;2022-04-30;rumour\n")
    assert [row[2] for row in refused()] == ["unknown_code"]


def stated(put: Put, read: Read, cells: str) -> dict[str, Any]:
    put(FILE, f"{HEADER}{cells}\n")
    (row,) = read().tables["raw.reported_value"].to_dicts()
    return row


@pytest.mark.parametrize(
    ("text", "value", "state"),
    [
        ("1,296.40", 1296.4, "reported"),
        ("0", 0.0, "reported_zero"),
        ("0.00", 0.0, "reported_zero"),
        ("N/A", None, "not_applicable"),
        ("Not applicable", None, "not_applicable"),
        ("不适用", None, "not_applicable"),
        ("不適用", None, "not_applicable"),
        ("", None, "not_disclosed"),
        ("-", None, "not_disclosed"),
        ("—", None, "not_disclosed"),
        ("n/d", None, "not_disclosed"),
        ("not disclosed", None, "not_disclosed"),
        ("未披露", None, "not_disclosed"),
    ],
)
def test_states(put: Put, folder: Path, read: Read, text: str, value: float | None, state: str) -> None:
    row = stated(put, read, f"A;waste;;2021;{text};t;2022-04-30;")
    assert (row["value"], row["state"], row["value_text"]) == (value, state, text or None)


@pytest.mark.parametrize(
    ("text", "value"), [("yes", 1.0), ("是", 1.0), ("TRUE", 1.0), ("no", 0.0), ("否", 0.0), ("1", 1.0)]
)
def test_yes_and_no(put: Put, folder: Path, read: Read, text: str, value: float) -> None:
    row = stated(put, read, f"A;policy;;2021;{text};;2022-04-30;")
    assert (row["value"], row["unit"]) == (value, "yes/no")


@pytest.mark.parametrize(
    ("point", "unit", "kept"),
    [
        ("waste", "吨", "吨"),
        ("waste", "kg", "kg"),
        ("waste_water", "t", "t"),
        ("women", "", "%"),
        ("staff", "", "persons"),
        ("stars", "", "level"),
    ],
)
def test_units_stay_as_delivered_and_plain_ones_may_be_left_out(
    put: Put, folder: Path, read: Read, point: str, unit: str, kept: str
) -> None:
    row = stated(put, read, f"A;{point};;2021;3;{unit};2022-04-30;")
    assert (row["value"], row["unit"]) == (3.0, kept)


def test_a_percent_sign_may_stand_in_the_value(put: Put, folder: Path, read: Read) -> None:
    assert stated(put, read, "A;women;;2021;41.5 %;;2022-04-30;")["value"] == 41.5


def test_differences_of_shares_may_be_below_zero(put: Put, folder: Path, read: Read) -> None:
    assert stated(put, read, "A;women;;2021;-1.5;%;2022-04-30;")["value"] == -1.5


def test_without_a_value_no_unit_is_needed(put: Put, folder: Path, read: Read) -> None:
    assert stated(put, read, "A;waste;;2021;n/a;;2022-04-30;")["unit"] is None


@pytest.mark.parametrize(
    ("delivered", "kept"),
    [("gender=female", "gender=female"), ("level=senior; Gender = Female", "gender=female;level=senior"), ("", "")],
)
def test_dimensions_have_one_spelling(put: Put, folder: Path, read: Read, delivered: str, kept: str) -> None:
    put(FILE, f'{HEADER}A;staff;"{delivered}";2021;3;persons;2022-04-30;\n')
    assert read().tables["raw.reported_value"]["dimension"].to_list() == [kept]


def test_a_framework_code_of_one_data_point_means_it(put: Put, folder: Path, read: Read) -> None:
    row = stated(put, read, "A;gri  405-1;;2021;3;%;2022-04-30;")
    assert (row["data_point_id"], row["data_point"]) == ("women", "gri  405-1")


def test_a_restated_value_is_a_new_row(add: Add, refused: Refused, read: Read) -> None:
    add(FILE, "A,waste,2021,13,t,2023-04-30\n")
    assert refused() == []
    assert read().tables["raw.reported_value"]["value"].to_list() == [12.5, 13.0]
