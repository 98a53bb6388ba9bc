"""The simulated universe lands where the published statistics of this rating lie."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.rating_dates import between
from esg_pipeline.simulate import simulate, write_store
from tests.pipeline.conftest import run_pipeline

DATES = between(date(2020, 4, 30), date(2022, 10, 31))


@pytest.fixture(scope="module")
def ratings(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    folder: Path = tmp_path_factory.mktemp("calibration")
    write_store(simulate(load_methodology(), issuers=500, rating_dates=DATES, seed=1), folder / "data" / "simulated")
    run = run_pipeline(folder / "data", folder / "warehouse", DATES)
    assert run.report.success, run.report.message
    rated = run.published.read("mart.issuer_rating").filter(pl.col("grade") != "NR")
    assert rated["is_simulated"].all()
    return rated


def test_every_date_lands_in_the_published_band(ratings: pl.DataFrame) -> None:
    for (day,), rows in ratings.group_by("rating_date", maintain_order=True):
        scores = rows["score"]
        assert 68 <= scores.mean() <= 73, day
        assert 0.50 <= (scores >= 70).mean() <= 0.66, day
        assert (scores >= 95).mean() < 0.01, day
        assert (scores < 60).mean() <= 0.10, day


def test_scores_rise_over_the_years_as_published(ratings: pl.DataFrame) -> None:
    means = ratings.group_by("rating_date").agg(pl.col("score").mean()).sort("rating_date")["score"]
    assert 0 < means[-1] - means[0] < 3


def test_industries_lie_within_four_points(ratings: pl.DataFrame) -> None:
    newest = ratings.filter(pl.col("rating_date") == DATES[-1])
    means = newest.group_by("industry_code").agg(pl.col("score").mean())["score"]
    assert means.max() - means.min() <= 4
