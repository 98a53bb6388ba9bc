"""Laws that hold on every published run: borders, sums, and the same bytes again."""

import hashlib
import shutil
from pathlib import Path

import polars as pl
import pytest

from esg_pipeline.warehouse import Warehouse
from tests.pipeline.conftest import APRIL, OCTOBER, Run, run_pipeline, run_up_to

SCORES = ("data_point_score", "key_issue_score", "theme_score", "pillar_score", "esg_score")


def export(published: Warehouse) -> dict[str, str]:
    """Table -> SHA-256 of its rows as CSV, in the order in which they are stored."""
    return {
        table: hashlib.sha256(published.read(table).write_csv(None).encode()).hexdigest()
        for table in published.tables()
    }


def test_the_run_succeeded_and_published(report_run: Run) -> None:
    assert report_run.report.success, report_run.report.message
    assert report_run.report.rejected_rows == 0
    assert len(report_run.published.tables()) == report_run.report.tables


def test_every_published_table_and_column_says_what_it_is(report_run: Run) -> None:
    silent = "select {} from {}() where not internal and coalesce(comment, '') = ''"
    for kind, name in (("duckdb_tables", "table_name"), ("duckdb_columns", "column_name")):
        assert report_run.published.select(silent.format(name, kind)).is_empty()


@pytest.mark.parametrize("table", SCORES)
def test_scores_stay_between_0_and_100(report_run: Run, table: str) -> None:
    scores = report_run.published.read(f"score.{table}")["score"]
    assert scores.null_count() == 0
    assert scores.is_nan().sum() == 0
    assert scores.min() >= 0
    assert scores.max() <= 100


def test_contributions_sum_to_the_score(report_run: Run) -> None:
    sums = (
        report_run.published.read("rating.contribution")
        .group_by("issuer_id", "rating_date")
        .agg(total=pl.col("contribution").sum(), weight=pl.col("weight_in_total").sum())
    )
    both = report_run.published.read("rating.rating").join(sums, on=["issuer_id", "rating_date"], validate="1:1")
    assert both.height == report_run.published.read("rating.rating").height
    assert (both["score"] - both["total"]).abs().max() <= 1e-9
    assert (both["weight"] - 1).abs().max() <= 1e-9


def test_simulated_and_real_issuers_are_told_apart_in_every_table(report_run: Run) -> None:
    published = report_run.published
    truth = published.read("core.rating_universe").select("issuer_id", "is_simulated").unique()
    assert truth["issuer_id"].is_unique().all()
    checked = 0
    for table in published.tables():
        frame = published.read(table)
        if {"issuer_id", "is_simulated"} <= set(frame.columns):
            both = frame.join(truth, on="issuer_id", suffix="_truth")
            assert (both["is_simulated"] == both["is_simulated_truth"]).all(), table
            checked += 1
        else:
            assert "issuer_id" not in frame.columns, table
    assert checked >= 15


def test_real_issuers_are_rated_alike_with_and_without_simulated_ones(report_run: Run, tmp_path: Path) -> None:
    """A real score must not rest on an invented peer."""
    store = tmp_path / "data"
    for part in ("sample", "documents"):
        shutil.copytree(report_run.store / part, store / part)
    alone = run_up_to("score.data_point_score", store, tmp_path / "warehouse", (OCTOBER,))
    real = ~pl.col("is_simulated")
    columns = ["issuer_id", "data_point_id", "score", "method", "donors"]
    together = report_run.published.read("score.data_point_score", OCTOBER).filter(real).select(columns)
    assert together.height > 0
    assert alone.read("score.data_point_score", OCTOBER).filter(real).select(columns).equals(together)


def test_a_second_run_gives_the_same_bytes(report_run: Run, tmp_path: Path) -> None:
    again = run_pipeline(report_run.store, tmp_path / "warehouse", (APRIL, OCTOBER))
    assert export(again.published) == export(report_run.published)
