"""Rows written beside a table in one transaction, and blocks that share one connection."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pytest

from esg_pipeline.warehouse import (
    Beside,
    KeyedRows,
    Warehouse,
    WarehouseError,
    ask,
    attached,
    connect,
)
from tests.unit.test_warehouse import warehouse as warehouse  # noqa: PLC0414  # the fixture

# Rows beside tables

NOTES = "quality.note"


def notes(*rows: tuple[str, str, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(("about", "part", "said"), pl.String()), orient="row")


def beside(frame: pl.DataFrame) -> Beside:
    return lambda _: {NOTES: KeyedRows(frame, frame.select("about", "part").unique())}


def test_rows_beside_a_table_replace_those_of_their_keys_alone(warehouse: Warehouse) -> None:
    table = {"raw.x": pl.DataFrame({"a": [1]})}
    warehouse.replace(table, beside=beside(notes(("x", "1", "old"), ("x", "1", "older"), ("x", "2", "kept"))))
    warehouse.replace(table, beside=beside(notes(("x", "1", "new"), ("y", "1", "first"))))
    expected = [("x", "1", "new"), ("x", "2", "kept"), ("y", "1", "first")]
    assert sorted(warehouse.read(NOTES).iter_rows()) == expected


def test_what_stands_beside_is_made_from_what_the_transaction_sees(warehouse: Warehouse) -> None:
    seen: list[list[int] | None] = []

    def look(read: Callable[[str], pl.DataFrame | None]) -> dict[str, KeyedRows]:
        frames = [read(name) for name in ("raw.x", NOTES)]
        seen.extend(None if frame is None else frame.to_series().to_list() for frame in frames)
        return {}

    warehouse.replace({"raw.x": pl.DataFrame({"a": [1, 2]})}, beside=look)
    assert seen == [[1, 2], None]


def test_keys_without_new_rows_lose_theirs(warehouse: Warehouse) -> None:
    warehouse.replace({}, beside=beside(notes(("x", "1", "old"), ("y", "1", "kept"))))
    gone = KeyedRows(notes(), notes(("x", "1", "")).select("about", "part"))
    warehouse.replace({}, beside=lambda _: {NOTES: gone})
    assert list(warehouse.read(NOTES).iter_rows()) == [("y", "1", "kept")]


def test_a_table_and_the_rows_beside_it_are_written_together_or_not_at_all(warehouse: Warehouse) -> None:
    table = {"raw.x": pl.DataFrame({"a": [1]})}
    warehouse.replace(table, beside=beside(notes(("x", "1", "old"))))
    wrong = KeyedRows(notes(("x", "1", "new")), pl.DataFrame({"nothing": ["x"]}))
    with pytest.raises(duckdb.Error):
        warehouse.replace({"raw.x": pl.DataFrame({"a": [2]})}, beside=lambda _: {NOTES: wrong})
    assert warehouse.read("raw.x")["a"].to_list() == [1]
    assert warehouse.read(NOTES)["said"].to_list() == ["old"]


def test_a_table_that_is_not_there_yet_reads_as_empty(warehouse: Warehouse) -> None:
    empty = pl.DataFrame({"a": []}, schema={"a": pl.Int64()})
    assert warehouse.read_or_empty("raw.x", empty).equals(empty)
    warehouse.replace({"raw.y": pl.DataFrame({"a": [1]})})
    assert warehouse.read_or_empty("raw.x", empty).equals(empty)
    assert warehouse.read_or_empty("raw.y", empty)["a"].to_list() == [1]


# Reading in one go


def test_what_is_read_in_one_block_shares_a_connection(warehouse: Warehouse) -> None:
    warehouse.replace({"core.x": pl.DataFrame({"a": [1]})})
    with warehouse.reading():
        with connect(warehouse.path, read_only=True) as one, connect(warehouse.path, read_only=True) as other:
            assert one is other
        with warehouse.reading():
            assert warehouse.read("core.x").height == 1
        assert warehouse.read("core.x").height == 1
    warehouse.replace({"core.x": pl.DataFrame({"a": [1, 2]})})
    assert warehouse.read("core.x").height == 2


def test_what_is_worked_on_in_one_block_shares_a_connection(warehouse: Warehouse) -> None:
    with warehouse.working():
        warehouse.replace({"core.x": pl.DataFrame({"a": [1]})})
        with connect(warehouse.path) as one, connect(warehouse.path, read_only=True) as other:
            assert one is other
        with warehouse.reading():
            assert warehouse.read("core.x").height == 1
        warehouse.replace({"core.x": pl.DataFrame({"a": [1, 2]})})
    with connect(warehouse.path, read_only=True) as later:
        assert later is not one
    assert warehouse.read("core.x").height == 2


def test_a_block_that_fails_gives_its_connection_back(warehouse: Warehouse) -> None:
    warehouse.replace({"core.x": pl.DataFrame({"a": [1]})})
    with pytest.raises(WarehouseError), warehouse.working():
        warehouse.read("core.y")
    warehouse.replace({"core.y": pl.DataFrame({"a": [1]})})
    assert warehouse.read("core.x").height == 1


def test_a_block_over_a_file_that_is_not_there_yet_says_so_when_it_is_read(tmp_path: Path) -> None:
    missing = Warehouse(tmp_path / "none.duckdb")
    with missing.reading(), pytest.raises(WarehouseError, match="does not exist yet"):
        missing.read("core.x")


def test_a_connection_is_given_back_after_an_error(warehouse: Warehouse) -> None:
    warehouse.replace({"core.x": pl.DataFrame({"a": [1]})})
    with pytest.raises(WarehouseError), warehouse.reading():
        warehouse.read("core.not_there")
    warehouse.replace({"core.x": pl.DataFrame({"a": [3]})})
    assert warehouse.read("core.x")["a"].to_list() == [3]


def test_ones_own_connection_reads_tables_by_their_names_and_writes_nothing(warehouse: Warehouse) -> None:
    warehouse.replace({"score.esg_score": pl.DataFrame({"score": [70.0]})})
    connection = attached(warehouse.path)
    try:
        assert connection.sql("from score.esg_score").fetchall() == [(70.0,)]
        with pytest.raises(duckdb.Error, match="read-only"):
            connection.execute("delete from score.esg_score")
        # The settings of an answer to a stranger are those of another connection.
        assert ask(warehouse.path, "from score.esg_score").height == ask(warehouse.path, "select 1").height == 1
        assert connection.sql("select current_setting('enable_external_access')").fetchall() == [(True,)]
    finally:
        connection.close()


def test_ones_own_connection_needs_a_file_that_is_one(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="esg run"):
        attached(tmp_path / "no.duckdb")
    other = tmp_path / "it's.duckdb"
    other.write_text("no database")
    with pytest.raises(WarehouseError, match=r"it's\.duckdb cannot be opened"):
        attached(other)
    with duckdb.connect(other.with_name("that's.duckdb")) as made:
        made.execute("create table a as select 1 as n")
    attached(other.with_name("that's.duckdb")).close()
