"""Registry and events: every rule trips, and good rows beside it survive."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from esg_pipeline.ingest.registry import FIRST_DAY
from esg_pipeline.ingest.store import RawStore

Refused = Callable[[], list[tuple[str, int, str, str]]]
Read = Callable[[], RawStore]
Add = Callable[[str, str], None]
Put = Callable[[str, str | bytes], Path]

ISSUERS, BONDS, EVENTS = "registry/issuers.csv", "registry/bonds.csv", "events/events.csv"
MEMBERS = "registry/industry_membership.csv"


@pytest.mark.parametrize(
    ("file", "line", "rule", "words"),
    [
        (
            ISSUERS,
            "C,Gamma,true,mining",
            "unknown_industry",
            "industry_code 'mining' is none of the method: steel, banking",
        ),
        (ISSUERS, "A,Alpha,true,steel", "duplicate_row", "(A) stands in registry/issuers.csv, row 1 and says the same"),
        (ISSUERS, "A,Other,true,steel", "duplicate_key", "(A) stands in registry/issuers.csv, row 1 with other values"),
        (BONDS, "A2,Z,B,corporate_bond,public,2020-01-01,2025-01-01", "unknown_issuer", "issuer 'Z' is not in the reg"),
        (BONDS, "A2,A,B,junk_bond,public,2020-01-01,2025-01-01", "unknown_security_type", "'junk_bond'"),
        (
            *(BONDS, "A2,A,B,corporate_bond,public,2020-01-01,2019-01-01", "maturity_before_issue"),
            "maturity_date 2019-01-01 lies before issue_date 2020-01-01",
        ),
        (BONDS, "A1,B,B,corporate_bond,public,2020-01-01,2025-01-01", "duplicate_key", "the same bond_id (A1)"),
        (MEMBERS, "Z,steel,2018-01-01,", "unknown_issuer", "issuer 'Z'"),
        (MEMBERS, "A,mining,2018-01-01,", "unknown_industry", "'mining'"),
        (MEMBERS, "A,steel,2018-01-01,2017-01-01", "ends_before_start", "valid_to_date 2017-01-01 lies before"),
        (MEMBERS, "B,steel,2018-01-01,", "duplicate_key", "(B, 2018-01-01)"),
        (EVENTS, "E2,Z,penalty,minor,2021-03-01,2021-03-05,", "unknown_issuer", "issuer 'Z'"),
        (EVENTS, "E2,A,party,minor,2021-03-01,2021-03-05,", "unknown_event_type", "event_type 'party'"),
        (EVENTS, "E2,A,penalty,mild,2021-03-01,2021-03-05,", "unknown_code", "severity 'mild' is none of the method"),
        (EVENTS, "E2,A,penalty,minor,2021-03-01,2023-07-01,", "future_publication", "lies after today, 2023-06-30"),
        (EVENTS, "E2,A,penalty,minor,2021-03-01,2021-02-01,", "published_before_event", "lies before event_date"),
        (EVENTS, "E2,A,penalty,minor,2021-03-01,2021-03-05,-1", "negative_value", "amount_cny -1.0 is below zero"),
        (EVENTS, "E1,A,penalty,severe,2021-03-01,2021-03-05,1000", "duplicate_key", "the same event_id (E1)"),
    ],
)
def test_rules(add: Add, refused: Refused, read: Read, file: str, line: str, rule: str, words: str) -> None:
    before = read()
    add(file, line + "\n")
    ((source, _, found, reason),) = refused()
    assert (source, found) == (file, rule)
    assert words in reason
    after = read()
    assert after.rows_read == before.rows_read + 1
    assert all(after.tables[name].equals(frame) for name, frame in stripped(before) if name not in changed(file, after))


def stripped(store: RawStore) -> list[tuple[str, pl.DataFrame]]:
    return [(name, frame) for name, frame in store.tables.items() if name != "raw.rejected_row"]


def changed(file: str, store: RawStore) -> list[str]:
    """Tables that hold rows of the file: their hash of the file's bytes is another one now."""
    return [n for n, frame in store.tables.items() if "source" in frame.columns and file in frame["source"].to_list()]


def test_negative_assets(put: Put, folder: Path, refused: Refused) -> None:
    put("registry/issuers2.csv", "issuer_id,name,is_listed,size_assets_cny_million\nC,Gamma,1,-5\nD,Delta,1,5\n")
    assert [row[1:3] for row in refused()] == [(1, "negative_value")]


def test_rows_that_rest_on_a_refused_issuer_fall_with_it(put: Put, folder: Path, refused: Refused) -> None:
    put("registry/issuers.csv", "issuer_id,name,is_listed\nA,Alpha,maybe\nB,Beta,1\n")
    assert [(row[0], row[2]) for row in refused()] == [
        ("events/events.csv", "unknown_issuer"),
        ("registry/bonds.csv", "unknown_issuer"),
        ("registry/issuers.csv", "bad_flag"),
        ("reported/values.csv", "unknown_issuer"),
    ]


def test_an_industry_without_a_date_holds_since_ever_until_the_first_dated_one_begins(add: Add, read: Read) -> None:
    add(ISSUERS, "C,Gamma,true,steel\n")
    add(MEMBERS, "C,banking,2019-01-01,2020-12-31\n")
    found = read().tables["raw.industry_membership"].drop("source_sha256").rows()
    assert found == [
        ("A", "steel", None, "steel", FIRST_DAY, None, ISSUERS, 1),
        ("B", "banking", None, "banking", date(2018, 1, 1), None, MEMBERS, 1),
        ("C", "steel", None, "steel", FIRST_DAY, date(2018, 12, 31), ISSUERS, 3),
        ("C", "banking", None, "banking", date(2019, 1, 1), date(2020, 12, 31), MEMBERS, 2),
    ]


