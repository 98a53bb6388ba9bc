"""The cells that the self-audit hides: where cells are missing, the same each time, few of any data point."""

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esg_pipeline.impute import Flags, Floats, Peers, Whole, group_numbers
from esg_pipeline.masking import (
    LEAST,
    LIMIT,
    even_chances,
    gap_weights,
    gaps_per_known,
    group_sums,
    hidden_cells,
    propensities,
)

SHARE = 0.1


def names(letter: str, count: int) -> list[str]:
    return [f"{letter}{number}" for number in range(count)]


def chances(shape: tuple[int, int], seed: str = "seed") -> Floats:
    return even_chances(seed, names("I", shape[0]), names("p", shape[1]))


def peers_of(industry: Whole, kind: Whole, size: Whole, world: Whole) -> Peers:
    keys = ((industry, kind, size), (industry,), (kind,), ())
    return Peers(tuple(group_numbers(world.tolist(), *(key.tolist() for key in step)) for step in keys))


def skewed(issuers: int, points: int, seed: int = 1) -> tuple[Flags, Peers]:
    """Known cells of a universe whose gaps depend on industry, class, size and data point, and its peers."""
    random = np.random.default_rng(seed)
    industry, size = random.integers(0, 6, issuers), random.integers(0, 3, issuers)
    kind, world = industry % 2, (random.random(issuers) < 0.7).astype(np.int64)
    by_issuer = 0.35 * industry - 0.8 * size + 0.7 * kind
    log_odds = -by_issuer[:, None] + np.linspace(1.0, 4.0, points)[None, :]
    is_known = random.random((issuers, points)) < 1 / (1 + np.exp(-log_odds))
    return is_known, peers_of(industry, kind, size, world)


def shares(flags: Any, group: Whole) -> Floats:
    """Share of the set cells (or of counts) in each group (row) and column."""
    count = np.array([flags[group == number].sum(axis=0) for number in np.unique(group)], dtype=np.float64)
    return count / count.sum()


def distance(one: Floats, other: Floats) -> float:
    """Total variation: the share that would have to move to make two distributions the same."""
    return float(np.abs(one - other).sum() / 2)


# Where cells are really missing


@pytest.mark.parametrize("level", [0, 1, 2], ids=["industry, class and size", "industry", "class"])
@pytest.mark.parametrize("world", [0, 1])
def test_hidden_cells_lie_where_cells_are_missing_and_not_where_most_are_known(level: int, world: int) -> None:
    is_known, peers = skewed(6000, 12)
    # Thirty draws, so that what is compared is where cells are hidden and not the luck of one draw.
    draws = (chances(is_known.shape, f"seed {number}") for number in range(30))
    times = np.sum([hidden_cells(is_known, ~is_known, peers, chance, SHARE) for chance in draws], axis=0)
    rows = peers.groups[-1] == world
    group = peers.groups[level][rows]
    missing, drawn, uniform = (shares(counts[rows], group) for counts in (~is_known, times, is_known))
    assert distance(missing, uniform) > 0.35
    assert distance(missing, drawn) < 0.1
    assert distance(drawn.sum(axis=1), missing.sum(axis=1)) < 0.08
    assert distance(drawn.sum(axis=0), missing.sum(axis=0)) < 0.05


def test_about_the_share_asked_for_is_hidden_in_each_world() -> None:
    is_known, peers = skewed(4000, 10)
    hidden = hidden_cells(is_known, ~is_known, peers, chances(is_known.shape), SHARE)
    assert not np.any(hidden & ~is_known)
    for world in (0, 1):
        rows = peers.groups[-1] == world
        assert hidden[rows].sum() / is_known[rows].sum() == pytest.approx(SHARE, rel=0.08)


def test_a_group_with_few_known_cells_borrows_the_rate_of_the_wider_one() -> None:
    world = np.zeros(110, dtype=np.int64)
    industry = np.array([0] * 100 + [1] * 10)
    is_known = np.zeros((110, 1), dtype=np.bool_)
    is_known[:50] = is_known[100] = True  # 50 of 100 in one industry, 1 of 10 in the other
    rate = gaps_per_known(is_known, ~is_known, peers_of(industry, world, world, world))
    overall = 59 / 51
    everyone = (59 + 5 * overall) / (51 + 5)
    kind = (59 + 5 * everyone) / 56
    first = (50 + 5 * kind) / 55
    assert rate[0, 0] == pytest.approx((50 + 5 * first) / 55)
    second = (9 + 5 * kind) / 6
    assert rate[100, 0] == pytest.approx((9 + 5 * second) / 6)
    assert rate[100, 0] < 9 + 1


