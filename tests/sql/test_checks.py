"""Each rule of `sql/checks` lets a good warehouse pass, and one broken row makes that rule, and no other, speak."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

from esg_pipeline.sql_models import checks

World = Callable[..., pl.DataFrame]
Row = dict[str, Any]
Universe = Callable[[int], dict[str, pl.DataFrame]]
LATER = date(2022, 11, 1)
KNOWN, IMPUTED = pl.col("origin") != "imputed", pl.col("origin") == "imputed"
QUOTED = KNOWN & (pl.col("value_method") != "event_register")
OF_TODAY = pl.col("observation_id").str.contains("-2022-10-31-")
BETWEEN = pl.col("observation_id").str.ends_with("-between")
RECENT = pl.col("event_date").is_between(date(2022, 1, 1), date(2022, 4, 1))
STALE = pl.col("state") == "stale"
REGISTER = {"value_method": "event_register"}
STRUCK, SILENT = pl.col("event_id").is_not_null(), (pl.col("value_method") == "event_register") & (pl.col("value") == 0)
UNPROVEN = {"observation_id": None, "source": None}
WAIVER = pl.col("name") == "maximum_not_applicable"
RATED = pl.col("grade") != "NR"
GRADED = {"score": 72.0, "model_grade": "B", "rule_grade": "B"}
UNRATED = {"grade": "NR", "not_rated_reason": "low"}
UNDECIDED = pl.col("decision_id").is_null()
SAME = UNDECIDED & (pl.col("grade") == pl.col("rule_grade"))
IN_FORCE = pl.col("status") == "in_force"

CAPS, BY_FACTS = pl.col("cause") == "caps", pl.col("cause") == "new_facts"
GRADED_TWICE = CAPS & pl.col("notches").is_not_null()

BREAKS: list[tuple[str, str, pl.Expr | None, Row]] = [
    ("changes_sum_to_score", "rating.change_attribution", BY_FACTS, {"points": 99.0}),
    ("changes_sum_to_score", "rating.change_attribution", GRADED_TWICE, {"notches": 7}),
    ("changes_sum_to_score", "rating.change_attribution", GRADED_TWICE, {"model_notches": 8}),
    ("changes_sum_to_score", "rating.change_attribution", BY_FACTS, {"issuer_id": "SOMEBODY"}),
    ("changes_sum_to_score", "rating.change_detail", None, {"points": 99.0}),
    ("changes_sum_to_score", "rating.change_detail", None, {"cause": "peers"}),
    ("changes_sum_to_score", "rating.change_attribution", BY_FACTS, {"points": 99.0}),
    ("changes_sum_to_score", "rating.change_detail", None, {"issuer_id": "SOMEBODY"}),
    ("contributions_sum_to_score", "rating.contribution", None, {"contribution": 99.0}),
    ("contributions_sum_to_score", "rating.contribution", None, {"issuer_id": "SOMEBODY"}),
    ("every_rated_issuer_is_in_scope", "core.rating_universe", pl.col("in_scope"), {"in_scope": False}),
    ("every_rated_issuer_is_in_scope", "core.rating_universe", ~pl.col("in_scope"), {"in_scope": True}),
    ("every_rated_issuer_is_in_scope", "core.rating_universe", pl.col("in_scope"), {"rating_date": LATER}),
    ("current_versions_are_the_ratings", "rating.rating_version", None, {"grade": "AAA"}),
    ("current_versions_are_the_ratings", "rating.rating_version", None, {"grade": None}),
    ("current_versions_are_the_ratings", "rating.rating_version", None, {"score": None}),
    ("current_versions_are_the_ratings", "rating.rating_version", None, {"score": 1.0}),
    ("evidence_reaches_its_source", "mart.evidence", QUOTED, {"source": None}),
    ("evidence_reaches_its_source", "mart.evidence", QUOTED, {"observation_id": None}),
    ("evidence_reaches_its_source", "mart.evidence", QUOTED, {"value_method": None, **UNPROVEN}),
    ("evidence_reaches_its_source", "mart.evidence", STRUCK, {"source": None}),
    ("evidence_reaches_its_source", "mart.evidence", STRUCK, {"event_id": None}),
    ("evidence_reaches_its_source", "mart.evidence", SILENT, {"value": 0.5}),
    ("grade_follows_decision", "rating.rating", UNDECIDED, {"decision_id": "D-9"}),
    ("grade_follows_decision", "rating.rating", ~UNDECIDED, {"decision_id": None}),
    ("grade_follows_decision", "rating.committee_decision", IN_FORCE, {"status": "expired"}),
    ("grade_follows_decision", "rating.committee_decision", IN_FORCE, {"decided_grade": "AAA"}),
    ("grade_follows_decision", "rating.committee_decision", IN_FORCE, {"issuer_id": "SOMEBODY"}),
    ("grade_follows_score", "rating.rating", None, {"model_grade": "AAA", "rule_grade": "C"}),
    ("grade_follows_score", "rating.rating", pl.col("model_grade") != "C", {"model_grade": "C", "rule_grade": "C"}),
    ("grade_follows_score", "rating.rating", None, {"rule_grade": "AAA"}),
    ("grade_follows_score", "rating.rating", None, {"model_grade": "NR"}),
    ("imputed_cells_name_their_method", "score.data_point_score", IMPUTED, {"method": "median_class", "donors": 4}),
    ("imputed_cells_name_their_method", "score.data_point_score", IMPUTED, {"method": "median_class", "donors": None}),
    ("imputed_cells_name_their_method", "score.data_point_score", IMPUTED, {"method": "value_function"}),
    ("imputed_cells_name_their_method", "score.data_point_score", IMPUTED, {"method": "carry_forward"}),
    ("imputed_cells_name_their_method", "score.data_point_score", KNOWN, {"method": "prior"}),
    (
        "intervals_are_in_order",
        "rating.score_interval",
        None,
        {"score_low": 99.5, "score_median": 99.0, "score_high": 100.0},
    ),
    (
        "intervals_are_in_order",
        "rating.score_interval",
        None,
        {"score_high": 0.5, "score_median": 1.0, "score_low": 0.0},
    ),
    ("intervals_are_in_order", "rating.score_interval", None, {"rank_low": 10}),
    ("intervals_are_in_order", "rating.score_interval", None, {"rank_high": 13}),
    ("intervals_are_in_order", "rating.score_interval", None, {"rank": 13}),
    ("intervals_are_in_order", "rating.score_interval", None, {"width_if_disclosed": None}),
    ("intervals_are_in_order", "rating.score_interval", None, {"narrowing_data_point_id": None}),
    ("low_coverage_is_not_rated", "rating.rating", RATED, {"coverage": 0.1}),
    (
        "low_coverage_is_not_rated",
        "rating.rating",
        RATED,
        {"rule_grade": "NR", "grade": "NR", "not_rated_reason": "low"},
    ),
    (
        "low_coverage_is_not_rated",
        "rating.rating",
        RATED,
        {"rule_grade": None, "grade": "NR", "not_rated_reason": "low"},
    ),
    ("low_coverage_is_not_rated", "rating.rating", RATED, {"not_rated_reason": "low"}),
    ("low_coverage_is_not_rated", "rating.rating", ~RATED, {"not_rated_reason": None}),
    ("low_coverage_is_not_rated", "reference.pillar_limit", None, {"minimum_coverage": 1.0}),
    ("low_coverage_is_not_rated", "reference.parameter", WAIVER, {"value": -1.0}),
    ("interpolated_values_are_newer", "core.interpolated_value", None, {"fiscal_year": 2017}),
    ("interpolated_values_are_newer", "core.interpolated_value", None, {"fiscal_year": 2016}),
    ("interpolated_values_are_newer", "core.interpolated_value", None, {"is_trial": True}),
    ("interpolated_values_are_newer", "core.known_value", STALE, {"state": "not_applicable"}),
    ("no_knowledge_of_the_future", "core.observation", ~BETWEEN, {"published_date": LATER}),
    ("no_knowledge_of_the_future", "core.observation", BETWEEN, {"published_date": LATER}),
    ("no_knowledge_of_the_future", "core.observation", ~BETWEEN, {"stands_from_date": LATER}),
    ("no_knowledge_of_the_future", "core.observation", ~BETWEEN, {"stands_until_date": date(2022, 4, 30)}),
    ("no_knowledge_of_the_future", "core.event", RECENT, {"published_date": LATER}),
    ("no_knowledge_of_the_future", "core.event", RECENT, {"replaced_date": date(2022, 4, 30)}),
    ("no_knowledge_of_the_future", "raw.document", None, {"published_date": LATER}),
    ("no_knowledge_of_the_future", "rating.red_line_hit", None, {"rating_date": date(2010, 1, 1)}),
    ("no_rates_bond_is_rated", "mart.bond_rating", None, {"security_type": "treasury"}),
    ("probabilities_sum_to_one", "rating.grade_probability", None, {"probability": 0.4}),
    ("probabilities_sum_to_one", "rating.grade_probability", None, {"issuer_id": "SOMEBODY", "probability": 1.0}),
    ("probabilities_sum_to_one", "rating.score_interval", None, {"issuer_id": "SOMEBODY"}),
    ("required_parameters_are_there", "reference.parameter", pl.col("name") == "min_donors", {"name": "donors"}),
    ("required_parameters_are_there", "reference.parameter", pl.col("name") != "min_donors", {"name": "window"}),
    ("shares_sum_to_one", "score.node_share", None, {"not_applicable_share": 0.99}),
    ("stated_values_are_there", "core.observation", None, {"value": None}),
    ("stated_values_are_there", "core.observation", None, {"state": "reported_zero", "value": None}),
    ("stated_values_are_there", "core.observation", None, {"state": "not_disclosed", "value": 0.0}),
    ("weights_sum_to_one", "reference.key_issue_weight", None, {"weight": 0.99}),
]
HARMLESS: list[tuple[str, str, pl.Expr | None, Row]] = [
    ("grade_follows_score", "rating.rating", None, GRADED | {"score": 70.0}),
    ("grade_follows_score", "rating.rating", None, GRADED | {"score": 74.999999}),
    ("grade_follows_score", "rating.rating", None, GRADED | {"score": 100.0, "model_grade": "AAA"}),
    ("grade_follows_score", "rating.rating", None, GRADED | {"score": 0.0, "model_grade": "C", "rule_grade": "C"}),
    ("grade_follows_score", "rating.rating", None, GRADED | {"rule_grade": "CC"}),
    ("grade_follows_score", "rating.rating", None, GRADED | {"rule_grade": "NR"}),
    ("grade_follows_score", "rating.rating", None, GRADED | {"score": 91.0, "methodology_hash": "0" * 64}),
    ("imputed_cells_name_their_method", "score.data_point_score", IMPUTED, {"method": "median_class", "donors": 5}),
    ("imputed_cells_name_their_method", "score.data_point_score", IMPUTED, {"method": "prior", "donors": None}),
    ("evidence_reaches_its_source", "mart.evidence", QUOTED, REGISTER | {"value": 0.0, **UNPROVEN}),
    ("evidence_reaches_its_source", "mart.evidence", STRUCK, {"value": 0.0, "event_id": None, "source": None}),
    ("evidence_reaches_its_source", "mart.evidence", QUOTED, {"origin": "imputed", **UNPROVEN}),
    ("grade_follows_score", "rating.rating", None, GRADED | {"grade": "AAA"}),
    ("grade_follows_score", "rating.rating", None, GRADED | {"rule_grade": None, "grade": "CCC"}),
    ("grade_follows_decision", "rating.rating", SAME, {"rule_grade": None}),
    ("grade_follows_decision", "rating.committee_decision", ~IN_FORCE, {"status": "model_moved", "issuer_id": "I0"}),
    ("grade_follows_decision", "rating.committee_decision", ~IN_FORCE, {"status": "in_force", "kind": "adoption"}),
    ("current_versions_are_the_ratings", "rating.rating_version", None, {"grade": "AAA", "is_current": False}),
    ("low_coverage_is_not_rated", "rating.rating", RATED, {"coverage": 0.15}),
    ("low_coverage_is_not_rated", "rating.rating", RATED, {"grade": "NR", "not_rated_reason": "withdrawn"}),
    ("low_coverage_is_not_rated", "rating.rating", RATED, {"coverage": 0.1, "methodology_hash": "0" * 64}),
    ("intervals_are_in_order", "rating.score_interval", None, {"rank": 12, "rank_low": 9, "rank_high": 12}),
    (
        "intervals_are_in_order",
        "rating.score_interval",
        None,
        {"narrowing_data_point_id": None, "width_if_disclosed": None},
    ),
    ("stated_values_are_there", "core.observation", None, {"state": "not_applicable", "value": None}),
    ("stated_values_are_there", "core.observation", None, {"state": "reported_zero", "value": 0.0}),
    ("no_knowledge_of_the_future", "core.observation", OF_TODAY & ~BETWEEN, {"published_date": date(2022, 10, 31)}),
    ("no_knowledge_of_the_future", "core.observation", OF_TODAY & BETWEEN, {"published_date": date(2022, 10, 31)}),
    ("no_knowledge_of_the_future", "core.observation", OF_TODAY, {"stands_from_date": date(2022, 10, 31)}),
    ("no_knowledge_of_the_future", "core.observation", OF_TODAY, {"stands_until_date": LATER}),
    ("no_knowledge_of_the_future", "core.event", RECENT, {"replaced_date": LATER}),
    ("interpolated_values_are_newer", "core.interpolated_value", None, {"fiscal_year": 2018}),
    ("interpolated_values_are_newer", "core.interpolated_value", None, {"fiscal_year": 2017, "is_trial": True}),
]


def spoiled(frame: pl.DataFrame, where: pl.Expr | None, changes: Row) -> pl.DataFrame:
    """The frame with one row changed: the first that fits."""
    numbered = frame.with_row_index("row_")
    fitting = numbered.filter(where) if where is not None else numbered
    is_it = pl.col("row_") == fitting["row_"][0]
    values = {name: pl.lit(value, dtype=frame.schema[name]) for name, value in changes.items()}
    changed = [pl.when(is_it).then(value).otherwise(pl.col(name)).alias(name) for name, value in values.items()]
    return numbered.with_columns(changed).drop("row_")


def test_every_rule_has_a_row_that_breaks_it() -> None:
    assert {rule for rule, *_ in BREAKS} == set(checks())


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("rule", checks())
def test_a_good_warehouse_keeps_the_rule(universe: Universe, breaches: World, rule: str, seed: int) -> None:
    assert breaches(rule, universe(seed)).rows() == []


@pytest.mark.parametrize(("rule", "table", "where", "changes"), BREAKS)
def test_one_broken_row_makes_exactly_that_rule_speak(
    universe: Universe, breaches: World, rule: str, table: str, where: pl.Expr | None, changes: Row
) -> None:
    frames = universe(1)
    frames[table] = spoiled(frames[table], where, changes)
    assert {name for name in checks() if breaches(name, frames).height} == {rule}


@pytest.mark.parametrize(("rule", "table", "where", "changes"), HARMLESS)
def test_a_row_on_the_right_side_of_the_border_keeps_the_rule(
    universe: Universe, breaches: World, rule: str, table: str, where: pl.Expr | None, changes: Row
) -> None:
    frames = universe(1)
    frames[table] = spoiled(frames[table], where, changes)
    assert breaches(rule, frames).rows() == []


@pytest.mark.parametrize(("off_by", "rows"), [(5e-10, 0), (2e-9, 1)])
def test_sums_may_be_off_by_less_than_a_billionth(
    universe: Universe, breaches: World, off_by: float, rows: int
) -> None:
    frames = universe(1)
    is_first = pl.int_range(pl.len()) == 0
    for rule, table, column in (
        ("contributions_sum_to_score", "rating.contribution", "contribution"),
        ("weights_sum_to_one", "reference.key_issue_weight", "weight"),
    ):
        frames[table] = frames[table].with_columns(
            pl.when(is_first).then(pl.col(column) + off_by).otherwise(column).alias(column)
        )
        assert breaches(rule, frames).height == rows


def test_who_declares_everything_not_applicable_needs_no_rating(universe: Universe, breaches: World) -> None:
    frames = universe(1)
    left_out = frames["rating.rating"].head(1).select("issuer_id", "rating_date")
    frames["rating.rating"] = frames["rating.rating"].slice(1)
    assert breaches("every_rated_issuer_is_in_scope", frames).rows() == left_out.rows()
    is_it = pl.struct("issuer_id", "rating_date").is_in(left_out.to_struct("one").implode())
    is_total = pl.col("node_level") == "total"
    shares = frames["score.node_share"]
    for level, rows in ((~is_total, 1), (is_total, 0)):
        share = pl.when(is_it & level).then(1.0).otherwise("not_applicable_share")
        frames["score.node_share"] = shares.with_columns(not_applicable_share=share)
        assert breaches("every_rated_issuer_is_in_scope", frames).height == rows


def test_every_missing_parameter_is_named(universe: Universe, breaches: World) -> None:
    frames = universe(1)
    frames["reference.parameter"] = frames["reference.parameter"].clear()
    assert sorted(breaches("required_parameters_are_there", frames)["name"]) == ["event_window_years", "min_donors"]


def test_a_rating_without_any_contribution_is_found(universe: Universe, breaches: World) -> None:
    frames = universe(1)
    frames["rating.contribution"] = frames["rating.contribution"].clear()
    assert breaches("contributions_sum_to_score", frames).height == frames["rating.rating"].height


@pytest.mark.parametrize("where", [UNDECIDED, ~UNDECIDED])
@pytest.mark.parametrize("changes", [{"grade": "AAA"}, {"grade": "AAA", "rule_grade": None, "decision_id": "D-9"}])
def test_a_grade_that_nobody_decided_is_found(
    universe: Universe, breaches: World, where: pl.Expr, changes: Row
) -> None:
    frames = universe(1)
    frames["rating.rating"] = spoiled(frames["rating.rating"], where, changes)
    assert breaches("grade_follows_decision", frames).height == 1


def test_the_rows_say_who_and_when(universe: Universe, breaches: World) -> None:
    frames = universe(1)
    first = frames["rating.rating"].row(0, named=True)
    frames["rating.rating"] = spoiled(frames["rating.rating"], None, {"rule_grade": "AAA"})
    [found] = breaches("grade_follows_score", frames).to_dicts()
    assert (found["issuer_id"], found["rating_date"], found["rule_grade"]) == (
        first["issuer_id"],
        first["rating_date"],
        "AAA",
    )


@pytest.mark.parametrize(("score", "rows"), [(69.999999, 1), (70.0, 0), (74.999999, 0), (75.0, 1)])
def test_the_bounds_of_a_grade_are_inclusive_below_only(
    universe: Universe, breaches: World, score: float, rows: int
) -> None:
    frames = universe(1)
    frames["rating.rating"] = spoiled(frames["rating.rating"], None, GRADED | {"score": score})
    assert breaches("grade_follows_score", frames).height == rows


def test_a_median_of_an_earlier_method_is_not_held_against_the_new_minimum(universe: Universe, breaches: World) -> None:
    frames = universe(1)
    frames["score.data_point_score"] = spoiled(
        frames["score.data_point_score"], IMPUTED, {"method": "median_class", "donors": 4}
    )
    assert breaches("imputed_cells_name_their_method", frames).height == 1
    frames["rating.rating"] = frames["rating.rating"].with_columns(methodology_hash=pl.lit("0" * 64))
    assert breaches("imputed_cells_name_their_method", frames).is_empty()
