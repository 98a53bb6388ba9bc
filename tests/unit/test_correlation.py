"""Correlation of errors inside an issuer, against every pair taken one by one, and the copula that gives it back."""

from itertools import combinations

import numpy as np
import pytest

from esg_pipeline.correlation import Correlation, Floats, copula, hermite, measured, pair_means, solve, standardised

NAN = float("nan")
ISSUES = np.array([0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5])


def errors_of(issuers: int, apart: float, together: float, seed: int = 1, gaps: float = 0.1) -> Floats:
    """Normal errors of known correlations, of different sizes and means, with gaps."""
    rng = np.random.default_rng(seed)
    shared = np.sqrt(apart) * rng.standard_normal((issuers, 1))
    issue = np.sqrt(together - apart) * rng.standard_normal((issuers, 6))[:, ISSUES]
    own = np.sqrt(1 - together) * rng.standard_normal((issuers, len(ISSUES)))
    drawn = (shared + issue + own) * rng.uniform(1, 30, len(ISSUES)) + rng.uniform(-20, 20, len(ISSUES))
    return np.where(rng.random(drawn.shape) < gaps, NAN, drawn)


@pytest.mark.parametrize(("apart", "together"), [(0.0, 0.0), (0.3, 0.3), (0.2, 0.6)])
def test_known_correlations_are_found(apart: float, together: float) -> None:
    found = measured(errors_of(4000, apart, together), ISSUES, 20, 0.9)
    assert found.apart == pytest.approx(apart, abs=0.02)
    assert found.together == pytest.approx(together, abs=0.02)


def test_sums_give_what_pairs_one_by_one_give() -> None:
    scores = standardised(errors_of(12, 0.2, 0.5, gaps=0.4), 2)
    products: dict[bool, list[float]] = {True: [], False: []}
    for row in scores:
        for one, other in combinations(range(len(ISSUES)), 2):
            if not np.isnan(row[one] * row[other]):
                products[bool(ISSUES[one] == ISSUES[other])].append(row[one] * row[other])
    assert pair_means(scores, ISSUES) == pytest.approx((np.mean(products[False]), np.mean(products[True])))


def test_a_data_point_is_standardised_by_its_own_errors() -> None:
    found = standardised(np.array([[1.0, 5.0, 2.0], [3.0, 5.0, NAN], [5.0, 5.0, NAN]]), 2)
    np.testing.assert_allclose(found[:, 0], np.array([-1, 0, 1]) * np.sqrt(1.5))
    assert np.isnan(found[:, 1:]).all()


@pytest.mark.parametrize(
    "errors", [errors_of(29, 0.5, 0.5, gaps=0), errors_of(500, 0.5, 0.5)[:, :9], np.empty((0, 12))]
)
def test_too_few_issuers_or_cells_leave_the_assumption(errors: Floats) -> None:
    assert measured(errors, ISSUES[: errors.shape[1]], 20, 0.25) == Correlation(0.25, 0.25)


def test_a_negative_correlation_counts_as_none() -> None:
    signs = np.where(np.arange(12) % 2 == 0, 1.0, -1.0)
    drawn = np.random.default_rng(1).standard_normal((500, 1)) * signs
    assert measured(drawn, np.arange(12), 20, 0.25) == Correlation(0.0, 0.0)


def test_errors_that_are_all_the_same_stay_below_certainty() -> None:
    drawn = np.random.default_rng(1).standard_normal((500, 1)) * np.ones(12)
    assert measured(drawn, ISSUES, 20, 0.25) == Correlation(0.95, 0.95)


def test_the_polynomials_are_those_of_hermite() -> None:
    z, second, third = hermite(50)[:3]
    assert z[0] == pytest.approx(-2.326348)  # the 1 % point of the normal distribution
    np.testing.assert_allclose(second, (z**2 - 1) / np.sqrt(2))
    np.testing.assert_allclose(third, (z**3 - 3 * z) / np.sqrt(6))


def test_two_equal_steps_correlate_by_the_arcsine() -> None:
    # Sheppard (1899): signs of normal numbers correlate by 2 / pi arcsin(rho); rho = 0.5 gives a third.
    steps = np.where(np.arange(200) < 100, -1.0, 1.0) * np.ones((1, 4, 1))
    found = copula(steps, np.arange(4), Correlation(1 / 3, 1 / 3))
    assert found.apart == pytest.approx(0.5, abs=0.005)


def test_margins_without_spread_leave_the_correlation_as_it_is() -> None:
    found = copula(np.zeros((3, 5, 200)), ISSUES[:5], Correlation(0.3, 0.4))
    assert (found.apart, found.together) == pytest.approx((0.3, 0.4))


def test_what_cannot_be_reached_stops_below_one() -> None:
    assert solve(np.array([0.2, 0.0]), 0.9) == pytest.approx(0.99)
    assert solve(np.array([1.0, 0.0]), 0.0) == pytest.approx(0.0, abs=1e-9)
