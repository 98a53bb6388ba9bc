"""Weights rise with influence and nearness, span exactly the corner ratio, and sum to one for each industry."""

from dataclasses import replace
from itertools import pairwise, product

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.methodology.codes import ImpactTime, Influence
from esg_pipeline.methodology.model import Parameters
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.weight import cell_weight, data_point_applies, key_issue_weights

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
    assert totals.to_list() == pytest.approx([1.0] * 9, abs=1e-12)


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
