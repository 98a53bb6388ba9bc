"""Decisions of people: every rule trips, good rows beside it survive, and the later of two is the later one."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from data_contracts.catalogue import contract
from esg_pipeline.ingest.store import RawStore

Refused = Callable[[], list[tuple[str, int, str, str]]]
Read = Callable[[], RawStore]
Put = Callable[[str, str | bytes], Path]

FILE = "review/decisions.csv"
DOCUMENT = "ab" * 32
HEADER = (
    "document_id,char_start,char_end,data_point_id,dimension,period,decision,value,decided_by,decided_at,comment\r\n"
)
GOOD = f"{DOCUMENT},10,20,waste,,2021,accept,,A. Reader,2022-06-01T08:30:00.250000Z,read again\r\n"
PLACE = f"{DOCUMENT},10,20"


def test_a_decision_is_read_as_it_was_kept(put: Put, folder: Path, read: Read) -> None:
    put(FILE, HEADER + GOOD)
    store = read()
    assert store.tables["raw.rejected_row"].is_empty()
    assert contract("raw.review_decision").violations(store.tables["raw.review_decision"]) == []
    [row] = store.tables["raw.review_decision"].drop("source_sha256").rows()
    moment = datetime(2022, 6, 1, 8, 30, 0, 250_000)  # noqa: DTZ001 - the column is UTC
    fact = (DOCUMENT, 10, 20, "waste", "", 2021)
    assert row == (*fact, "accept", None, "A. Reader", moment, "read again", None, FILE, 1)


@pytest.mark.parametrize(
    ("line", "rule", "words"),
    [
        (
            f"{PLACE},waste,,2021,maybe,,A,2022-06-01T08:30:00Z,",
            "unknown_code",
            "decision 'maybe' is not one of",
        ),
        (f"{PLACE},waste,,2021,Accept,,A,2022-06-01T08:30:00Z,", "unknown_code", "decision 'Accept'"),
        (f"{PLACE},waste,,2021,accept,,,2022-06-01T08:30:00Z,", "missing_value", "decided_by is empty"),
        (f"{PLACE},waste,,2021,accept,,A,,", "missing_value", "decided_at is empty"),
        (f"{PLACE},waste,,2021,accept,,A,2022-06-01,", "bad_moment", "decided_at '2022-06-01' is not a moment in UTC"),
        (f"{PLACE},waste,,2021,accept,,A,2022-06-01T08:30:00+08:00,", "bad_moment", "is not a moment in UTC"),
        (f"{PLACE},waste,,2021,accept,,A,2023-07-02T00:00:00Z,", "future_decision", "lies after today, 2023-06-30"),
        (f"{PLACE},waste,,2021,accept,,A\x1b,2022-06-01T08:30:00Z,", "unreadable_character", "decided_by holds"),
        (f"{PLACE},waste,,2021,accept,,A,2022-06-01T08:30:00Z,\x07", "unreadable_character", "comment holds"),
        (f"{PLACE},waste,,2021,correct,,A,2022-06-01T08:30:00Z,", "missing_value", "a correction needs one"),
        (f"{PLACE},waste,,2021,correct,lots,A,2022-06-01T08:30:00Z,", "bad_number", "value 'lots'"),
        (f"{PLACE},waste,,2021,correct,nan,A,2022-06-01T08:30:00Z,", "bad_number", "value 'nan'"),
        (f"{PLACE},waste,,2021,reject,5,A,2022-06-01T08:30:00Z,", "value_without_correction", "only `correct` does"),
        (f"{PLACE},waste,,2021,correct,-5,A,2022-06-01T08:30:00Z,", "negative_value", "waste cannot be below zero: -5"),
        (f"{PLACE},waste,,2021,correct,1e31,A,2022-06-01T08:30:00Z,", "out_of_range", "beyond what any report states"),
        (f"{PLACE},policy,,2021,correct,5,A,2022-06-01T08:30:00Z,", "out_of_range", "policy is yes or no, not 5"),
        (f"{PLACE},stars,,2021,correct,1.5,A,2022-06-01T08:30:00Z,", "out_of_range", "stars has no level 1.5"),
        (f"{PLACE},stars,,2021,correct,-1,A,2022-06-01T08:30:00Z,", "negative_value", "stars cannot be below zero"),
        (f"{PLACE},waste,,1989,accept,,A,2022-06-01T08:30:00Z,", "out_of_range", "period 1989 does not lie between"),
        (f"{PLACE},waste,,2101,accept,,A,2022-06-01T08:30:00Z,", "out_of_range", "period 2101"),
        (f"{PLACE},waste,,FY21,accept,,A,2022-06-01T08:30:00Z,", "bad_number", "period 'FY21'"),
        (f"{PLACE},No Slug,,2021,accept,,A,2022-06-01T08:30:00Z,", "unknown_data_point", "'No Slug' is no id"),
        (f"{PLACE},waste,Gender: F,2021,accept,,A,2022-06-01T08:30:00Z,", "bad_dimension", "dimension 'Gender: F'"),
        (f"{DOCUMENT},-1,20,waste,,2021,accept,,A,2022-06-01T08:30:00Z,", "negative_value", "char_start -1 is below"),
        (f"{DOCUMENT},20,20,waste,,2021,accept,,A,2022-06-01T08:30:00Z,", "ends_before_start", "20 is not behind"),
        ("../x,10,20,waste,,2021,accept,,A,2022-06-01T08:30:00Z,", "bad_document_id", "'../x' is no SHA-256"),
        (GOOD.strip(), "duplicate_row", "stands in review/decisions.csv, row 1 and says the same"),
        (GOOD.strip().replace("accept", "reject"), "duplicate_key", "with other values; the first one counts"),
    ],
)
def test_a_bad_row_is_refused_and_the_others_are_kept(
    put: Put, folder: Path, read: Read, refused: Refused, line: str, rule: str, words: str
) -> None:
    put(FILE, HEADER + GOOD + line + "\r\n")
    [(source, number, found, reason)] = refused()
    assert (source, number, found) == (FILE, 2, rule)
    assert words in reason
    kept = read().tables["raw.review_decision"]
    assert kept["row_number"].to_list() == [1]
    assert contract("raw.review_decision").violations(kept) == []


@pytest.mark.parametrize(
    ("point", "value", "expected"),
    [
        ("women", "-4.5", -4.5),
        ("policy", "0.0", 0.0),
        ("policy", "1", 1.0),
        ("stars", "3.0", 3.0),
        ("waste", "1,838", 1838),
    ],
)
def test_corrections_that_can_be_right(
    put: Put, folder: Path, read: Read, point: str, value: str, expected: float
) -> None:
    put(FILE, f'{HEADER}{PLACE},{point},,2021,correct,"{value}",A,2022-06-01T08:30:00Z,\r\n')
    assert read().tables["raw.review_decision"]["value"].to_list() == [expected]


def test_the_apostrophe_before_what_looks_like_a_formula_is_no_part_of_the_text(
    put: Put, folder: Path, read: Read
) -> None:
    put(FILE, f"{HEADER}{PLACE},waste,,2021,accept,,'=A,2022-06-01T08:30:00Z,'- a target\r\n{GOOD}")
    rows = read().tables["raw.review_decision"].select("decided_by", "comment").rows()
    assert rows == [("=A", "- a target"), ("A. Reader", "read again")]


def test_a_data_point_that_the_method_no_longer_has_is_no_error(put: Put, folder: Path, read: Read) -> None:
    put(FILE, f"{HEADER}{PLACE},gone,gender=female,2021,accept,,A,2022-06-01T08:30:00Z,\r\n")
    store = read()
    assert store.tables["raw.rejected_row"].is_empty()
    assert store.tables["raw.review_decision"]["data_point_id"].to_list() == ["gone"]


def test_several_decisions_about_one_fact_are_all_kept_with_their_moments(put: Put, folder: Path, read: Read) -> None:
    later = GOOD.replace("accept", "reject").replace("2022-06-01T08:30:00.250000Z", "2022-06-02 08:30:00")
    put("review/by hand.csv", HEADER + later)
    put(FILE, HEADER + GOOD)
    found = read().tables["raw.review_decision"].sort("decided_at")
    assert found["decision"].to_list() == ["accept", "reject"]
    assert found["source"].to_list() == [FILE, "review/by hand.csv"]


def test_a_file_opened_in_a_spreadsheet_program_reads_the_same(put: Put, folder: Path, read: Read) -> None:
    put(FILE, HEADER + GOOD)
    places = ["source_sha256", "row_number"]
    expected = read().tables["raw.review_decision"].drop(places)
    saved = "\ufeff" + (HEADER + "\r\n" + GOOD).replace(",", ";") + ";" * 10 + "\r\n"
    put(FILE, saved)
    assert read().tables["raw.review_decision"].drop(places).equals(expected)


def test_another_file_in_the_folder_is_refused_and_said(put: Put, folder: Path, refused: Refused) -> None:
    put("review/notes.csv", "who,what\nA,B\n")
    put("review/notes.txt", "remember")
    assert [row[:3] for row in refused()] == [
        ("review/notes.csv", 0, "missing_column"),
        ("review/notes.txt", 0, "unsupported_file"),
    ]


VALUE_HEADER = HEADER.strip() + ",observation_id\r\n"
VALUE = "0a" * 16
WHO = "A,2022-06-01T08:30:00Z,"


def test_a_decision_about_a_delivered_value_names_it_and_no_document(
    put: Put, folder: Path, read: Read, refused: Refused
) -> None:
    put(FILE, f"{VALUE_HEADER},,,waste,,2021,correct,5,{WHO},{VALUE}\r\n{GOOD.strip()},\r\n")
    assert refused() == []
    kept = read().tables["raw.review_decision"]
    assert contract("raw.review_decision").violations(kept) == []
    assert kept.select("document_id", "char_start", "observation_id", "value").rows() == [
        (None, None, VALUE, 5.0),
        (DOCUMENT, 10, None, None),
    ]


@pytest.mark.parametrize(
    ("line", "rule", "words"),
    [
        (f"{PLACE},waste,,2021,accept,,{WHO},{VALUE}", "two_subjects", "a decision is about one of them"),
        (f"{DOCUMENT},,,waste,,2021,accept,,{WHO},{VALUE}", "two_subjects", "a decision is about one of them"),
        (f",,,waste,,2021,accept,,{WHO},", "missing_value", "document_id is empty, and so is observation_id"),
        (f"{DOCUMENT},10,,waste,,2021,accept,,{WHO},", "missing_value", "char_end is empty, and so is"),
        (f",,,waste,,2021,accept,,{WHO},0A", "bad_observation_id", "observation_id '0A' is no id of a delivered"),
        (f",,,waste,,2021,correct,-5,{WHO},{VALUE}", "negative_value", "waste cannot be below zero"),
        (f",,,waste,,2020,accept,,{WHO},{VALUE}", "duplicate_row", "row 1 and says the same"),
        (f",,,waste,,2020,reject,,{WHO},{VALUE}", "duplicate_key", "with other values; the first one counts"),
    ],
)
def test_a_decision_is_about_a_place_or_about_a_value(
    put: Put, folder: Path, refused: Refused, line: str, rule: str, words: str
) -> None:
    put(FILE, f"{VALUE_HEADER},,,waste,,2020,accept,,{WHO},{VALUE}\r\n{line}\r\n")
    [(source, number, found, reason)] = refused()
    assert (source, number, found) == (FILE, 2, rule)
    assert words in reason
