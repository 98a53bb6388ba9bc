"""What would narrow an interval most, against taking out one error after the other."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from esg_pipeline.aggregate import Hierarchy
from esg_pipeline.choices import Scenarios
from esg_pipeline.draws import Block, Cells, Model, Rows, block_totals, blocks, groups, on_grid, shifts_of
from esg_pipeline.impute import METHODS
from esg_pipeline.narrowing import NOTHING, narrowest, variance_reductions
from esg_pipeline.predictive import from_relative

PRIOR = METHODS.index("prior")
DRAWS, POINTS = 400, 4
EVERY = np.arange(DRAWS)


def model_of(scores: Any, method: Any, weight: Any = (1.0, 1.0, 1.0, 1.0), seed: int = 1) -> Model:
    """Issuers of one industry with two key issues of two data points each, their errors drawn evenly."""
    shape = np.shape(scores)
    rng = np.random.default_rng(seed)
    scores = np.array(scores, dtype=np.float64)
    cells = Cells(
        wanted=~np.isnan(scores),
        scores=scores,
        method=np.array(method, dtype=np.int64),
        low=scores,
        high=scores,
        confidence=np.ones(shape),
        stand_in=np.full(shape, np.nan),
        stand_in_method=np.zeros(shape, dtype=np.int64),
    )
    issuers = shape[0]
    tree = Hierarchy(np.array(weight), np.array([0, 0, 1, 1]), np.array([[0.5, 0.5]]))
    pool = on_grid(rng.uniform(-1, 1, (len(METHODS), POINTS, DRAWS)), 2.0**-16).astype(np.float32)
    zeros = np.zeros(issuers, dtype=np.int64)
    names = [f"I{number}" for number in range(issuers)]
    return Model(names, np.arange(issuers), zeros, zeros, np.full(issuers, 50.0), cells, tree, [pool, pool], 1)


def drawn(model: Model) -> tuple[Block, Any, Any]:
    """The block of all issuers, their totals, the weights."""
    scenarios = Scenarios(np.broadcast_to(model.tree.key_issue_weight, (DRAWS, 1, 2)), np.zeros((DRAWS, POINTS)))
    block = next(blocks(model, next(groups(model))))
    weights = scenarios.weights[:, 0]
    return block, block_totals(block, weights, shifts_of(scenarios, model.tree), Rows(EVERY, EVERY)), weights


def test_the_filled_cell_that_weighs_most_is_named() -> None:
    model = model_of([[50.0, 50, 50, 50]], [[PRIOR] * 4], weight=(1.0, 4.0, 2.0, 2.0))
    assert narrowest(*drawn(model)).data_point.tolist() == [1]


def test_a_reported_cell_is_never_named() -> None:
    model = model_of([[50.0, 50, 50, 50]], [[PRIOR, 0, PRIOR, 0]], weight=(1.0, 4.0, 2.0, 4.0))
    assert narrowest(*drawn(model)).data_point.tolist() == [2]


def test_where_nothing_is_filled_nothing_narrows() -> None:
    found = narrowest(*drawn(model_of([[50.0, 60, 70, 80]], [[0, 0, 0, 0]])))
    assert found.data_point.tolist() == [NOTHING]


def test_where_errors_are_off_nothing_narrows() -> None:
    model = model_of([[50.0] * 4], [[PRIOR] * 4])
    silent = replace(model, pools=[np.zeros_like(pool) for pool in model.pools])
    assert narrowest(*drawn(silent)).data_point.tolist() == [NOTHING]


@pytest.mark.parametrize("seed", range(4))
def test_reductions_are_the_variances_of_totals_without_each_error(seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores = np.where(rng.random((5, POINTS)) < 0.2, np.nan, rng.uniform(0, 100, (5, POINTS)))
    scores[:, 0] = 40.0
    method = rng.choice([0, 1, PRIOR], (5, POINTS))
    method[:, 0] = PRIOR
    model = model_of(scores, method, weight=(1.0, 2.0, 3.0, 1.0), seed=seed)
    block, totals, _ = drawn(model)
    expected = []
    for row, column in zip(block.row, block.column, strict=True):
        relative = model.pools[0][method[row, column], column, block.order[row]].astype(float)
        error = block.share[row, column] * (from_relative(relative, scores[row, column]) - scores[row, column])
        issues = np.array([np.any(block.share[row, :2] > 0), np.any(block.share[row, 2:] > 0)])
        weight = 1.0 if issues.sum() == 1 else 0.5
        expected.append(totals[row].var() - (totals[row] - weight * error).var())
    np.testing.assert_allclose(variance_reductions(block, totals), expected, atol=2e-3)


def test_what_is_left_is_the_total_without_that_error() -> None:
    model = model_of([[20.0, 60, 50, 50]], [[PRIOR, 0, 0, 0]])
    block, totals, weights = drawn(model)
    assert totals.std() > 1
    np.testing.assert_allclose(narrowest(block, totals, weights).totals, 50.0, atol=1e-5)


def test_issuers_without_doubt_stand_beside_others() -> None:
    model = model_of([[20.0, 60, 50, 50], [20.0, np.nan, 50, 50]], [[0] * 4, [0, 0, PRIOR, 0]])
    block, totals, weights = drawn(model)
    found = narrowest(block, totals, weights)
    assert found.data_point.tolist() == [NOTHING, 2]
    np.testing.assert_array_equal(found.totals[0], totals[0])
    assert not np.isnan(found.totals).any()