def test_a_dated_industry_from_the_first_day_on_leaves_no_room_for_an_undated_one(add: Add, read: Read) -> None:
    add(ISSUERS, "C,Gamma,true,steel\n")
    add(MEMBERS, f"C,banking,{FIRST_DAY},2020-12-31\n")
    found = read().tables["raw.industry_membership"].filter(issuer_id="C")
    assert found.select("industry_code", "valid_from_date").rows() == [("banking", FIRST_DAY)]


CODED = "issuer_id,name,is_listed,industry_code,classification\n"
RESOLVED = [
    ("480000", "", "banking"),
    ("480000", "sw2021", "banking"),
    (" c31 ", "", "steel"),
    ("c31", "csrc", "steel"),
    ("20", "", "steel"),
    ("0020", "", "steel"),
    ("480000.0", "sw2021", "banking"),
    ("045", "hsics", "banking"),
    ("45", "hsics", "banking"),
    ("45", "sw2021", "steel"),
    ("BANK", "", "banking"),
    ("Bank", "common", "banking"),
    ("bank", "csrc", "steel"),
    ("Steel", "", "steel"),
    ("steel", "csrc", "banking"),
]


@pytest.mark.parametrize(("code", "classification", "industry"), RESOLVED)
def test_a_code_of_a_classification_is_resolved_and_kept(
    put: Put, folder: Path, read: Read, code: str, classification: str, industry: str
) -> None:
    put(ISSUERS, f"{CODED}A,Alpha,true,{code},{classification}\nB,Beta,true,,\n")
    put(MEMBERS, f"issuer_id,industry_code,classification,valid_from\nB,{code},{classification},2018-01-01\n")
    store = read()
    assert store.tables["raw.rejected_row"].is_empty()
    columns = ["issuer_id", "industry_code", "classification", "source_code"]
    expected = (industry, classification or None, code.strip())
    assert store.tables["raw.industry_membership"].select(columns).rows() == [("A", *expected), ("B", *expected)]


UNRESOLVED = [
    ("mining", "", "unknown_industry", "industry_code 'mining' is none of the method: steel, banking"),
    ("480000", "csrc", "unknown_industry", "industry_code '480000' is no code of csrc"),
    ("steel", "hsics", "unknown_industry", "industry_code 'steel' is no code of hsics"),
    ("45", "", "ambiguous_industry", "industry_code '45' may be banking, steel: state its classification"),
    ("45", "nace", "unknown_code", "classification 'nace' is not one of sw2021, hsics, csrc, common"),
]


@pytest.mark.parametrize(("code", "classification", "rule", "words"), UNRESOLVED)
def test_a_code_that_no_classification_or_more_than_one_meaning_fits_is_refused(
    put: Put, folder: Path, refused: Refused, code: str, classification: str, rule: str, words: str
) -> None:
    put(ISSUERS, f"{CODED}A,Alpha,true,steel,\nB,Beta,true,,\nC,Gamma,true,{code},{classification}\n")
    put(MEMBERS, f"issuer_id,industry_code,classification,valid_from\nB,{code},{classification},2018-01-01\n")
    assert refused() == [(MEMBERS, 1, rule, words), (ISSUERS, 3, rule, words)]


def test_an_issuer_without_an_industry_is_no_unknown_one(put: Put, folder: Path, read: Read) -> None:
    put(ISSUERS, f"{CODED}A,Alpha,true,,csrc\nB,Beta,true,,\n")
    assert read().tables["raw.rejected_row"].is_empty()


def test_an_lgfv_bond_is_one_of_an_lgfv_without_saying_so(put: Put, folder: Path, read: Read) -> None:
    header = "bond_id,issuer_id,name,security_type,offering,is_lgfv,issue_date,maturity_date\n"
    days = "2020-01-01,2025-01-01\n"
    put(
        BONDS,
        f"{header}1,A,x,lgfv_bond,private,,{days}2,A,x,corporate_bond,public,,{days}3,A,x,corporate_bond,public,1,{days}",
    )
    assert read().tables["raw.bond"]["is_lgfv"].to_list() == [True, False, True]


def test_of_several_events_under_one_id_the_one_published_first_counts(put: Put, folder: Path, read: Read) -> None:
    head = "event_id,issuer_id,event_type,severity,event_date,published_date,amount_cny\n"
    put("events/a_before.csv", head + "E1,A,penalty,severe,2021-03-01,2021-03-06,9\n")
    store = read()
    assert store.tables["raw.event"].select("source", "severity").rows() == [(EVENTS, "minor")]
    assert store.tables["raw.rejected_row"].select("source", "rule").rows() == [
        ("events/a_before.csv", "duplicate_key")
    ]


def test_of_several_bonds_under_one_id_the_one_issued_first_counts(put: Put, folder: Path, read: Read) -> None:
    head = "bond_id,issuer_id,name,security_type,offering,issue_date,maturity_date\n"
    put("registry/bonds_a.csv", head + "A1,A,Later,corporate_bond,private,2020-01-02,2025-01-01\n")
    put("registry/bonds_0.csv", head + "A1,A,Latest,corporate_bond,private,2021-01-02,2025-01-01\n")
    assert read().tables["raw.bond"]["name"].to_list() == ["Alpha bond"]
