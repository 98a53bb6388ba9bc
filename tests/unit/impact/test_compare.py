"""Who moves and why: the parts add up, the order of groups is fixed, rules for grades move grades only."""

from dataclasses import replace

import polars as pl
import pytest

from esg_pipeline.impact.compare import Impact, Shadow, Side, differences, impact, most_moved, notches, parts_of
from esg_pipeline.impact.groups import GRADE_RULES, GROUPS
from esg_pipeline.impact.inputs import Source
from esg_pipeline.methodology.model import Methodology
from tests.unit.impact.conftest import DAY, where


def edited(method: Methodology) -> Methodology:
    """A version in which something of nearly every group differs."""
    points = method.data_points
    lost = method.scored_data_points.filter(kind="quantitative")["data_point_id"][0]
    weights = where(points, (pl.col("weight") == 1) & (pl.col("data_point_id") != lost), weight=2.0)
    return replace(
        method,
        hash="b" * 64,
        parameters=replace(method.parameters, corner_ratio=6.0, carry_decay=0.8, prior_score=50.0),
        data_points=weights.filter(pl.col("data_point_id") != lost),
        anchors=where(method.anchors, pl.col("score") == 60, score=62.0).filter(pl.col("data_point_id") != lost),
        materiality=where(method.materiality, pl.col("influence") == "lower", influence="high"),
        event_severities=method.event_severities.with_columns(pl.col("points") / 2),
        grades=where(method.grades, pl.col("grade") == "B", lower_bound=72.0),
    )


@pytest.fixture(scope="module")
def found(last_run: Source, shipped: Methodology) -> Impact:
    source = Source(last_run.warehouse, last_run.store, last_run.today)
    return impact(shipped, edited(shipped), source, DAY)


def test_the_parts_of_everybody_add_up_to_the_change(found: Impact) -> None:
    assert len(found.movers) > 50
    for one in found.movers:
        assert one.change is not None
        assert sum(one.parts.values()) == pytest.approx(one.change, abs=1e-9)
        assert list(one.parts) == list(found.groups)


def test_each_group_moves_somebody_and_grade_rules_move_no_score(found: Impact) -> None:
    assert found.groups == [group for group in GROUPS if group != "universe and industries"]
    for group in found.groups:
        moved = [one for one in found.movers if abs(one.parts[group]) > 1e-9]
        assert bool(moved) == (group != GRADE_RULES), group


def test_a_grade_that_only_the_scale_moves_is_told_apart(found: Impact) -> None:
    by_rules = [one for one in found.movers if one.grade_by_scores != one.after.grade]
    assert by_rules
    assert {(one.grade_by_scores, one.after.grade) for one in by_rules} == {("B", "CCC")}


def test_key_issues_are_named_by_group(found: Impact) -> None:
    one = next(one for one in found.movers if one.parts["weights of key issues"])
    assert set(one.key_issues) <= {"value functions", "weights of data points", "weights of key issues"}
    assert 0 < len(one.key_issues["weights of key issues"]) <= 3


def test_equal_versions_move_nobody(source: Source, shipped: Methodology) -> None:
    renamed = replace(shipped, title="Other", hash="c" * 64)
    still = impact(shipped, renamed, source, DAY)
    assert (still.groups, still.movers) == ([], [])
    assert len(still.sides) > 50


def test_an_anchor_moves_those_of_its_industry_through_its_key_issue(source: Source, shipped: Methodology) -> None:
    point = shipped.scored_data_points.filter(kind="event", applies_to="all").sort("weight")["data_point_id"][-1]
    issue = shipped.data_points.filter(data_point_id=point)["key_issue_id"][0]
    harder = where(shipped.anchors, (pl.col("data_point_id") == point) & (pl.col("score") == 100), score=90.0)
    found = impact(shipped, replace(shipped, anchors=harder), source, DAY)
    assert found.groups == ["value functions"]
    assert found.movers
    for one in found.movers:
        assert one.parts["value functions"] == one.change
        assert one.after.score < one.before.score
        assert list(one.key_issues["value functions"]) == [issue]
        assert one.key_issues["value functions"][issue] == pytest.approx(one.change, abs=1e-8)


