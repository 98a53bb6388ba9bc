"""The self-audit against the truth, on universes whose missing scores are known."""

from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest

from esg_pipeline.audit import MEDIANS, Trial, by_medians, error_table, estimates, inside
from esg_pipeline.hidden import if_hidden
from esg_pipeline.impute import (
    METHODS,
    Filled,
    Flags,
    Floats,
    Known,
    Ladders,
    Peers,
    Policy,
    Whole,
    fill,
    group_numbers,
)
from esg_pipeline.masking import even_chances, gap_weights, hidden_cells
from esg_pipeline.panel import Aged, Panel
from esg_pipeline.predictive import ErrorModel, error_model, relative

ISSUERS, POINTS = 1500, 16
POLICY = Policy(min_donors=5, prior_score=60.0, strict_disclosure=False, disclosure_floor=0.0)
DOUBTS = pl.DataFrame({"choice_id": ["carry_unmeasured"], "is_on": [True], "spread": [0.3]})


@dataclass(frozen=True)
class Universe:
    """Scores of everybody and which of them are known: small issuers of late industries differ more and say less."""

    truth: Floats
    is_known: Flags
    peers: Peers

    @property
    def known(self) -> Known:
        empty, none = np.full_like(self.truth, np.nan), np.zeros(self.truth.shape, dtype=np.int64)
        scores = np.where(self.is_known, self.truth, np.nan)
        return Known(scores, none, empty, empty, none, empty, np.zeros_like(self.truth), empty)

    def trial(self, hidden: Flags) -> Trial:
        return Trial(self.known, np.ones_like(self.is_known), hidden, LADDERS, self.peers, POLICY)

    @property
    def panel(self) -> Panel:
        issuers = pl.DataFrame({"is_simulated": [True] * ISSUERS})
        points = pl.DataFrame({"key_issue_id": [f"k{number // 4}" for number in range(POINTS)]})
        values = Aged(self.known.scores, self.known.age)
        wanted = np.ones_like(self.is_known)
        return Panel(issuers, points, values, values, values, np.ones_like(self.truth), wanted, self.known.tried)


LADDERS = Ladders(
    np.tile(np.array(MEDIANS), (POINTS, 1)), np.zeros(POINTS, dtype=np.int64), np.ones(POINTS), np.full((POINTS, 1), -1)
)


def universe(seed: int, uneven: float) -> Universe:
    """`uneven`: by how much the spread differs between those who say much and those who say little."""
    random = np.random.default_rng(seed)
    industry, size = random.integers(0, 6, ISSUERS), random.integers(0, 3, ISSUERS)
    kind, world = industry % 2, np.zeros(ISSUERS, dtype=np.int64)
    spread = 12.0 + uneven * (2.0 * industry - 5.0 + 3.0 * (1 - size))
    noise = random.standard_normal((ISSUERS, POINTS)) * spread[:, None] + 4.0 * random.standard_normal((ISSUERS, 1))
    truth = np.clip(60.0 + 2.0 * industry[:, None] + 3.0 * size[:, None] + noise, 0.0, 100.0)
    truth[:, ::2] = np.round(truth[:, ::2] / 25) * 25  # every other data point has five levels
    odds = 2.0 - 0.5 * industry - 0.9 * (2 - size)
    is_known = random.random(truth.shape) < 1 / (1 + np.exp(-odds[:, None] - np.linspace(-1, 1, POINTS)[None, :]))
    keys = ((industry, kind, size), (industry,), (kind,), ())
    return Universe(
        truth, is_known, Peers(tuple(group_numbers(world.tolist(), *(k.tolist() for k in s)) for s in keys))
    )


def chances(seed: int) -> Floats:
    return even_chances(str(seed), [str(row) for row in range(ISSUERS)], [str(column) for column in range(POINTS)])


def audited_mae(made: Universe, hidden: Flags) -> float:
    """Mean absolute error of the ladder of medians on the hidden cells."""
    return float(np.abs(by_medians(estimates(made.trial(hidden))) - made.truth[hidden]).mean())


def coverage(made: Universe, filled: Filled, model: ErrorModel) -> float:
    """Share of the missing scores, which the methods never saw, that their 90 % intervals hold."""
    row, column = np.nonzero(~made.is_known)
    method: Whole = filled.method[row, column]
    errors = relative(made.truth[row, column], filled.scores[row, column])
    world = np.ones(len(row), dtype=np.int64)
    held = [
        inside(errors[method == step], world[method == step], column[method == step], model.grid[:, step])
        for step in MEDIANS
    ]
    return float(np.concatenate(held).mean())


SEEDS = pytest.mark.parametrize("seed", [1, 2, 3])


@SEEDS
def test_the_audit_errs_as_the_methods_do_in_earnest_and_even_hiding_would_flatter_them(seed: int) -> None:
    made = universe(seed, uneven=1.0)
    filled = fill(made.known, np.ones_like(made.is_known), LADDERS, made.peers, POLICY)
    real = np.abs(filled.scores - made.truth)[~made.is_known].mean()
    measured = audited_mae(made, hidden_cells(made.is_known, ~made.is_known, made.peers, chances(seed), 0.1))
    evenly = audited_mae(made, made.is_known & (chances(seed) < 0.1))
    assert measured == pytest.approx(real, rel=0.07)
    assert evenly < 0.85 * real


def really_covered(made: Universe, weights: Floats) -> float:
    """Share of the cells that are really missing inside intervals of errors with these weights."""
    wanted = np.ones_like(made.is_known)
    seen = if_hidden(made.known, wanted, LADDERS, made.peers, POLICY)
    model = error_model(seen, made.known, made.panel, weights, DOUBTS, POLICY.prior_score)
    return coverage(made, fill(made.known, wanted, LADDERS, made.peers, POLICY), model)


def both_coverages(made: Universe, seed: int) -> tuple[float, float]:
    """What the intervals hold of the cells that are really missing, and what the audit says they do."""
    trial = made.trial(hidden_cells(made.is_known, ~made.is_known, made.peers, chances(seed), 0.1))
    seen = if_hidden(trial.blank, trial.wanted, LADDERS, made.peers, POLICY)
    model = error_model(seen, trial.blank, made.panel, trial.weights, DOUBTS, POLICY.prior_score)
    table = error_table(trial, model, np.ones(ISSUERS, dtype=np.bool_))
    narrowest = table.filter(method=METHODS[MEDIANS[0]])
    told = (narrowest["interval_coverage"] * narrowest["n_masked"]).sum() / narrowest["n_masked"].sum()
    return really_covered(made, gap_weights(made.is_known, ~made.is_known, made.peers)), float(told)


@SEEDS
def test_intervals_hold_nine_in_ten_of_what_is_really_missing_where_those_who_are_silent_are_like_the_others(
    seed: int,
) -> None:
    real, told = both_coverages(universe(seed, uneven=0.0), seed)
    assert real == pytest.approx(0.9, abs=0.02)
    assert told == pytest.approx(real, abs=0.03)


@SEEDS
def test_where_the_silent_differ_more_than_the_others_intervals_are_those_of_the_silent_and_the_audit_agrees(
    seed: int,
) -> None:
    made = universe(seed, uneven=1.0)
    real, told = both_coverages(made, seed)
    assert really_covered(made, np.ones_like(made.truth)) < 0.84
    assert real == pytest.approx(0.9, abs=0.02)
    assert told == pytest.approx(real, abs=0.03)
