"""Sobol indices against functions whose indices are known, against scipy's estimator, and where nothing varies."""

from collections.abc import Callable, Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from esg_pipeline.sobol import Indices, View, design, distances, jansen, sobol_indices

ROWS = 4096
WHOLE: list[View] = [lambda outputs: outputs]


def uniform(rows: np.ndarray, low: float = 0.0, high: float = 1.0) -> np.ndarray:
    """The middle of each of the equally likely rows."""
    return low + (high - low) * (rows + 0.5) / ROWS


def indices(
    function: Callable[[Mapping[str, np.ndarray]], np.ndarray], names: str, samples: int = 4096, seed: int = 1
) -> Indices:
    found = sobol_indices(function, dict.fromkeys(names, ROWS), WHOLE, samples, np.random.default_rng(seed))
    return found[0]


def ishigami(rows: Mapping[str, np.ndarray]) -> np.ndarray:
    """Ishigami and Homma (1990) with a = 7, b = 0.1."""
    x, y, z = (uniform(rows[name], -np.pi, np.pi) for name in "xyz")
    return (np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x))[np.newaxis]


def test_the_ishigami_function_has_its_published_indices() -> None:
    found = indices(ishigami, "xyz")
    assert found.first_order == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)
    assert found.total_order == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)
    assert found.deviation == pytest.approx(np.sqrt(13.8446), rel=0.01)


def test_most_bounds_hold_the_truth() -> None:
    truth = np.array([0.3139, 0.4424, 0.0]), np.array([0.5576, 0.4424, 0.2437])
    held: list[bool] = []
    for seed in range(30):
        found = indices(ishigami, "xyz", 256, seed)
        held += list((found.first_low <= truth[0]) & (truth[0] <= found.first_high))
        held += list((found.total_low <= truth[1]) & (truth[1] <= found.total_high))
        assert (found.first_low <= found.first_order).all()
        assert (found.first_order <= found.first_high).all()
    assert np.mean(held) > 0.9


def test_a_sum_has_the_shares_of_its_variances_and_no_interaction() -> None:
    found = indices(lambda rows: (uniform(rows["a"]) * 3 + uniform(rows["b"]))[np.newaxis], "ab")
    assert found.first_order == pytest.approx([0.9, 0.1], abs=0.02)
    assert found.total_order == pytest.approx([0.9, 0.1], abs=0.02)
    assert found.deviation == pytest.approx(np.sqrt(10 / 12), rel=0.02)


def test_a_pure_interaction_shows_in_the_total_alone() -> None:
    def signs(rows: Mapping[str, np.ndarray]) -> np.ndarray:
        return (np.where(rows["a"] < ROWS // 2, -1.0, 1.0) * np.where(rows["b"] < ROWS // 2, -1.0, 1.0))[np.newaxis]

    found = indices(signs, "ab")
    assert found.first_order == pytest.approx([0.0, 0.0], abs=0.05)
    assert found.total_order == pytest.approx([1.0, 1.0], abs=0.05)


def test_one_choice_that_decides_all_has_exactly_everything_and_an_idle_one_nothing() -> None:
    found = indices(lambda rows: np.square(uniform(rows["b"]))[np.newaxis], "abc", 64)
    for order in (found.first_order, found.first_low, found.first_high, found.total_order, found.total_high):
        assert order.tolist() == [0.0, 1.0, 0.0]


def test_where_nothing_varies_every_share_is_0() -> None:
    found = indices(lambda rows: np.full((3, len(rows["a"])), 60.0), "ab", 16)
    for order in (found.first_order, found.first_high, found.total_order, found.total_high):
        assert order.tolist() == [0.0, 0.0]
    assert found.deviation == 0


def test_shares_of_many_outputs_are_those_of_the_sum_of_their_variances() -> None:
    """The second output varies 4 times as much as the first, and by the other choice."""
    function = lambda rows: np.stack([uniform(rows["a"]), 2 * uniform(rows["b"]), np.zeros(len(rows["a"]))])  # noqa: E731
    found = indices(function, "ab")
    assert found.first_order == pytest.approx([0.2, 0.8], abs=0.02)
    assert found.deviation == pytest.approx(np.sqrt(5 / 12 / 3), rel=0.02)


def test_scipy_finds_the_same_with_its_estimator() -> None:
    samples = 4096
    domain = [stats.uniform(-np.pi, 2 * np.pi)] * 3
    to_rows = lambda x: np.floor((np.asarray(x) + np.pi) / (2 * np.pi) * ROWS)  # noqa: E731
    theirs = stats.sobol_indices(
        func=lambda x: ishigami(dict(zip("xyz", to_rows(x), strict=True))),
        n=samples,
        dists=domain,
        rng=np.random.default_rng(1),
    )
    ours = indices(ishigami, "xyz", samples)
    assert ours.first_order == pytest.approx(theirs.first_order, abs=0.03)
    assert ours.total_order == pytest.approx(theirs.total_order, abs=0.03)


def test_views_look_at_the_same_draws() -> None:
    function = lambda rows: np.stack([uniform(rows["a"]), uniform(rows["b"])])  # noqa: E731
    views: list[View] = [lambda outputs: outputs[:1], lambda outputs: outputs[1:], lambda outputs: outputs[:0]]
    found = sobol_indices(function, {"a": ROWS, "b": ROWS}, views, 64, np.random.default_rng(1))
    assert [one.total_order.tolist() for one in found] == [[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]


def test_a_mixed_sample_shares_one_choice_with_b_and_the_rest_with_a() -> None:
    a, b = design([8, 8, 8], 16, np.random.default_rng(1))
    asked: list[np.ndarray] = []

    def note(rows: Mapping[str, np.ndarray]) -> np.ndarray:
        asked.append(np.array([rows[name] for name in "xyz"]))
        return np.zeros((1, 16))

    distances(note, list("xyz"), a, b, WHOLE)
    assert (asked[0] == a).all()
    assert (asked[1] == b).all()
    assert (asked[3] == np.array([a[0], b[1], a[2]])).all()
    assert len(asked) == 5


@given(st.integers(1, 10), st.integers(1, 5), st.integers(0, 5))
@settings(deadline=None, max_examples=25)
def test_a_design_takes_every_row_about_as_often(power: int, choices: int, seed: int) -> None:
    rows = [2**power] * choices
    a, b = design(rows, 1024, np.random.default_rng(seed))
    for sample in (*a, *b):
        assert np.bincount(sample, minlength=2**power).tolist() == [1024 // 2**power] * 2**power


@pytest.mark.parametrize("samples", [-4, 0, 1, 3, 100])
def test_samples_must_be_a_power_of_2(samples: int) -> None:
    with pytest.raises(ValueError, match=f"not {samples}"):
        design([10], samples, np.random.default_rng(1))


def test_the_same_seed_gives_the_same_indices() -> None:
    one, two = indices(ishigami, "xyz", 64), indices(ishigami, "xyz", 64)
    assert one.first_low.tolist() == two.first_low.tolist()
    assert indices(ishigami, "xyz", 64, seed=2).first_low.tolist() != one.first_low.tolist()


def test_estimates_beyond_the_possible_are_cut() -> None:
    first, total = jansen(np.array([[2.0, 3.0, 5.0]]))
    assert first.tolist() == [[0.0]]
    assert total.tolist() == [[1.0]]