def test_a_known_cell_counts_as_the_gaps_beside_it() -> None:
    is_known, peers = skewed(4000, 8)
    is_known[:, 3] |= peers.groups[1] > 2  # in most industries everybody tells this
    weights, rate = gap_weights(is_known, ~is_known, peers), gaps_per_known(is_known, ~is_known, peers)
    for world in (0, 1):
        rows = peers.groups[-1] == world
        expected = rate[rows] / np.where(is_known, rate, 0.0)[rows].max(axis=0)
        told = is_known[rows]
        np.testing.assert_allclose(weights[rows][told], np.maximum(expected, LEAST)[told])
    assert weights[is_known].max() == 1.0
    assert weights.min() == LEAST


def test_weighted_known_cells_are_spread_over_peers_as_the_gaps_are() -> None:
    is_known, peers = skewed(6000, 12)
    weights = np.where(is_known, gap_weights(is_known, ~is_known, peers), 0.0)
    for column in range(12):
        missing, weighed, known = (
            shares(cells[:, [column]], peers.groups[0]) for cells in (~is_known, weights, is_known)
        )
        assert distance(missing, weighed) < 0.15
        assert distance(missing, known) > 0.25


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_all_known_cells_count_alike_where_nothing_or_everything_is_missing(share: float) -> None:
    world = np.zeros(6, dtype=np.int64)
    is_known = np.full((6, 2), share == 1.0)
    found = gap_weights(is_known, ~is_known, peers_of(world, world, world, world))
    np.testing.assert_array_equal(found, 1.0)


def test_nobody_has_no_weights() -> None:
    none = np.zeros(0, dtype=np.int64)
    empty = np.zeros((0, 3), dtype=np.bool_)
    assert gap_weights(empty, empty, peers_of(none, none, none, none)).shape == (0, 3)


# The same each time


def test_chances_follow_from_seed_issuer_and_data_point_alone() -> None:
    one = even_chances("seed", ["A", "B", "C"], ["x", "y"])
    np.testing.assert_array_equal(even_chances("seed", ["C", "A"], ["y", "x"]), one[[2, 0]][:, [1, 0]])
    assert not np.any(one == even_chances("other seed", ["A", "B", "C"], ["x", "y"]))
    assert len(np.unique(one)) == one.size


def test_chances_are_spread_evenly_and_neighbours_have_nothing_in_common() -> None:
    many = chances((400, 250))
    assert many.min() >= 0
    assert many.max() < 1
    share_below = np.arange(1, many.size + 1) / many.size
    # Kolmogorov and Smirnov: 1.63 / sqrt(n) is passed by chance once in a hundred seeds; this one is fixed.
    assert np.abs(np.sort(many.ravel()) - share_below).max() < 1.63 / np.sqrt(many.size)
    for rows in (many, many.T):
        between = np.abs(np.triu(np.corrcoef(rows[:100]), k=1))
        assert between.max() < 0.35


def test_the_order_of_rows_changes_nothing() -> None:
    is_known, peers = skewed(300, 8)
    order = np.random.default_rng(3).permutation(300)
    issuers, points = names("I", 300), names("p", 8)
    one = hidden_cells(is_known, ~is_known, peers, even_chances("s", issuers, points), SHARE)
    mixed = Peers(tuple(group[order] for group in peers.groups))
    chance = even_chances("s", [issuers[place] for place in order], points)
    np.testing.assert_array_equal(hidden_cells(is_known[order], ~is_known[order], mixed, chance, SHARE), one[order])


def test_one_more_issuer_hardly_changes_what_the_others_hide() -> None:
    is_known, peers = skewed(1001, 10)
    chance = chances(is_known.shape)
    with_it = hidden_cells(is_known, ~is_known, peers, chance, SHARE)
    fewer = Peers(tuple(group[:-1] for group in peers.groups))
    without = hidden_cells(is_known[:-1], ~is_known[:-1], fewer, chance[:-1], SHARE)
    assert without.sum() > 300
    assert np.count_nonzero(with_it[:-1] != without) <= 0.02 * without.sum()


