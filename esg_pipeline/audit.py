"""The self-audit: hides known scores, lets each method fill them, and says how far off it is. Hiding: `masking.py`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl

from esg_pipeline.hidden import if_hidden
from esg_pipeline.impute import (
    CARRIED,
    INTERPOLATED,
    METHODS,
    PRIOR,
    Flags,
    Floats,
    Known,
    Ladders,
    Peers,
    Policy,
    Whole,
    current,
    fill,
)
from esg_pipeline.ladders import ladders
from esg_pipeline.masking import even_chances, gap_weights, hidden_cells
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.predictive import ErrorModel, error_model, relative
from esg_pipeline.scoring import Scored, policy, score_panel
from esg_pipeline.silence import silence_gains

MEDIANS = [number for number, name in enumerate(METHODS) if name.startswith("median_")]
INTERVAL = (0.05, 0.95)
SAME = 0.005  # of the room left: errors nearer than this are one, for leaving a cell out moves a mean a little


@dataclass(frozen=True)
class Trial:
    """What the methods are tried on: arrays issuer x data point, `hidden` are the known cells taken from them."""

    known: Known
    wanted: Flags
    hidden: Flags
    ladders: Ladders
    peers: Peers
    policy: Policy

    @property
    def blank(self) -> Known:
        """What is known when nothing was ever said about the hidden cells."""
        return self.without(np.nan, 0)

    @property
    def weights(self) -> Floats:
        """How much each cell that is left counts for the gaps, those that are hidden among them."""
        left = current(self.blank, self.wanted)
        return gap_weights(left, self.wanted & ~left, self.peers)

    @property
    def older(self) -> Known:
        """What is known when the newest value of the hidden cells is not; the one before is a year older or more."""
        return self.without(self.known.earlier, np.maximum(self.known.earlier_age, self.known.age + 1))

    @property
    def interpolating(self) -> Known:
        """As `blank`, with what interpolation would say of the hidden cells."""
        lines = np.where(np.isnan(self.known.tried), self.known.interpolated, self.known.tried)
        return replace(self.blank, interpolated=lines)

    def without(self, scores: Floats | float, age: Whole | int) -> Known:
        """The known scores with others in the place of the hidden ones, and nothing earlier behind these."""
        return replace(
            self.known,
            scores=np.where(self.hidden, scores, self.known.scores),
            age=np.where(self.hidden, age, self.known.age),
            earlier=np.where(self.hidden, np.nan, self.known.earlier),
        )


def self_audit(
    universe: pl.DataFrame,
    known_values: pl.DataFrame,
    interpolated: pl.DataFrame,
    methodology: Methodology,
    rating_date: date,
) -> dict[str, pl.DataFrame]:
    """`score.imputation_error` and `score.silence_gain` of one rating date, from the tables that scores are made of."""
    scored = score_panel(universe, known_values, interpolated, methodology, rating_date)
    return {
        "score.imputation_error": imputation_errors(scored, methodology, rating_date),
        "score.silence_gain": silence_gains(scored, methodology, rating_date),
    }


def imputation_errors(scored: Scored, methodology: Methodology, rating_date: date) -> pl.DataFrame:
    """`score.imputation_error` of one rating date.

    Only scores of current values are hidden: a carried one is itself a filling. Intervals come from the errors at the
    cells that stay known.
    """
    trial = trial_of(scored, methodology, rating_date)
    seen = if_hidden(trial.blank, trial.wanted, trial.ladders, trial.peers, trial.policy)
    model = error_model(
        seen, trial.blank, scored.panel, trial.weights, methodology.uncertainty, trial.policy.prior_score
    )
    errors = error_table(trial, model, scored.panel.issuers["is_simulated"].to_numpy())
    names = scored.panel.data_points["data_point_id"]
    return errors.with_columns(
        pl.col(pl.Float64).round(10), data_point_id=names.gather(errors["column"]), rating_date=pl.lit(rating_date)
    ).drop("column")


def trial_of(scored: Scored, methodology: Methodology, rating_date: date) -> Trial:
    """The panel and the cells to hide. Fillings are measured as estimates, so strict mode's penalty is left out."""
    panel, known = scored.panel, scored.known
    is_current = current(known, panel.wanted)
    seed = f"{methodology.hash} {rating_date.isoformat()}"
    chance = even_chances(seed, panel.issuers["issuer_id"].to_list(), panel.data_point_ids)
    hidden = hidden_cells(
        is_current, panel.wanted & ~is_current, panel.peers, chance, methodology.parameters.audit_share
    )
    choices = replace(policy(methodology), strict_disclosure=False)
    return Trial(known, panel.wanted, hidden, ladders(methodology, panel), panel.peers, choices)


