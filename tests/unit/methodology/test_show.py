"""Looking nodes up: each kind of node, what stands on it, and what is said of a name that is none."""

from dataclasses import replace

import polars as pl
import pytest

from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.methodology.show import (
    FINDERS,
    TABLE_OF,
    Node,
    Row,
    UnknownNodeError,
    formula,
    guess_rows,
    node,
    overview,
    require_industry,
)
from esg_pipeline.weight import key_issue_weights


@pytest.fixture(scope="module")
def shipped() -> Methodology:
    return load_methodology()


def rows(found: Node, title: str) -> list[Row]:
    return next(list(section.rows) for section in found.sections if section.title == title)


def test_the_tree_counts_every_scored_point_and_every_anchor_once(shipped: Methodology) -> None:
    found = overview(shipped)
    tree = rows(found, "Tree")
    assert [row["key_issue_id"] for row in tree] == shipped.key_issues.sort("sort_order")["key_issue_id"].to_list()
    assert sum(row["points"] for row in tree) == shipped.scored_data_points.height == found.facts["scored_data_points"]
    basis = rows(found, "What the anchors rest on")
    scored = shipped.anchors.join(shipped.scored_data_points, on="data_point_id", how="semi")
    assert sum(row["anchors"] for row in basis) == scored.height
    assert sum(row["data_points"] for row in basis) == shipped.scored_data_points.height


def test_the_range_of_weights_is_that_over_industries(shipped: Methodology) -> None:
    first = rows(overview(shipped), "Tree")[0]
    weights = key_issue_weights(shipped).filter(key_issue_id=first["key_issue_id"])["weight"]
    assert (first["lowest_weight"], first["highest_weight"]) == (weights.min(), weights.max())
    assert first["irrelevant_in"] == (weights == 0).sum()


def test_guesses_are_listed_when_asked_for(shipped: Methodology) -> None:
    point = shipped.scored_data_points["data_point_id"][0]
    basis = pl.when(pl.col("data_point_id") == point).then(pl.lit("guess")).otherwise(pl.lit("law"))
    method = replace(shipped, anchors=shipped.anchors.with_columns(basis=basis))
    assert [row["data_point_id"] for row in guess_rows(method)] == [point]
    assert overview(method, with_guesses=True).sections[0].rows == guess_rows(method)
    assert all("guess" not in section.title for section in overview(method).sections)


def test_every_node_there_is_can_be_shown(shipped: Methodology) -> None:
    for column, table in TABLE_OF.items():
        for name in getattr(shipped, table)[column].unique().sort()[:3]:
            assert node(shipped, str(name).upper()).title, name
    assert {column for column, _ in FINDERS} == set(TABLE_OF)


def test_a_key_issue_shows_its_points_and_weights(shipped: Methodology) -> None:
    issue = shipped.key_issues["key_issue_id"][0]
    found = node(shipped, issue)
    points = shipped.data_points.filter(key_issue_id=issue)
    assert [row["data_point_id"] for row in rows(found, "Data points")] == points["data_point_id"].to_list()
    weights = [row["weight_in_total"] for row in rows(found, "Weight by industry")]
    assert weights == sorted(weights, reverse=True)
    assert len(weights) == shipped.industries.height


def test_a_pillar_shows_the_points_of_all_its_key_issues(shipped: Methodology) -> None:
    issues = shipped.key_issues.filter(pillar_id="G")
    shown = {row["data_point_id"] for row in rows(node(shipped, "g"), "All data points")}
    expected = shipped.data_points.join(issues, on="key_issue_id", how="semi")["data_point_id"]
    assert shown == set(expected)


def test_a_data_point_shows_each_set_of_anchors(shipped: Methodology) -> None:
    own = shipped.anchors.filter(pl.col("industry_code").is_not_null())
    point, industry = own.select("data_point_id", "industry_code").row(0)
    sets = rows(node(shipped, point), "Value functions")
    assert sets[0]["industry_code"] == "every industry"
    assert len(sets) == shipped.anchors.filter(data_point_id=point).select("industry_code", "valid_from").n_unique()
    (only,) = rows(node(shipped, point, industry), "Value functions")
    assert only["industry_code"] == industry
    expected = own.filter(data_point_id=point, industry_code=industry).sort("x").select("x", "score")
    assert only["curve"] == [list(pair) for pair in expected.iter_rows()]


def test_an_industry_without_a_set_of_its_own_uses_the_one_for_all(shipped: Methodology) -> None:
    with_own = shipped.anchors.filter(pl.col("industry_code").is_not_null())["data_point_id"].unique()
    point = shipped.scored_data_points.filter(~pl.col("data_point_id").is_in(with_own.to_list()))["data_point_id"][0]
    (only,) = rows(node(shipped, point, shipped.industries["industry_code"][0]), "Value functions")
    assert only["industry_code"] == "every industry"


