"""Gaps filled by the anchors of another date: the same anchors give the same scores, other ones move fillings too."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from esg_pipeline.attribution_refill import CORE, Dated, refilled_cells
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.read import load_methodology

DAY, POINT = date(2022, 10, 31), "id_women"
ISSUERS = [f"I{number}" for number in range(8)]


@pytest.fixture(scope="module")
def shipped() -> Methodology:
    return load_methodology()


def dated(version: Methodology, known: int = 6) -> Dated:
    """Eight banks of which the first ones tell one data point."""
    own = {"issuer_class": "financial", "tags": "financial|listed", "is_simulated": False, "in_scope": True}
    size = {"industry_code": "banking", "size_assets_cny_million": None}
    universe = pl.DataFrame([{"issuer_id": issuer, **own, **size} for issuer in ISSUERS])
    cell = {"data_point_id": POINT, "state": "reported", "age_years": 0, "confidence": 1.0, "fiscal_year": 2022}
    gone = {"earlier_value": None, "earlier_age_years": None}
    values = pl.DataFrame(
        [
            {"issuer_id": issuer, **cell, **gone, "scored_value": 5.0 + place}
            for place, issuer in enumerate(ISSUERS[:known])
        ],
        schema_overrides={"earlier_value": pl.Float64, "earlier_age_years": pl.Int64},
    )
    schema = {
        "issuer_id": pl.String,
        "data_point_id": pl.String,
        "is_trial": pl.Boolean,
        "value": pl.Float64,
        "age_years": pl.Int64,
    }
    return Dated(DAY, version, dict(zip(CORE, (universe, values, pl.DataFrame(schema=schema)), strict=True)))


def test_the_same_anchors_give_the_same_scores(shipped: Methodology) -> None:
    found = refilled_cells(dated(shipped), dated(shipped))
    assert found is not None
    assert found.height > 1000
    assert found["refilled"].equals(found["previous_refilled"])


def test_other_anchors_move_what_is_told_and_what_is_filled_from_it(shipped: Methodology) -> None:
    is_it = pl.col("data_point_id") == POINT
    lower = shipped.anchors.with_columns(score=pl.when(is_it).then(pl.col("score") / 2).otherwise("score"))
    found = refilled_cells(dated(shipped), dated(replace(shipped, anchors=lower)))
    assert found is not None
    cells = found.filter(is_it).sort("issuer_id")
    assert cells["previous_refilled"].to_list() == pytest.approx((cells["refilled"] / 2).to_list())
    assert (cells["refilled"] > cells["previous_refilled"]).all()
    rest = found.filter(~is_it & (pl.col("refilled") != pl.col("previous_refilled")))
    assert rest.height < found.height / 10


def test_a_data_point_without_anchors_on_the_other_date_is_not_refilled(shipped: Methodology) -> None:
    without = replace(shipped, anchors=shipped.anchors.filter(pl.col("data_point_id") != POINT))
    assert refilled_cells(dated(shipped), dated(without)) is None
