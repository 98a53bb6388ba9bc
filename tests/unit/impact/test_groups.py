"""Groups of changes: each takes over what is its own, whole, and the last step is the other version."""

from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest

from esg_pipeline.impact.groups import GROUPS, same, steps
from esg_pipeline.methodology.model import Methodology
from tests.unit.impact.conftest import where

Edit = Callable[[Methodology], Methodology]


def parameter(**changed: float | bool) -> Edit:
    return lambda method: replace(method, parameters=replace(method.parameters, **changed))


def cells(table: str, condition: pl.Expr, **changed: object) -> Edit:
    return lambda method: replace(method, **{table: where(getattr(method, table), condition, **changed)})


FIRST = pl.int_range(pl.len()) == 0
SCORED = pl.col("weight") > 0
ONE_GROUP: list[tuple[str, Edit]] = [
    ("universe and industries", cells("universe_rules", pl.col("rule_id") == "U5", in_scope=True)),
    ("universe and industries", cells("security_types", FIRST, is_rates=False)),
    ("data points", cells("data_points", SCORED, applies_to="listed")),
    ("data points", cells("derivations", FIRST, scale=2.0)),
    ("data points", cells("labels", FIRST, label="Something else")),
    ("data points", cells("units", FIRST, aliases="lumps")),
    ("value functions", cells("anchors", FIRST, x=-1.0)),
    ("weights of data points", cells("data_points", SCORED, weight=2.75)),
    ("weights of key issues", cells("materiality", pl.col("influence") == "low", influence="high")),
    ("weights of key issues", parameter(corner_ratio=4.0)),
    ("weights of key issues", parameter(pillar_limits=True)),
    ("weights of key issues", cells("pillar_limits", FIRST, cap=0.4)),
    ("carrying and filling", parameter(prior_score=55.0)),
    ("carrying and filling", parameter(value_current_months=12)),
    ("carrying and filling", parameter(winsor_fence=2.0)),
    ("carrying and filling", cells("data_points", SCORED, carry_years=5)),
    ("carrying and filling", cells("imputation", FIRST, ladder_id="class")),
    ("carrying and filling", cells("imputation", FIRST, carry_decay=0.5)),
    ("carrying and filling", cells("ladders", pl.col("ladder_id") == "standard", method="median_class")),
    ("events", parameter(event_window_years=4)),
    ("events", cells("event_severities", FIRST, points=11.0)),
    ("red lines and grades", cells("red_lines", FIRST, cap_grade="CCC")),
    ("red lines and grades", cells("grades", pl.col("grade") == "B", lower_bound=69.0)),
    ("red lines and grades", parameter(minimum_coverage=0.3)),
    ("red lines and grades", parameter(maximum_not_applicable=0.3)),
    ("red lines and grades", cells("pillar_limits", FIRST, minimum_coverage=0.5)),
]
TEXT_ONLY: list[Edit] = [
    cells("data_points", FIRST, name="Other", name_zh="别的", source="Other"),
    cells("anchors", FIRST, citation="Other", basis="guess"),
    cells("materiality", FIRST, reason="Other"),
    cells("frameworks", FIRST, name="Other"),
    cells("percentile_scale", FIRST, score=41.0),
    cells("imputation", FIRST, basis="measured", citation="Other"),
    cells("ladders", pl.col("ladder_id") == "class", method="median_universe"),
    cells("uncertainty", pl.col("choice_id") == "influence", is_on=False, spread=0.2),
    parameter(draws=10, audit_share=0.5),
    lambda method: replace(method, title="Other", hash="0" * 64),
]


@pytest.mark.parametrize(("group", "edit"), ONE_GROUP)
def test_a_change_belongs_to_one_group(shipped: Methodology, group: str, edit: Edit) -> None:
    after = edit(shipped)
    found = list(steps(shipped, after))
    assert [step.group for step in found] == [group]
    assert same(found[-1].methodology, after)


@pytest.mark.parametrize("edit", TEXT_ONLY)
def test_texts_belong_to_no_group(shipped: Methodology, edit: Edit) -> None:
    assert list(steps(shipped, edit(shipped))) == []


def test_every_group_is_tried() -> None:
    assert {group for group, _ in ONE_GROUP} == set(GROUPS)


def test_all_changes_together_lead_step_by_step_to_the_other_version(shipped: Methodology) -> None:
    after = shipped
    for _, edit in ONE_GROUP:
        after = edit(after)
    found = list(steps(shipped, after))
    assert [step.group for step in found] == list(GROUPS)
    assert same(found[-1].methodology, after)


def test_a_new_data_point_comes_with_its_anchors_and_a_lost_one_takes_them_along(shipped: Methodology) -> None:
    lost = shipped.scored_data_points["data_point_id"][0]
    before = replace(
        shipped,
        data_points=shipped.data_points.filter(pl.col("data_point_id") != lost),
        anchors=shipped.anchors.filter(pl.col("data_point_id") != lost),
        imputation=shipped.imputation.filter(pl.col("data_point_id") != lost),
    )
    for one, other, is_there in ((before, shipped, True), (shipped, before, False)):
        (step,) = steps(one, other)
        assert step.group == "data points"
        assert (lost in step.methodology.anchors["data_point_id"]) == is_there
        assert (lost in step.methodology.imputation["data_point_id"]) == is_there


def test_a_new_data_point_comes_with_a_ladder_of_its_own(shipped: Methodology) -> None:
    new = shipped.scored_data_points["data_point_id"][0]
    own = pl.DataFrame({"ladder_id": ["own"], "step_number": [1], "method": ["median_class"]})
    after = replace(
        shipped,
        ladders=pl.concat([shipped.ladders, own]),
        imputation=where(shipped.imputation, pl.col("data_point_id") == new, ladder_id="own"),
    )
    other = pl.col("data_point_id") != new
    frames = {name: getattr(shipped, name).filter(other) for name in ("data_points", "anchors", "imputation")}
    (step,) = steps(replace(shipped, **frames), after)
    assert step.methodology.imputation.join(step.methodology.ladders, on="ladder_id", how="anti").is_empty()
    assert same(step.methodology, after)


def test_a_changed_unit_takes_the_anchors_along(shipped: Methodology) -> None:
    point = shipped.scored_data_points.filter(kind="quantitative")["data_point_id"][0]
    points = where(shipped.data_points, pl.col("data_point_id") == point, unit="other unit")
    anchors = where(shipped.anchors, pl.col("data_point_id") == point, unit="other unit", x=7.0)
    (step,) = steps(shipped, replace(shipped, data_points=points, anchors=anchors))
    assert step.group == "data points"
    assert step.methodology.anchors.filter(data_point_id=point)["x"].unique().to_list() == [7.0]


def test_a_new_industry_comes_with_its_weights(shipped: Methodology) -> None:
    code = shipped.industries["industry_code"][0]
    is_other = pl.col("industry_code") != code
    before = replace(
        shipped,
        industries=shipped.industries.filter(is_other),
        materiality=shipped.materiality.filter(is_other),
        industry_codes=shipped.industry_codes.filter(is_other),
        anchors=shipped.anchors.filter(is_other.fill_null(value=True)),
    )
    first = next(steps(before, shipped))
    assert first.group == "universe and industries"
    assert first.methodology.materiality.filter(~is_other).height == shipped.key_issues.height
    assert same(list(steps(before, shipped))[-1].methodology, shipped)
