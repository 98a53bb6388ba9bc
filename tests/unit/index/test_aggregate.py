"""From indicators to the total: weights of groups, missing children, minimum shares, scales of nodes."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from esg_pipeline.index.aggregate import has_enough, nominal_weights, score
from esg_pipeline.index.build import Built
from esg_pipeline.index.model import Aggregate, Node, Weights
from esg_pipeline.index.problems import IndexRefused, StepError
from esg_pipeline.means import MissingWeight

GAPS = np.array([[10.0, 40.0, 70.0], [10.0, np.nan, 70.0], [np.nan, np.nan, np.nan]])
WEIGHTS = Weights({"a": 2.0, "b": 1.0, "c": 1.0})


def node(**options: Any) -> Node:
    return Node("n", WEIGHTS, Aggregate(**options))


def scored(values: np.ndarray = GAPS, **options: Any) -> list[float]:
    weights = nominal_weights(WEIGHTS, {}, values.shape[0])
    return score("n", node(**options), values, weights).score.tolist()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, [32.5, 30.0, np.nan]),
        # 1/4 is lost: 2/4 + 1/8 and 1/4 + 1/8.
        ({"missing": "redistribute_equally"}, [32.5, 6.25 + 26.25, np.nan]),
        ({"missing": "missing"}, [32.5, np.nan, np.nan]),
        ({"missing": "as_zero"}, [32.5, 22.5, np.nan]),
        ({"mean": "sum"}, [130.0, 120.0, np.nan]),
        ({"mean": "sum", "missing": "as_zero"}, [130.0, 90.0, np.nan]),
        ({"mean": "product", "missing": "missing"}, [280_000.0, np.nan, np.nan]),
        ({"min_share": 0.7}, [32.5, np.nan, np.nan]),
        ({"min_share": 2 / 3}, [32.5, 30.0, np.nan]),
        ({"min_weight": 0.8}, [32.5, np.nan, np.nan]),
        ({"min_weight": 0.75}, [32.5, 30.0, np.nan]),
        ({"mean": "max"}, [70.0, 70.0, np.nan]),
    ],
)
def test_a_node_by_hand(options: dict[str, Any], expected: list[float]) -> None:
    np.testing.assert_allclose(scored(**options), expected)


def test_unevenness_adds_where_more_is_worse() -> None:
    minus, plus = scored(mean="mazziotta_pareto"), scored(mean="mazziotta_pareto", penalty="plus")
    np.testing.assert_allclose((np.array(minus) + plus) / 2, scored())
    assert minus[0] < 32.5 < plus[0]


def test_a_negative_score_has_no_geometric_mean() -> None:
    with pytest.raises(StepError, match="node n: the geometric mean is not defined for -1"):
        scored(np.array([[-1.0, 2.0, 3.0]]), mean="geometric")
    with pytest.raises(StepError):
        scored(np.array([[-1.0, np.nan, 3.0]]), mean="harmonic", missing="as_zero")
    with pytest.raises(StepError, match=r"not defined around -0\.5"):
        scored(np.array([[-1.0, -1.0, 1.0]]), mean="mazziotta_pareto")


def test_a_group_has_weights_of_its_own() -> None:
    weights = Weights({"a": 1.0, "b": 1.0}, "Sector", {"bank": {"a": 0.0, "b": 3.0}})
    found = nominal_weights(weights, {"sector": ["bank", "shop", ""]}, 3)
    assert found.tolist() == [[0.0, 3.0], [1.0, 1.0], [1.0, 1.0]]
    assert score("n", Node("n", weights, Aggregate()), np.full((3, 2), 5.0), found).nominal[0].tolist() == [0.0, 1.0]


@pytest.mark.parametrize("missing", MissingWeight)
def test_a_group_to_which_no_child_applies_has_no_score(missing: str) -> None:
    weights = Weights({"a": 1.0, "b": 1.0}, "sector", {"bank": {"a": 0.0, "b": 0.0}})
    nominal = nominal_weights(weights, {"sector": ["bank", "shop"]}, 2)
    with np.errstate(all="raise"):
        found = score("n", Node("n", weights, Aggregate(missing=missing)), np.full((2, 2), 5.0), nominal)
    assert np.isnan(found.used[0]).all()
    np.testing.assert_array_equal(found.score, [np.nan, 5.0])
    assert found.nominal.tolist() == [[0.0, 0.0], [0.5, 0.5]]


@pytest.mark.parametrize("group", ["Bank", " bank"])
def test_a_group_that_is_written_in_another_way_is_refused_not_overlooked(group: str) -> None:
    weights = Weights({"a": 1.0, "b": 1.0}, "sector", {"bank": {"a": 0.0, "b": 3.0}})
    with pytest.raises(StepError, match=r"the data say .*, not 'bank'"):
        nominal_weights(weights, {"sector": ["bank", group]}, 2)


def test_a_child_without_weight_is_not_missed() -> None:
    nominal, present = np.array([[1.0, 0.0]]), np.array([[True, False]])
    assert has_enough(nominal, present, Aggregate(min_share=1.0, min_weight=1.0)).tolist() == [True]


NESTED = """unit: town
normalise: {method: none}
indicators: [parks, noise, schools]
nodes:
  Total: {children: [Green, schools]}
  Green: {children: [parks, noise], normalise: {method: min_max, range: [0, 10]}}
"""
TABLE = "town,parks,noise,schools\nA,1,3,4\nB,5,5,6\nC,9,9,8\n"


def test_a_node_may_have_a_scale_of_its_own_before_it_enters_the_next(built_of: Callable[..., Built]) -> None:
    scores = built_of(NESTED, TABLE).scored
    np.testing.assert_allclose(scores["Green"].score, [0.0, 30 / 7, 10.0])
    np.testing.assert_allclose(scores["Total"].score, [2.0, (30 / 7 + 6) / 2, 9.0])


def test_scores_may_be_rounded_on_the_way(built_of: Callable[..., Built]) -> None:
    scores = built_of("round: {aggregate: 1}\n" + NESTED, TABLE).scored
    np.testing.assert_allclose(scores["Green"].score, [0.0, 4.3, 10.0])
    np.testing.assert_allclose(scores["Total"].score, [2.0, 5.2, 9.0], atol=1e-12)


def test_a_node_that_cannot_be_scaled_is_named(built_of: Callable[..., Built]) -> None:
    with pytest.raises(IndexRefused, match=r"data\.csv:1: all_equal: node Green"):
        built_of(NESTED, "town,parks,noise,schools\nA,1,3,4\nB,2,2,6\n")
