"""The status of a published file: which dates, by which method, and what of them is stale by what is installed."""

from collections.abc import Sequence
from datetime import UTC, date
from pathlib import Path

import polars as pl
import pytest

from data_contracts.catalogue import contract
from esg_pipeline.builds import WHOLE, Builds, Step, record
from esg_pipeline.status import NOT_RECORDED, status, whole_tables
from esg_pipeline.warehouse import Warehouse, WarehouseError

METHOD, OTHER = "a" * 64, "b" * 64
DAYS = (date(2022, 4, 30), date(2022, 10, 31))
STEPS = {
    "reference.parameter": Step("p1", (), partitioned=False),
    "rating.rating": Step("r1", ("reference.parameter",), partitioned=True),
}


def rows(day: date, methodology_hash: str, grades: Sequence[str]) -> pl.DataFrame:
    example = contract("rating.rating").example_row()
    return pl.concat(
        example.with_columns(
            issuer_id=pl.lit(f"I{number}"),
            rating_date=pl.lit(day),
            grade=pl.lit(grade),
            methodology_hash=pl.lit(methodology_hash),
        )
        for number, grade in enumerate(grades)
    )


def builds(methods: Sequence[str]) -> Builds:
    """The record of a run for each date, by a method of its own; the whole table is of the last."""
    made = [
        record(STEPS["reference.parameter"], "reference.parameter", [WHOLE], methods[-1], Builds.none().builds, "c")
    ]
    for day, method in zip(DAYS, methods, strict=False):
        made.append(record(STEPS["rating.rating"], "rating.rating", [str(day)], method, made[0].builds))
    return Builds(pl.concat([one.builds for one in made]), pl.concat([one.inputs for one in made]))


def published(folder: Path, methods: Sequence[str], *, is_recorded: bool = True) -> Path:
    file = folder / "published.duckdb"
    ratings = pl.concat(rows(day, method, ["B", "NR", "C"]) for day, method in zip(DAYS, methods, strict=False))
    known = builds(methods)
    record_tables = {"quality.table_build": known.builds, "quality.table_build_input": known.inputs}
    Warehouse(file).replace({"rating.rating": ratings, **(record_tables if is_recorded else {})})
    return file


def test_a_file_just_made_is_current(tmp_path: Path) -> None:
    file = published(tmp_path, [METHOD, METHOD])
    found = status(file, STEPS, METHOD)
    assert [(day.rating_date, day.rated, day.not_rated, day.state) for day in found.dates] == [
        (day, 2, 1, "current") for day in DAYS
    ]
    assert found.stale == []
    assert found.published_at.timestamp() == pytest.approx(file.stat().st_mtime)
    assert found.published_at.tzinfo is UTC
    assert whole_tables(found.tables) == {"current": 1}


def test_other_code_makes_every_date_stale(tmp_path: Path) -> None:
    steps = {**STEPS, "rating.rating": Step("r2", ("reference.parameter",), partitioned=True)}
    found = status(published(tmp_path, [METHOD, METHOD]), steps, METHOD)
    assert [(day.state, day.stale_tables, day.reason) for day in found.dates] == [
        ("stale", 1, "rating.rating: its code has changed")
    ] * 2
    assert len(found.stale) == 2
    assert len(found.record()["stale"]) == 2


def test_a_date_of_another_method_is_listed_and_not_stale(tmp_path: Path) -> None:
    found = status(published(tmp_path, [OTHER, METHOD]), STEPS, METHOD)
    assert [(day.state, day.methodology_hash) for day in found.dates] == [("other_method", OTHER), ("current", METHOD)]
    assert found.dates[0].reason == f"made by the method {OTHER[:12]}"
    assert found.stale == []


def test_an_older_file_without_a_record_says_so(tmp_path: Path) -> None:
    found = status(published(tmp_path, [METHOD], is_recorded=False), STEPS, METHOD)
    assert [day.state for day in found.dates] == [NOT_RECORDED]
    assert found.tables.is_empty()


def test_no_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="does not exist"):
        status(tmp_path / "published.duckdb", STEPS, METHOD)
