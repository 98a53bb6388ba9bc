"""The committee's decisions on a terminal: a table of what they do, and a line for what is not in it."""

from collections.abc import Iterator
from datetime import date

import polars as pl
from rich import box
from rich.table import Table
from rich.text import Text

from esg_pipeline.display import NOTHING, clean, graded
from esg_pipeline.ingest.committee_files import Filed

# On a narrow terminal ids and names go on in the next line; grades and dates stay whole.
TITLES = {"Decision": 9, "What": 11, "About": 9, "Grade": 10, "Approved by": 8, "Until": 10}


def decisions_table(decisions: pl.DataFrame) -> Table:
    """One line per decision of `rating.committee_decision`; why one has no effect is told below it."""
    table = Table(box=box.SIMPLE, pad_edge=False, collapse_padding=True)
    for title, width in TITLES.items():
        table.add_column(title, min_width=width, overflow="fold")
    for row in decisions.iter_rows(named=True):
        who = ", ".join(clean(name) for name in (row["approver"], row["second_approver"]) if name)
        table.add_row(
            Text(clean(row["decision_id"])),
            Text(clean(f"{row['kind']}, {row['status']}").replace("_", " ")),
            Text(clean(row["issuer_id"] or f"method {row['methodology_hash'][:12]}")),
            grades(row["rule_grade"], row["decided_grade"]),
            Text(who or NOTHING),
            Text(str(row["expires_date"] or NOTHING)),
        )
    return table


def grades(by_rule: str | None, decided: str | None) -> Text:
    """The grade by rule, and the one that a decision sets where it does."""
    shown = [graded(grade) for grade in (by_rule, decided) if grade]
    return Text(" to ").join(shown) if shown else Text(NOTHING)


def further_lines(filed: Filed, decisions: pl.DataFrame, day: date) -> Iterator[Text]:
    """How many there are, why some have no effect, which are about later dates, how many files cannot be read."""
    yield Text(f"{decisions.height} decision{'' if decisions.height == 1 else 's'} on {day}")
    for decision_id, detail in decisions.drop_nulls("detail").select("decision_id", "detail").iter_rows():
        yield Text(f"{clean(decision_id)} has no effect: {clean(detail)}")
    later = sorted(one.decision_id for one in filed.decisions if one.rating_date > day)
    if later:
        yield Text(f"About later rating dates: {clean(', '.join(later))}")
    broken = {problem.file for problem in (*filed.problems, *filed.draft_problems)}
    if broken:
        yield Text(f"Broken: {clean(', '.join(sorted(broken)))} (`esg committee check` says what is wrong)")