def test_what_the_simulated_know_changes_nothing_for_the_real() -> None:
    is_known, peers = skewed(500, 6)
    chance, is_real = chances(is_known.shape), peers.groups[-1] == 0
    changed = is_known.copy()
    changed[~is_real] = ~changed[~is_real]
    one, other = (hidden_cells(flags, ~flags, peers, chance, SHARE) for flags in (is_known, changed))
    np.testing.assert_array_equal(one[is_real], other[is_real])


# Limits and odd universes


@given(st.integers(0, 2**32 - 1), st.integers(1, 60), st.integers(1, 6), st.floats(0.0, 1.0), st.floats(0.01, 0.9))
@settings(max_examples=150)
def test_at_most_half_of_any_data_point_is_hidden(
    seed: int, issuers: int, points: int, known_share: float, share: float
) -> None:
    random = np.random.default_rng(seed)
    is_known = random.random((issuers, points)) < known_share
    missing = ~is_known & (random.random(is_known.shape) < 0.8)
    world = random.integers(0, 2, issuers)
    peers = peers_of(random.integers(0, 4, issuers), random.integers(0, 2, issuers), world, world)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        hidden = hidden_cells(is_known, missing, peers, chances(is_known.shape, str(seed)), share)
    assert not np.any(hidden & ~is_known)
    for number in np.unique(world):
        rows = world == number
        assert np.all(hidden[rows].sum(axis=0) <= LIMIT * is_known[rows].sum(axis=0))


def test_the_only_known_cell_of_a_data_point_is_never_hidden() -> None:
    is_known = np.zeros((50, 1), dtype=np.bool_)
    is_known[7] = True
    world = np.zeros(50, dtype=np.int64)
    peers = peers_of(world, world, world, world)
    assert not hidden_cells(is_known, ~is_known, peers, np.zeros((50, 1)), 0.9).any()


def test_without_gaps_or_without_known_cells_or_issuers_nothing_is_hidden() -> None:
    for is_known in (np.ones((20, 3), dtype=np.bool_), np.zeros((20, 3), dtype=np.bool_), np.ones((0, 3), np.bool_)):
        world = np.zeros(len(is_known), dtype=np.int64)
        peers = peers_of(world, world, world, world)
        hidden = hidden_cells(is_known, ~is_known, peers, np.zeros(is_known.shape), SHARE)
        assert (hidden.shape, hidden.any()) == (is_known.shape, False)


def test_a_data_point_without_gaps_in_a_universe_with_gaps_is_hidden_least() -> None:
    is_known = np.ones((400, 2), dtype=np.bool_)
    is_known[:200, 1] = False
    world = np.zeros(400, dtype=np.int64)
    hidden = hidden_cells(is_known, ~is_known, peers_of(world, world, world, world), chances((400, 2)), SHARE)
    assert hidden[:, 0].sum() < 0.03 * hidden[:, 1].sum()


@pytest.mark.parametrize(("count", "sums_to"), [(0.0, 0.0), (1.0, 1.0), (1.9, 1.9), (2.0, 2.0), (9.0, 2.0)])
def test_propensities_sum_to_the_count_up_to_the_limit_of_each(count: float, sums_to: float) -> None:
    rate = np.array([[8.0, 1.0], [0.0, 2.0], [4.0, 0.0]])
    found = propensities(rate, count)
    assert found.sum() == pytest.approx(sums_to)
    assert found.max() <= LIMIT
    free = (found > 0) & (found < LIMIT)
    assert np.ptp(found[free] / rate[free]) < 1e-12 if free.any() else True
    assert np.all(found[rate == 0] == 0)


def test_group_sums_count_by_group_and_column() -> None:
    flags = np.array([[1, 0], [1, 1], [0, 1], [1, 1]], dtype=np.bool_)
    found = group_sums(flags, np.array([5, 2, 5, 2]))
    np.testing.assert_array_equal(found, [[1, 1], [2, 2], [1, 1], [2, 2]])
