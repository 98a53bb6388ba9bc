"""Data points that contradict themselves or each other, and codes of frameworks."""

from collections.abc import Callable

import pytest

from esg_pipeline.methodology.check_data_points import check_enough, check_frameworks
from esg_pipeline.methodology.model import Row, Table

Cells = dict[str, str]
Spoil = Callable[[str, Cells, Cells], int]
Rows = Callable[..., list[Cells]]
Refusal = Callable[[], list[tuple[str, int, str]]]

MEASURED = {"kind": "quantitative", "direction": "higher_better"}
SPOILT = [
    (MEASURED, {"weight": "-1.5"}, "negative_weight"),
    (MEASURED, {"weight": "1e308"}, "out_of_range"),
    (MEASURED, {"weight": "1e-300"}, "out_of_range"),
    (MEASURED, {"weight": "0"}, "weight_and_direction"),
    ({"direction": "context_only"}, {"weight": "2"}, "weight_and_direction"),
    (MEASURED, {"kind": "boolean"}, "kind_and_direction"),
    (MEASURED, {"unit": "level"}, "kind_and_unit"),
    ({"kind": "boolean"}, {"unit": "%"}, "kind_and_unit"),
    ({"kind": "ordinal"}, {"unit": "points"}, "kind_and_unit"),
    ({"kind": "event"}, {"unit": "count"}, "kind_and_unit"),
    (MEASURED, {"kind": "quantity"}, "unknown_code"),
    (MEASURED, {"carry_years": "11"}, "out_of_range"),
    (MEASURED, {"carry_years": "a year"}, "bad_number"),
    (MEASURED, {"weight": "1e999"}, "bad_number"),
    (MEASURED, {"framework_code": "", "source": ""}, "blank"),
    (MEASURED, {"framework_code": "GRI 999-1"}, "unknown_reference"),
    (MEASURED, {"framework_code": "HKEX-27 A1.2, GRI 305-4"}, "unknown_reference"),
    (MEASURED, {"framework_code": "GRI 305-1; GRI 305-1"}, "duplicate_id"),
]


@pytest.mark.parametrize(("where", "cells", "rule"), SPOILT)
def test_a_data_point_that_contradicts_itself_is_refused(
    spoil: Spoil, refusal: Refusal, where: Cells, cells: Cells, rule: str
) -> None:
    line = spoil("data_points.csv", where, cells)
    assert ("data_points.csv", line, rule) in refusal()


def test_two_data_points_of_one_name_are_refused(rows: Rows, spoil: Spoil, refusal: Refusal) -> None:
    first, second = rows("data_points.csv")[:2]
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in first["name"].upper())
    line = spoil("data_points.csv", {"data_point_id": second["data_point_id"]}, {"name": wide})
    assert refusal() == [("data_points.csv", line, "duplicate_name")]


def test_two_data_points_of_one_chinese_name_in_two_scripts_are_refused(
    rows: Rows, spoil: Spoil, refusal: Refusal
) -> None:
    first, second, *_ = rows("data_points.csv")
    assert spoil("data_points.csv", {"data_point_id": first["data_point_id"]}, {"name_zh": "温室气体排放总量甲"})
    line = spoil("data_points.csv", {"data_point_id": second["data_point_id"]}, {"name_zh": "溫室氣體排放總量甲"})
    assert refusal() == [("data_points.csv", line, "duplicate_name")]


def points(*cells: tuple[str, str]) -> Table:
    rows = [{"key_issue_id": key_issue, "direction": direction} for key_issue, direction in cells]
    return Table("data_points.csv", tuple(Row(line, dict(row)) for line, row in enumerate(rows, start=2)))


def test_a_key_issue_rests_on_enough_scored_data_points() -> None:
    key_issues = Table("key_issues.csv", (Row(2, {"key_issue_id": "a"}), Row(3, {"key_issue_id": "b"})))
    there = points(("a", "lower_better"), ("a", "true_better"), ("b", "lower_better"), ("b", "context_only"))
    found = list(check_enough(key_issues, there, least=2))
    assert [(problem.line, problem.rule) for problem in found] == [(3, "too_few_data_points")]
    assert "1 scored data points; 2 is the least" in found[0].message
    assert list(check_enough(key_issues, there, least=1)) == []


def test_a_key_performance_indicator_that_nobody_names_is_refused() -> None:
    cells = [("K1", True), ("K2", True), ("GD", False)]
    known = Table("frameworks.csv", tuple(Row(n, {"code": c, "is_kpi": k}) for n, (c, k) in enumerate(cells, start=2)))
    named = Table("data_points.csv", (Row(2, {"framework_code": "K1; GD"}), Row(3, {"framework_code": None})))
    assert [(p.file, p.line, p.rule) for p in check_frameworks(named, known)] == [("frameworks.csv", 3, "not_reached")]
