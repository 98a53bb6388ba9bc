"""What is switched off, blank or not listed is no doubt at all."""

import polars as pl

from esg_pipeline.methodology.codes import Doubt
from esg_pipeline.methodology.spreads import is_on, spread_of


def rows(*doubts: tuple[Doubt, bool, float | None]) -> pl.DataFrame:
    schema = {"choice_id": pl.String, "is_on": pl.Boolean, "spread": pl.Float64}
    return pl.DataFrame([(doubt.value, on, spread) for doubt, on, spread in doubts], schema, orient="row")


def test_a_doubt_that_is_off_or_not_listed_is_off() -> None:
    chosen = rows((Doubt.IMPUTATION, True, None), (Doubt.EXTRACTION, False, None))
    assert is_on(chosen, Doubt.IMPUTATION)
    assert not is_on(chosen, Doubt.EXTRACTION)
    assert not is_on(chosen, Doubt.INFLUENCE)


def test_a_doubt_that_is_off_or_has_no_spread_is_certain() -> None:
    chosen = rows((Doubt.INFLUENCE, True, 0.3), (Doubt.CARRY_UNMEASURED, False, 0.5), (Doubt.CORNER_RATIO, True, None))
    assert spread_of(chosen, Doubt.INFLUENCE, 0.0) == 0.3
    assert spread_of(chosen, Doubt.CARRY_UNMEASURED, 0.0) == 0.0
    assert spread_of(chosen, Doubt.CORNER_RATIO, 1.0) == 1.0
    assert spread_of(chosen, Doubt.ERROR_CORRELATION, 0.25) == 0.25


def test_a_spread_of_zero_is_a_spread() -> None:
    assert spread_of(rows((Doubt.CORNER_RATIO, True, 0.0)), Doubt.CORNER_RATIO, 1.0) == 0.0
