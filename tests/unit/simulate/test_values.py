"""Values are the inverse of the value function, levels meet the target on average, red lines are rarely crossed."""

import numpy as np
import pytest

from esg_pipeline.methodology.codes import Kind
from esg_pipeline.simulate.frame import Frame
from esg_pipeline.simulate.knobs import Knobs
from esg_pipeline.simulate.quality import quality_path, target_scores
from esg_pipeline.simulate.streams import Draws, Floats
from esg_pipeline.simulate.universe import Issuers
from esg_pipeline.simulate.values import (
    EDGE,
    Cells,
    blemish_chance,
    cells_of,
    clean_values,
    cross_red_lines,
    draw_values,
    inverse,
    levels,
    point_values,
    red_levels,
    yes_or_no,
)
from esg_pipeline.standardise import ValueFunction

MANY = 20_000


def function(*anchors: tuple[float, float]) -> ValueFunction:
    x, score = zip(*anchors, strict=True)
    return ValueFunction(np.array(x, dtype=np.float64), np.array(score, dtype=np.float64))


FALLING = function((0, 100), (10, 80), (60, 60), (400, 0))
RISING = function((-5, 20), (3, 60), (9, 80), (30, 100))
TENT = function((0, 0), (20, 60), (35, 100), (55, 100), (80, 60), (100, 10))


def cells(target: float, rows: int = MANY) -> Cells:
    random = np.random.default_rng(1)
    wanted = np.full((rows, 1), target)
    uniform = random.random((4, rows, 1))
    return Cells(wanted, np.zeros((rows, 1)), uniform[0], random.standard_normal((rows, 1)), uniform[1], uniform[2])


@pytest.mark.parametrize("shape", [FALLING, RISING, TENT])
@pytest.mark.parametrize("side", [0.1, 0.9])
def test_the_inverse_scores_the_target(shape: ValueFunction, side: float) -> None:
    target = np.linspace(25, 95, 29)[:, None]
    assert np.allclose(shape(inverse(shape, target, np.full((29, 1), side))), target)


def test_a_side_that_does_not_reach_down_is_not_taken() -> None:
    lopsided = function((0, 70), (40, 95), (100, 0))
    found = inverse(lopsided, np.array([[50.0]]), np.array([[0.1]]))
    assert found[0, 0] > 40
    assert lopsided(found)[0, 0] == pytest.approx(50)


def test_targets_out_of_reach_end_just_inside_the_function() -> None:
    assert FALLING(inverse(FALLING, np.array([[200.0, -50.0]]), np.zeros((1, 1)))).tolist() == [[100 - EDGE, EDGE]]


def test_yes_and_no_meet_the_target_on_average() -> None:
    shape = function((0, 40), (1, 85))
    assert shape(yes_or_no(shape, cells(60.0))).mean() == pytest.approx(60, abs=0.6)


def test_levels_meet_the_target_on_average() -> None:
    shape = function((1, 0), (2, 30), (3, 60), (4, 80), (5, 100))
    drawn = levels(shape, cells(55.0), Knobs())
    assert set(np.unique(drawn)) <= {1.0, 2.0, 3.0, 4.0, 5.0}
    assert shape(drawn).mean() == pytest.approx(55, abs=0.6)


def test_incidents_are_rare_whole_numbers(frame: Frame) -> None:
    point = next(point for point in frame.points if point.data_point_id == "es_fatal")
    drawn = clean_values(point, function((0, 92), (1, 60), (10, 0)), cells(60.0), Knobs(blemish_rate=0.05))
    assert (drawn > 0).mean() == pytest.approx(0.05, abs=0.015)
    assert np.all(drawn == np.rint(drawn))
    assert drawn.max() > 1


def test_blemishes_fall_with_quality() -> None:
    bad, good = blemish_chance(np.array([-2.0, 2.0]), Knobs())
    assert bad > 2 * good


def test_bad_statements_are_rarely_true(frame: Frame) -> None:
    point = next(point for point in frame.points if point.data_point_id == "ms_vacant")
    drawn = point_values(point, function((0, 82), (1, 30)), cells(50.0), Knobs())
    assert set(np.unique(drawn)) == {0.0, 1.0}
    assert drawn.mean() < 0.06


@pytest.fixture(scope="module")
def values(frame: Frame, issuers: Issuers, draws: Draws, knobs: Knobs) -> Floats:
    quality = quality_path(draws, knobs)
    return draw_values(frame, issuers, draws, target_scores(frame, issuers, draws, quality, knobs), quality, knobs)


def test_every_value_but_events_is_drawn(frame: Frame, values: Floats) -> None:
    for point in frame.points:
        assert np.isnan(values[:, :, point.column]).all() == (point.kind is Kind.EVENT)


def test_red_lines_are_crossed_only_by_chance(frame: Frame, draws: Draws, values: Floats) -> None:
    column = next(point.column for point in frame.points if point.data_point_id == "ec_grade")
    quality = np.zeros(values.shape[:2])
    never = cross_red_lines(frame, values, draws, quality, Knobs(red_level_rate=0.0))
    always = cross_red_lines(frame, values, draws, quality, Knobs(red_level_rate=1e9))
    assert never[:, :, column].min() == 3
    assert set(np.unique(always[:, :, column])) == {1.0}
    assert values[:, :, column].min() < 3


def test_red_levels_come_worst_first(frame: Frame) -> None:
    levels_of = {point.data_point_id: red_levels(frame, point) for point in frame.measured}
    assert levels_of["ec_grade"] == [1.0, 2.0]
    assert levels_of["be_policy"] == []


def test_cells_are_the_rows_asked_for(draws: Draws, frame: Frame) -> None:
    rows = np.arange(120) % 3 == 0
    targets = np.arange(120 * len(frame.years) * len(frame.points), dtype=np.float64).reshape(120, len(frame.years), -1)
    found = cells_of(5, rows, draws, targets, targets[:, :, 0])
    assert np.array_equal(found.target, targets[rows, :, 5])
    assert found.level_z.shape == (40, 1)
