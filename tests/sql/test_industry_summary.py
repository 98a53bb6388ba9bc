"""Scores of the rated and coverage of all per industry: simulated and real issuers apart, NR counted but not rated."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl

World = Callable[..., pl.DataFrame]
Row = dict[str, Any]
NAME = "mart.industry_summary"
SCORES = ("mean_score", "median_score", "lowest_score", "highest_score")


def summary(world: World, *issuers: tuple[str, float, Row]) -> list[Row]:
    rows = [
        {"issuer_id": f"I{place}", "grade": grade, "score": score, **other}
        for place, (grade, score, other) in enumerate(issuers)
    ]
    return world(NAME, {"mart.issuer_rating": rows}).to_dicts()


def test_the_figures_of_an_industry(world: World) -> None:
    issuers = [("A", 86.0, 0.9), ("B", 71.0, 0.5), ("CCC", 66.0, 0.25), ("C", 50.0, 0.25), ("B", 72.0, 0.6)]
    [row] = summary(world, *((grade, score, {"coverage": coverage}) for grade, score, coverage in issuers))
    assert (row["issuers"], row["rated_issuers"], row["share_b_or_better"]) == (5, 5, 0.6)
    assert (row["mean_score"], row["median_score"], row["lowest_score"], row["highest_score"]) == (
        69.0,
        71.0,
        50.0,
        86.0,
    )
    assert row["mean_coverage"] == 0.5


def test_the_median_of_an_even_number_lies_between_the_two_in_the_middle(world: World) -> None:
    [row] = summary(world, ("B", 70.0, {}), ("B", 71.0, {}), ("B", 73.0, {}), ("A", 89.0, {}))
    assert row["median_score"] == 72.0


def test_simulated_and_real_issuers_are_never_mixed(world: World) -> None:
    real, simulated = summary(
        world, ("A", 86.0, {}), ("C", 40.0, {"is_simulated": True}), ("B", 70.0, {"is_simulated": True})
    )
    assert (real["is_simulated"], real["issuers"], real["mean_score"], real["share_b_or_better"]) == (
        False,
        1,
        86.0,
        1.0,
    )
    assert (simulated["is_simulated"], simulated["issuers"], simulated["mean_score"]) == (True, 2, 55.0)
    assert simulated["share_b_or_better"] == 0.5


def test_issuers_without_grade_are_counted_but_not_among_the_rated(world: World) -> None:
    [row] = summary(world, ("NR", 90.0, {}), ("B", 71.0, {}), ("CC", 61.0, {}), ("NR", 5.0, {}))
    assert (row["issuers"], row["rated_issuers"], row["share_b_or_better"]) == (4, 2, 0.5)
    assert [row[name] for name in SCORES] == [66.0, 66.0, 61.0, 71.0]


def test_the_coverage_is_that_of_everybody_in_scope(world: World) -> None:
    [row] = summary(world, ("NR", 90.0, {"coverage": 0.1}), ("B", 71.0, {"coverage": 0.5}))
    assert row["mean_coverage"] == 0.3


def test_an_industry_where_nobody_is_rated_has_coverage_but_neither_scores_nor_share(world: World) -> None:
    [row] = summary(world, ("NR", 71.0, {"coverage": 0.1}))
    assert (row["rated_issuers"], row["share_b_or_better"], row["mean_coverage"]) == (0, None, 0.1)
    assert [row[name] for name in SCORES] == [None] * 4


def test_exactly_the_grades_from_b_upwards_count_as_b_or_better(world: World) -> None:
    ladder = ("AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C")
    each = summary(world, *((grade, 70.0, {"industry_code": f"i_{grade.lower()}"}) for grade in ladder))
    shares = {row["industry_code"]: row["share_b_or_better"] for row in each}
    assert shares == {f"i_{grade.lower()}": float(grade in ladder[:6]) for grade in ladder}


def test_industries_and_dates_stay_apart(world: World) -> None:
    steel = {"industry_code": "steel", "industry_name": "Steel"}
    rows = summary(world, ("B", 70.0, {}), ("B", 80.0, steel), ("B", 90.0, {"rating_date": date(2022, 4, 30)}))
    assert [(row["industry_name"], row["mean_score"]) for row in rows] == [
        ("Non-bank financials", 70.0),
        ("Steel", 80.0),
    ]
