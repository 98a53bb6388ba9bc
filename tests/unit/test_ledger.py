"""The chain of the ledger: any edit, loss or insertion breaks it, and no copy of it is forgotten."""

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data_contracts.history import RATING_VERSION
from esg_pipeline.ledger import (
    HASHED,
    LEDGER,
    TABLE,
    HistoryError,
    as_ledger,
    broken_records,
    chained,
    kept_ledger,
    merged,
    record_hash,
    with_current,
)
from esg_pipeline.warehouse import Warehouse
from tests.unit.past_worlds import DAY, EARLIER, no_ledger

TODAY = date(2022, 11, 2)


def row(issuer: str, day: date = DAY, version: int = 1, **cells: object) -> dict[str, Any]:
    example = {column.name: column.example for column in RATING_VERSION.columns}
    return {**example, "issuer_id": issuer, "rating_date": day, "version": version, **cells}


def ledger() -> pl.DataFrame:
    """Three issuers on one date, one on another, and a second version of B."""
    first = chained(no_ledger(), [row("A", EARLIER), row("A"), row("B"), row("C")], TODAY)
    return with_current(chained(first, [row("B", version=2, cause="event")], date(2022, 12, 1)))


def test_the_ledger_keeps_its_contract() -> None:
    assert set(LEDGER) == {column.name for column in RATING_VERSION.columns}
    assert {column.name: column.dtype for column in RATING_VERSION.columns} == dict(LEDGER)
    assert RATING_VERSION.violations(RATING_VERSION.conform(ledger())) == []
    assert set(HASHED) | {"is_current", "record_hash"} == set(LEDGER)


def test_records_are_numbered_by_date_and_the_last_version_stands() -> None:
    found = ledger().select("rating_date", "record_number", "issuer_id", "version", "is_current").rows()
    assert found == [
        (EARLIER, 1, "A", 1, True),
        (DAY, 1, "A", 1, True),
        (DAY, 2, "B", 1, False),
        (DAY, 3, "C", 1, True),
        (DAY, 4, "B", 2, True),
    ]
    assert broken_records(ledger()) == []
    assert broken_records(no_ledger()) == []


def test_a_record_s_hash_can_be_recomputed_from_its_cells() -> None:
    record = {**dict.fromkeys(HASHED), "rating_date": DAY, "score": 71.25, "detail": "é\n", "is_simulated": False}
    nulls = ",".join(["null"] * 5)
    assert HASHED[:8] == (
        "rating_date",
        "record_number",
        "issuer_id",
        "version",
        "recorded_date",
        "cause",
        "detail",
        "score",
    )
    text = f'["","2022-10-31",{nulls},"é\\n",71.25,{",".join(["null"] * 12)},false]'
    assert record_hash("", record) == hashlib.sha256(text.encode()).hexdigest()


EDITS: list[tuple[str, Any]] = [
    ("score", 99.0),
    ("score", None),
    ("score", float("nan")),
    ("grade", "AAA"),
    ("issuer_id", "Z"),
    ("version", 3),
    ("record_number", 7),
    ("recorded_date", date(2020, 1, 1)),
    ("cause", "peers"),
    ("detail", "nothing"),
    ("inputs_hash", "00" * 32),
    ("record_hash", "00" * 32),
    ("is_simulated", True),
]


@pytest.mark.parametrize("place", [1, 2, 4])
@pytest.mark.parametrize(("column", "value"), EDITS)
def test_an_edited_cell_is_found(place: int, column: str, value: object) -> None:
    is_it = pl.int_range(pl.len()) == place
    edited = ledger().with_columns(
        pl.when(is_it).then(pl.lit(value, dtype=LEDGER[column])).otherwise(column).alias(column)
    )
    [text] = broken_records(edited)
    assert str(DAY) in text


@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_lost_or_doubled_record_is_found(place: int) -> None:
    whole = ledger()
    lost = pl.concat([whole.head(place), whole.slice(place + 1)])
    doubled = pl.concat([whole, whole.slice(place, 1)])
    assert [len(broken_records(frame)) for frame in (lost, doubled)] == [1, 1]


def test_two_records_that_changed_places_are_found() -> None:
    swapped = ledger().with_columns(record_number=pl.col("record_number").replace({2: 3, 3: 2}))
    assert len(broken_records(swapped)) == 1


def test_of_two_copies_the_longer_one_is_kept() -> None:
    whole = ledger()
    for own, copy in ((whole, whole.head(3)), (whole.head(3), whole), (whole, no_ledger()), (no_ledger(), whole)):
        found, said = merged(own, copy)
        assert (said, found.equals(whole)) == ([], True)


def test_a_chain_that_was_written_anew_contradicts_the_published_one() -> None:
    forged = with_current(chained(no_ledger(), [row("A", EARLIER), row("A", score=99.0), row("B"), row("C")], TODAY))
    assert broken_records(forged) == []
    _, said = merged(forged, ledger())
    assert said == [f"record 1 of {DAY} is not the one that was published"]


# Where it is kept


@pytest.fixture
def files(tmp_path: Path) -> tuple[Warehouse, Warehouse]:
    return Warehouse(tmp_path / "warehouse.duckdb"), Warehouse(tmp_path / "published.duckdb")


def test_without_any_file_history_begins(files: tuple[Warehouse, Warehouse]) -> None:
    found, said = kept_ledger(files[0], files[1].path)
    assert (found.height, dict(found.schema), said) == (0, dict(LEDGER), [])


def test_the_published_file_remembers_when_the_work_file_is_gone(files: tuple[Warehouse, Warehouse]) -> None:
    files[1].replace({TABLE: ledger()})
    assert kept_ledger(files[0], files[1].path)[0].equals(ledger())
    files[0].replace({"rating.rating": ledger()})
    assert kept_ledger(files[0], files[1].path)[0].equals(ledger())


def test_a_published_file_of_an_earlier_version_has_no_ledger(files: tuple[Warehouse, Warehouse]) -> None:
    files[1].replace({"rating.rating": ledger()})
    assert kept_ledger(files[0], files[1].path)[0].is_empty()


def test_an_unreadable_published_file_stops_only_who_has_no_ledger(files: tuple[Warehouse, Warehouse]) -> None:
    files[1].path.write_text("not a database, but long enough to be looked at " * 100)
    with pytest.raises(HistoryError, match="put both back from a backup"):
        kept_ledger(files[0], files[1].path)
    files[0].replace({TABLE: ledger()})
    assert kept_ledger(files[0], files[1].path)[0].equals(ledger())


def test_columns_that_an_earlier_version_did_not_have_are_null() -> None:
    found = as_ledger(ledger().drop("code_hash"))
    assert found.columns == list(LEDGER)
    assert found["code_hash"].null_count() == found.height
