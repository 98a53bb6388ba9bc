"""Ladders, limits and related columns of a panel, from the files of a version."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from esg_pipeline.impute import METHODS
from esg_pipeline.ladders import MOST_RELATED, ladders, related_columns, zero_applies
from tests.unit.test_panel import Row, issuer, panel
from tests.unit.test_scoring import METHOD

NAMES = ["p_ghg", "p_green", "p_listed"]


def imputation(**rows: Row) -> pl.DataFrame:
    plain = {"ladder_id": "standard", "carry_decay": None, "zero_applies_to": None}
    schema = {
        "data_point_id": pl.String,
        "ladder_id": pl.String,
        "carry_decay": pl.Float64,
        "zero_applies_to": pl.String,
    }
    return pl.DataFrame([{"data_point_id": name, **plain, **rows.get(name, {})} for name in NAMES], schema=schema)


TREE = pl.DataFrame(
    {"key_issue_id": ["board", "ghg", "green"], "theme_id": ["g", "e", "e"], "pillar_id": ["G", "E", "E"]}
)
LADDERS = pl.DataFrame(
    [("standard", 2, "median_industry"), ("standard", 1, "carry_forward"), ("zero", 1, "zero")],
    schema=["ladder_id", "step_number", "method"],
    orient="row",
)
VERSION = replace(METHOD, ladders=LADDERS, key_issues=TREE)


def test_each_column_gets_its_ladder_in_the_order_of_the_steps() -> None:
    found = ladders(replace(VERSION, imputation=imputation(p_green={"ladder_id": "zero"})), panel([issuer("A")]))
    names = [[METHODS[step] for step in row if step >= 0] for row in found.steps]
    assert dict(zip(NAMES, names, strict=True)) == {
        "p_ghg": ["carry_forward", "median_industry"],
        "p_green": ["zero"],
        "p_listed": ["carry_forward", "median_industry"],
    }
    assert found.steps[1].tolist() == [METHODS.index("zero"), -1]
    assert found.carry_years.tolist() == [2, 3, 1]


def test_a_decay_that_is_not_given_is_that_of_the_version() -> None:
    found = ladders(replace(VERSION, imputation=imputation(p_ghg={"carry_decay": 0.0})), panel([issuer("A")]))
    assert found.carry_decay.tolist() == [0.0, 0.9, 0.9]


def test_a_data_point_without_a_ladder_is_an_error() -> None:
    with pytest.raises(KeyError, match="p_green"):
        ladders(replace(VERSION, imputation=imputation().filter(pl.col("data_point_id") != "p_green")), panel([]))


def points(*rows: tuple[str, str, float]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=["data_point_id", "key_issue_id", "weight"], orient="row")


def test_related_are_the_same_key_issue_then_theme_then_pillar_then_by_weight_and_name() -> None:
    tree = pl.DataFrame(
        {"key_issue_id": ["a", "b", "c", "d"], "theme_id": ["1", "1", "2", "3"], "pillar_id": ["E", "E", "E", "S"]}
    )
    columns = points(
        ("p0", "a", 1.0), ("p1", "c", 9.0), ("p2", "b", 1.0), ("p3", "b", 2.0), ("p4", "a", 1.0), ("p5", "a", 3.0),
        ("p6", "d", 9.0),
    )  # fmt: skip
    found = related_columns(columns, tree)
    assert found.shape == (7, MOST_RELATED)
    assert found[0].tolist() == [5, 4, 3, 2, 1, -1, -1, -1]
    assert found[6].tolist() == [-1] * MOST_RELATED


def test_at_most_eight_are_related() -> None:
    found = related_columns(points(*[(f"p{n:02}", "ghg", 1.0) for n in range(12)]), TREE)
    assert found[11].tolist() == list(range(8))


def test_zero_applies_to_the_tags_that_the_data_point_names() -> None:
    rows = imputation(p_ghg={"zero_applies_to": "listed"}, p_green={"zero_applies_to": "all"})
    made = panel([issuer("A"), issuer("B", tags="lgfv")])
    assert zero_applies(replace(VERSION, imputation=rows), made).tolist() == [[True, True, False], [False, True, False]]
    assert zero_applies(replace(VERSION, imputation=rows), panel([])).shape == (0, 3)


def test_related_columns_do_not_depend_on_who_discloses() -> None:
    made = [panel([issuer("A")]), panel([issuer("A"), issuer("B")])]
    one, two = (ladders(replace(VERSION, imputation=imputation()), each).related for each in made)
    np.testing.assert_array_equal(one, two)
