"""The kernel against a plain reference, and its laws: bounds, exact sums, issuers that do not disturb each other."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esg_pipeline.aggregate import Hierarchy, total_scores
from esg_pipeline.choices import Scenarios
from esg_pipeline.draws import Cells, Model, Rows, blocks, evaluate, groups, on_grid
from esg_pipeline.impute import METHODS
from esg_pipeline.predictive import from_relative

CARRY, PRIOR = METHODS.index("carry_forward"), METHODS.index("prior")
MEDIANS = [number for number, name in enumerate(METHODS) if name.startswith("median")]
DRAWS = 40


def random_model(seed: int, issuers: int = 7, points: int = 9, issues: int = 3, industries: int = 2) -> Model:
    """A model of random cells: known, carried, filled, misread or not wanted, in two worlds."""
    rng = np.random.default_rng(seed)
    shape = (issuers, points)
    key_issue_of = np.arange(points) % issues
    weights = rng.random((industries, issues)) + 0.1
    tree = Hierarchy(rng.integers(1, 5, points) / 7.0, key_issue_of, weights / weights.sum(axis=1, keepdims=True))
    wanted = rng.random(shape) < 0.8
    wanted[:, 0] = True
    method = rng.choice([0, 0, CARRY, *MEDIANS, PRIOR], shape)
    scores = np.where(wanted, rng.choice([0.0, 100.0, *rng.uniform(0, 100, 4)], shape), np.nan)
    industry = rng.integers(0, industries, issuers)
    cells = Cells(
        wanted=wanted,
        scores=scores,
        method=method,
        low=np.clip(scores - rng.uniform(0, 10, shape), 0, 100),
        high=np.clip(scores + rng.uniform(0, 10, shape), 0, 100),
        confidence=np.where(rng.random(shape) < 0.5, rng.uniform(0.5, 1, shape), 1.0),
        stand_in=np.where(method <= CARRY, rng.uniform(0, 100, shape), np.nan),
        stand_in_method=rng.choice(MEDIANS, shape),
    )
    pools = [on_grid(rng.uniform(-1, 1, (len(METHODS), points, DRAWS)), 2.0**-16).astype(np.float32) for _ in "rs"]
    return Model(
        issuer_ids=[f"I{number}" for number in range(issuers)],
        place=np.arange(issuers),
        world=rng.integers(0, 2, issuers),
        industry=industry,
        points=total_scores(scores, wanted, by_issuer(tree, industry)),
        cells=cells,
        tree=tree,
        pools=pools,
        seed=seed,
    )


def by_issuer(tree: Hierarchy, industry: Any) -> Hierarchy:
    return Hierarchy(tree.data_point_weight, tree.key_issue_of, tree.key_issue_weight[industry])


def some_scenarios(model: Model, seed: int = 1, samples: int = DRAWS) -> Scenarios:
    rng = np.random.default_rng(seed)
    weights = rng.random((samples, *model.tree.key_issue_weight.shape)) + 0.1
    shift = rng.uniform(-1, 1, (samples, len(model.tree.key_issue_of)))
    return Scenarios(weights / weights.sum(axis=2, keepdims=True), on_grid(shift, 2.0**-16))


def no_scenarios(model: Model, samples: int = DRAWS) -> Scenarios:
    weights = np.broadcast_to(model.tree.key_issue_weight, (samples, *model.tree.key_issue_weight.shape))
    return Scenarios(weights, np.zeros((samples, len(model.tree.key_issue_of))))


def every_row(samples: int = DRAWS) -> Rows:
    return Rows(np.arange(samples), np.arange(samples))


def without_misreadings(model: Model) -> Model:
    return replace(model, cells=replace(model.cells, confidence=np.ones_like(model.cells.scores)))


def without_errors(model: Model) -> Model:
    return replace(model, pools=[np.zeros_like(pool) for pool in model.pools])


def only(model: Model, issuers: Any) -> Model:
    """The model of some issuers, in the order given."""
    chosen = np.array(issuers)
    return replace(
        model,
        issuer_ids=[model.issuer_ids[number] for number in chosen],
        place=model.place[chosen],
        world=model.world[chosen],
        industry=model.industry[chosen],
        points=model.points[chosen],
    )


def slow_totals(model: Model, scenarios: Scenarios) -> Any:
    """The same by one total per draw: every cell moved, then the array twin of the score. Without misreadings."""
    order = {issuer: row for group in groups(model) for block in blocks(model, group)
             for issuer, row in zip(block.issuers, block.order, strict=True)}  # fmt: skip
    cells, found = model.cells, np.empty((len(model.issuer_ids), len(scenarios.weights)))
    for issuer, rows in order.items():
        pool = model.pools[int(model.world[issuer])]
        for draw, row in enumerate(rows):
            method, columns = cells.method[issuer], np.arange(cells.scores.shape[1])
            errors = pool[method, columns, :].astype(float)
            doubtful = method > 0
            relative = np.where(doubtful, errors[:, row], 0.0)
            kept = np.where(doubtful, 1 - np.abs(errors).mean(axis=1), 1.0)
            shift = scenarios.anchor_shift[draw]
            up, down = cells.high[issuer] - cells.scores[issuer], cells.low[issuer] - cells.scores[issuer]
            moved = from_relative(relative, cells.scores[issuer])
            moved = moved + kept * (up * np.maximum(shift, 0) + down * np.maximum(-shift, 0))
            weights = scenarios.weights[draw, model.industry[issuer]]
            tree = Hierarchy(model.tree.data_point_weight, model.tree.key_issue_of, weights[np.newaxis])
            found[issuer, draw] = total_scores(moved[np.newaxis], cells.wanted[issuer][np.newaxis], tree)[0]
    return np.clip(found, 0, 100)


@pytest.mark.parametrize("seed", range(5))
def test_totals_are_those_of_moving_every_cell_and_scoring_again(seed: int) -> None:
    model = without_misreadings(random_model(seed))
    scenarios = some_scenarios(model)
    np.testing.assert_allclose(evaluate(model, scenarios, every_row()), slow_totals(model, scenarios), atol=1e-5)


@pytest.mark.parametrize("seed", range(3))
def test_without_any_doubt_every_draw_is_the_published_score(seed: int) -> None:
    model = without_misreadings(without_errors(random_model(seed)))
    totals = evaluate(model, no_scenarios(model), every_row())
    np.testing.assert_array_equal(totals, np.broadcast_to(model.points.round(10)[:, np.newaxis], totals.shape))


@given(st.integers(0, 10_000))
@settings(max_examples=20)
def test_totals_stay_within_0_and_100(seed: int) -> None:
    model = random_model(seed, issuers=4, points=4)
    totals = evaluate(model, some_scenarios(model), every_row())
    assert totals.min() >= 0
    assert totals.max() <= 100


@given(st.integers(0, 10_000), st.permutations(range(7)))
@settings(max_examples=20)
def test_the_order_of_issuers_changes_no_bit(seed: int, order: list[int]) -> None:
    model = random_model(seed)
    scenarios = some_scenarios(model)
    straight, mixed = (evaluate(m, scenarios, every_row()) for m in (model, only(model, order)))
    np.testing.assert_array_equal(straight[np.array(order)], mixed)


@given(st.integers(0, 10_000), st.integers(1, 6), st.integers(1, 8))
@settings(max_examples=20)
def test_other_issuers_and_the_size_of_chunks_change_no_bit(seed: int, kept: int, chunk: int) -> None:
    model = random_model(seed, industries=1)
    scenarios = some_scenarios(model)
    alone = evaluate(only(model, range(kept)), scenarios, every_row(), chunk)
    np.testing.assert_array_equal(alone, evaluate(model, scenarios, every_row())[:kept])


def test_samples_pick_their_rows_and_nothing_else() -> None:
    model = random_model(3)
    scenarios = some_scenarios(model)
    picked = np.array([5, 5, 0, 39, 7])
    part = Scenarios(scenarios.weights[picked], scenarios.anchor_shift[picked])
    whole = evaluate(model, scenarios, every_row())
    np.testing.assert_array_equal(evaluate(model, part, Rows(picked, picked)), whole[:, picked])


def test_sources_are_picked_apart() -> None:
    model = random_model(4)
    scenarios, first = no_scenarios(model), np.zeros(DRAWS, dtype=np.int64)
    every = np.arange(DRAWS)
    errors_alone = evaluate(model, scenarios, Rows(every, first))
    readings_alone = evaluate(model, scenarios, Rows(first, every))
    both = evaluate(model, scenarios, Rows(every, every))
    assert not np.array_equal(errors_alone, both)
    assert not np.array_equal(readings_alone, both)
    np.testing.assert_array_equal(errors_alone[:, 0], both[:, 0])
    np.testing.assert_array_equal(readings_alone[:, 0], both[:, 0])


def test_two_issuers_with_the_same_cells_have_errors_of_their_own() -> None:
    model = without_misreadings(random_model(5, industries=1))
    twins = replace(only(model, [0, 0]), issuer_ids=["A", "B"])
    first, second = evaluate(twins, no_scenarios(model), every_row())
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(np.sort(first), np.sort(second))  # the same rows of the pool in another order


def test_another_seed_is_another_order_of_the_same_errors() -> None:
    model = without_misreadings(random_model(6))
    first = evaluate(model, no_scenarios(model), every_row())
    second = evaluate(replace(model, seed=99), no_scenarios(model), every_row())
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(np.sort(first, axis=1), np.sort(second, axis=1))


def one_cell(confidence: float, stand_in: float, draws: int = 4000) -> Model:
    """One issuer whose only data point is reported with a score of 80."""
    shape = (1, 1)
    cells = Cells(
        wanted=np.ones(shape, dtype=np.bool_),
        scores=np.full(shape, 80.0),
        method=np.zeros(shape, dtype=np.int64),
        low=np.full(shape, 80.0),
        high=np.full(shape, 80.0),
        confidence=np.full(shape, confidence),
        stand_in=np.full(shape, stand_in),
        stand_in_method=np.full(shape, MEDIANS[0]),
    )
    first = np.zeros(1, dtype=np.int64)
    tree = Hierarchy(np.ones(1), first, np.ones((1, 1)))
    pools = [np.zeros((len(METHODS), 1, draws), dtype=np.float32)] * 2
    return Model(["I"], first, first, first, np.array([80.0]), cells, tree, pools, 1)


def test_a_fact_is_wrong_as_often_as_its_confidence_says() -> None:
    model = one_cell(confidence=0.9, stand_in=30.0)
    totals = evaluate(model, no_scenarios(model, 4000), every_row(4000))[0]
    assert set(totals.round(6)) == {80.0, 30.0}
    assert np.mean(totals < 50) == pytest.approx(0.1, abs=4 * np.sqrt(0.09 / 4000))


@pytest.mark.parametrize(("confidence", "stand_in"), [(1.0, 30.0), (0.5, np.nan)])
def test_a_sure_fact_or_one_that_nothing_could_stand_in_for_is_never_wrong(confidence: float, stand_in: float) -> None:
    model = one_cell(confidence, stand_in)
    assert set(evaluate(model, no_scenarios(model, 50), every_row(50))[0]) == {80.0}


def test_a_misread_carried_value_loses_its_own_error() -> None:
    model = one_cell(confidence=0.0, stand_in=30.0, draws=DRAWS)
    pool = model.pools[0].copy()
    pool[CARRY] = -0.5  # the carried value itself would be worth 40
    carried = replace(model, pools=[pool, pool], cells=replace(model.cells, method=np.full((1, 1), CARRY)))
    np.testing.assert_allclose(evaluate(carried, no_scenarios(model), every_row()), 30.0, atol=1e-6)
    sure = replace(carried, cells=replace(carried.cells, confidence=np.ones((1, 1))))
    np.testing.assert_allclose(evaluate(sure, no_scenarios(model), every_row()), 40.0, atol=1e-6)


def test_no_issuers_no_totals() -> None:
    model = only(random_model(1), np.array([], dtype=np.int64))
    assert evaluate(model, no_scenarios(model), every_row()).shape == (0, DRAWS)
