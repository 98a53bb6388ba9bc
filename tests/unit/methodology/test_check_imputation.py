"""Ladders, the ladder of each data point, zeros and doubts that contradict themselves or each other."""

from collections.abc import Callable
from pathlib import Path

import pytest

from esg_pipeline.methodology.read import load_methodology

Cells = dict[str, str]
Spoil = Callable[[str, Cells, Cells], int]
Rows = Callable[..., list[Cells]]
Write = Callable[[str, list[Cells]], None]
Refusal = Callable[[], list[tuple[str, int, str]]]

MEASURED = "ghg_int_rev"  # its value function reaches 0
ZERO = {"ladder_id": "zero", "zero_applies_to": "listed|lgfv", "basis": "law", "citation": "A law"}


def test_a_zero_by_law_is_accepted_with_tags_and_for_all(folder: Path, spoil: Spoil) -> None:
    spoil("imputation.csv", {"data_point_id": MEASURED}, ZERO)
    spoil("imputation.csv", {"data_point_id": "wa_int_rev"}, ZERO | {"zero_applies_to": "all", "basis": "nature"})
    zeros = load_methodology(folder).imputation.filter(ladder_id="zero")
    assert zeros.select("data_point_id", "zero_applies_to").rows() == [
        (MEASURED, "listed|lgfv"),
        ("wa_int_rev", "all"),
    ]


SPOILT_FILLING = [
    ({"ladder_id": "none_such"}, "unknown_reference"),
    ({"data_point_id": "none_such"}, "unknown_reference"),
    ({"data_point_id": "wa_int_rev"}, "duplicate_id"),
    ({"carry_decay": "1.1"}, "out_of_range"),
    ({"carry_decay": "-0.1"}, "out_of_range"),
    ({"carry_decay": "half"}, "bad_number"),
    ({"basis": "gut"}, "unknown_code"),
    ({"basis": "law"}, "zero_and_basis"),
    ({"citation": ""}, "blank"),
    ({"zero_applies_to": "listed"}, "zero_and_tags"),
    (ZERO | {"zero_applies_to": ""}, "zero_and_tags"),
    (ZERO | {"zero_applies_to": "listed|elsewhere"}, "unknown_code"),
    (ZERO | {"zero_applies_to": "all|listed"}, "unknown_code"),
    (ZERO | {"basis": "choice"}, "zero_and_basis"),
    (ZERO | {"basis": "measured"}, "zero_and_basis"),
]


@pytest.mark.parametrize(("cells", "rule"), SPOILT_FILLING)
def test_a_filling_that_contradicts_itself_is_refused(spoil: Spoil, refusal: Refusal, cells: Cells, rule: str) -> None:
    line = spoil("imputation.csv", {"data_point_id": MEASURED}, cells)
    found = refusal()
    # Of two rows of one name the later is the one too many.
    assert rule in {name for file, at, name in found if file == "imputation.csv" and (at == line or "dup" in rule)}


def test_every_scored_data_point_has_a_ladder_and_no_other_one(
    rows: Rows, write: Write, add: Callable[..., int], refusal: Refusal
) -> None:
    write("imputation.csv", [row for row in rows("imputation.csv") if row["data_point_id"] != MEASURED])
    context = rows("data_points.csv", direction="context_only")[0]["data_point_id"]
    line = add("imputation.csv", data_point_id=context, ladder_id="standard", basis="choice", citation="None")
    (point,) = rows("data_points.csv", data_point_id=MEASURED)
    assert refusal() == [
        ("data_points.csv", int(point["line"]), "no_ladder"),
        ("imputation.csv", line, "not_scored"),
    ]


def test_a_zero_is_a_measured_value_inside_its_value_function(rows: Rows, spoil: Spoil, refusal: Refusal) -> None:
    for kind in ("boolean", "ordinal", "event"):
        name = rows("data_points.csv", kind=kind)[0]["data_point_id"]
        line = spoil("imputation.csv", {"data_point_id": name}, ZERO)
        assert ("imputation.csv", line, "zero_and_kind") in refusal()
        spoil("imputation.csv", {"data_point_id": name}, dict.fromkeys(ZERO, "") | {"ladder_id": "standard"})
        spoil("imputation.csv", {"data_point_id": name}, {"basis": "choice", "citation": "None"})
    line = spoil("imputation.csv", {"data_point_id": "ghg_netzero_year"}, ZERO)  # the year 0 is no target
    assert refusal() == [("imputation.csv", line, "zero_outside")]


