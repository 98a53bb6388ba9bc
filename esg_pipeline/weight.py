"""Weights: influence and impact time to a share of the total; which data points apply to whom. No scores in here."""

from collections.abc import Collection

import polars as pl

from esg_pipeline.methodology.codes import ImpactTime, Influence
from esg_pipeline.methodology.model import Methodology, Parameters

# Steps above the weakest cell of Table 2.
INFLUENCE_STEPS = {
    Influence.HIGH: 4,
    Influence.HIGHER: 3,
    Influence.MIDDLE: 2,
    Influence.LOWER: 1,
    Influence.LOW: 0,
}
TIME_STEPS = {ImpactTime.SHORT: 2, ImpactTime.MEDIUM: 1, ImpactTime.LONG: 0}
EVERY_ISSUER = "all"


def cell_weight(influence: str, impact_time: str | None, parameters: Parameters) -> float:
    """Return the relative weight of one cell of Table 2, before normalising: 1 for low and long, R for high and short.

    w = R^(a*l/4 + b*h/2) with l = 0..4 from low to high, h = 0..2 from long to short, R the corner ratio, a and b the
    influence and time share (DESIGN 4.5). The methodology (section 5, Table 2) fixes the order of the cells and the
    zero for `none`; R, a and b are parameters. Raises ValueError for an unknown code or a relevant cell without time.
    """
    level = Influence(influence)
    if level is Influence.NONE:
        return 0.0
    steps = TIME_STEPS[ImpactTime(impact_time)]
    exponent = parameters.influence_share * INFLUENCE_STEPS[level] / 4 + parameters.time_share * steps / 2
    return parameters.corner_ratio**exponent


def key_issue_weights(methodology: Methodology) -> pl.DataFrame:
    """Return industry_code, key_issue_id, influence, impact_time, weight: one row per industry and key issue.

    Weights are shares of the total score, 0 where irrelevant, and sum to 1 over the key issues of an industry
    (methodology, section 5; DESIGN 4.5).
    """
    cells = methodology.materiality.select("industry_code", "key_issue_id", "influence", "impact_time")
    weights = [cell_weight(row[2], row[3], methodology.parameters) for row in cells.iter_rows()]
    weight = pl.col("weight")
    return cells.with_columns(pl.Series("weight", weights, dtype=pl.Float64)).with_columns(
        weight / weight.sum().over("industry_code")
    )


def data_point_applies(applies_to: str, tags: Collection[str]) -> bool:
    """Whether a data point applies to an issuer with these tags: it is for all, or they share a tag (DESIGN 4.2)."""
    return applies_to == EVERY_ISSUER or not set(tags).isdisjoint(applies_to.split("|"))
