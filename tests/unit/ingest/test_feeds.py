"""Columns of files and types of cells: every rule of a cell trips, and good rows beside it survive."""

from collections.abc import Callable
from pathlib import Path

import pytest

from esg_pipeline.ingest.feeds import BONDS, DECISIONS, EVENTS, ISSUERS, REPORTED, feed_of, text_of
from esg_pipeline.ingest.store import RawStore

Refused = Callable[[], list[tuple[str, int, str, str]]]
Read = Callable[[], RawStore]
Add = Callable[[str, str], None]
Put = Callable[[str, str | bytes], Path]


def test_files_belong_to_feeds_by_folder_and_name() -> None:
    assert feed_of("registry", "issuers_2021.csv") is ISSUERS
    assert feed_of("registry", "Bonds.parquet") is BONDS
    assert feed_of("reported", "anything.csv") is REPORTED
    assert feed_of("events", "anything.csv") is EVENTS
    assert feed_of("review", "anything.csv") is DECISIONS
    assert feed_of("registry", "people.csv") is None
    assert text_of("name") == "text:name"


@pytest.mark.parametrize(
    ("file", "line", "rule", "words"),
    [
        ("registry/issuers.csv", ",Gamma,true,", "missing_value", "issuer_id is empty"),
        ("registry/issuers.csv", "C,Gamma,perhaps,", "bad_flag", "is_listed 'perhaps' is neither true nor false"),
        ("registry/issuers.csv", "C,Gam\x1bma,true,", "unreadable_character", "name holds a control character"),
        ("registry/issuers.csv", "C,Gamma,true", "wrong_field_count", "3 fields, the header has 4"),
        ("registry/bonds.csv", "A2,A,B,corporate_bond,both,2020-01-01,2025-01-01", "unknown_code", "offering 'both'"),
        ("registry/bonds.csv", "A2,A,B,corporate_bond,,2020-01-01,2025-01-01", "missing_value", "offering is empty"),
        ("registry/bonds.csv", "A2,A,B,corporate_bond,public,1 May,2025-01-01", "bad_date", "issue_date '1 May'"),
        (
            "reported/values.csv",
            "A,waste,FY21,1,t,2022-04-30",
            "bad_number",
            "fiscal_year 'FY21' is not a whole number",
        ),
        ("reported/values.csv", "A,waste,2021,1,t,2022-31-04", "bad_date", "published_date '2022-31-04'"),
        ("events/events.csv", "E2,A,penalty,minor,2021-03-01,2021-03-05,lots", "bad_number", "amount_cny 'lots'"),
    ],
)
def test_bad_cells(add: Add, refused: Refused, read: Read, file: str, line: str, rule: str, words: str) -> None:
    before = read()
    add(file, line + "\n")
    ((source, number, found, reason),) = refused()
    assert (source, number, found) == (file, 2 if "issuers" not in file else 3, rule)
    assert words in reason
    after = read()
    assert all(
        after.tables[name].height == frame.height for name, frame in before.tables.items() if "raw.rej" not in name
    )


def test_a_refused_row_is_kept_as_it_was_delivered(add: Add, read: Read) -> None:
    add("registry/issuers.csv", "C, 伽马 ,perhaps,\n")
    assert read().tables["raw.rejected_row"]["payload"].to_list() == [
        '{"issuer_id":"C","name":" 伽马 ","is_listed":"perhaps","industry_code":""}'
    ]


def test_a_missing_column_refuses_the_file_and_the_others_go_on(
    put: Put, folder: Path, refused: Refused, read: Read
) -> None:
    put("registry/issuers2.csv", "issuer_id,title\nC,Gamma\n")
    ((source, number, rule, reason),) = refused()
    assert (source, number, rule) == ("registry/issuers2.csv", 0, "missing_column")
    assert "no column name, is_listed; it has issuer_id, title" in reason
    assert read().tables["raw.issuer"]["issuer_id"].to_list() == ["A", "B"]


def test_a_file_of_bad_lines_alone_says_so_line_by_line(put: Put, folder: Path, refused: Refused) -> None:
    put("reported/bad.jsonl", "{\n[]\n")
    assert [row[1:3] for row in refused()] == [(1, "bad_json"), (2, "bad_json")]


def test_the_value_of_a_reported_row_may_be_empty_but_not_its_column(put: Put, folder: Path, refused: Refused) -> None:
    put("reported/none.csv", "issuer_id,data_point,fiscal_year,unit,published_date\nA,women,2021,%,2022-04-30\n")
    assert [row[2] for row in refused()] == ["missing_column"]


def test_a_misspelt_column_is_said_once_and_its_rows_are_read(
    put: Put, folder: Path, refused: Refused, read: Read
) -> None:
    put("registry/issuers2.csv", "issuer_id,name,is_listed,name_cn,note\nC,Gamma,1,伽马,x\nD,Delta,0,,\n")
    ((source, number, rule, reason),) = refused()
    assert (source, number, rule) == ("registry/issuers2.csv", 0, "unknown_column")
    assert reason.startswith("columns that are not read: name_cn, note; this feed has issuer_id, name, name_zh")
    assert read().tables["raw.issuer"].height == 4


def test_a_column_may_bear_the_name_of_the_table(put: Put, folder: Path, read: Read) -> None:
    put("registry/issuers2.csv", "issuer_id,name,is_listed,event_coverage_start_date\nC,Gamma,1,2018-01-01\n")
    issuer = read().tables["raw.issuer"].row(2, named=True)
    assert str(issuer["event_coverage_start_date"]) == "2018-01-01"


def test_both_names_of_a_column_are_one_too_many(put: Put, folder: Path, refused: Refused) -> None:
    put("registry/industry_membership2.csv", "issuer_id,industry_code,valid_from,valid_from_date\n")
    assert [row[2] for row in refused()] == ["duplicate_column"]


def test_defaults(put: Put, folder: Path, read: Read) -> None:
    put("registry/issuers2.csv", "issuer_id,name,is_listed,is_simulated\nC,Gamma,1,\nD,Delta,0,yes\n")
    assert read().tables["raw.issuer"]["is_simulated"].to_list() == [False, False, False, True]
    (value,) = read().tables["raw.reported_value"].to_dicts()
    assert (value["dimension"], value["source_type"], value["is_date_assumed"]) == ("", "structured", False)
