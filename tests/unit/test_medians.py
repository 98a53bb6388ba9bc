"""Medians of groups, with and without the row itself, against numpy cell by cell."""

import numpy as np
import pytest

from esg_pipeline.medians import Floats, group_medians, medians_without_self

NAN = float("nan")


def column(*scores: float) -> Floats:
    return np.array(scores, dtype=np.float64)[:, None]


def one_group(scores: Floats) -> float:
    return float(group_medians(scores, np.zeros(len(scores), dtype=np.int64))[0][0, 0])


def test_the_published_examples() -> None:
    # Wikipedia, "Median": an odd and an even number of values.
    assert one_group(column(1, 3, 3, 6, 7, 8, 9)) == 6
    assert one_group(column(1, 2, 3, 4, 5, 6, 8, 9)) == 4.5


@pytest.mark.parametrize("levels", [3, 100_000])
@pytest.mark.parametrize("gaps", [0.0, 0.4, 0.95])
def test_they_are_those_of_numpy(levels: int, gaps: float) -> None:
    random = np.random.default_rng(7)
    scores = random.integers(0, levels, (60, 7)).astype(float)
    scores = np.where(random.random(scores.shape) < gaps, NAN, scores)
    group = random.integers(0, 8, 60)
    medians, counts = group_medians(scores, group)
    others, fewer = medians_without_self(scores, group)
    for row, cell in np.ndindex(scores.shape):
        members = np.flatnonzero((group == group[row]) & ~np.isnan(scores[:, cell]))
        rest = members[members != row]
        assert counts[row, cell] == len(members)
        expect(medians.item(row, cell), scores[members, cell])
        if row in members:
            assert fewer[row, cell] == len(rest)
            expect(others.item(row, cell), scores[rest, cell])
        else:
            assert fewer[row, cell] == 0
            assert np.isnan(others[row, cell])


def expect(found: float, scores: Floats) -> None:
    """The median of the scores, NaN of none."""
    assert found == np.median(scores) if len(scores) else np.isnan(found)


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (0, 0)])
def test_nothing_has_no_median(shape: tuple[int, int]) -> None:
    group = np.zeros(shape[0], dtype=np.int64)
    for medians, counts in (group_medians(np.empty(shape), group), medians_without_self(np.empty(shape), group)):
        assert medians.shape == counts.shape == shape
