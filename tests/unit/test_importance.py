"""What a key issue really moves: shares of the variance of the total, with errors, and a verdict against its weight."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from esg_pipeline.importance import MIN_ISSUERS, key_issue_importance, variance_shares

DAY = date(2022, 10, 31)
POINTS = arrays(np.float64, (12, 4), elements=st.floats(0, 25, width=16))


@given(POINTS)
def test_shares_sum_to_one_where_there_is_any_spread(contributions: np.ndarray) -> None:
    shares = variance_shares(contributions)
    if contributions.sum(axis=1).std() > 1e-9:
        assert shares.share.sum() == pytest.approx(1, abs=1e-9)
    else:
        assert np.isnan(shares.share).all()


@given(POINTS, st.permutations(range(12)), st.permutations(range(4)))
def test_the_order_of_issuers_and_key_issues_changes_nothing(
    contributions: np.ndarray, rows: list[int], columns: list[int]
) -> None:
    plain, moved = variance_shares(contributions), variance_shares(contributions[rows][:, columns])
    assert np.allclose(plain.share[columns], moved.share, atol=1e-6, equal_nan=True)


def test_the_error_is_that_of_leaving_each_issuer_out() -> None:
    contributions = np.random.default_rng(5).normal(2, 1, (15, 3))
    left_out = [variance_shares(np.delete(contributions, row, axis=0)).share for row in range(15)]
    spread = np.array(left_out) - np.mean(left_out, axis=0)
    assert variance_shares(contributions).error == pytest.approx(np.sqrt(14 / 15 * (spread**2).sum(axis=0)), rel=1e-9)


def test_a_key_issue_on_which_all_are_equal_moves_nothing() -> None:
    contributions = np.column_stack([np.linspace(1, 9, 12), np.full(12, 4.0)])
    assert variance_shares(contributions).share.tolist() == [1.0, 0.0]


PARTS = {
    "issuer_id": pl.String,
    "key_issue_id": pl.String,
    "score": pl.Float64,
    "weight": pl.Float64,
    "is_simulated": pl.Boolean,
}


def importance(scores: dict[str, list[float]], weights: dict[str, float], count: int, **issuer: object) -> pl.DataFrame:
    """The table for `count` issuers of one industry from the scores of their key issues."""
    names = [f"I{number:02}" for number in range(count)]
    total = np.sum([np.array(scores[name][:count]) * weight for name, weight in weights.items()], axis=0)
    parts = [
        {"issuer_id": who, "key_issue_id": name, "score": scores[name][row], "weight": weight, "is_simulated": False}
        | issuer
        for row, who in enumerate(names)
        for name, weight in weights.items()
    ]
    return key_issue_importance(
        pl.DataFrame(parts, PARTS),
        pl.DataFrame({"issuer_id": names, "score": total}, {"issuer_id": pl.String, "score": pl.Float64}),
        pl.DataFrame({"issuer_id": pl.Series(names, dtype=pl.String)}).with_columns(
            industry_code=pl.lit("steel"), in_scope=True
        ),
        pl.DataFrame(
            [("steel", *cell) for cell in weights.items()], ["industry_code", "key_issue_id", "weight"], orient="row"
        ),
        DAY,
    ).sort("key_issue_id")


SPREAD = [float(number) for number in np.random.default_rng(1).permutation(40) + 40]
OTHER = [float(number) for number in np.random.default_rng(2).permutation(40) + 40]


def test_a_key_issue_that_hardly_varies_is_off_although_it_weighs_much() -> None:
    flat = [90.0 + row % 2 for row in range(40)]
    found = importance({"audit": flat, "debt": SPREAD}, {"audit": 0.5, "debt": 0.5}, 40)
    assert found["is_off"].to_list() == [True, False]
    assert found["is_certain"].to_list() == [True, False]
    assert found["ratio"].to_list() == pytest.approx((found["effective_weight"] / 0.5).to_list())


def test_two_alike_key_issues_are_both_right() -> None:
    found = importance({"audit": OTHER, "debt": SPREAD}, {"audit": 0.5, "debt": 0.5}, 40)
    assert found["is_off"].to_list() == [False, False]


def test_a_few_issuers_say_nothing_about_a_spread() -> None:
    count = MIN_ISSUERS - 1
    found = importance({"audit": OTHER, "debt": SPREAD}, {"audit": 0.1, "debt": 0.9}, count)
    assert found["effective_weight"].to_list() == [None, None]
    assert found["issuers"].to_list() == [count, count]
    assert found["is_off"].to_list() == [False, False]


def test_real_and_simulated_issuers_stand_apart() -> None:
    mixed = importance({"audit": OTHER, "debt": SPREAD}, {"audit": 0.5, "debt": 0.5}, 40, is_simulated=True)
    assert mixed["is_simulated"].to_list() == [True, True]


def test_nobody_rated_gives_an_empty_table() -> None:
    found = importance({"audit": [], "debt": []}, {"audit": 0.5, "debt": 0.5}, 0)
    assert found.height == 0
