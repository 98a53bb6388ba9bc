"""The committee's decisions on a terminal: a table of what they do, and a line for what is not in it."""

from collections.abc import Iterator
from datetime import date

import polars as pl
from rich import box
from rich.table import Table
from rich.text import Text

from esg_pipeline.display import NOTHING, clean, graded
from esg_pipeline.ingest.committee_files import Filed


def decisions_table(decisions: pl.DataFrame) -> Table:
    """One line per decision of `rating.committee_decision`."""
    table = Table(box=box.SIMPLE, pad_edge=False)
    for title in ("Decision", "Kind", "About", "Status", "By rule", "Decided", "Approved by", "Until", "Why not"):
        table.add_column(title)
    for row in decisions.iter_rows(named=True):
        who = ", ".join(clean(name) for name in (row["approver"], row["second_approver"]) if name)
        table.add_row(
            *(Text(clean(row[name])) for name in ("decision_id", "kind")),
            Text(clean(row["issuer_id"] or f"method {row['methodology_hash'][:12]}")),
            Text(clean(row["status"]).replace("_", " ")),
            graded(row["rule_grade"]) if row["rule_grade"] else Text(NOTHING),
            graded(row["decided_grade"]) if row["decided_grade"] else Text(NOTHING),
            Text(who or NOTHING),
            Text(str(row["expires_date"] or NOTHING)),
            Text(clean(row["detail"] or "")),
        )
    return table


def further_lines(filed: Filed, decisions: pl.DataFrame, day: date) -> Iterator[Text]:
    """How many there are, which are about later rating dates, and how many files cannot be read."""
    yield Text(f"{decisions.height} decision{'' if decisions.height == 1 else 's'} on {day}")
    later = sorted(one.decision_id for one in filed.decisions if one.rating_date > day)
    if later:
        yield Text(f"About later rating dates: {clean(', '.join(later))}")
    broken = {problem.file for problem in (*filed.problems, *filed.draft_problems)}
    if broken:
        yield Text(f"Broken: {clean(', '.join(sorted(broken)))} (`esg committee check` says what is wrong)")
