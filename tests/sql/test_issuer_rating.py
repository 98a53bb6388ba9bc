"""One line per rated issuer and date with names, pillars and the last action; no other table adds or takes a row."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl

World = Callable[..., pl.DataFrame]
Row = dict[str, Any]
Universe = Callable[[int], dict[str, pl.DataFrame]]
NAME = "mart.issuer_rating"
SHARES = ("reported_share", "carried_share", "imputed_share", "not_applicable_share")
DOUBT = ("grade_probability", "score_low", "score_high", "rank", "rank_low", "rank_high", "peers")
EARLIER, DAY = date(2022, 4, 30), date(2022, 10, 31)
PILLARS = [{"pillar_id": letter, "score": score} for letter, score in (("E", 60.0), ("S", 70.5), ("G", 81.25))]


def lines(world: World, **changed: list[Row]) -> pl.DataFrame:
    rows = {
        "rating.rating": [{}],
        "raw.issuer": [{}],
        "core.rating_universe": [{}],
        "reference.industry": [{}],
        "score.pillar_score": PILLARS,
        "score.esg_score": [{}],
        "rating.rating_action": [],
    }
    return world(NAME, rows | {name.replace("__", "."): table for name, table in changed.items()})


def test_a_line_brings_names_grades_and_pillars_together(world: World) -> None:
    rating = {
        "score": 72.5,
        "score_reported_only": 70.0,
        "coverage": 0.62,
        "grade": "C",
        "model_grade": "B",
        "cap_rule_id": "RL1",
    }
    row = lines(world, rating__rating=[rating]).row(0, named=True)
    assert (row["issuer_name"], row["industry_code"], row["industry_name"]) == (
        "360 DigiTech, Inc.",
        "non_bank_financials",
        "Non-bank financials",
    )
    assert (row["e_score"], row["s_score"], row["g_score"]) == (60.0, 70.5, 81.25)
    assert {name: row[name] for name in rating} == rating
    assert [row[name] for name in SHARES] == [0.5, 0.12, 0.38, 0.0]
    assert (row["issuer_class"], row["methodology_version"], row["methodology_hash"]) == ("corporate", "1.0", "ab" * 32)


def test_a_pillar_without_relevant_key_issues_is_null(world: World) -> None:
    row = lines(world, score__pillar_score=PILLARS[1:]).row(0, named=True)
    assert (row["e_score"], row["s_score"], row["g_score"]) == (None, 70.5, 81.25)


def test_the_action_is_that_of_the_date(world: World) -> None:
    actions = [
        {
            "rating_date": EARLIER,
            "action": "new",
            "previous_grade": None,
            "previous_rating_date": None,
            "notches": None,
        },
        {"action": "downgrade", "previous_grade": "A", "notches": -3},
    ]
    row = lines(world, rating__rating_action=actions).row(0, named=True)
    assert (row["action"], row["previous_grade"]) == ("downgrade", "A")


def test_the_version_is_the_one_that_stands(world: World) -> None:
    versions = [
        {"version": 1, "is_current": False},
        {"version": 2, "record_number": 18, "cause": "late_document", "detail": "late document: report"},
        {"version": 1, "rating_date": EARLIER},
    ]
    row = lines(world, rating__rating_version=versions).row(0, named=True)
    assert (row["version"], row["version_cause"], row["version_detail"], row["recorded_date"]) == (
        2,
        "late_document",
        "late document: report",
        date(2022, 11, 2),
    )
    assert lines(world).row(0, named=True)["version"] is None


def test_an_issuer_without_action_keeps_its_line(world: World) -> None:
    rating = [{"grade": "NR", "not_rated_reason": "coverage 10.0 % is below the minimum of 15.0 %"}]
    row = lines(world, rating__rating=rating).row(0, named=True)
    assert (row["action"], row["previous_grade"], row["grade"]) == (None, None, "NR")
    assert row["not_rated_reason"] == rating[0]["not_rated_reason"]


def test_each_date_has_its_own_line(world: World) -> None:
    tables = {
        "rating__rating": [{"score": 50.0}, {"score": 90.0, "rating_date": EARLIER}],
        "core__rating_universe": [{}, {"rating_date": EARLIER, "industry_code": "steel"}],
        "reference__industry": [{}, {"industry_code": "steel", "name": "Steel"}],
        "score__pillar_score": [*PILLARS, {"pillar_id": "E", "score": 99.0, "rating_date": EARLIER}],
        "score__esg_score": [{}, {"rating_date": EARLIER}],
        "rating__score_interval": [{"peers": 12}, {"rating_date": EARLIER, "peers": 30}],
        "rating__grade_probability": [{"probability": 0.5}, {"rating_date": EARLIER, "probability": 0.25}],
    }
    columns = ("rating_date", "score", "e_score", "s_score", "peers", "grade_probability", "industry_name")
    assert lines(world, **tables).select(columns).rows() == [
        (EARLIER, 90.0, 99.0, None, 30, 0.25, "Steel"),
        (DAY, 50.0, 60.0, 70.5, 12, 0.5, "Non-bank financials"),
    ]


def test_a_rating_keeps_its_line_when_its_issuer_or_industry_is_gone(world: World) -> None:
    row = lines(world, raw__issuer=[], reference__industry=[]).row(0, named=True)
    code = "non_bank_financials"
    assert (row["issuer_name"], row["industry_name"], row["industry_code"]) == ("360DIGITECH", code, code)


def test_a_grade_stands_beside_its_probability_and_the_ends_of_score_and_rank(world: World) -> None:
    tables = {
        "rating__rating": [{"grade": "CC"}],
        "rating__grade_probability": [
            {"grade": grade, "probability": share} for grade, share in (("CCC", 0.375), ("CC", 0.5), ("C", 0.125))
        ],
        "rating__score_interval": [{"score_low": 58.0, "score_high": 66.5, "rank": 7, "rank_low": 3, "rank_high": 9}],
    }
    found = lines(world, **tables)
    assert found.select(DOUBT).rows() == [(0.5, 58.0, 66.5, 7, 3, 9, 12)]


def test_who_has_no_grade_has_no_probability_and_no_interval(world: World) -> None:
    row = lines(world, rating__rating=[{"grade": "NR", "not_rated_reason": "low"}]).row(0, named=True)
    assert [row[name] for name in DOUBT] == [None] * 7


def test_doubt_is_told_of_exactly_those_who_are_rated_in_a_random_universe(universe: Universe) -> None:
    found = universe(1)[NAME]
    is_rated = found["grade"] != "NR"
    assert is_rated.any()
    assert not is_rated.all()
    for name in DOUBT:
        assert (found[name].is_not_null() == is_rated).all(), name


def test_every_rating_has_exactly_one_line_in_a_random_universe(universe: Universe) -> None:
    tables = universe(0)
    key = ["issuer_id", "rating_date", "grade", "score"]
    assert tables[NAME].select(key).equals(tables["rating.rating"].select(key))
