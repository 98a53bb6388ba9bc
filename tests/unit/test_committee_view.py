"""Decisions on a terminal: one line each, nothing that steers it, and a word for what is not in the table."""

import io
from dataclasses import replace

from rich.console import Console

from esg_pipeline.committee_view import decisions_table, further_lines
from esg_pipeline.ingest.committee_files import Filed
from esg_pipeline.methodology.model import Problem
from tests.unit.committee_world import ADOPTED, DAY, DECISION, NEXT, after, frame, row


def seen(*parts: object, width: int = 250) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=width, markup=False)
    for part in parts:
        console.print(part)
    return stream.getvalue()


def test_a_line_tells_what_a_decision_does() -> None:
    text = seen(decisions_table(after(DECISION, ADOPTED).decisions))
    [line] = [line for line in text.splitlines() if "D-1" in line]
    assert line.split() == ["D-1", "override,", "in", "force", "A", "B", "to", "CCC", "B.", "Li", "2023-10-31"]
    assert "method abababababab" in text


def test_why_a_decision_does_nothing_stands_below_the_table_without_control_characters() -> None:
    hostile = replace(DECISION, approver="B.\x1b[31m[bold]", expires_date=DAY)
    decisions = after(hostile, day=NEXT).decisions
    text = seen(decisions_table(decisions), *further_lines(Filed((), (), ()), decisions, NEXT))
    assert "D-1 has no effect: it expired on 2022-10-31" in text
    assert "\x1b" not in text
    assert "[bold]" in text


def test_on_a_narrow_terminal_nothing_is_cut_off() -> None:
    long = replace(DECISION, decision_id=f"{DAY}-HARBOUR_STEEL", issuer_id="B", second_approver="C. Zhao")
    moved = replace(DECISION, kind="withdrawal", decided_grade=None)
    decisions = after(moved, long, rated=frame(row(), row("B", "B"))).decisions
    text = seen(decisions_table(decisions), width=80)
    assert max(map(len, text.splitlines())) <= 80
    assert "…" not in text
    assert text.count("2023-10-31") == 2
    letters = "".join(text.split())
    assert all(part in letters for part in ("withdrawal,", "override,", "B.Li,", "Zhao", "BtoCCC", "BtoNR"))


def test_what_is_not_in_the_table_is_told() -> None:
    later = replace(DECISION, decision_id="D-2", rating_date=NEXT)
    filed = Filed((DECISION, later), (Problem("committee/x.yaml", 3, "bad_yaml", "no"),), ())
    text = seen(*further_lines(filed, after(DECISION).decisions, DAY))
    assert text.splitlines() == [
        "1 decision on 2022-10-31",
        "About later rating dates: D-2",
        "Broken: committee/x.yaml (`esg committee check` says what is wrong)",
    ]
    assert seen(*further_lines(Filed((), (), ()), after().decisions, DAY)) == "0 decisions on 2022-10-31\n"
