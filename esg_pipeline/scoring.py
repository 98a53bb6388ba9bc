"""Scores the data points of one rating date: panel, standardise, impute, intervals, table. The steps live elsewhere."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl

from esg_pipeline.hidden import Hidden, if_hidden
from esg_pipeline.impute import Filled, Floats, Known, Ladders, Policy, current, faded, fill
from esg_pipeline.ladders import ladders, zero_applies
from esg_pipeline.masking import gap_weights
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.tables import anchor_table
from esg_pipeline.panel import Panel, build_panel, score_table
from esg_pipeline.predictive import ErrorModel, error_model, interval
from esg_pipeline.standardise import lowest_scores, standardise, value_functions
from esg_pipeline.weight import key_issue_weights


@dataclass(frozen=True)
class Scored:
    """A rating date as arrays issuer x data point: what is known, what fills the gaps, and how sure that is.

    `low`, `high`: 5 and 95 % of what may stand behind each filled score, a reported one itself; `confidence`: that the
    newest value is what was written, 1 where no document was read.
    """

    panel: Panel
    known: Known
    filled: Filled
    hidden: Hidden
    errors: ErrorModel
    low: Floats
    high: Floats
    confidence: Floats


@dataclass(frozen=True)
class Ready:
    """A panel with standard scores, ready to be filled."""

    panel: Panel
    known: Known
    ladders: Ladders
    policy: Policy


def score_data_points(
    universe: pl.DataFrame,
    known_values: pl.DataFrame,
    interpolated: pl.DataFrame,
    methodology: Methodology,
    rating_date: date,
) -> pl.DataFrame:
    """`score.data_point_score` of one rating date: one row per rated issuer and data point that applies."""
    scored = score_panel(universe, known_values, interpolated, methodology, rating_date)
    shown = scored.panel, scored.filled, scored.low, scored.high
    del scored  # what was hidden takes as much room as the table
    table = score_table(*shown, known_values)
    return table.with_columns(rating_date=pl.lit(rating_date))


def score_panel(
    universe: pl.DataFrame,
    known_values: pl.DataFrame,
    interpolated: pl.DataFrame,
    methodology: Methodology,
    rating_date: date,
) -> Scored:
    """The same as arrays, with what would stand in for hidden values and the errors that this measures."""
    return score_ready(prepare(universe, known_values, interpolated, methodology, rating_date), methodology)


def score_ready(ready: Ready, methodology: Methodology) -> Scored:
    """A prepared panel filled, with what stands in for hidden values and the errors."""
    panel, known = ready.panel, ready.known
    filled, is_current = filled_of(ready), current(known, panel.wanted)
    hidden = if_hidden(known, panel.wanted, ready.ladders, panel.peers, ready.policy)
    weights = gap_weights(is_current, panel.wanted & ~is_current, panel.peers)
    errors = error_model(hidden, known, panel, weights, methodology.uncertainty, ready.policy.prior_score)
    low, high = interval(filled, errors, panel.world)
    return Scored(panel, known, filled, hidden, errors, low, high, panel.confidence)


def fill_panel(
    universe: pl.DataFrame,
    known_values: pl.DataFrame,
    interpolated: pl.DataFrame,
    methodology: Methodology,
    rating_date: date,
) -> Filled:
    """Scores without gaps and nothing else: the quick way where errors do not matter."""
    return filled_of(prepare(universe, known_values, interpolated, methodology, rating_date))


def refilled(ready: Ready, moved: Methodology, rating_date: date) -> Filled:
    """A prepared panel filled under other anchors; in all else `moved` is the version that it was prepared by."""
    known = standard_scores(ready.panel, moved, ready.ladders, rating_date)
    return filled_of(replace(ready, known=known))


def prepare(
    universe: pl.DataFrame,
    known_values: pl.DataFrame,
    interpolated: pl.DataFrame,
    methodology: Methodology,
    rating_date: date,
) -> Ready:
    """The panel of the frames of `core`, its standard scores and the choices of the version."""
    points, weights = methodology.scored_data_points, key_issue_weights(methodology)
    panel = build_panel(universe, known_values, interpolated, points, weights)
    steps = ladders(methodology, panel)
    return Ready(panel, standard_scores(panel, methodology, steps, rating_date), steps, policy(methodology))


def filled_of(ready: Ready) -> Filled:
    """The panel without gaps."""
    return fill(ready.known, ready.panel.wanted, ready.ladders, ready.panel.peers, ready.policy)


def standard_scores(panel: Panel, methodology: Methodology, steps: Ladders, rating_date: date) -> Known:
    """What is known as standard scores, by the value functions of the rating date."""
    functions = value_functions(anchor_table(methodology), rating_date)
    names, industries = panel.data_point_ids, panel.industries
    zeros = np.where(zero_applies(methodology, panel), 0.0, np.nan)
    newest, earlier, interpolated, zero, tried = (
        values if np.isnan(values).all() else standardise(values, names, industries, functions)
        for values in (panel.newest.values, panel.earlier.values, panel.interpolated.values, zeros, panel.tried)
    )
    return Known(
        scores=newest,
        age=panel.newest.age,
        interpolated=faded(interpolated, panel.interpolated.age, steps),
        earlier=earlier,
        # Hidden is a value that is due: the year before does not count as current in its place.
        earlier_age=np.maximum(panel.earlier.age, panel.newest.age + 1),
        zero=zero,
        worst=lowest_scores(names, industries, functions),
        tried=tried,
    )


def policy(methodology: Methodology) -> Policy:
    """The imputation choices of a version."""
    chosen = methodology.parameters
    return Policy(
        min_donors=chosen.min_donors,
        prior_score=chosen.prior_score,
        strict_disclosure=chosen.strict_disclosure,
        disclosure_floor=chosen.disclosure_floor,
    )
