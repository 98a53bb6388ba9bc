"""A run publishes how sure each grade is, for everybody who has one and for nobody else."""

import polars as pl
import pytest

from tests.pipeline.conftest import Run

KEY = ["issuer_id", "rating_date"]


@pytest.fixture(scope="module")
def rated(report_run: Run) -> pl.DataFrame:
    """Ratings that are a grade, each with its interval."""
    ratings = report_run.published.read("rating.rating").filter(pl.col("grade") != "NR")
    intervals = report_run.published.read("rating.score_interval").drop("is_simulated")
    return ratings.join(intervals, on=KEY, how="full", coalesce=True, validate="1:1")


def test_everybody_with_a_grade_has_probabilities_and_an_interval(report_run: Run, rated: pl.DataFrame) -> None:
    assert rated["score"].null_count() == rated["score_low"].null_count() == 0
    probabilities = report_run.published.read("rating.grade_probability")
    sums = probabilities.group_by(KEY).agg(pl.col("probability").sum(), pl.len())
    assert sums.join(rated, on=KEY, how="full", validate="1:1")["issuer_id_right"].null_count() == 0
    assert sums.height == rated.height
    assert (sums["probability"] - 1).abs().max() <= 1e-12


def test_real_and_simulated_issuers_are_no_peers(rated: pl.DataFrame) -> None:
    assert set(rated["is_simulated"]) == {True, False}
    places = rated.group_by("rating_date", "is_simulated", pl.col("peers")).agg(pl.col("rank").max())
    assert (places["rank"] <= places["peers"]).all()
    real = rated.filter(~pl.col("is_simulated"))
    assert real["peers"].max() <= real.group_by("rating_date").len()["len"].max()


def test_nobody_who_keeps_something_back_is_certain(rated: pl.DataFrame) -> None:
    assert (rated["score_high"] - rated["score_low"]).min() > 0
    assert rated["narrowing_data_point_id"].null_count() == 0
    narrower = rated.filter(pl.col("width_if_disclosed") < pl.col("score_high") - pl.col("score_low"))
    assert narrower.height > 0.9 * rated.height


def test_the_draws_of_a_rating_date_have_one_seed_and_dates_differ(rated: pl.DataFrame) -> None:
    seeds = rated.group_by("rating_date").agg(pl.col("seed").unique(), pl.col("draws").unique())
    assert [len(found) for found in seeds["seed"]] == [1, 1]
    assert seeds["seed"].explode().n_unique() == 2
    assert set(seeds["draws"].explode()) == {1000}
