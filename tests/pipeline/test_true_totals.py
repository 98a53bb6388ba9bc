"""Intervals against the truth that the simulator knows: one universe as disclosed, and with nothing held back."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.simulate import simulate, write_store
from esg_pipeline.simulate.knobs import Knobs
from tests.pipeline.conftest import OCTOBER, Run, run_pipeline

AS_DISCLOSED = Knobs(outlier_rate=0.0, unit_slip_rate=0.0)
ALWAYS = 1 - 1e-9
NOTHING_HELD_BACK = replace(
    AS_DISCLOSED,
    document_rate=ALWAYS,
    yes_no_rate=ALWAYS,
    structured_rate=ALWAYS,
    context_rate=ALWAYS,
    disclosure_spread=0.0,
)


def run_with(knobs: Knobs, folder: Path) -> Run:
    frames = simulate(load_methodology(), issuers=320, rating_dates=[OCTOBER], seed=7, knobs=knobs)
    write_store(frames, folder / "data" / "simulated")
    return run_pipeline(folder / "data", folder / "warehouse", [OCTOBER])


@pytest.mark.slow
def test_intervals_hold_most_true_totals_although_silence_is_not_at_random(tmp_path: Path) -> None:
    """Issuers rather disclose what is good, which no interval can know: a little less than 90 % is what there is."""
    said, true = (run_with(knobs, tmp_path / name) for name, knobs in (("a", AS_DISCLOSED), ("b", NOTHING_HELD_BACK)))
    truth = true.published.read("rating.rating").filter(pl.col("coverage") > 0.999)
    intervals = said.published.read("rating.score_interval")
    both = intervals.join(truth.select("issuer_id", truth="score"), on="issuer_id", validate="1:1")
    assert both.height > 300
    share = both.select(pl.col("truth").is_between("score_low", "score_high").mean()).item()
    assert 0.8 <= share <= 0.95
