"""Table 1, Table 2 filled in, Table 3, tags, and a data point for each relevant key issue of each industry."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

Swap = Callable[[str, str, str], int]
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


def test_an_unknown_sector_tag_is_refused(swap: Swap, refusal: Refusal) -> None:
    line = swap("industries.csv", "钢铁,industrial,", "钢铁,industrial|heavy,")
    assert refusal() == [("industries.csv", line, "unknown_code")]


def test_an_unknown_tag_of_a_data_point_is_refused(swap: Swap, refusal: Refusal) -> None:
    line = swap("data_points.csv", ",green_issuer,1,", ",greenish,1,")
    assert refusal() == [("data_points.csv", line, "unknown_code")]


def test_a_missing_and_a_doubled_cell_of_table_2_are_refused(folder: Path, refusal: Refusal) -> None:
    path = folder / "materiality.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[2] = lines[1]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert refusal() == [("materiality.csv", 1, "missing_cell"), ("materiality.csv", 3, "duplicate_cell")]


@pytest.mark.parametrize("cell", ["high,", "none,short"])
def test_influence_and_time_must_agree(swap: Swap, refusal: Refusal, cell: str) -> None:
    line = swap("materiality.csv", "steel,ghg_emission,high,short", f"steel,ghg_emission,{cell}")
    assert refusal() == [("materiality.csv", line, "influence_and_time")]


def test_an_industry_without_any_weight_is_refused(folder: Path, refusal: Refusal) -> None:
    path = folder / "materiality.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.reader(handle))
    silent = [[*row[:2], "none", "", row[4]] if row[0] == "steel" else row for row in rows]
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(silent)
    assert refusal() == [("industries.csv", 4, "no_weight")]


def test_a_relevant_key_issue_without_a_data_point_is_refused(swap: Swap, refusal: Refusal) -> None:
    line = swap("materiality.csv", "banking,green_factory,none,", "banking,green_factory,low,long")
    assert refusal() == [("materiality.csv", line, "no_data_point")]


def test_a_data_point_for_a_kind_of_issuer_alone_is_not_enough(folder: Path, refusal: Refusal) -> None:
    path = folder / "data_points.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.reader(handle))
    for row in rows:
        if row[1] == "audit_opinion":
            row[9] = "listed"
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(rows)
    found = refusal()
    assert len(found) == 9
    assert {(file, rule) for file, _, rule in found} == {("materiality.csv", "no_data_point")}