def test_a_new_data_point_moves_by_the_data_points_alone(source: Source, shipped: Methodology) -> None:
    points = shipped.scored_data_points.filter(applies_to="all", kind="boolean")
    fewer = pl.col("data_point_id") != points.sort("weight")["data_point_id"][-1]
    before = replace(
        shipped, data_points=shipped.data_points.filter(fewer), anchors=shipped.anchors.filter(fewer), hash="d" * 64
    )
    found = impact(before, shipped, source, DAY)
    assert found.groups == ["data points"]
    assert len(found.movers) > 50
    assert source.was_read_again


def test_an_industry_that_is_only_renamed_moves_nobody(source: Source, shipped: Methodology) -> None:
    code = source.warehouse.read("raw.industry_membership")["industry_code"][0]
    name = pl.col("industry_code").replace(code, "renamed")
    codes = shipped.industry_codes.filter(pl.col("code") != code).with_columns(name)
    common = codes.head(1).with_columns(
        classification=pl.lit("common"), code=pl.lit(code), industry_code=pl.lit("renamed")
    )
    after = replace(
        shipped,
        industries=shipped.industries.with_columns(name),
        materiality=shipped.materiality.with_columns(name),
        anchors=shipped.anchors.with_columns(name),
        industry_codes=pl.concat([codes, common]),
    )
    found = impact(shipped, after, source, DAY)
    assert (found.groups, found.movers) == (["universe and industries"], [])
    assert len(found.sides) > 50


def test_an_issuer_that_leaves_the_universe_has_no_score_to_split(source: Source, shipped: Methodology) -> None:
    rules = shipped.universe_rules.with_columns(in_scope=pl.col("in_scope") & (pl.col("rule_id") != "U1"))
    found = impact(shipped, replace(shipped, universe_rules=rules), source, DAY)
    left = [one for one in found.movers if one.after.grade is None]
    assert left
    assert all((one.change, one.notches, one.parts) == (None, None, {}) for one in left)


def test_a_version_in_between_without_a_score_hands_its_part_on() -> None:
    trail = [Side(60.0, "CC", None), Side(None, None, None), Side(66.0, "CCC", None)]
    assert parts_of(["data points", "events"], trail) == {"data points": 0.0, "events": 6.0}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [("B", "BB", 1), ("AAA", "C", -8), ("B", "B", 0), ("NR", "B", None), ("B", None, None)],
)
def test_notches_count_upwards(before: str | None, after: str | None, expected: int | None) -> None:
    assert notches(before, after) == expected


def shadow(total: float, *issues: tuple[str, float, float]) -> Shadow:
    ratings = pl.DataFrame({"issuer_id": ["X"], "score": [total]})
    rows = [("X", *issue) for issue in issues]
    return Shadow(ratings, pl.DataFrame(rows, ["issuer_id", "key_issue_id", "weight", "score"], orient="row"))


def test_a_key_issue_that_gains_weight_counts_for_its_distance_from_the_total() -> None:
    before = shadow(60.0, ("waste", 0.5, 80.0), ("staff", 0.5, 40.0))
    after = shadow(70.0, ("waste", 0.75, 80.0), ("staff", 0.25, 40.0))
    assert most_moved(before, after).rows() == [("X", "staff", 5.0), ("X", "waste", 5.0)]


def test_a_published_score_that_differs_or_is_missing_is_named() -> None:
    ours = {
        "A": Side(60.0, "CC", None),
        "B": Side(70.0, "B", None),
        "C": Side(None, None, None),
        "D": Side(1.0, "C", None),
    }
    published = pl.DataFrame({"issuer_id": ["A", "B"], "score": [60.0 + 1e-10, 70.1]})
    assert differences(ours, published) == ["B", "D"]
