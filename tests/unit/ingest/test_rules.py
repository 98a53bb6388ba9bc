"""Rules split rows into kept and rejected; nothing is lost and the first rule counts."""

import json

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.ingest.limits import DEFAULT_LIMITS
from esg_pipeline.ingest.records import ROW
from esg_pipeline.ingest.rules import (
    REJECTED_SCHEMA,
    Rule,
    apply_rules,
    rejected_file,
    rejected_rows,
    says,
    split_duplicates,
    with_payloads,
)

SMALL = Rule("small", pl.col("x") < 2, says("{} is below 2", "x"))
ODD = Rule("odd", pl.col("x") % 2 == 1, says("{} of {} is odd", "x", "source"))


def frame(values: list[int | None]) -> pl.DataFrame:
    numbered = pl.DataFrame({"x": values}, schema={"x": pl.Int64}).with_row_index("row_number", offset=1)
    return numbered.with_columns(pl.col("row_number").cast(pl.Int64), source=pl.lit("f.csv"))


def test_the_first_broken_rule_counts_and_null_breaks_none() -> None:
    kept, rejected = apply_rules(frame([1, 2, 3, None]), [SMALL, ODD])
    assert kept["x"].to_list() == [2, None]
    assert rejected.rows() == [
        ("f.csv", 1, "small", "1 is below 2", None),
        ("f.csv", 3, "odd", "3 of f.csv is odd", None),
    ]
    assert rejected.schema == REJECTED_SCHEMA


def test_null_shows_as_nothing_in_a_reason() -> None:
    assert frame([None]).select(says("x is '{}'", "x")).item() == "x is ''"


@given(st.lists(st.integers(0, 5)))
def test_rules_lose_nothing(values: list[int]) -> None:
    kept, rejected = apply_rules(frame(list(values)), [SMALL, ODD])
    assert sorted([*kept["row_number"], *rejected["row_number"]]) == list(range(1, len(values) + 1))


def duplicates(rows: list[tuple[str, int]]) -> tuple[list[int], list[tuple[int, str]], list[str]]:
    values = pl.DataFrame(rows, schema=["key", "x"], orient="row").with_row_index("row_number", offset=1)
    kept, rejected = split_duplicates(values.with_columns(source=pl.lit("f.csv")), ["key"], ["key", "x"])
    return kept["row_number"].to_list(), rejected.select("row_number", "rule").rows(), rejected["reason"].to_list()


def test_duplicates_name_the_first_row() -> None:
    kept, rejected, reasons = duplicates([("a", 1), ("b", 1), ("a", 1), ("a", 2)])
    assert kept == [1, 2]
    assert rejected == [(3, "duplicate_row"), (4, "duplicate_key")]
    assert reasons[0] == "the same key (a) stands in f.csv, row 1 and says the same"
    assert reasons[1] == "the same key (a) stands in f.csv, row 1 with other values; the first one counts"


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 2))))
def test_duplicates_lose_nothing(rows: list[tuple[str, int]]) -> None:
    kept, rejected, _ = duplicates([*rows, ("z", 0)])
    assert sorted([*kept, *(number for number, _ in rejected)]) == list(range(1, len(rows) + 2))
    assert len(kept) == len({key for key, _ in rows} | {"z"})


def test_a_whole_file() -> None:
    assert rejected_file("a.csv", "empty_file", "the file is empty").rows() == [
        ("a.csv", 0, "empty_file", "the file is empty", None)
    ]


def test_reasons_have_an_end() -> None:
    assert len(rejected_file("a.csv", "r", "x" * 100_000)["reason"][0]) == DEFAULT_LIMITS.cell_chars


def test_payloads_are_the_rows_as_delivered() -> None:
    numbers = [(1, None), (2, "own")]
    rejected = pl.concat(
        rejected_rows(pl.DataFrame({"source": [s], "row_number": [n], "rule": ["r"], "reason": ["w"], "payload": [p]}))
        for s in ("a.csv", "b.csv")
        for n, p in numbers
    )
    files = {"a.csv": pl.DataFrame({ROW: [1, 2], "name": ["研\n", "x" * 100_000], "gone": [None, "y"]})}
    told = with_payloads(rejected, files).sort("source", "row_number")["payload"].to_list()
    assert json.loads(told[0]) == {"name": "研\n", "gone": None}
    assert told[1:] == ["own", None, "own"]


def test_long_payloads_stay_json() -> None:
    rejected = rejected_rows(pl.DataFrame({"source": ["a"], "row_number": [1], "rule": ["r"], "reason": ["w"]}))
    files = {"a": pl.DataFrame({ROW: [1], "name": ["x" * 100_000]})}
    assert len(json.loads(with_payloads(rejected, files)["payload"][0])["name"]) == DEFAULT_LIMITS.cell_chars
