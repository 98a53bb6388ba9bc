"""What a whole run publishes about its own filling, and about silence, fits the scores beside it."""

import polars as pl
import pytest

from esg_pipeline.impute import METHODS
from tests.pipeline.conftest import Run

CELL = ["issuer_id", "rating_date", "data_point_id"]


def test_each_date_and_world_with_enough_known_scores_is_audited(report_run: Run) -> None:
    errors = report_run.published.read("score.imputation_error")
    simulated = errors.filter("is_simulated")
    assert simulated["rating_date"].n_unique() == 2
    assert set(simulated["method"]) <= set(METHODS[1:])
    assert {"carry_forward", "median_universe", "prior"} <= set(simulated["method"])
    # Hidden cells are a tenth of the known ones, so each of them is counted by the prior, which can always fill.
    known = report_run.published.read("score.data_point_score").filter(pl.col("origin") == "reported", "is_simulated")
    hidden = simulated.filter(method="prior")["n_masked"].sum()
    assert hidden / known.height == pytest.approx(0.1, rel=0.15)


def test_medians_beside_themselves_gain_nothing_and_the_older_value_beats_them(report_run: Run) -> None:
    errors = report_run.published.read("score.imputation_error").filter("is_simulated")
    gain = (pl.col("mae_gain") * pl.col("n_common")).sum() / pl.col("n_common").sum()
    by_method = dict(errors.group_by("method").agg(gain).iter_rows())
    assert by_method["carry_forward"] > 1.0
    assert by_method["prior"] < 0.0


def test_gains_from_silence_rest_on_the_published_scores_and_weights(report_run: Run) -> None:
    gains = report_run.published.read("score.silence_gain")
    shares = report_run.published.read("rating.contribution").select(*CELL, share="weight_in_total", published="score")
    both = gains.join(shares, on=CELL, how="left", validate="1:1")
    assert both.height > 0
    assert (both["share"] - both["weight_in_total"]).abs().max() < 1e-9
    assert (both["published"] - both["score"]).abs().max() < 1e-9
    points = both["weight_in_total"] * (both["score_if_hidden"] - both["score"])
    assert (points - both["gain"]).abs().max() < 1e-8


def test_the_summary_counts_every_rated_issuer_and_sums_its_gains(report_run: Run) -> None:
    summary = report_run.published.read("mart.silence_summary")
    gains = report_run.published.read("score.silence_gain")
    scores = report_run.published.read("score.esg_score")
    assert summary["issuers"].sum() == scores.height
    assert summary["issuers_gaining"].sum() == gains.select("issuer_id", "rating_date").n_unique()
    total = (summary["mean_gain"] * summary["issuers"]).sum()
    assert total == pytest.approx(gains["gain"].sum(), abs=1e-6)


def test_nobody_gains_by_hiding_what_others_publish(report_run: Run) -> None:
    gains = report_run.published.read("score.silence_gain").filter("is_simulated")
    sources = report_run.published.read("reference.data_point").select("data_point_id", "source_type")
    told = set(gains.join(sources, on="data_point_id", validate="m:1")["source_type"])
    assert told == {"document", "structured"}
