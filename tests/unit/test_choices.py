"""Scenarios of the method's own choices: weights keep their sum and their order, spreads of nothing change nothing."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esg_pipeline.choices import (
    Scenarios,
    choose,
    corner_ratios,
    influence_shifts,
    scenarios,
    shifted_panels,
    table_2,
    weights_of,
    with_moved_anchors,
)
from esg_pipeline.methodology.codes import Basis, Doubt, Kind
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.weight import cell_weight, key_issue_weights

SHIPPED = load_methodology()
INDUSTRIES = sorted(SHIPPED.industries["industry_code"].to_list())
KEY_ISSUES = sorted(SHIPPED.key_issues["key_issue_id"].to_list())
POINTS = sorted(SHIPPED.scored_data_points["data_point_id"].to_list())
ANCHOR_CHOICES = [doubt.value for doubt in Doubt if doubt.startswith("anchor_")]


def doubting(**spreads: float) -> Methodology:
    """The shipped version with other spreads and every choice on."""
    spread = pl.col("choice_id").replace_strict(spreads, default=pl.col("spread"), return_dtype=pl.Float64)
    return replace(SHIPPED, uncertainty=SHIPPED.uncertainty.with_columns(is_on=pl.lit(value=True), spread=spread))


def switched_off(version: Methodology) -> Methodology:
    """The version with every choice off."""
    return replace(version, uncertainty=version.uncertainty.with_columns(is_on=pl.lit(value=False)))


def limiting(version: Methodology, *, is_on: bool) -> Methodology:
    return replace(version, parameters=replace(version.parameters, pillar_limits=is_on))


def drawn(version: Methodology, draws: int = 50, seed: int = 1) -> Scenarios:
    return scenarios(version, INDUSTRIES, KEY_ISSUES, POINTS, draws, np.random.default_rng(seed))


def published_weights(version: Methodology) -> np.ndarray:
    """`reference.key_issue_weight` as industry x key issue."""
    rows = key_issue_weights(version).select("industry_code", "key_issue_id", "weight").iter_rows()
    weights = {(industry, issue): weight for industry, issue, weight in rows}
    return np.array([[weights[industry, issue] for issue in KEY_ISSUES] for industry in INDUSTRIES])


@given(st.floats(1, 5), st.floats(0, 0.5), st.booleans(), st.integers(0, 99))
@settings(deadline=None, max_examples=25)
def test_weights_are_shares_of_one_and_none_stays_none(
    ratio_spread: float, influence: float, is_limited: bool, seed: int
) -> None:
    version = limiting(doubting(corner_ratio=ratio_spread, influence=influence), is_on=is_limited)
    found = drawn(version, 8, seed)
    assert found.weights.shape == (8, len(INDUSTRIES), len(KEY_ISSUES))
    assert (found.weights >= 0).all()
    assert found.weights.sum(axis=2) == pytest.approx(1.0, abs=1e-12)
    assert ((found.weights == 0) == (published_weights(SHIPPED) == 0)).all()
    assert (np.abs(found.anchor_shift) <= 1).all()


@pytest.mark.parametrize("is_limited", [False, True])
@pytest.mark.parametrize("version", [switched_off(SHIPPED), doubting(corner_ratio=1.0, influence=0.0)])
def test_without_doubt_every_draw_has_the_published_weights(version: Methodology, is_limited: bool) -> None:
    version = limiting(version, is_on=is_limited)
    weights = drawn(version).weights
    assert weights == pytest.approx(np.broadcast_to(published_weights(version), weights.shape), abs=1e-12)


def test_limits_hold_in_every_draw() -> None:
    limits = pl.DataFrame({"pillar_id": ["E", "S", "G"], "floor": [0.2, 0.2, 0.4], "cap": [0.3, 0.35, 0.5]})
    free = doubting(corner_ratio=3.0, influence=0.3)
    limited = limiting(replace(free, pillar_limits=limits), is_on=True)
    pillar = dict(SHIPPED.key_issues.select("key_issue_id", "pillar_id").iter_rows())
    for name, low, high in limits.iter_rows():
        mine = [number for number, issue in enumerate(KEY_ISSUES) if pillar[issue] == name]
        sums = drawn(limited).weights[:, :, mine].sum(axis=2)
        assert sums.min() >= low - 1e-9
        assert sums.max() <= high + 1e-9
        without = drawn(free).weights[:, :, mine].sum(axis=2)
        assert without.min() < low or without.max() > high


def test_the_order_and_the_number_of_names_decide_nothing() -> None:
    version = doubting(corner_ratio=2.0, influence=0.2)
    whole = drawn(version)
    order = np.random.default_rng(5).permutation
    rows, columns, points = order(len(INDUSTRIES)), order(len(KEY_ISSUES)), order(len(POINTS))[:7]
    names = [INDUSTRIES[n] for n in rows], [KEY_ISSUES[n] for n in columns], [POINTS[n] for n in points]
    turned = scenarios(version, *names, 50, np.random.default_rng(1))
    assert turned.weights == pytest.approx(whole.weights[:, rows][:, :, columns], abs=1e-15)
    assert (turned.anchor_shift == whole.anchor_shift[:, points]).all()
    one = scenarios(version, INDUSTRIES[3:4], KEY_ISSUES, [], 50, np.random.default_rng(1))
    assert (one.weights == whole.weights[:, 3:4]).all()
    shuffled = replace(version, materiality=version.materiality.sample(fraction=1, shuffle=True, seed=3))
    assert (drawn(shuffled).weights == whole.weights).all()


def test_the_same_seed_gives_the_same_draws_and_another_one_others() -> None:
    version = doubting(corner_ratio=2.0, influence=0.2)
    assert (drawn(version).weights == drawn(version).weights).all()
    assert (drawn(version).anchor_shift == drawn(version).anchor_shift).all()
    assert (drawn(version).weights != drawn(version, seed=2).weights).any()


def test_a_source_that_is_off_leaves_the_others_as_they_were() -> None:
    names = INDUSTRIES, KEY_ISSUES, POINTS, 50
    both = choose(doubting(corner_ratio=2.0, influence=0.2), *names, np.random.default_rng(1))
    one = choose(doubting(corner_ratio=1.0, influence=0.2), *names, np.random.default_rng(1))
    assert (one.influence_shift == both.influence_shift).all()
    assert (one.anchor_shift == both.anchor_shift).all()
    assert set(one.corner_ratio) == {SHIPPED.parameters.corner_ratio}


def test_the_corner_ratio_is_log_uniform_within_its_spread() -> None:
    ratio = SHIPPED.parameters.corner_ratio
    found = np.log(corner_ratios(doubting(corner_ratio=2.0), 20_000, np.random.default_rng(1)) / ratio) / np.log(2)
    assert -1 <= found.min() < -0.99
    assert 0.99 < found.max() <= 1
    assert np.quantile(found, [0.25, 0.5, 0.75]) == pytest.approx([-0.5, 0, 0.5], abs=0.03)


def test_the_corner_ratio_never_turns_table_2_upside_down() -> None:
    assert corner_ratios(doubting(corner_ratio=10.0), 1000, np.random.default_rng(1)).min() == 1


@pytest.mark.parametrize("spread", [0.0, 0.1, 0.5])
def test_levels_move_up_and_down_as_often_as_the_spread_says(spread: float) -> None:
    found = influence_shifts(spread, (400, 100), np.random.default_rng(1))
    assert set(np.unique(found)) <= {-1, 0, 1}
    assert np.mean(found == 1) == pytest.approx(spread, abs=0.01)
    assert np.mean(found == -1) == pytest.approx(spread, abs=0.01)


def test_a_draw_weighs_by_the_formula_of_table_2_at_its_own_ratio_and_levels() -> None:
    table = table_2(SHIPPED, ["banking"], KEY_ISSUES)
    cells = SHIPPED.materiality.filter(pl.col("industry_code") == "banking")
    written = {row["key_issue_id"]: row for row in cells.iter_rows(named=True)}
    up = {"low": "lower", "lower": "middle", "middle": "higher", "higher": "high", "high": "high", "none": "none"}
    parameters = replace(SHIPPED.parameters, corner_ratio=4.5)
    raw = [cell_weight(up[written[name]["influence"]], written[name]["impact_time"], parameters) for name in KEY_ISSUES]
    found = weights_of(table, np.array([4.5]), np.ones((1, 1, len(KEY_ISSUES)), dtype=np.int64))
    assert found[0, 0] == pytest.approx(np.array(raw) / sum(raw), abs=1e-12)


def test_an_industry_of_no_table_2_weighs_nothing_and_unknown_names_are_refused() -> None:
    table = table_2(replace(SHIPPED, materiality=SHIPPED.materiality.clear()), INDUSTRIES[:2], KEY_ISSUES)
    assert (weights_of(table, np.array([3.0]), np.zeros((1, 2, len(KEY_ISSUES)), dtype=np.int64)) == 0).all()
    with pytest.raises(KeyError, match="nowhere"):
        scenarios(SHIPPED, ["nowhere"], KEY_ISSUES, POINTS, 2, np.random.default_rng(1))


def sets_of(version: Methodology) -> pl.DataFrame:
    kinds = SHIPPED.data_points.select("data_point_id", "kind")
    return version.anchors.join(kinds, on="data_point_id", maintain_order="left")


@given(st.dictionaries(st.sampled_from(ANCHOR_CHOICES), st.floats(0, 0.99)), st.sampled_from([-1, 1]))
@settings(deadline=None, max_examples=25)
def test_moved_anchors_keep_their_order_and_their_scores(spreads: dict[str, float], direction: int) -> None:
    moved = sets_of(with_moved_anchors(doubting(**spreads), direction))
    assert moved.drop("x").equals(sets_of(SHIPPED).drop("x"))
    for _, rows in moved.group_by("data_point_id", "industry_code", "valid_from"):
        assert all(low < high for low, high in pairwise(rows["x"].to_list()))


def test_only_quantities_move_and_by_the_spread_of_their_basis() -> None:
    spreads = {"anchor_guess": 0.2, "anchor_statistical": 0.1, "anchor_law": 0.0}
    version = doubting(**spreads)
    before, after = sets_of(version), sets_of(with_moved_anchors(version, 1))
    factor = pl.when(pl.col("x") != 0).then(after["x"] / pl.col("x")).otherwise(1.0)
    found = before.with_columns(factor=factor, bases=pl.col("basis").n_unique().over(
        "data_point_id", "industry_code", "valid_from"))  # fmt: skip
    still = found.filter((pl.col("kind") != Kind.QUANTITATIVE) | (pl.col("x") == 0))
    assert still.height > 0
    assert still["factor"].unique().to_list() == [1.0]
    alone = found.filter((pl.col("kind") == Kind.QUANTITATIVE) & (pl.col("x") != 0) & (pl.col("bases") == 1))
    for basis, wanted in ((Basis.GUESS, 1.2), (Basis.STATISTICAL, 1.1), (Basis.LAW, 1.0)):
        assert alone.filter(pl.col("basis") == basis)["factor"].to_list() == pytest.approx(
            [wanted] * alone.filter(pl.col("basis") == basis).height
        )


def test_a_set_of_several_bases_moves_as_one_by_the_least_firm() -> None:
    one = SHIPPED.anchors.filter(pl.col("data_point_id") == "ghg_int_rev").head(4)
    mixed = replace(
        doubting(anchor_law=0.0, anchor_policy=0.1, anchor_guess=0.3),
        anchors=one.with_columns(basis=pl.Series(["law", "policy", "guess", "law"])),
    )
    assert with_moved_anchors(mixed, -1).anchors["x"].to_list() == pytest.approx((one["x"] * 0.7).to_list())


def test_without_doubt_no_anchor_moves() -> None:
    for version in (switched_off(SHIPPED), doubting(**dict.fromkeys(ANCHOR_CHOICES, 0.0))):
        assert with_moved_anchors(version, -1).anchors.equals(SHIPPED.anchors)
        assert with_moved_anchors(version, 1).anchors.equals(SHIPPED.anchors)


def test_the_two_panels_are_filled_by_the_two_moved_versions() -> None:
    version = doubting(anchor_guess=0.2)
    panels = shifted_panels(version, lambda moved: moved.anchors["x"].to_numpy())
    assert (panels.low == with_moved_anchors(version, -1).anchors["x"].to_numpy()).all()
    assert (panels.high == with_moved_anchors(version, 1).anchors["x"].to_numpy()).all()
    assert (panels.low != panels.high).any()
