"""Keys that repeat and references that lead nowhere; one spoilt file neither hides nor invents other problems."""

from collections.abc import Callable
from pathlib import Path

import pytest

from esg_pipeline.methodology.check import CHECKS, KEYS, REFERENCES, check_tables, unknown_references
from esg_pipeline.methodology.files import SPECS
from esg_pipeline.methodology.model import MethodologyError, Row, Table
from esg_pipeline.methodology.read import load_methodology

Cells = dict[str, str]
Swap = Callable[[str, str, str], int]
Spoil = Callable[[str, Cells, Cells], int]
Rows = Callable[..., list[Cells]]
Write = Callable[[str, list[Cells]], None]
Refusal = Callable[[], list[tuple[str, int, str]]]


@pytest.mark.parametrize(("name", "key", "rule"), [key for key in KEYS if key[0] != "version"])
def test_a_repeated_key_is_refused(
    rows: Rows, write: Write, refusal: Refusal, name: str, key: tuple[str, ...], rule: str
) -> None:
    file = f"{name}.csv"
    there = rows(file)
    write(file, [*there, there[-1]])
    assert (file, int(there[-1]["line"]) + 1, rule) in refusal(), key


def test_a_repeated_setting_is_refused(swap: Swap, refusal: Refusal) -> None:
    line = swap("version.yaml", "  time_share: 0.4\n", "  time_share: 0.4\n  time_share: 0.4\n")
    assert refusal() == [("version.yaml", line + 1, "duplicate_id")]


@pytest.mark.parametrize(("name", "column", "target", "target_column"), REFERENCES)
def test_an_unknown_reference_is_refused(
    rows: Rows, spoil: Spoil, refusal: Refusal, name: str, column: str, target: str, target_column: str
) -> None:
    file = f"{name}.csv"
    filled = next(row for row in rows(file) if row[column])
    line = spoil(file, {column: filled[column]}, {column: "lost"})
    assert (file, line, "unknown_reference") in refusal(), (target, target_column)


def test_a_cell_may_name_several_rows() -> None:
    target = Table("data_points.csv", (Row(2, {"id": "a"}), Row(3, {"id": "b"})))
    labels = Table("labels.csv", (Row(2, {"name": "a|b"}), Row(3, {"name": "a|c"})))
    assert [problem.line for problem in unknown_references(labels, "name", target, "id")] == [3]


def test_a_missing_table_hides_no_other_problem_and_invents_none(folder: Path, swap: Swap, refusal: Refusal) -> None:
    (folder / "data_points.csv").unlink()
    line = swap("grades.csv", "AA,90,2", "AA,96,2")
    assert refusal() == [("data_points.csv", 1, "missing_file"), ("grades.csv", line, "grade_bounds")]


def test_all_problems_are_reported_at_once_in_order_of_file_and_line(
    swap: Swap, spoil: Spoil, refusal: Refusal
) -> None:
    spoilt = [
        ("grades.csv", swap("grades.csv", "AA,90,2", "AA,96,2"), "grade_bounds"),
        ("anchors.csv", spoil("anchors.csv", {}, {"valid_from": "2018-13-01"}), "bad_date"),
        ("version.yaml", swap("version.yaml", "carry_decay: 0.95", "carry_decay: 9.5"), "bad_setting"),
        ("event_severities.csv", spoil("event_severities.csv", {}, {"points": "ten"}), "bad_number"),
    ]
    found = refusal()
    assert found == sorted(found)
    assert set(spoilt) <= set(found)


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


def test_a_repeated_key_is_named_as_it_is_written(folder: Path) -> None:
    path = folder / "anchors.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines[:2], lines[1], *lines[2:]]) + "\n", encoding="utf-8")
    with pytest.raises(MethodologyError, match=r"valid_from 2018-01-01, x 0\.0 is already on line 2"):
        load_methodology(folder)