def ladder(rows: Rows, write: Write, name: str, *steps: tuple[int, str]) -> dict[int, int]:
    """Give a ladder other steps; step number -> line."""
    others = [row for row in rows("ladders.csv") if row["ladder_id"] != name]
    own = [{"ladder_id": name, "step_number": str(number), "method": method} for number, method in steps]
    write("ladders.csv", [*others, *own])
    return {int(row["step_number"]): int(row["line"]) for row in rows("ladders.csv", ladder_id=name)}


SPOILT_LADDERS = [
    ([(1, "carry_forward"), (3, "median_class")], 3, "ladder_steps"),
    ([(2, "median_class")], 2, "ladder_steps"),
    ([(0, "median_class")], 0, "ladder_steps"),
    ([(1, "interpolation"), (2, "carry_forward")], 2, "ladder_order"),
    ([(1, "median_class"), (2, "median_industry")], 2, "ladder_order"),
    ([(1, "median_universe"), (2, "regression"), (3, "median_industry_class_size")], 3, "ladder_order"),
    ([(1, "median_class"), (2, "median_class")], 2, "duplicate_method"),
    ([(1, "prior")], 1, "unknown_code"),
    ([(1, "median_of_medians")], 1, "unknown_code"),
]


@pytest.mark.parametrize(("steps", "at", "rule"), SPOILT_LADDERS)
def test_a_ladder_that_is_none_is_refused(
    rows: Rows, write: Write, refusal: Refusal, steps: list[tuple[int, str]], at: int, rule: str
) -> None:
    lines = ladder(rows, write, "class", *steps)
    assert refusal() == [("ladders.csv", lines[at], rule)]


def test_steps_may_stand_in_any_order_of_lines_and_not_twice(
    rows: Rows, write: Write, add: Callable[..., int], refusal: Refusal
) -> None:
    ladder(rows, write, "class", (2, "median_class"), (1, "carry_forward"), (3, "median_universe"))
    line = add("ladders.csv", ladder_id="class", step_number="3", method="regression")
    found = refusal()
    assert ("ladders.csv", line, "duplicate_id") in found
    assert {rule for _, _, rule in found} == {"duplicate_id", "ladder_steps"}


def test_a_decay_needs_a_ladder_that_carries_forward(rows: Rows, write: Write, spoil: Spoil, refusal: Refusal) -> None:
    ladder(rows, write, "class", (1, "median_class"))
    line = spoil("imputation.csv", {"data_point_id": MEASURED}, {"ladder_id": "class", "carry_decay": "0.5"})
    assert refusal() == [("imputation.csv", line, "unused_setting")]


SPOILT_DOUBTS = [
    ("anchor_law", "-0.1", "out_of_range"),
    ("anchor_guess", "1", "out_of_range"),
    ("corner_ratio", "0.9", "out_of_range"),
    ("influence", "0.6", "out_of_range"),
    ("carry_unmeasured", "1.5", "out_of_range"),
    ("error_correlation", "1", "out_of_range"),
    ("error_correlation", "", "blank"),
    ("imputation", "0.5", "unused_setting"),
    ("extraction", "0", "unused_setting"),
    ("influence", "some", "bad_number"),
]


@pytest.mark.parametrize(("doubt", "spread", "rule"), SPOILT_DOUBTS)
def test_a_spread_out_of_range_is_refused(spoil: Spoil, refusal: Refusal, doubt: str, spread: str, rule: str) -> None:
    line = spoil("uncertainty.csv", {"choice_id": doubt}, {"spread": spread})
    assert ("uncertainty.csv", line, rule) in refusal()


def test_every_doubt_stands_there_once(rows: Rows, write: Write, add: Callable[..., int], refusal: Refusal) -> None:
    write("uncertainty.csv", [row for row in rows("uncertainty.csv") if row["choice_id"] != "influence"])
    line = add("uncertainty.csv", choice_id="corner_ratio", is_on="true", spread="2", reason="Again")
    other = add("uncertainty.csv", choice_id="mood", is_on="true", spread="2", reason="None")
    assert refusal() == [
        ("uncertainty.csv", 1, "missing_cell"),
        ("uncertainty.csv", line, "duplicate_id"),
        ("uncertainty.csv", other, "unknown_code"),
    ]
