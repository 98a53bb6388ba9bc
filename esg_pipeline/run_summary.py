"""What a person or a machine is told at the end of a run. The run itself is behind runner.py."""

import json
import shlex
import shutil
import sys
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from esg_pipeline.committee import fallen_away
from esg_pipeline.display import clean, distribution_table, short_ratings_table
from esg_pipeline.reader import PublishedReader
from esg_pipeline.runner import RunReport
from esg_pipeline.sql_models import read_query


def show_run(console: Console, report: RunReport) -> None:
    """Grade distribution and real issuers of the last rating date, where the file lies, and a query to try."""
    reader = PublishedReader(report.published_file)
    day = last_rating_date(report, reader)
    if day:
        console.print(Text(f"Grades on {day}", "bold"))
        console.print(distribution_table(reader.grade_distribution(day), ascii_only=console.options.ascii_only))
        show_real_issuers(console, reader, day)
    console.print()
    for line in committee_lines(reader, day) if day else []:
        console.print(Text(line), soft_wrap=True)
    for line in closing_lines(report, next_step(reader, day)):
        console.print(Text(line), soft_wrap=True)


def show_real_issuers(console: Console, reader: PublishedReader, day: date) -> None:
    """The issuers that are not simulated, or that there are none."""
    real = reader.ratings(day, is_simulated=False)
    title = f"Real issuers on {day}" if real.height else "There are no real issuers in the store."
    console.print()
    console.print(Text(title, "bold"))
    if real.height:
        console.print(short_ratings_table(real))


def committee_lines(reader: PublishedReader, day: date) -> list[str]:
    """How many committee decisions bear on a rating date and what they do there, and each that fell away."""
    decisions = reader.committee_decisions(day)
    if decisions.is_empty():
        return []
    counts = decisions.group_by("status", maintain_order=True).len()
    parts = [f"{number} {status.replace('_', ' ')}" for status, number in counts.iter_rows()]
    fallen = [f"Committee decision {clean(text)}" for text in fallen_away(decisions, day)]
    return [f"Committee decisions: {', '.join(parts)} (`esg committee list`)", *fallen]


def closing_lines(report: RunReport, next_step: str) -> list[str]:
    """Counts, refused rows, where the file lies and what to ask it next; the commands can be pasted into a shell."""
    dates = f"{len(report.rating_dates)} rating date{'' if len(report.rating_dates) == 1 else 's'}"
    refused = f"{report.rejected_rows} input rows were refused, see raw.rejected_row"
    lines = [f"Rated {dates} in {report.seconds:.1f} s: {clean(report.message)}"]
    lines.append(refused if report.rejected_rows else "No input row was refused.")
    lines += [f"Warning: {clean(warning)}" for warning in report.warnings]
    lines.append(f"Published: {report.published_file} ({report.tables} tables)")
    return [
        *lines,
        f"Next: {next_step}",
        "Or in SQL:",
        f"  {sql_line('try_this')}",
        f"  {python_line(report.published_file)}",
    ]


def next_step(reader: PublishedReader, day: date | None) -> str:
    """The question that comes first: what the grade of the best known issuer rests on, a real one if there is any.

    Where nobody is rated, which rule keeps each issuer out.
    """
    if day is None:
        return f"nobody is rated; ask why: {sql_line('why_not_rated')}"
    rated = reader.ratings(day)
    by = ["is_simulated", "coverage", "issuer_id"]
    issuer_id = rated.sort(by, descending=[False, True, False])["issuer_id"][0]
    return f"{command()} explain {shlex.quote(clean(issuer_id))}"


def command() -> str:
    """How the command is called from here: by its name where the shell finds it, otherwise where it lies."""
    beside = Path(sys.executable).with_name("esg")
    return "esg" if shutil.which("esg") or not beside.exists() else shlex.quote(near(beside))


def sql_line(query: str) -> str:
    """A shell command that asks the published file a query of `sql/read`."""
    return f"{command()} sql {shlex.quote(on_one_line(query))}"


def last_rating_date(report: RunReport, reader: PublishedReader) -> date | None:
    """The newest date of the run that is published, or the newest one published; None when there is none."""
    published = reader.rating_dates()
    of_run = [day for day in published if day in set(report.rating_dates)]
    return max(of_run or published, default=None)


def run_record(report: RunReport) -> dict[str, Any]:
    """The same for machines, at full precision; the tables are empty when the run failed."""
    reader = PublishedReader(report.published_file)
    day = last_rating_date(report, reader) if report.success else None
    return {
        "success": report.success,
        "message": report.message,
        "rating_dates": list(report.rating_dates),
        "published_file": report.published_file,
        "tables": report.tables,
        "seconds": report.seconds,
        "rejected_rows": report.rejected_rows,
        "warnings": list(report.warnings),
        "last_rating_date": day,
        "grade_distribution": reader.grade_distribution(day).to_dicts() if day else [],
        "real_issuers": reader.ratings(day, is_simulated=False).to_dicts() if day else [],
        "committee_decisions": reader.committee_decisions(day).to_dicts() if day else [],
    }


def on_one_line(query: str) -> str:
    """A query of `sql/read` on one line and without its comment."""
    lines = read_query(query).splitlines()
    return " ".join(" ".join(line for line in lines if not line.startswith("--")).split())


def python_line(file: Path) -> str:
    """A shell command that runs the query with the Python that runs now."""
    # Double quotes inside, so that the shell's single ones need no escape.
    query, opened = on_one_line("try_this"), f"duckdb.connect({json.dumps(near(file))}, read_only=True)"
    code = f'import duckdb; {opened}.sql("{query}").show()'
    return f"{shlex.quote(near(Path(sys.executable)))} -c {shlex.quote(code)}"


def near(path: Path) -> str:
    """A path as seen from the working directory when it lies below it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
