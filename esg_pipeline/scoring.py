"""Scores the data points of one rating date: panel, standardise, impute, table. The steps themselves live elsewhere."""

from datetime import date

import numpy as np
import polars as pl

from esg_pipeline.impute import Policy, fill
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.tables import anchor_table
from esg_pipeline.panel import build_panel, score_table
from esg_pipeline.standardise import standardise, value_functions
from esg_pipeline.weight import key_issue_weights


def score_data_points(
    universe: pl.DataFrame, known: pl.DataFrame, methodology: Methodology, rating_date: date
) -> pl.DataFrame:
    """`score.data_point_score` of one rating date: one row per rated issuer and data point that applies."""
    panel = build_panel(universe, known, methodology.scored_data_points, key_issue_weights(methodology))
    functions = value_functions(anchor_table(methodology), rating_date)
    scores = standardise(panel.values, panel.data_point_ids, panel.industries, functions)
    filled = fill(scores, panel.age, panel.carry_years[np.newaxis, :], panel.wanted, panel.peers, policy(methodology))
    return score_table(panel, filled, known).with_columns(rating_date=pl.lit(rating_date))


def policy(methodology: Methodology) -> Policy:
    """The imputation choices of a version."""
    chosen = methodology.parameters
    return Policy(
        min_donors=chosen.min_donors,
        carry_decay=chosen.carry_decay,
        prior_score=chosen.prior_score,
        strict_disclosure=chosen.strict_disclosure,
        disclosure_floor=chosen.disclosure_floor,
    )