def estimates(trial: Trial) -> dict[int, Floats]:
    """Method -> its score of each hidden cell, in the order of `np.nonzero(trial.hidden)`; NaN where it has none.

    Carrying sees the older value of a cell, the other methods nothing: a cell that they fill has none. Interpolation
    also sees what was tried for this.
    """
    found = {CARRIED: tried(trial, trial.older, CARRIED)}
    for method in range(CARRIED + 1, PRIOR):
        found[method] = tried(trial, trial.interpolating if method == INTERPOLATED else trial.blank, method)
    return {**found, PRIOR: np.full(np.count_nonzero(trial.hidden), trial.policy.prior_score)}


def tried(trial: Trial, known: Known, method: int) -> Floats:
    """What one method makes of the hidden cells; NaN where it cannot. Others' carried scores are donors as ever."""
    first = np.where(np.equal(trial.ladders.steps, CARRIED).any(axis=1), CARRIED, -1)
    steps = np.stack([first, np.full_like(first, method)], axis=1)
    filled = fill(known, trial.wanted, replace(trial.ladders, steps=steps), trial.peers, trial.policy)
    return np.where(filled.method == method, filled.scores, np.nan)[trial.hidden]


def by_medians(estimates: Mapping[int, Floats]) -> Floats:
    """The ladder of the four medians: the first of them that has a score."""
    found = estimates[MEDIANS[0]]
    for method in MEDIANS[1:]:
        found = np.where(np.isnan(found), estimates[method], found)
    return found


def error_table(trial: Trial, model: ErrorModel, is_simulated: Flags) -> pl.DataFrame:
    """Errors per data point (its column), method and world: the columns of `score.imputation_error`.

    What a method is compared with is the ladder of the four medians, on the cells that both can fill.
    """
    row, column = np.nonzero(trial.hidden)
    truth, found = trial.known.scores[trial.hidden], estimates(trial)
    median_error = np.abs(by_medians(found) - truth)
    cells = pl.DataFrame({"is_simulated": is_simulated[row], "column": column, "median_error": median_error})
    cells = cells.with_columns(pl.col("median_error").fill_nan(None))
    parts: list[pl.DataFrame] = []
    for method, values in found.items():
        covered = np.full(len(truth), np.nan)
        can = ~np.isnan(values)
        world = is_simulated[row].astype(np.int64)
        covered[can] = inside(relative(truth[can], values[can]), world[can], column[can], model.grid[:, method])
        errors = cells.with_columns(error=values - truth, covered=covered).filter(can)
        parts.append(summary(errors).with_columns(method=pl.lit(METHODS[method])))
    return pl.concat(parts)


def summary(errors: pl.DataFrame) -> pl.DataFrame:
    """Counts and means per data point and world of is_simulated, column, error, median_error and covered."""
    size, base = pl.col("error").abs(), pl.col("median_error")
    gain = base - size
    common = size.filter(base.is_not_null()).mean()
    return errors.group_by("is_simulated", "column", maintain_order=True).agg(
        n_masked=pl.len().cast(pl.Int64),
        mae=size.mean(),
        bias=pl.col("error").mean(),
        interval_coverage=pl.col("covered").mean(),
        n_common=base.count().cast(pl.Int64),
        mae_of_median=base.mean(),
        improvement=pl.when(base.mean() > 0).then(1 - common / base.mean()),
        mae_gain=gain.mean(),
        mae_gain_error=gain.std() / base.count().sqrt(),
    )


def inside(errors: Floats, world: Whole, column: Whole, grid: Floats) -> Floats:
    """Share of each outcome that lies in its 90 % interval, by the probability integral transform.

    `errors`: relative errors of cells of these worlds and columns; `grid`: world x column x quantiles. An outcome that
    the distribution holds with a mass spans a range of probabilities and counts with the part of it between 0.05 and
    0.95 (Czado, Gneiting and Held 2009), so that 90 % is reached for discrete scores too.
    """
    low, high = np.empty_like(errors), np.empty_like(errors)
    size = grid.shape[-1]
    order = np.lexsort((column, world))
    starts = np.flatnonzero(np.diff(world[order], prepend=-1) | np.diff(column[order], prepend=-1))
    for cells in np.split(order, starts[1:]) if len(order) else []:
        quantiles = grid[world[cells[0]], column[cells[0]]]
        low[cells] = np.searchsorted(quantiles, errors[cells] - SAME, side="left")
        high[cells] = np.searchsorted(quantiles, errors[cells] + SAME, side="right")
    # Between two quantiles lies half of what each of them stands for.
    half = np.where(high > low, 0.0, 0.5)
    low, high = np.maximum(low - half, 0.0) / size, np.minimum(high + half, size) / size
    return np.maximum(np.minimum(high, INTERVAL[1]) - np.maximum(low, INTERVAL[0]), 0.0) / (high - low)
