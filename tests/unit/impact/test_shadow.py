"""Shadow runs: the parts of a score, its grade, and nothing written where the last run lies."""

from dataclasses import replace

import polars as pl
import pytest

from esg_pipeline.impact.inputs import Source
from esg_pipeline.impact.shadow import shadow_run
from esg_pipeline.methodology.model import Methodology
from tests.unit.impact.conftest import DAY


def test_key_issues_sum_to_the_score_and_the_work_file_stays(source: Source, shipped: Methodology) -> None:
    before = source.warehouse.path.read_bytes()
    run = shadow_run(shipped, source.tables(shipped), DAY)
    points = run.key_issues.group_by("issuer_id").agg(total=(pl.col("weight") * pl.col("score")).sum())
    both = run.ratings.join(points, on="issuer_id", validate="1:1")
    assert both.height == run.ratings.height > 50
    assert (both["score"] - both["total"]).abs().max() < 1e-8
    assert set(run.ratings["methodology_hash"]) == {shipped.hash}
    assert source.warehouse.path.read_bytes() == before


def test_the_minimum_coverage_is_that_of_the_version(source: Source, shipped: Methodology) -> None:
    strict = replace(shipped, parameters=replace(shipped.parameters, minimum_coverage=1.0))
    assert set(shadow_run(strict, source.tables(strict), DAY).ratings["grade"]) == {"NR"}


@pytest.mark.parametrize("factor", [0.0, 1.0])
def test_events_count_by_the_severities_of_the_version(source: Source, shipped: Methodology, factor: float) -> None:
    # Without points no event deducts: scores of event data points are 100 or imputed from such.
    mild = replace(shipped, event_severities=shipped.event_severities.with_columns(pl.col("points") * factor))
    run = shadow_run(mild, source.tables(mild), DAY)
    same = shadow_run(shipped, source.tables(shipped), DAY)
    gain = run.ratings["score"].mean() - same.ratings["score"].mean()
    assert gain == 0 if factor else gain > 0
