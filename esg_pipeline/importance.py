"""How much each key issue really moves the score, beside its nominal weight. Weights themselves are `weight.py`."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from esg_pipeline.impute import Floats

MIN_ISSUERS = 10  # fewer say too little about a spread
FOLD = 2.0  # a key issue is off when it moves the score more than twice, or less than half, what its weight says
SURE = 2.0  # standard errors beyond the fold at which chance no longer explains it
GROUP = ["industry_code", "is_simulated"]
SCHEMA = {
    "industry_code": pl.String(),
    "is_simulated": pl.Boolean(),
    "key_issue_id": pl.String(),
    "issuers": pl.Int64(),
    "effective_weight": pl.Float64(),
    "effective_weight_error": pl.Float64(),
}


@dataclass(frozen=True)
class Shares:
    """Share of the variance of the total that each key issue carries, and its standard error; one per key issue."""

    share: Floats
    error: Floats


def key_issue_importance(
    key_issue_scores: pl.DataFrame,
    esg_scores: pl.DataFrame,
    universe: pl.DataFrame,
    weights: pl.DataFrame,
    rating_date: date,
) -> pl.DataFrame:
    """Nominal weight and effective importance of every relevant key issue per industry, on one rating date.

    Frames as `score.key_issue_score`, `score.esg_score`, `core.rating_universe`, `reference.key_issue_weight`. The
    effective weight is null for an industry of fewer than ten issuers or without any spread. Real and simulated
    issuers stand apart.
    """
    rated = universe.filter("in_scope").select("issuer_id", "industry_code")
    totals = esg_scores.select("issuer_id", total="score")
    parts = key_issue_scores.join(rated, on="issuer_id", validate="m:1").join(totals, on="issuer_id", validate="m:1")
    groups = parts.sort("issuer_id", "key_issue_id").group_by(GROUP, maintain_order=True)
    found = [group_importance(str(key[0]), bool(key[1]), rows) for key, rows in groups]
    nominal = weights.filter(pl.col("weight") > 0).select("industry_code", "key_issue_id", nominal_weight="weight")
    frame = pl.concat([pl.DataFrame(schema=SCHEMA), *found])
    return with_verdict(frame.join(nominal, on=["industry_code", "key_issue_id"], validate="m:1")).with_columns(
        rating_date=pl.lit(rating_date)
    )


def group_importance(industry_code: str, is_simulated: bool, rows: pl.DataFrame) -> pl.DataFrame:
    """Shares of one industry: industry_code, is_simulated, key_issue_id, issuers, effective_weight, error."""
    issuers = rows["issuer_id"].unique(maintain_order=True).to_list()
    key_issues = rows["key_issue_id"].unique().sort().to_list()
    wide = np.zeros((len(issuers), len(key_issues)))
    row = rows["issuer_id"].replace_strict(issuers, range(len(issuers)), return_dtype=pl.Int64).to_numpy()
    column = rows["key_issue_id"].replace_strict(key_issues, range(len(key_issues)), return_dtype=pl.Int64).to_numpy()
    wide[row, column] = (rows["score"] * rows["weight"]).to_numpy()
    shares = variance_shares(wide) if len(issuers) >= MIN_ISSUERS else None
    unknown = np.full(len(key_issues), np.nan)
    return pl.DataFrame(
        {
            "industry_code": [industry_code] * len(key_issues),
            "is_simulated": [is_simulated] * len(key_issues),
            "key_issue_id": key_issues,
            "issuers": [len(issuers)] * len(key_issues),
            "effective_weight": shares.share if shares else unknown,
            "effective_weight_error": shares.error if shares else unknown,
        },
        schema=SCHEMA,
    ).with_columns(pl.col("effective_weight", "effective_weight_error").fill_nan(None))


def variance_shares(contributions: Floats) -> Shares:
    """Covariance of each contribution with the total over the variance of the total, with jackknife errors.

    `contributions`: issuer x key issue, points that each adds to the total. Shares sum to 1 (the variance of a sum is
    the sum of the covariances with it) and may be negative; NaN when all totals are equal.
    """
    centred = contributions - contributions.mean(axis=0)
    total = centred.sum(axis=1)
    count = len(total)
    together, spread = total @ centred, float(total @ total)
    # Leaving one issuer out takes this much from both sums, the shift of the means included.
    lost = count / (count - 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = together / spread if spread > count * 1e-18 else np.full(contributions.shape[1], np.nan)
        without = (together - lost * total[:, None] * centred) / (spread - lost * total**2)[:, None]
        error = np.sqrt((count - 1) / count * np.sum((without - without.mean(axis=0)) ** 2, axis=0))
    return Shares(share, error)


def with_verdict(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds the ratio of effective to nominal weight, whether it is off twofold, and whether chance may explain that."""
    share, error, nominal = pl.col("effective_weight"), pl.col("effective_weight_error"), pl.col("nominal_weight")
    most, least = FOLD * nominal, nominal / FOLD
    is_off = (share > most) | (share < least)
    is_certain = (share - SURE * error > most) | (share + SURE * error < least)
    return frame.with_columns(
        ratio=share / nominal,
        is_off=is_off.fill_null(value=False),
        is_certain=is_certain.fill_null(value=False),
    )
