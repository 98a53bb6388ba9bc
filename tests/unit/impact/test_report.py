"""How an impact is told: counts, a matrix that holds everybody once, and reasons a person can read."""

from dataclasses import replace
from datetime import date
from io import StringIO

import pytest
from rich.console import Console

from esg_pipeline.impact import report
from esg_pipeline.impact.compare import NOBODY, Impact, Mover, Side
from esg_pipeline.machine_output import to_csv, to_json
from esg_pipeline.methodology.model import Methodology

PARTS = {"value functions": -1.5, "events": 0.25}
INSIDE = {"value functions": {"waste": -1.2, "staff": -0.3, "tax": -0.001}}
UP = Mover("R2", "Other", False, Side(69.0, "CCC", None), Side(71.0, "B", None), 2.0, 1, "B", {"events": 2.0}, {})
DOWN = Mover(
    *("R1", "Real [red]Co", False, Side(70.0, "B", None), Side(68.75, "CC", "RL1"), -1.25, -2, "CCC"),
    *(PARTS, INSIDE),
)
GONE = Mover("S1", "Made up", True, Side(70.0, "B", None), NOBODY, None, None, None, {}, {})


@pytest.fixture
def found(shipped: Methodology) -> Impact:
    movers = [DOWN, UP, GONE]
    stays = {"R3": (Side(40.0, "NR", None), Side(40.0, "NR", None))}
    sides = {one.issuer_id: (one.before, one.after) for one in movers} | stays
    groups = ["value functions", "events", "red lines and grades"]
    return Impact(date(2022, 10, 31), shipped, shipped, groups, sides, frozenset({"S1"}), movers)


def told(found: Impact, width: int, limit: int = 20) -> str:
    out = StringIO()
    report.show_impact(Console(file=out, width=width, markup=False), found, ["mind the gap"], limit)
    return out.getvalue()


def test_everybody_stands_in_one_cell_of_the_matrix_of_their_kind(found: Impact) -> None:
    assert report.matrix(found, is_simulated=False) == {"B": {"CC": 1}, "CCC": {"B": 1}, "NR": {"NR": 1}}
    assert report.matrix(found, is_simulated=True) == {"B": {"not scored": 1}}


def test_the_summary_counts_each_kind(found: Impact) -> None:
    real, simulated = report.summaries(found)["real"], report.summaries(found)["simulated"]
    assert (real["issuers"], real["moved"], real["grades_up"], real["grades_down"]) == (3, 2, 1, 1)
    assert real["mean_score_a"] == pytest.approx(179 / 3)
    assert real["mean_score_b"] == pytest.approx(179.75 / 3)
    assert (simulated["rated_by_a_only"], simulated["mean_score_a"]) == (1, None)


def test_a_kind_that_nobody_is_of_is_left_out(found: Impact) -> None:
    assert "simulated" not in report.summaries(replace(found, sides={"R3": found.sides["R3"]}))


def test_the_reasons_name_group_key_issue_and_rule() -> None:
    assert report.reasons(DOWN) == (
        "value functions -1.50 (waste -1.20, staff -0.30); events +0.25; "
        "red lines and grades: CCC -> CC (capped by RL1)"
    )
    assert report.reasons(GONE) == ""


@pytest.mark.parametrize("width", [80, 100])
def test_the_terminal_shows_it_whole(found: Impact, width: int) -> None:
    text = told(found, width)
    assert max(len(line.rstrip()) for line in text.splitlines()) <= width
    assert "Note: mind the gap" in text
    summary = {line.split("  ")[0]: line.split()[-2:] for line in text.splitlines()}
    assert summary["Issuers"] == ["3", "1"]
    assert summary["Mean score by A"] == ["59.66", "-"]
    assert ["real", "simulated"] in [line.split() for line in text.splitlines()]
    assert "B -> CC (-2)" in text
    assert ("Real [red]Co" in text) == (width >= 100)
    assert "S1" not in told(found, width, limit=2)


def test_versions_that_rate_alike_are_said_to(found: Impact) -> None:
    assert "4 issuers stay as they are" in told(replace(found, groups=[], movers=[]), 80)
    assert "Nobody moves" in told(replace(found, movers=[]), 80)


def test_machines_get_everybody(found: Impact) -> None:
    record = report.record(found, ["a note"])
    assert b'"value functions": -1.5' in to_json(record)
    assert [one["issuer_id"] for one in record["movers"]] == ["R1", "R2", "S1"]
    header, first, *_ = to_csv(report.csv_rows(found), report.csv_columns(found)).decode().splitlines()
    assert header.endswith("notches,value functions,events,cap_rule_id_a,cap_rule_id_b,grade_by_scores")
    assert first.startswith("R1,Real [red]Co,false,70.0,68.75,-1.25,B,CC,")
    assert first.endswith("-1.5,0.25,,RL1,CCC")


@pytest.mark.parametrize(("points", "shown"), [(1.234, "+1.23"), (-0.004, "-0.004"), (0.0000321, "+3e-05")])
def test_points_keep_a_digit(points: float, shown: str) -> None:
    assert report.signed(points) == shown
