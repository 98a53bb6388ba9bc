"""The pages say of ladders and doubts what the version says, whatever version it is."""

from dataclasses import replace

import polars as pl

from esg_pipeline.methodology.codes import Doubt
from esg_pipeline.methodology.filling_pages import bases, coverages, doubts, ladders
from esg_pipeline.methodology.read import load_methodology

SHIPPED = load_methodology()


def test_every_scored_data_point_is_counted_once_with_its_ladder_and_its_basis() -> None:
    scored = SHIPPED.scored_data_points.height
    first = pl.int_range(pl.len()) == 0
    moved = SHIPPED.imputation.with_columns(
        ladder_id=pl.when(first).then(pl.lit("class")).otherwise("ladder_id"),
        basis=pl.when(first).then(pl.lit("measured")).otherwise("basis"),
    )
    rows = {row[0]: row[1:] for row in ladders(replace(SHIPPED, imputation=moved))}
    assert list(rows) == SHIPPED.ladders["ladder_id"].unique(maintain_order=True).to_list()
    assert rows["class"] == ("carry_forward, interpolation, median_class, median_universe, prior", 1)
    assert rows["standard"][1] == scored - 1
    counted = [(row[0], row[2]) for row in bases(replace(SHIPPED, imputation=moved))]
    assert counted == [("choice", scored - 1), ("measured", 1)]


def test_coverages_end_with_the_total() -> None:
    limits = SHIPPED.pillar_limits.with_columns(minimum_coverage=pl.Series([0.01, 0.025, 0.0]))
    assert coverages(replace(SHIPPED, pillar_limits=limits)) == [
        ("E", "1 %"),
        ("S", "2.5 %"),
        ("G", "0 %"),
        ("total", "10 %"),
    ]


def test_every_doubt_says_how_far_it_goes() -> None:
    rows = {row[0]: row[1:] for row in doubts(SHIPPED)}
    assert list(rows) == [doubt.value for doubt in Doubt]
    assert rows["anchor_guess"][:2] == ("on", "each anchor lower or higher by up to 25 % of itself")
    assert rows["influence"][1] == "one level up or down, each with probability 0.1"
    assert rows["imputation"][1] == "measured errors of the filling"
    off = replace(SHIPPED, uncertainty=SHIPPED.uncertainty.with_columns(is_on=pl.lit(value=False)))
    assert {row[1] for row in doubts(off)} == {"off"}
