"""The writer is all or nothing, the reader is exact, and no name from outside becomes SQL."""

import math
import os
import signal
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from esg_pipeline.warehouse import (
    STORAGE_FORMAT,
    WAIT,
    NotWrittenError,
    Warehouse,
    WarehouseBusyError,
    WarehouseError,
    connect,
    count_rows,
    fetch,
    quoted,
)
from tests.full_disk import files_at_most

SPRING, AUTUMN = date(2022, 4, 30), date(2022, 10, 31)
TABLE = "score.esg_score"


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "below" / "warehouse.duckdb")


def rows(day: date, *scores: float) -> pl.DataFrame:
    issuers = [f"I{number}" for number in range(len(scores))]
    return pl.DataFrame({"issuer_id": issuers, "rating_date": [day] * len(scores), "score": list(scores)})


def by_key(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.sort("rating_date", "issuer_id")


# Names


@pytest.mark.parametrize(
    "name",
    [
        "esg_score",
        "a.b.c",
        "score.",
        ".esg_score",
        "score.esg score",
        "score.x; drop table y",
        'score."x"',
        "score.x--",
        "score.x'",
        "score.1x",
        "",
    ],
)
def test_what_is_no_table_name_is_refused(name: str) -> None:
    with pytest.raises(WarehouseError, match=r"schema\.name"):
        quoted(name)


def test_a_table_name_is_quoted() -> None:
    assert quoted(TABLE) == '"score"."esg_score"'


def test_an_injection_reaches_neither_the_reader_nor_the_writer(warehouse: Warehouse) -> None:
    warehouse.replace({TABLE: rows(SPRING, 70.0)})
    for attack in (
        lambda: warehouse.read("score.x; drop table score.esg_score"),
        lambda: warehouse.replace({"x": rows(SPRING)}),
    ):
        with pytest.raises(WarehouseError):
            attack()
    assert warehouse.tables() == [TABLE]


# Writing


def test_a_whole_table_is_replaced_with_its_columns(warehouse: Warehouse) -> None:
    warehouse.replace({"raw.issuer": pl.DataFrame({"a": [1, 2], "b": ["x", "y"]})})
    warehouse.replace({"raw.issuer": pl.DataFrame({"c": [1.5]})})
    assert_frame_equal(warehouse.read("raw.issuer"), pl.DataFrame({"c": [1.5]}))


def test_only_the_given_rating_date_is_replaced(warehouse: Warehouse) -> None:
    warehouse.replace({TABLE: rows(SPRING, 70.0, 71.0)}, [SPRING])
    warehouse.replace({TABLE: rows(AUTUMN, 80.0)}, [AUTUMN])
    warehouse.replace({TABLE: rows(SPRING, 60.0)}, [SPRING])
    assert_frame_equal(by_key(warehouse.read(TABLE)), pl.concat([rows(SPRING, 60.0), rows(AUTUMN, 80.0)]))
    assert_frame_equal(warehouse.read(TABLE, AUTUMN), rows(AUTUMN, 80.0))


def test_writing_a_date_twice_leaves_one_copy(warehouse: Warehouse) -> None:
    both = pl.concat([rows(SPRING, 70.0), rows(AUTUMN, 80.0)])
    for _ in range(2):
        warehouse.replace({TABLE: both}, [SPRING, AUTUMN])
    assert_frame_equal(by_key(warehouse.read(TABLE)), both)


def test_a_date_without_rows_becomes_empty(warehouse: Warehouse) -> None:
    warehouse.replace({TABLE: pl.concat([rows(SPRING, 70.0), rows(AUTUMN, 80.0)])}, [SPRING, AUTUMN])
    warehouse.replace({TABLE: rows(SPRING, 1.0).clear()}, [SPRING])
    assert_frame_equal(warehouse.read(TABLE), rows(AUTUMN, 80.0))


def test_columns_go_by_name_and_new_ones_are_added(warehouse: Warehouse) -> None:
    warehouse.replace({TABLE: rows(SPRING, 70.0)}, [SPRING])
    reordered = rows(AUTUMN, 80.0).select("score", "rating_date", "issuer_id").with_columns(coverage=pl.lit(0.5))
    warehouse.replace({TABLE: reordered}, [AUTUMN])
    expected = pl.concat([rows(SPRING, 70.0), rows(AUTUMN, 80.0)]).with_columns(coverage=pl.Series([None, 0.5]))
    assert_frame_equal(by_key(warehouse.read(TABLE)), expected)


def test_a_second_table_that_fails_leaves_the_first_as_it_was(warehouse: Warehouse) -> None:
    other = "score.theme_score"
    warehouse.replace({TABLE: rows(SPRING, 70.0), other: rows(SPRING, 50.0)}, [SPRING])
    broken = rows(SPRING, 1.0).with_columns(score=pl.lit("much"))
    with pytest.raises(duckdb.ConversionException):
        warehouse.replace({TABLE: rows(SPRING, 99.0), other: broken, "mart.new": rows(SPRING, 1.0)}, [SPRING])
    assert_frame_equal(warehouse.read(TABLE), rows(SPRING, 70.0))
    assert_frame_equal(warehouse.read(other), rows(SPRING, 50.0))
    assert warehouse.tables() == [TABLE, other]


def test_a_whole_replacement_is_undone_too(warehouse: Warehouse) -> None:
    warehouse.replace({"raw.issuer": pl.DataFrame({"a": [1]})})
    with pytest.raises(WarehouseError):
        warehouse.replace({"raw.issuer": pl.DataFrame({"a": [2]}), "no schema": pl.DataFrame({"a": [3]})})
    assert warehouse.read("raw.issuer")["a"].to_list() == [1]


def test_a_table_without_rating_date_is_not_written_by_rating_date(warehouse: Warehouse) -> None:
    with pytest.raises(WarehouseError, match="has no rating_date"):
        warehouse.replace({"raw.issuer": pl.DataFrame({"a": [1]})}, [SPRING])
    assert warehouse.tables() == []


def test_rows_of_another_date_are_refused_before_they_double(warehouse: Warehouse) -> None:
    warehouse.replace({TABLE: rows(SPRING, 70.0)}, [SPRING])
    with pytest.raises(WarehouseError, match=str(SPRING)):
        warehouse.replace({TABLE: rows(SPRING, 80.0)}, [AUTUMN])
    assert warehouse.read(TABLE)["score"].to_list() == [70.0]


KILLED_IN_A_TRANSACTION = """
import os, signal, sys
from pathlib import Path
import polars as pl
from esg_pipeline.warehouse import connect, write_table
with connect(Path(sys.argv[1])) as connection:
    connection.execute("begin")
    write_table(connection, "raw.issuer", pl.DataFrame({"a": list(range(200000))}), None)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_writer_killed_in_a_transaction_keeps_the_old_rows(warehouse: Warehouse) -> None:
    warehouse.replace({"raw.issuer": pl.DataFrame({"a": [1, 2, 3]})})
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_IN_A_TRANSACTION, str(warehouse.path)], check=False, env=library_path()
    )
    assert killed.returncode == -signal.SIGKILL
    assert warehouse.read("raw.issuer")["a"].to_list() == [1, 2, 3]
    warehouse.replace({"raw.issuer": pl.DataFrame({"a": [4]})})
    assert warehouse.read("raw.issuer")["a"].to_list() == [4]


@pytest.mark.parametrize(("size", "height"), [(20_000, 3_000), (20_000, 1_000_000), (800_000, 1_000_000)])
def test_a_full_disk_is_named_and_keeps_the_old_rows(warehouse: Warehouse, size: int, height: int) -> None:
    """A few rows are refused when they are committed, many before."""
    warehouse.replace({"raw.issuer": pl.DataFrame({"a": [1, 2, 3]})})
    many = pl.DataFrame({"a": range(height)}).select(pl.col("a").hash(seed=1))
    with files_at_most(size), pytest.raises((NotWrittenError, duckdb.IOException), match="Could not write file"):
        warehouse.replace({"raw.issuer": many, "raw.bond": many})
    assert warehouse.read("raw.issuer")["a"].to_list() == [1, 2, 3]
    assert warehouse.tables() == ["raw.issuer"]
    warehouse.replace({"raw.issuer": many})
    assert warehouse.read("raw.issuer").height == height


def library_path() -> dict[str, str]:
    """An environment in which a child finds the library that this process tests, installed or not."""
    checkout = Path(__file__).resolve().parents[2]
    return {**os.environ, "PYTHONPATH": str(checkout)}


# Reading


def test_a_missing_file_and_a_missing_table_are_told_apart(warehouse: Warehouse) -> None:
    with pytest.raises(WarehouseError, match="does not exist yet"):
        warehouse.read(TABLE)
    warehouse.replace({TABLE: rows(SPRING, 70.0)})
    with pytest.raises(WarehouseError, match="a table is missing"):
        warehouse.read("score.theme_score")


def test_reading_does_not_make_a_file(warehouse: Warehouse) -> None:
    with pytest.raises(WarehouseError):
        warehouse.tables()
    assert not warehouse.path.exists()


def test_a_file_of_something_else_is_named(tmp_path: Path) -> None:
    file = tmp_path / "warehouse.duckdb"
    file.write_text("not a database, but long enough to look like a header\n" * 100)
    with pytest.raises(WarehouseError, match=r"warehouse\.duckdb"):
        Warehouse(file).read(TABLE)


def test_a_file_with_a_broken_block_is_said_to_be_damaged(warehouse: Warehouse) -> None:
    numbers = [math.sin(number) for number in range(300_000)]  # hardly to be compressed
    warehouse.replace({"raw.numbers": pl.DataFrame({"number": numbers})})
    content = bytearray(warehouse.path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 300_000] = bytes(300_000)
    warehouse.path.write_bytes(content)
    with pytest.raises(WarehouseError, match="the file is damaged"):
        warehouse.read("raw.numbers")


def test_parameters_are_bound_not_pasted(warehouse: Warehouse) -> None:
    warehouse.replace({TABLE: rows(SPRING, 70.0)})
    query = "select issuer_id from score.esg_score where issuer_id = $who"
    assert warehouse.select(query, {"who": "I0"}).height == 1
    assert warehouse.select(query, {"who": "x' or 1=1 --"}).height == 0


def test_a_reading_connection_cannot_write(warehouse: Warehouse) -> None:
    warehouse.replace({TABLE: rows(SPRING, 70.0)})
    with connect(warehouse.path, read_only=True) as connection, pytest.raises(duckdb.InvalidInputException):
        connection.execute("drop table score.esg_score")


def test_the_connection_is_closed_after_an_error(warehouse: Warehouse) -> None:
    warehouse.replace({TABLE: rows(SPRING, 70.0)})
    with pytest.raises(ZeroDivisionError), connect(warehouse.path) as connection:
        raise ZeroDivisionError
    with pytest.raises(duckdb.ConnectionException):
        connection.execute("select 1")


def test_neither_time_zone_nor_cores_of_the_host_show(warehouse: Warehouse) -> None:
    warehouse.replace({TABLE: rows(SPRING, 70.0)})
    with connect(warehouse.path, read_only=True) as connection:
        settings_ = connection.execute("select current_setting('TimeZone'), current_setting('threads')").fetchall()
        assert settings_ == [("UTC", 1)]
        assert count_rows(connection, TABLE) == 1


def test_the_file_is_of_the_storage_format_that_other_tools_read(warehouse: Warehouse) -> None:
    warehouse.replace({TABLE: rows(SPRING, 70.0)})
    with connect(warehouse.path, read_only=True) as connection:
        tags = fetch(
            connection, "select tags from duckdb_databases() where not internal and database_name = 'warehouse'"
        )
    assert f"{STORAGE_FORMAT}" in str(tags["tags"].to_list())


# Waiting

HOLDER = """
import sys
from pathlib import Path
from esg_pipeline.warehouse import connect
with connect(Path(sys.argv[1]), read_only=sys.argv[2] == "reads"):
    print("held", flush=True)
    sys.stdin.readline()
"""


def held_by_another(file: Path, how: str) -> subprocess.Popen[str]:
    """Another process that has the file open until it reads a line."""
    other = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(file), how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=library_path(),
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    return other


@pytest.mark.parametrize("how", ["reads", "writes"])
def test_a_writer_waits_until_the_other_process_is_done(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    warehouse.replace({TABLE: rows(SPRING, 70.0)})
    other = held_by_another(warehouse.path, how)
    monkeypatch.setattr(time, "sleep", lambda _: other.communicate("\n"))  # it lets go while we wait
    warehouse.replace({TABLE: rows(SPRING, 71.0)})
    assert other.returncode == 0
    assert warehouse.read(TABLE)["score"].to_list() == [71.0]


@pytest.mark.parametrize("read_only", [True, False])
def test_who_holds_the_file_is_named_when_the_time_is_over(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, read_only: bool
) -> None:
    monkeypatch.setenv(WAIT, "0.1")
    warehouse.replace({TABLE: rows(SPRING, 70.0)})
    other = held_by_another(warehouse.path, "writes")
    try:
        with (
            pytest.raises(WarehouseBusyError, match=rf"PID {other.pid}\) has held .*warehouse\.duckdb for 0\.1 s"),
            connect(warehouse.path, read_only=read_only),
        ):
            pytest.fail("two have the file open")
    finally:
        other.communicate("\n")


# Round trip

EPOCH = date(1970, 1, 1)
CELLS = {
    pl.String: st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    pl.Float64: st.floats(),
    pl.Int64: st.integers(-(2**63), 2**63 - 1),
    pl.Boolean: st.booleans(),
    pl.Date: st.dates(date(1, 1, 1), date(9999, 12, 31)),
}


@st.composite
def frames(draw: st.DrawFn) -> pl.DataFrame:
    height = draw(st.integers(0, 6))
    columns = {
        f"{dtype.__name__.lower()}_x": pl.Series(
            draw(st.lists(st.none() | cells, min_size=height, max_size=height)), dtype=dtype, strict=True
        )
        for dtype, cells in CELLS.items()
    }
    return pl.DataFrame(columns)


def bits(value: object) -> object:
    """A float by its sign and kind too: -0.0 is not 0.0 and every NaN is the same."""
    if not isinstance(value, float):
        return value
    return "nan" if math.isnan(value) else (value, math.copysign(1, value))


@settings(max_examples=25)
@given(frames())
def test_any_frame_comes_back_as_it_went_in(frame: pl.DataFrame) -> None:
    with tempfile.TemporaryDirectory() as folder:
        warehouse = Warehouse(Path(folder) / "w.duckdb")
        warehouse.replace({"raw.x": frame})
        back = warehouse.read("raw.x")
    assert back.schema == frame.schema
    assert [[bits(cell) for cell in row] for row in back.rows()] == [
        [bits(cell) for cell in row] for row in frame.rows()
    ]


def test_order_survives_many_rows(warehouse: Warehouse) -> None:
    numbers = [(number * 7919) % 300_007 for number in range(300_007)]
    frame = pl.DataFrame({"a": numbers, "b": [EPOCH + timedelta(days=n % 9999) for n in numbers]})
    warehouse.replace({"raw.x": frame})
    assert_frame_equal(warehouse.read("raw.x"), frame)
