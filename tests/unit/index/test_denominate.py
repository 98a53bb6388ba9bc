"""Figures per something."""

import numpy as np
import pytest

from esg_pipeline.index.denominate import denominate
from esg_pipeline.index.problems import StepError

VALUES = np.array([6.0, np.nan, 5.0])


def test_values_are_divided_and_scaled_and_gaps_stay() -> None:
    found = denominate(VALUES, np.array([2.0, 0.0, np.nan]), 10.0)
    np.testing.assert_array_equal(found, [30.0, np.nan, np.nan])


def test_without_a_denominator_only_the_factor_counts() -> None:
    np.testing.assert_array_equal(denominate(VALUES, None), VALUES)
    np.testing.assert_array_equal(denominate(VALUES, None, 2.0), VALUES * 2)


def test_a_denominator_of_zero_is_an_error() -> None:
    with pytest.raises(StepError, match="0 in 1 rows"):
        denominate(VALUES, np.array([0.0, 1.0, 1.0]))
