"""What the kernel is given: the sources that are on, pools of the worlds there are, numbers in a fixed order."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from esg_pipeline.doubts import model_of, names_of, pools_of
from esg_pipeline.draws import ERROR
from esg_pipeline.impute import CARRIED, METHODS, PRIOR
from tests.unit.doubtful_worlds import EVERYTHING, flat_errors, points, some_world, version

DAY = date(2022, 10, 31)


def test_numbers_stand_for_names_in_alphabetical_order() -> None:
    world = some_world(each=1)
    names = names_of(world.scored, version())
    assert list(names.industries) == sorted(names.industries)
    assert list(names.key_issues) == sorted(names.key_issues)
    rated = world.ratings().sort("issuer_id")
    model = model_of(world.scored, world.shifted, version(), rated, 1)
    assert [names.industries[number] for number in model.industry] == world.scored.panel.industries
    assert [names.key_issues[number] for number in model.tree.key_issue_of] == points(1)["key_issue_id"].to_list()


def test_rated_issuers_keep_the_row_of_their_cells() -> None:
    world = some_world(issuers=6, each=1)
    rated = world.ratings().sort("issuer_id").filter(pl.col("issuer_id").is_in(["I0001", "I0004"]))
    assert model_of(world.scored, world.shifted, version(), rated, 1).place.tolist() == [1, 4]


def test_an_issuer_that_was_not_scored_is_refused() -> None:
    world = some_world(issuers=2, each=1)
    rated = world.ratings().with_columns(issuer_id=pl.lit("SOMEBODY")).head(1)
    with pytest.raises(KeyError, match="SOMEBODY"):
        model_of(world.scored, world.shifted, version(), rated, 1)


def test_confidence_counts_only_where_extraction_is_on() -> None:
    shape = (3, points(1).height)
    world = some_world(issuers=3, each=1, confidence=np.full(shape, 0.9), stand_in=np.full(shape, 50.0))
    for on, expected in ((("extraction",), 0.9), ((), 1.0)):
        model = model_of(world.scored, world.shifted, version(*on), world.ratings(), 1)
        assert set(model.cells.confidence.ravel()) == {expected}


def test_an_older_value_that_is_still_current_stands_in_with_the_error_of_a_carried_one() -> None:
    world = some_world(issuers=2, each=1)
    world.scored.hidden.method[0, 0] = 0
    model = model_of(world.scored, world.shifted, version(), world.ratings(), 1)
    assert model.cells.stand_in_method[0, 0] == CARRIED
    assert set(model.cells.stand_in_method.ravel()) == {CARRIED, PRIOR}


def test_pools_are_drawn_for_the_worlds_that_are_there_and_lie_on_the_grid() -> None:
    errors = flat_errors(points(1), across=0.2, within=0.3)
    real, simulated = pools_of(errors, version(*EVERYTHING, draws=50), {True}, 1)
    assert real.shape == simulated.shape == (len(METHODS), points(1).height, 50)
    assert not real.any()
    assert simulated.std() > 0.5
    steps = simulated / ERROR
    np.testing.assert_array_equal(steps, np.round(steps))


def test_each_world_has_errors_of_its_own_and_none_where_they_are_off() -> None:
    errors = flat_errors(points(1))
    real, simulated = pools_of(errors, version("imputation", draws=50), {False, True}, 1)
    assert not np.array_equal(real, simulated)
    assert not any(pool.any() for pool in pools_of(errors, version("extraction", draws=50), {False, True}, 1))
