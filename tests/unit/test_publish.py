"""What analysts open is replaced as a whole or not at all."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from esg_pipeline.copies import CopiedTable
from esg_pipeline.publish import PublishError, publish
from esg_pipeline.transient import is_transient
from esg_pipeline.warehouse import STORAGE_FORMAT, Warehouse, WarehouseError, connect, fetch
from tests.full_disk import files_at_most

DAY = date(2022, 10, 31)
NAME = "mart.issuer_rating"
COLUMNS = {"issuer_id": "The issuer's own id.", "score": "Score; 0 to 100."}
TABLE = CopiedTable(NAME, ("issuer_id",), "It's one line per issuer.", COLUMNS)
RULES = {
    "score_is_a_score": "from mart.issuer_rating where score > 100",
    "nobody_is_nameless": "from mart.issuer_rating where issuer_id is null",
}


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "it's work" / "warehouse.duckdb")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "published.duckdb"


def hold(warehouse: Warehouse, scores: Mapping[str, float]) -> None:
    frame = pl.DataFrame({"issuer_id": list(scores), "secret": [1] * len(scores), "score": list(scores.values())})
    warehouse.replace({NAME: frame, "raw.issuer": frame})


def scores(file: Path) -> list[tuple[str, float]]:
    return Warehouse(file).read(NAME).rows()


def test_the_published_file_holds_the_tables_in_order_with_the_promised_columns(
    warehouse: Warehouse, target: Path
) -> None:
    hold(warehouse, {"B": 70.0, "A": 80.0, "C": 60.0})
    done = publish(warehouse, target, [TABLE], RULES)
    assert (done.file, dict(done.rows)) == (target, {NAME: 3})
    assert Warehouse(target).tables() == [NAME]
    assert scores(target) == [("A", 80.0), ("B", 70.0), ("C", 60.0)]


def test_every_table_and_column_is_explained(warehouse: Warehouse, target: Path) -> None:
    hold(warehouse, {"A": 80.0})
    publish(warehouse, target, [TABLE], {})
    with connect(target, read_only=True) as connection:
        tables = fetch(connection, "select comment from duckdb_tables()")
        columns = fetch(connection, "select column_name, comment from duckdb_columns() where not internal")
    assert tables["comment"].to_list() == ["It's one line per issuer."]
    assert dict(columns.rows()) == COLUMNS


def test_a_broken_rule_leaves_the_old_file_and_nothing_beside_it(
    warehouse: Warehouse, target: Path, tmp_path: Path
) -> None:
    hold(warehouse, {"A": 80.0})
    publish(warehouse, target, [TABLE], RULES)
    before = target.read_bytes()
    hold(warehouse, {"A": 101.0, "B": 102.0})
    with pytest.raises(PublishError, match=r"score_is_a_score \(2 rows\)") as caught:
        publish(warehouse, target, [TABLE], RULES)
    assert "nobody_is_nameless" not in str(caught.value)
    assert target.read_bytes() == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["it's work", "published.duckdb"]


def test_a_missing_table_leaves_the_old_file_and_nothing_beside_it(
    warehouse: Warehouse, target: Path, tmp_path: Path
) -> None:
    hold(warehouse, {"A": 80.0})
    publish(warehouse, target, [TABLE], RULES)
    missing = CopiedTable("mart.bond_rating", ("bond_id",), "Bonds.", {"bond_id": "Bond."})
    with pytest.raises(duckdb.CatalogException):
        publish(warehouse, target, [TABLE, missing], RULES)
    assert scores(target) == [("A", 80.0)]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["it's work", "published.duckdb"]


def test_the_first_publication_that_fails_makes_no_file(warehouse: Warehouse, target: Path) -> None:
    hold(warehouse, {"A": 101.0})
    with pytest.raises(PublishError):
        publish(warehouse, target, [TABLE], RULES)
    assert not target.exists()


def test_a_reader_of_the_old_file_neither_blocks_nor_sees_half(warehouse: Warehouse, target: Path) -> None:
    hold(warehouse, {"A": 80.0})
    publish(warehouse, target, [TABLE], RULES)
    query = "select score from mart.issuer_rating"
    with duckdb.connect(str(target), read_only=True) as reader:
        assert reader.sql(query).fetchall() == [(80.0,)]
        hold(warehouse, {"A": 81.0})
        publish(warehouse, target, [TABLE], RULES)
        assert reader.sql(query).fetchall() == [(80.0,)]
    assert scores(target) == [("A", 81.0)]


def test_the_work_file_is_left_as_it_was(warehouse: Warehouse, target: Path) -> None:
    hold(warehouse, {"A": 80.0})
    before = warehouse.path.read_bytes()
    publish(warehouse, target, [TABLE], RULES)
    assert warehouse.path.read_bytes() == before


def test_the_file_opens_read_only_and_in_the_format_that_other_tools_read(warehouse: Warehouse, target: Path) -> None:
    hold(warehouse, {"A": 80.0})
    publish(warehouse, target, [TABLE], RULES)
    target.chmod(0o444)
    with connect(target, read_only=True) as connection:
        tags = fetch(connection, "select tags from duckdb_databases() where database_name = 'published'")
        assert fetch(connection, f"from {NAME}").height == 1
    assert STORAGE_FORMAT in str(tags["tags"].to_list())
    assert not target.with_name(target.name + ".wal").exists()


KILLED_WHILE_BUILDING = """
import os, signal, sys
from pathlib import Path
from esg_pipeline import publish
from esg_pipeline.copies import CopiedTable
from esg_pipeline.warehouse import Warehouse
publish.broken_rules = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
columns = {"issuer_id": "Issuer.", "score": "Score."}
table = CopiedTable("mart.issuer_rating", ("issuer_id",), "Issuers.", columns)
publish.publish(Warehouse(Path(sys.argv[1])), Path(sys.argv[2]), [table], {})
"""


def test_a_build_killed_before_the_swap_leaves_the_old_file_whole(warehouse: Warehouse, target: Path) -> None:
    hold(warehouse, {"A": 80.0})
    publish(warehouse, target, [TABLE], RULES)
    hold(warehouse, {"A": 81.0})
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    command = [sys.executable, "-c", KILLED_WHILE_BUILDING, str(warehouse.path), str(target)]
    killed = subprocess.run(command, check=False, env=environment)
    assert killed.returncode == -signal.SIGKILL
    assert scores(target) == [("A", 80.0)]
    publish(warehouse, target, [TABLE], RULES)
    assert scores(target) == [("A", 81.0)]


@pytest.mark.parametrize("size", [4_096, 20_000, 100_000, 200_000])
def test_a_full_disk_leaves_the_old_file_whole(warehouse: Warehouse, target: Path, size: int) -> None:
    """The larger sizes take what is committed to the log, but not the file that is made of it."""
    hold(warehouse, {"A": 80.0})
    publish(warehouse, target, [TABLE], RULES)
    hold(warehouse, {"A": 81.0})
    with files_at_most(size), pytest.raises(WarehouseError, match="Could not write file") as failed:
        publish(warehouse, target, [TABLE], RULES)
    assert is_transient(failed.value)
    assert scores(target) == [("A", 80.0)]
    assert {path.name for path in target.parent.iterdir()} == {warehouse.path.parent.name, target.name}
    publish(warehouse, target, [TABLE], RULES)
    assert scores(target) == [("A", 81.0)]


KILLED_WHILE_SWAPPING = """
import os, signal, sys
from pathlib import Path
from esg_pipeline.publish import publish
from esg_pipeline.copies import CopiedTable
from esg_pipeline.warehouse import Warehouse
swap = Path.replace
def killed(self, other):
    if sys.argv[3] == "after":
        swap(self, other)
    os.kill(os.getpid(), signal.SIGKILL)
