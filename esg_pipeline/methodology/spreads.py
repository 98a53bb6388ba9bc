"""How far each doubt of `uncertainty.csv` goes, and whether it is drawn at all. What a doubt moves is its drawer's."""

import polars as pl

from esg_pipeline.methodology.codes import Doubt


def is_on(uncertainty: pl.DataFrame, doubt: Doubt) -> bool:
    """Whether a doubt is drawn; `uncertainty`: the frame of a version."""
    return not switched_on(uncertainty, doubt).is_empty()


def spread_of(uncertainty: pl.DataFrame, doubt: Doubt, certain: float) -> float:
    """The spread of a doubt in its own unit; `certain` where it is switched off or has none."""
    spread = switched_on(uncertainty, doubt)["spread"].to_list()
    return certain if not spread or spread[0] is None else float(spread[0])


def switched_on(uncertainty: pl.DataFrame, doubt: Doubt) -> pl.DataFrame:
    """The row of a doubt, no row where it is off."""
    return uncertainty.filter((pl.col("choice_id") == doubt.value) & pl.col("is_on"))
