"""The simulated universe lands where the published statistics of this rating lie."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.rating_dates import between
from esg_pipeline.simulate import simulate, write_store
from esg_pipeline.warehouse import Warehouse
from tests.pipeline.conftest import run_pipeline, run_up_to

DATES = between(date(2020, 4, 30), date(2022, 10, 31))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Figures of 500 issuers for all dates."""
    made = tmp_path_factory.mktemp("calibration")
    write_store(simulate(load_methodology(), issuers=500, rating_dates=DATES, seed=1), made / "data" / "simulated")
    return made


@pytest.fixture(scope="module")
def ratings(folder: Path) -> pl.DataFrame:
    """The grades of the first date and of the last."""
    made = run_up_to("rating.rating", folder / "data", folder / "warehouse", (DATES[0], DATES[-1]))
    industries = made.read("core.rating_universe").select("issuer_id", "rating_date", "industry_code")
    return graded(made, "rating.rating").join(industries, on=["issuer_id", "rating_date"], validate="1:1")


def graded(made: Warehouse, table: str) -> pl.DataFrame:
    """Everybody who has a grade; nobody of them is real."""
    rated = made.read(table).filter(pl.col("grade") != "NR")
    assert rated["is_simulated"].all()
    return rated


def test_the_first_and_the_last_date_land_in_the_published_band(ratings: pl.DataFrame) -> None:
    assert in_the_published_band(ratings) == [DATES[0], DATES[-1]]


@pytest.mark.slow
def test_every_date_lands_in_the_published_band(folder: Path) -> None:
    run = run_pipeline(folder / "data", folder / "published", DATES)
    assert run.report.success, run.report.message
    assert in_the_published_band(graded(run.published, "mart.issuer_rating")) == DATES


def in_the_published_band(ratings: pl.DataFrame) -> list[date]:
    """Holds each date against the published shares; returns the dates, in order."""
    for (day,), rows in ratings.group_by("rating_date", maintain_order=True):
        scores = rows["score"]
        assert 68 <= scores.mean() <= 73, day
        assert 0.50 <= (scores >= 70).mean() <= 0.66, day
        assert (scores >= 95).mean() < 0.01, day
        assert (scores < 60).mean() <= 0.10, day
    return ratings["rating_date"].unique().sort().to_list()


def test_scores_rise_over_the_years_as_published(ratings: pl.DataFrame) -> None:
    means = ratings.group_by("rating_date").agg(pl.col("score").mean()).sort("rating_date")["score"]
    assert 0 < means[-1] - means[0] < 3


def test_industries_lie_within_four_points(ratings: pl.DataFrame) -> None:
    newest = ratings.filter(pl.col("rating_date") == DATES[-1])
    means = newest.group_by("industry_code").agg(pl.col("score").mean())["score"]
    assert means.max() - means.min() <= 4
