"""The three formats of a table give the same text columns."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from esg_pipeline.ingest.limits import FileRefused, Limits
from esg_pipeline.ingest.records import ROW
from esg_pipeline.ingest.tables import read_table_file

Put = Callable[[str, str | bytes], Path]


@pytest.fixture
def parquet(tmp_path: Path) -> Path:
    path = tmp_path / "a.parquet"
    pl.DataFrame({"Name": ["研"], "value": [1296.4]}).write_parquet(path)
    return path


def test_formats_agree(put: Put, parquet: Path) -> None:
    expected = [(1, "研", "1296.4")]
    for path in (put("a.csv", "name,value\n研,1296.4\n"), put("a.jsonl", '{"name":"研","value":1296.4}'), parquet):
        table = read_table_file(path)
        assert table.frame.columns == [ROW, "name", "value"]
        assert table.frame.rows() == expected
        assert table.rows == 1


def test_a_utf16_file_and_its_hash(put: Put) -> None:
    content = "name,value\n研,5\n".encode("utf-16")
    table = read_table_file(put("a.csv", content))
    assert table.frame.rows() == [(1, "研", "5")]
    assert table.sha256 == hashlib.sha256(content).hexdigest()


def test_typed_columns_of_parquet(tmp_path: Path) -> None:
    path = tmp_path / "typed.parquet"
    frame = pl.DataFrame(
        {
            "day": [date(2022, 5, 1)],
            "stamp": [datetime(2022, 5, 1)],  # noqa: DTZ001 - as files hold it
            "flag": [True],
            "whole": [7],
            "nothing": [float("nan")],
            "bytes": [b"\x01"],
            "kind": pl.Series(["x"], dtype=pl.Categorical),
        }
    )
    frame.write_parquet(path)
    expected = (1, "2022-05-01", "2022-05-01T00:00:00", "true", "7", None, "01", "x")
    assert read_table_file(path).frame.rows() == [expected]


def rule(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(FileRefused) as caught:
        read_table_file(path, limits or Limits())
    return caught.value.rule


@pytest.mark.parametrize("kept", [4, 100, -1, -9])
def test_a_truncated_parquet(parquet: Path, kept: int) -> None:
    parquet.write_bytes(parquet.read_bytes()[:kept])
    assert rule(parquet) == "bad_parquet"


def test_nested_parquet(tmp_path: Path) -> None:
    pl.DataFrame({"a": [[1]]}).write_parquet(tmp_path / "n.parquet")
    assert rule(tmp_path / "n.parquet") == "bad_parquet"


def test_too_many_rows(parquet: Path, put: Put) -> None:
    assert rule(parquet, Limits(rows=0)) == "too_many_rows"
    assert rule(put("b.csv", "a\n1\n2\n"), Limits(rows=1)) == "too_many_rows"


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_an_empty_file(put: Put, suffix: str) -> None:
    assert rule(put(f"a{suffix}", b"")) == "empty_file"


def test_a_byte_order_mark_alone_is_an_empty_file(put: Put) -> None:
    assert rule(put("a.csv", b"\xff\xfe")) == "empty_file"


def test_other_formats(put: Put) -> None:
    assert rule(put("a.xlsx", b"PK")) == "unsupported_file"