def test_a_derived_point_shows_its_formula_and_its_term_who_uses_it(shipped: Methodology) -> None:
    one = shipped.derivations.filter(kind="ratio").row(0, named=True)
    formulas = [row["formula"] for row in rows(node(shipped, one["data_point_id"]), "Follows from")]
    assert any(text.startswith(one["numerator"]) and one["denominator"] in text for text in formulas)
    used_by = rows(node(shipped, one["numerator"]), "Used by")
    assert one["data_point_id"] in [row["data_point_id"] for row in used_by]


@pytest.mark.parametrize(
    ("kind", "scale", "expected"),
    [
        ("ratio", 100.0, "a / b[gender=female] x 100"),
        ("difference", 1.0, "|a - b[gender=female]|"),
        ("growth", 1.0, "growth of a over the year before"),
    ],
)
def test_formulas_read_as_formulas(kind: str, scale: float, expected: str) -> None:
    row = {"kind": kind, "numerator": "a", "numerator_dimension": "", "scale": scale}
    assert formula({**row, "denominator": "b", "denominator_dimension": "gender=female"}) == expected


def test_an_industry_lists_its_key_issues_by_weight(shipped: Methodology) -> None:
    code = shipped.industries["industry_code"][0]
    found = rows(node(shipped, code), "Key issues by weight")
    weights = [row["weight_in_total"] for row in found]
    assert weights == sorted(weights, reverse=True)
    assert sum(weights) == pytest.approx(1)
    assert all(row["reason"] for row in found)


def test_an_industry_adds_its_weights_up_by_pillar(shipped: Methodology) -> None:
    assert sum(row["weight_in_total"] for row in rows(node(shipped, "steel"), "Pillars")) == pytest.approx(1)
    limited = replace(shipped, parameters=replace(shipped.parameters, pillar_limits=True))
    found = {row["pillar_id"]: row["weight_in_total"] for row in rows(node(limited, "steel"), "Pillars")}
    assert list(found) == ["E", "S", "G"]
    assert found["G"] == 0.3  # its floor, to the last digit: shown numbers are cut off


def test_an_event_type_names_the_red_lines_that_it_crosses(shipped: Methodology) -> None:
    line = shipped.red_lines.filter(trigger_kind="event").row(0, named=True)
    found = node(shipped, line["trigger"])
    assert line["rule_id"] in [row["rule_id"] for row in rows(found, "Red lines")]


def test_an_unknown_name_gets_the_nearest_ones(shipped: Methodology) -> None:
    point = shipped.data_points["data_point_id"][0]
    with pytest.raises(UnknownNodeError, match=f"did you mean .*{point}"):
        node(shipped, f"{point}x")
    with pytest.raises(UnknownNodeError, match=r"nothing named '§'$"):
        node(shipped, "§")
    with pytest.raises(UnknownNodeError, match="there are: "):
        require_industry(shipped, "gold")


def test_a_data_point_shows_its_ladder_with_settings_and_the_prior_last(shipped: Methodology) -> None:
    point = shipped.scored_data_points.row(0, named=True)
    own = pl.col("data_point_id") == point["data_point_id"]
    zero = shipped.imputation.with_columns(
        ladder_id=pl.when(own).then(pl.lit("zero")).otherwise("ladder_id"),
        carry_decay=pl.when(own).then(0.5).otherwise("carry_decay"),
        zero_applies_to=pl.when(own).then(pl.lit("listed|lgfv")).otherwise("zero_applies_to"),
    )
    for method, first in ((shipped, 0.95), (replace(shipped, imputation=zero), 0.5)):
        found = node(method, point["data_point_id"])
        steps = rows(found, "Filled by")
        ladder = method.ladders.filter(ladder_id=found.facts["ladder_id"]).sort("step_number")["method"]
        assert [row["method"] for row in steps] == [*ladder, "prior"]
        assert [row["step"] for row in steps] == list(range(1, len(steps) + 1))
        assert steps[0]["setting"] == f"up to {point['carry_years']} years, times {first:g} for each year"
        assert steps[-1]["setting"] == "60"
        assert found.facts["ladder_rests_on"].startswith("choice: ")
    assert next(row["setting"] for row in steps if row["method"] == "zero") == "for listed|lgfv"


def test_a_data_point_that_only_gives_context_has_no_ladder(shipped: Methodology) -> None:
    context = shipped.data_points.filter(pl.col("weight") == 0)["data_point_id"][0]
    found = node(shipped, context)
    assert "ladder_id" not in found.facts
    assert all(section.title != "Filled by" for section in found.sections)
