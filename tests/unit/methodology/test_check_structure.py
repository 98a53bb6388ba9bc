"""Table 1, Table 2 filled in, Table 3, tags, and a data point for each relevant key issue of each industry."""

from collections.abc import Callable

import pytest

from esg_pipeline.methodology.check_structure import check_coverage, check_industry_codes, check_pillar_limits
from esg_pipeline.methodology.model import Row, Table

Cells = dict[str, str]
Swap = Callable[[str, str, str], int]
Spoil = Callable[[str, Cells, Cells], int]
Rows = Callable[..., list[Cells]]
Write = Callable[[str, list[Cells]], None]
Refusal = Callable[[], list[tuple[str, int, str]]]


def test_a_pillar_theme_or_key_issue_too_few_is_refused(swap: Swap, refusal: Refusal) -> None:
    swap(
        "key_issues.csv",
        "G,Governance,external_sanctions,External Sanctions,external_penalty,External Penalty,37\n",
        "",
    )
    found = refusal()
    assert found.count(("key_issues.csv", 1, "structure")) == 2


def test_a_theme_in_two_pillars_is_refused(swap: Swap, refusal: Refusal) -> None:
    line = swap(
        "key_issues.csv",
        "E,Environment,climate_change,Climate Change,green_finance",
        "S,Social,climate_change,Climate Change,green_finance",
    )
    assert refusal() == [("key_issues.csv", line, "structure")]


def test_a_pillar_under_two_names_is_refused(swap: Swap, refusal: Refusal) -> None:
    line = swap(
        "key_issues.csv",
        "E,Environment,climate_change,Climate Change,green_finance",
        "E,Nature,climate_change,Climate Change,green_finance",
    )
    assert ("key_issues.csv", line, "structure") in refusal()


GRADES = [
    ("A,85,3", "A,90,3", "A,"),
    ("A,85,3", "A,85,4", "A,"),
    ("C,0,9", "C,10,9", "C,"),
]


@pytest.mark.parametrize(("old", "new", "at"), GRADES)
def test_a_scale_with_a_gap_or_out_of_order_is_refused(
    swap: Swap, refusal: Refusal, old: str, new: str, at: str
) -> None:
    line = swap("grades.csv", f"\n{old}", f"\n{new}")
    assert refusal() == [("grades.csv", line, "grade_bounds")], at


def test_a_missing_grade_is_refused(swap: Swap, refusal: Refusal) -> None:
    swap("grades.csv", "C,0,9\n", "")
    assert refusal() == [("grades.csv", 1, "grade_bounds")]


def test_an_unknown_sector_tag_is_refused(spoil: Spoil, refusal: Refusal) -> None:
    line = spoil("industries.csv", {}, {"sector_tags": "heavy"})
    assert ("industries.csv", line, "unknown_code") in refusal()


@pytest.mark.parametrize("tags", ["greenish", "listed|greenish", "all|listed"])
def test_an_unknown_tag_of_a_data_point_is_refused(spoil: Spoil, refusal: Refusal, tags: str) -> None:
    line = spoil("data_points.csv", {"direction": "context_only"}, {"applies_to": tags})
    assert refusal() == [("data_points.csv", line, "unknown_code")]


def test_a_missing_and_a_doubled_cell_of_table_2_are_refused(rows: Rows, write: Write, refusal: Refusal) -> None:
    first, _, *others = rows("materiality.csv")
    write("materiality.csv", [first, first, *others])
    assert refusal() == [("materiality.csv", 1, "missing_cell"), ("materiality.csv", 3, "duplicate_cell")]


@pytest.mark.parametrize(("influence", "time"), [("high", ""), ("none", "short")])
def test_influence_and_time_must_agree(spoil: Spoil, refusal: Refusal, influence: str, time: str) -> None:
    line = spoil("materiality.csv", {"influence": "high"}, {"influence": influence, "impact_time": time})
    assert refusal() == [("materiality.csv", line, "influence_and_time")]


def test_an_industry_without_any_weight_is_refused(rows: Rows, write: Write, refusal: Refusal) -> None:
    industry = rows("industries.csv")[2]
    silent = {"influence": "none", "impact_time": ""}
    table = rows("materiality.csv")
    write("materiality.csv", [r | silent if r["industry_code"] == industry["industry_code"] else r for r in table])
    assert refusal() == [("industries.csv", int(industry["line"]), "no_weight")]


def coverage(weight: float, applies_to: str, influence: str = "high", direction: str = "lower_better") -> list[str]:
    """Rules broken where one key issue of a steel maker rests on one data point."""
    cells = {"influence": influence, "industry_code": "steel", "key_issue_id": "ghg"}
    point = {"key_issue_id": "ghg", "direction": direction, "applies_to": applies_to, "weight": weight}
    found = check_coverage(
        Table("materiality.csv", (Row(2, dict(cells)),)),
        Table("industries.csv", (Row(2, {"industry_code": "steel", "sector_tags": "industrial|nonfinancial"}),)),
        Table("data_points.csv", (Row(2, dict(point)),)),
    )
    return [problem.rule for problem in found]