Path.replace = killed
table = CopiedTable("mart.issuer_rating", ("issuer_id",), "Issuers.", {"issuer_id": "Issuer.", "score": "Score."})
publish(Warehouse(Path(sys.argv[1])), Path(sys.argv[2]), [table], {})
"""


@pytest.mark.parametrize(("moment", "score"), [("before", 80.0), ("after", 81.0)])
def test_killed_at_the_swap_it_is_the_old_file_or_the_new_one(
    warehouse: Warehouse, target: Path, moment: str, score: float
) -> None:
    hold(warehouse, {"A": 80.0})
    publish(warehouse, target, [TABLE], RULES)
    hold(warehouse, {"A": 81.0})
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    command = [sys.executable, "-c", KILLED_WHILE_SWAPPING, str(warehouse.path), str(target), moment]
    assert subprocess.run(command, check=False, env=environment).returncode == -signal.SIGKILL
    assert scores(target) == [("A", score)]
    publish(warehouse, target, [TABLE], RULES)
    assert scores(target) == [("A", 81.0)]
    assert {path.name for path in target.parent.iterdir()} == {warehouse.path.parent.name, target.name}


def test_what_killed_builds_left_is_removed(warehouse: Warehouse, target: Path) -> None:
    """Files, their logs, and folders of what did not fit into memory, which the engine leaves until it needs them."""
    hold(warehouse, {"A": 80.0})
    for spilled in (target.with_name(f".{target.name}.77.new.tmp"), warehouse.path.with_name("warehouse.duckdb.tmp")):
        spilled.mkdir()
        (spilled / "duckdb_temp_77_0_storage_DEFAULT-0.tmp").write_bytes(b"rows")
    for name in (f".{target.name}.77.new", f".{target.name}.77.new.wal"):
        target.with_name(name).write_bytes(b"half")
    publish(warehouse, target, [TABLE], RULES)
    assert scores(target) == [("A", 80.0)]
    assert {path.name for path in target.parent.iterdir()} == {warehouse.path.parent.name, target.name}
    assert [path.name for path in warehouse.path.parent.iterdir()] == [warehouse.path.name]


WRITING_WHERE_ONE_SHOULD_READ = """
import os, signal, sys
import duckdb
connection = duckdb.connect(sys.argv[1])
connection.execute("create table notes as select 'mine' as note")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_somebody_wrote_into_the_old_file_does_not_spoil_the_new_one(warehouse: Warehouse, target: Path) -> None:
    hold(warehouse, {"A": 80.0})
    publish(warehouse, target, [TABLE], RULES)
    command = [sys.executable, "-c", WRITING_WHERE_ONE_SHOULD_READ, str(target)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert target.with_name(target.name + ".wal").exists()
    hold(warehouse, {"A": 81.0})
    publish(warehouse, target, [TABLE], RULES)
    assert scores(target) == [("A", 81.0)]
    assert Warehouse(target).tables() == [NAME]
