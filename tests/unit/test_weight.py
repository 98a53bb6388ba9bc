"""Weights rise with influence and nearness, span exactly the corner ratio, and sum to one for each industry."""

from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.methodology.codes import ImpactTime, Influence
from esg_pipeline.methodology.model import Methodology, Parameters
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.weight import bounded_shares, cell_weight, data_point_applies, key_issue_weights

SHIPPED = load_methodology()
RELEVANT = [level for level in Influence if level is not Influence.NONE]
TAGS = ["industrial", "financial", "services", "lgfv", "listed"]


@st.composite
def parameters(draw: st.DrawFn) -> Parameters:
    share = draw(st.floats(0, 1))
    ratio = draw(st.floats(1, 100))
    return replace(SHIPPED.parameters, corner_ratio=ratio, influence_share=share, time_share=1 - share)


@given(parameters())
def test_higher_influence_never_weighs_less(chosen: Parameters) -> None:
    for time, (stronger, weaker) in product(ImpactTime, pairwise(RELEVANT)):
        assert cell_weight(stronger, time, chosen) >= cell_weight(weaker, time, chosen)


@given(parameters())
def test_a_nearer_impact_never_weighs_less(chosen: Parameters) -> None:
    for level, (sooner, later) in product(RELEVANT, pairwise(ImpactTime)):
        assert cell_weight(level, sooner, chosen) >= cell_weight(level, later, chosen)


@given(parameters())
def test_the_corners_of_table_2_are_the_corner_ratio_apart(chosen: Parameters) -> None:
    strongest, weakest = cell_weight("high", "short", chosen), cell_weight("low", "long", chosen)
    assert weakest == 1
    assert strongest == pytest.approx(chosen.corner_ratio, rel=1e-12)


def test_the_shipped_table_2_by_hand() -> None:
    chosen = SHIPPED.parameters
    assert cell_weight("high", "short", chosen) == pytest.approx(3)
    assert cell_weight("high", "long", chosen) == pytest.approx(3**0.6)
    assert cell_weight("low", "short", chosen) == pytest.approx(3**0.4)
    assert cell_weight("middle", "medium", chosen) == pytest.approx(3**0.5)


def test_an_irrelevant_key_issue_weighs_nothing() -> None:
    assert cell_weight("none", None, SHIPPED.parameters) == 0


@pytest.mark.parametrize(("influence", "time"), [("huge", "short"), ("high", "soon"), ("high", None)])
def test_an_unknown_code_is_an_error(influence: str, time: str | None) -> None:
    with pytest.raises(ValueError, match="is not a valid"):
        cell_weight(influence, time, SHIPPED.parameters)


@given(parameters())
def test_weights_sum_to_one_for_each_industry(chosen: Parameters) -> None:
    weights = key_issue_weights(replace(SHIPPED, parameters=chosen))
    assert weights.height == SHIPPED.materiality.height
    totals = weights.group_by("industry_code").agg(pl.col("weight").sum())["weight"]
    assert totals.to_list() == pytest.approx([1.0] * SHIPPED.industries.height, abs=1e-12)


def test_weights_are_zero_for_none_and_only_for_none() -> None:
    weights = key_issue_weights(SHIPPED)
    assert weights.filter((pl.col("weight") == 0) != (pl.col("influence") == "none")).rows() == []
    assert weights.columns == ["industry_code", "key_issue_id", "influence", "impact_time", "weight"]


@given(st.sets(st.sampled_from(TAGS)), st.sets(st.sampled_from(TAGS), min_size=1))
def test_a_data_point_applies_when_a_tag_is_shared(tags: set[str], wanted: set[str]) -> None:
    assert data_point_applies("|".join(sorted(wanted)), tags) == bool(tags & wanted)


@given(st.sets(st.sampled_from(TAGS)))
def test_a_data_point_for_all_applies_to_everyone(tags: set[str]) -> None:
    assert data_point_applies("all", tags)


SHARES = st.lists(st.floats(0.01, 1), min_size=2, max_size=5).map(lambda raw: np.array(raw) / sum(raw))


@given(SHARES, st.floats(0, 0.2), st.floats(0.5, 1))
def test_bounded_shares_keep_their_bounds_and_sum_to_one(shares: np.ndarray, floor: float, cap: float) -> None:
    low, high = np.full(len(shares), floor), np.full(len(shares), cap)
    bounded = bounded_shares(shares, low, high)
    assert bounded.sum() == pytest.approx(1, abs=1e-12)
    assert (bounded >= floor - 1e-9).all()
    assert (bounded <= cap + 1e-9).all()
    free = (bounded > floor + 1e-9) & (bounded < cap - 1e-9)
    if free.any():
        assert np.ptp(bounded[free] / shares[free]) == pytest.approx(0, abs=1e-6)


@given(SHARES)
def test_bounds_that_hold_already_change_nothing(shares: np.ndarray) -> None:
    assert bounded_shares(shares, np.zeros(len(shares)), np.ones(len(shares))) == pytest.approx(shares, abs=1e-12)


def test_a_floor_lifts_one_pillar_and_the_others_give_in_proportion() -> None:
    bounded = bounded_shares(np.array([0.5, 0.3, 0.2]), np.array([0.0, 0.0, 0.36]), np.ones(3))
    assert bounded == pytest.approx([0.4, 0.24, 0.36])


def test_a_share_of_zero_stays_zero_and_bounds_without_room_still_sum_to_one() -> None:
    assert bounded_shares(np.array([0.0, 0.7, 0.3]), np.full(3, 0.2), np.ones(3)).tolist() == pytest.approx(
        [0, 0.7, 0.3]
    )
    assert bounded_shares(np.array([0.0, 1.0]), np.zeros(2), np.full(2, 0.6)).tolist() == [0.0, 1.0]


def pillar_sums(methodology: Methodology) -> pl.DataFrame:
    pillars = methodology.key_issues.select("key_issue_id", "pillar_id")
    weights = key_issue_weights(methodology).join(pillars, on="key_issue_id")
    return weights.group_by("industry_code", "pillar_id").agg(pl.col("weight").sum())


def test_the_switch_keeps_every_pillar_of_every_industry_within_its_limits() -> None:
    limits = pl.DataFrame({"pillar_id": ["E", "S", "G"], "floor": [0.2, 0.2, 0.4], "cap": [0.3, 0.35, 0.5]})
    limited = replace(SHIPPED, parameters=replace(SHIPPED.parameters, pillar_limits=True), pillar_limits=limits)
    sums = pillar_sums(limited).join(limits, on="pillar_id")
    assert (
        sums.filter((pl.col("weight") < pl.col("floor") - 1e-9) | (pl.col("weight") > pl.col("cap") + 1e-9)).rows()
        == []
    )
    free = pillar_sums(SHIPPED).join(limits, on="pillar_id")
    assert free.filter((pl.col("weight") < pl.col("floor")) | (pl.col("weight") > pl.col("cap"))).height > 0


def test_limits_keep_the_order_and_the_zeros_of_the_weights() -> None:
    limited = replace(SHIPPED, parameters=replace(SHIPPED.parameters, pillar_limits=True))
    plain, bounded = key_issue_weights(SHIPPED), key_issue_weights(limited)
    assert bounded.drop("weight").equals(plain.drop("weight"))
    assert ((bounded["weight"] == 0) == (plain["weight"] == 0)).all()