def test_a_relevant_key_issue_rests_on_a_data_point_with_a_weight_that_applies_to_the_industry() -> None:
    assert coverage(1.0, "all") == coverage(1.0, "listed|industrial") == coverage(0.0, "all", influence="none") == []
    assert coverage(0.0, "all") == coverage(1.0, "financial") == coverage(1.0, "listed") == ["no_data_point"]
    assert coverage(1.0, "all", direction="context_only") == ["no_data_point"]


def test_a_data_point_for_a_kind_of_issuer_alone_is_not_enough(rows: Rows, write: Write, refusal: Refusal) -> None:
    points = rows("data_points.csv")
    write(
        "data_points.csv", [p | {"applies_to": "listed"} if p["key_issue_id"] == "audit_opinion" else p for p in points]
    )
    found = refusal()
    relevant = [row for row in rows("materiality.csv", key_issue_id="audit_opinion") if row["influence"] != "none"]
    assert found == [("materiality.csv", int(row["line"]), "no_data_point") for row in relevant]
    assert found


def limits(**shares: tuple[float, float]) -> list[tuple[int, str]]:
    rows = [{"pillar_id": pillar, "floor": floor, "cap": cap} for pillar, (floor, cap) in shares.items()]
    table = Table("pillar_limits.csv", tuple(Row(line, dict(row)) for line, row in enumerate(rows, start=2)))
    return [(problem.line, problem.rule) for problem in check_pillar_limits(table)]


def test_limits_of_pillars_can_be_kept() -> None:
    assert limits(E=(0.1, 0.5), S=(0.15, 0.5), G=(0.3, 0.6)) == []
    assert limits(E=(0.2, 0.2), S=(0.3, 0.3), G=(0.5, 0.5)) == []
    assert limits(E=(0.4, 0.5), S=(0.4, 0.5), G=(0.3, 0.6)) == [(1, "pillar_limits")]
    assert limits(E=(0.1, 0.3), S=(0.1, 0.3), G=(0.3, 0.3)) == [(1, "pillar_limits")]
    assert limits(E=(0.1, 0.5), S=(0.6, 0.5), G=(0.3, 0.6)) == [(3, "pillar_limits")]
    assert limits(E=(0.1, 0.5), S=(0.1, 1.5), G=(-0.3, 0.6)) == [(3, "out_of_range"), (4, "out_of_range")]
    assert limits(E=(0.1, 0.5), S=(0.15, 0.6)) == [(1, "missing_cell")]


def test_a_minimum_coverage_is_a_share(spoil: Spoil, refusal: Refusal) -> None:
    for value in ("1.5", "-0.1"):
        line = spoil("pillar_limits.csv", {"pillar_id": "S"}, {"minimum_coverage": value})
        assert refusal() == [("pillar_limits.csv", line, "out_of_range")]


def test_a_plain_word_is_not_the_code_of_another_industry() -> None:
    industries = Table("industries.csv", (Row(2, {"industry_code": "coal"}), Row(3, {"industry_code": "power"})))
    cells = [("common", "Power", "coal"), ("common", "power", "power"), ("csrc", "power", "coal")]
    codes = [{"classification": a, "code": b, "industry_code": c} for a, b, c in cells]
    table = Table("industry_codes.csv", tuple(Row(line, dict(row)) for line, row in enumerate(codes, start=2)))
    assert [(problem.line, problem.rule) for problem in check_industry_codes(table, industries)] == [
        (2, "duplicate_id")
    ]


def test_grades_in_each_others_place_are_refused(rows: Rows, write: Write, refusal: Refusal) -> None:
    first, second, *others = rows("grades.csv")
    names = {"grade": second["grade"]}, {"grade": first["grade"]}
    write("grades.csv", [first | names[0], second | names[1], *others])
    assert refusal() == [("grades.csv", 2, "grade_order"), ("grades.csv", 3, "grade_order")]


def test_a_grade_that_nobody_reaches_is_refused(spoil: Spoil, refusal: Refusal) -> None:
    line = spoil("grades.csv", {"grade": "AAA"}, {"lower_bound": "101"})
    assert refusal() == [("grades.csv", line, "out_of_range")]


@pytest.mark.parametrize("rule", ["U1", "U4", "U6"])
def test_a_rule_of_the_universe_that_is_not_there_is_named(spoil: Spoil, refusal: Refusal, rule: str) -> None:
    spoil("universe_rules.csv", {"rule_id": rule}, {"rule_id": "U99"})
    assert refusal() == [("universe_rules.csv", 1, "missing_cell")]
