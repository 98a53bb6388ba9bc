"""Keys that repeat and references that lead nowhere; one spoilt file neither hides nor invents other problems."""

from collections.abc import Callable
from pathlib import Path

import pytest

from esg_pipeline.methodology.check import CHECKS, KEYS, REFERENCES, check_tables, unknown_references
from esg_pipeline.methodology.files import SPECS
from esg_pipeline.methodology.model import Row, Table

Swap = Callable[[str, str, str], int]
Refusal = Callable[[], list[tuple[str, int, str]]]

REPEATED = [
    ("version.yaml", "  time_share: 0.4\n", "duplicate_id"),
    ("grades.csv", "AA,90,2\n", "duplicate_id"),
    ("industries.csv", "steel,Steel,钢铁,industrial,230000\n", "duplicate_id"),
    ("event_severities.csv", "minor,10\n", "duplicate_id"),
    ("event_types.csv", "bond_default,bd_default,Principal or interest of a bond not paid when due\n", "duplicate_id"),
    ("derivations.csv", "wa_int_emp,ratio,wa_total,,lr_total,,1\n", "duplicate_id"),
    ("universe_rules.csv", "U3,false,Only rates bonds outstanding\n", "duplicate_id"),
    ("security_types.csv", "treasury,Treasury bond,国债,true\n", "duplicate_id"),
]


@pytest.mark.parametrize(("file", "row", "rule"), REPEATED)
def test_a_repeated_key_is_refused(swap: Swap, refusal: Refusal, file: str, row: str, rule: str) -> None:
    line = swap(file, row, row + row)
    assert (file, line + 1, rule) in refusal()


REFERRING = [
    ("materiality.csv", "steel,ghg_emission,", "copper,ghg_emission,"),
    ("materiality.csv", "steel,ghg_emission,", "steel,ghg,"),
    ("data_points.csv", "ghg_s1,ghg_emission,", "ghg_s1,ghg,"),
    ("anchors.csv", "ghg_yoy,,", "ghg_xoy,,"),
    ("anchors.csv", "ghg_int_rev,banking,", "ghg_int_rev,bank,"),
    ("event_types.csv", "bond_default,bd_default,", "bond_default,bd_lost,"),
    ("derivations.csv", "wa_int_emp,ratio,wa_total,", "wa_int_emp,ratio,wa_lost,"),
    ("derivations.csv", "wa_int_emp,ratio,wa_total,,lr_total", "wa_int_emp,ratio,wa_total,,lr_lost"),
    ("labels.csv", "ghg_s1,,en,Scope 1,", "ghg_lost,,en,Scope 1,"),
]


@pytest.mark.parametrize(("file", "old", "new"), REFERRING)
def test_an_unknown_reference_is_refused(swap: Swap, refusal: Refusal, file: str, old: str, new: str) -> None:
    line = swap(file, old, new)
    assert (file, line, "unknown_reference") in refusal()


def test_a_cell_may_name_several_rows() -> None:
    target = Table("data_points.csv", (Row(2, {"id": "a"}), Row(3, {"id": "b"})))
    labels = Table("labels.csv", (Row(2, {"name": "a|b"}), Row(3, {"name": "a|c"})))
    assert [problem.line for problem in unknown_references(labels, "name", target, "id")] == [3]


def test_a_missing_table_hides_no_other_problem_and_invents_none(folder: Path, swap: Swap, refusal: Refusal) -> None:
    (folder / "data_points.csv").unlink()
    line = swap("grades.csv", "AA,90,2", "AA,96,2")
    assert refusal() == [("data_points.csv", 1, "missing_file"), ("grades.csv", line, "grade_bounds")]


def test_all_problems_are_reported_at_once_in_order_of_file_and_line(swap: Swap, refusal: Refusal) -> None:
    spoilt = [
        ("grades.csv", swap("grades.csv", "AA,90,2", "AA,96,2"), "grade_bounds"),
        (
            "anchors.csv",
            swap("anchors.csv", "ghg_int_rev,,2018-01-01,0,100", "ghg_int_rev,,2018-13-01,0,100"),
            "bad_date",
        ),
        ("version.yaml", swap("version.yaml", "carry_decay: 0.95", "carry_decay: 9.5"), "bad_setting"),
        ("event_severities.csv", swap("event_severities.csv", "minor,10", "minor,ten"), "bad_number"),
    ]
    assert refusal() == sorted(spoilt)


def test_the_rules_speak_of_tables_and_columns_that_exist() -> None:
    columns = {name: {column.name for column in spec.columns} for name, spec in SPECS.items()} | {"version": {"key"}}
    for name, keys, _ in KEYS:
        assert set(keys) <= columns[name]
    for name, column, target, target_column in REFERENCES:
        assert column in columns[name]
        assert target_column in columns[target]
    assert {name for needed, _ in CHECKS for name in needed} <= columns.keys()


def test_tables_that_could_not_be_read_break_no_rule() -> None:
    names = [*SPECS, "version"]
    assert check_tables({name: Table(f"{name}.csv", is_intact=False) for name in names}) == []
