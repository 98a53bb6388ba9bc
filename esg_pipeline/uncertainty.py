"""From what is in doubt to probabilities of grades and intervals of scores and ranks, of one rating date.

What may vary stands in uncertainty.csv and is made ready by `doubts`; how totals follow from draws is `draws`.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from esg_pipeline.choices import Shifted, scenarios
from esg_pipeline.doubts import Names, model_of, names_of, scored_and_shifted
from esg_pipeline.draws import DECIMALS, Model, Rows, Shifts, block_totals, blocks, groups, shifts_of
from esg_pipeline.grade import BEST_TO_WORST, lowest_caps
from esg_pipeline.impute import Floats, Whole
from esg_pipeline.methodology.codes import Grade
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.narrowing import NOTHING, narrowest
from esg_pipeline.outcomes import grade_counts, interval_width, place_quantiles, places, quantile_of
from esg_pipeline.predictive import HIGH, LOW
from esg_pipeline.scoring import Scored
from esg_pipeline.seeds import seed_of, stream

# What a score and its doubts follow from; the first three are what scores are made of.
SOURCES = (
    "core.rating_universe",
    "core.known_value",
    "core.interpolated_value",
    "rating.rating",
    "rating.red_line_hit",
)
MIDDLE = 0.5
PROBABILITY = {"issuer_id": pl.String, "grade": pl.String, "probability": pl.Float64, "is_simulated": pl.Boolean}
INTERVAL = {
    "issuer_id": pl.String,
    **dict.fromkeys(("score_low", "score_high", "score_median", "score_sd"), pl.Float64),
    **dict.fromkeys(("rank", "rank_low", "rank_high", "peers"), pl.Int64),
    "narrowing_data_point_id": pl.String,
    "width_if_disclosed": pl.Float64,
    "is_simulated": pl.Boolean,
}


@dataclass(frozen=True)
class Uncertainty:
    """`rating.grade_probability` and `rating.score_interval` of one rating date."""

    probabilities: pl.DataFrame
    intervals: pl.DataFrame


@dataclass(frozen=True)
class Outcome:
    """What the draws of some issuers come to. Arrays per issuer, `counts` issuer x grade (best first)."""

    issuers: Whole
    counts: Whole
    low: Floats
    median: Floats
    high: Floats
    sd: Floats
    rank: Whole
    rank_low: Whole
    rank_high: Whole
    narrowing: Whole
    width: Floats


def rate_uncertainty(
    universe: pl.DataFrame,
    known: pl.DataFrame,
    interpolated: pl.DataFrame,
    methodology: Methodology,
    ratings: pl.DataFrame,
    red_line_hits: pl.DataFrame,
    rating_date: date,
) -> Uncertainty:
    """Both tables of one rating date from the tables of the same names; `ratings`, `red_line_hits`: as in `rating`."""
    scored, shifted = scored_and_shifted(universe, known, interpolated, methodology, rating_date)
    return uncertainty(scored, shifted, methodology, ratings, red_line_hits, rating_date)


def uncertainty(
    scored: Scored,
    shifted: Shifted,
    methodology: Methodology,
    ratings: pl.DataFrame,
    red_line_hits: pl.DataFrame,
    rating_date: date,
) -> Uncertainty:
    """The same from scores that are there already. Nothing for who is NR; the same inputs give the same bytes."""
    rated = rated_issuers(ratings, red_line_hits)
    seed = seed_of(methodology.hash, rating_date)
    names = names_of(scored, methodology)
    model = model_of(scored, shifted, methodology, rated, seed)
    drawn = scenarios(
        methodology,
        names.industries,
        names.key_issues,
        names.data_points,
        methodology.parameters.draws,
        stream(seed, "choices"),
    )
    best, bounds = best_places(rated), lower_bounds(methodology.grades)
    shifts = shifts_of(drawn, model.tree)
    outcomes = [outcome(model, group, drawn.weights, shifts, best, bounds) for group in groups(model)]
    day = pl.lit(rating_date)
    return Uncertainty(
        probability_table(outcomes, model, rated).with_columns(rating_date=day),
        interval_table(outcomes, model, rated, names).with_columns(rating_date=day),
    )


def rated_issuers(ratings: pl.DataFrame, red_line_hits: pl.DataFrame) -> pl.DataFrame:
    """issuer_id, score, is_simulated, cap_grade (null without a red line) of who has a grade, by issuer."""
    rated = ratings.filter(pl.col("grade") != Grade.NR, pl.col("score").is_not_null())
    caps = lowest_caps(red_line_hits).select("issuer_id", "cap_grade")
    joined = rated.join(caps, on="issuer_id", how="left", validate="1:1")
    return joined.select("issuer_id", "score", "is_simulated", "cap_grade").sort("issuer_id")


def best_places(rated: pl.DataFrame) -> Whole:
    """Place of the best grade that red lines leave, 0 for AAA, per issuer."""
    best = {grade: place for place, grade in enumerate(BEST_TO_WORST)}
    return np.array([best.get(grade, 0) for grade in rated["cap_grade"]], dtype=np.int64)


def lower_bounds(scale: pl.DataFrame) -> Floats:
    """Scores from which each grade is given, ascending."""
    return scale["lower_bound"].sort().to_numpy().astype(np.float64)


def outcome(model: Model, group: Whole, weights: Floats, shifts: Shifts, best_place: Whole, bounds: Floats) -> Outcome:
    """What the draws of the issuers of one industry and world come to; `weights`: draw x industry x key issue."""
    mine = weights[:, model.industry[group[0]]]
    every = np.arange(model.rows, dtype=np.int64)
    totals = np.empty((len(group), model.rows))
    column, width = np.full(len(group), NOTHING), np.full(len(group), np.nan)
    done = 0
    for block in blocks(model, group):
        part = slice(done, done + len(block.issuers))
        totals[part] = block_totals(block, mine, shifts, Rows(every, every))
        best = narrowest(block, totals[part], mine)
        column[part] = best.data_point
        width[part] = np.where(best.data_point == NOTHING, np.nan, interval_width(best.totals, LOW, HIGH))
        done = part.stop
    return summary(model, group, totals, column, width, grade_counts(totals, bounds, best_place[group]))


def summary(model: Model, group: Whole, totals: Floats, column: Whole, width: Floats, counts: Whole) -> Outcome:
    """The figures of one group of peers; `totals`: issuer x draw."""
    rank_low, rank_high = place_quantiles(totals, (LOW, HIGH))
    ascending = np.sort(totals, axis=1)
    return Outcome(
        issuers=group,
        counts=counts,
        low=quantile_of(ascending, LOW),
        median=quantile_of(ascending, MIDDLE),
        high=quantile_of(ascending, HIGH),
        sd=totals.std(axis=1),
        rank=places(model.points[group][:, np.newaxis])[:, 0],
        rank_low=rank_low,
        rank_high=rank_high,
        narrowing=column,
        width=width,
    )


def probability_table(outcomes: list[Outcome], model: Model, rated: pl.DataFrame) -> pl.DataFrame:
    """issuer_id, grade, probability, is_simulated: nine rows per issuer."""
    parts = [
        pl.DataFrame(
            {
                "issuer_id": rated["issuer_id"].gather(found.issuers.repeat(len(BEST_TO_WORST))),
                "grade": list(BEST_TO_WORST) * len(found.issuers),
                "probability": (found.counts / model.rows).ravel(),
                "is_simulated": rated["is_simulated"].gather(found.issuers.repeat(len(BEST_TO_WORST))),
            }
        )
        for found in outcomes
    ]
    return pl.concat([pl.DataFrame(schema=PROBABILITY), *parts])


def interval_table(outcomes: list[Outcome], model: Model, rated: pl.DataFrame, names: Names) -> pl.DataFrame:
    """One row per issuer; points are rounded as published."""
    point = pl.Series([*names.data_points, None], dtype=pl.String)  # NOTHING is the last one
    parts = [
        pl.DataFrame(
            {
                "issuer_id": rated["issuer_id"].gather(found.issuers),
                "score_low": found.low,
                "score_high": found.high,
                "score_median": found.median,
                "score_sd": found.sd,
                "rank": found.rank,
                "rank_low": found.rank_low,
                "rank_high": found.rank_high,
                "peers": np.full(len(found.issuers), len(found.issuers), dtype=np.int64),
                "narrowing_data_point_id": point.gather(found.narrowing % len(point)),
                "width_if_disclosed": pl.Series(found.width).fill_nan(None),
                "is_simulated": rated["is_simulated"].gather(found.issuers),
            }
        )
        for found in outcomes
    ]
    table = pl.concat([pl.DataFrame(schema=INTERVAL), *parts])
    numbers = pl.selectors.float().round(DECIMALS)
    return table.with_columns(numbers, draws=pl.lit(model.rows, pl.Int64), seed=pl.lit(model.seed, pl.Int64))
