"""Decisions on a terminal: one line each, nothing that steers it, and a word for what is not in the table."""

import io
from dataclasses import replace

from rich.console import Console

from esg_pipeline.committee_view import decisions_table, further_lines
from esg_pipeline.ingest.committee_files import Filed
from esg_pipeline.methodology.model import Problem
from tests.unit.committee_world import ADOPTED, DAY, DECISION, NEXT, after


def seen(*parts: object) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=250, markup=False)
    for part in parts:
        console.print(part)
    return stream.getvalue()


def test_a_line_tells_what_a_decision_does() -> None:
    text = seen(decisions_table(after(DECISION, ADOPTED).decisions))
    [line] = [line for line in text.splitlines() if "D-1" in line]
    assert line.split() == [*["D-1", "override", "A", "in", "force", "B", "CCC"], *["B.", "Li", "2023-10-31"]]
    assert "method abababababab" in text


def test_why_a_decision_does_nothing_stands_at_its_end_without_control_characters() -> None:
    hostile = replace(DECISION, approver="B.\x1b[31m[bold]", expires_date=DAY)
    text = seen(decisions_table(after(hostile, day=NEXT).decisions))
    assert "it expired on 2022-10-31" in text
    assert "\x1b" not in text
    assert "[bold]" in text


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
