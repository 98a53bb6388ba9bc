"""What the real report gave, counted by kind: statistics, prose figures, statements with their lines, index, errors.

The answers are `answers/seed_360digitech_2021.json`; the shares of all documents are `scoring`.
"""

from collections.abc import Iterable
from typing import Any

import polars as pl
from gold import read_seed_answers

from esg_pipeline.disclosure.extract import Extraction
from esg_pipeline.methodology.codes import Kind

# What the index may say of a claim, by what the reader of the report found.
STATUSES = {
    "shown": {"substantiated", "elsewhere"},
    "partial": {"substantiated", "elsewhere", "explained", "not_substantiated"},
    "absent": {"not_substantiated"},
    "not_applicable": {"explained"},
}


def count_goals(extraction: Extraction, data_points: pl.DataFrame) -> list[tuple[str, int, int]]:
    """Rows of what is counted, how many were met, and how many there are."""
    answers = read_seed_answers()
    facts = extraction.facts
    stated = set(data_points.filter(pl.col("kind").is_in([Kind.BOOLEAN, Kind.ORDINAL]))["data_point_id"])
    said = {name: value for name, value in facts.select("data_point_id", "value").iter_rows() if name in stated}
    required, arguable = answers["statements"]["required"], answers["statements"]["arguable"]
    figures = {part: [f for f in answers["figures"] if f["part"] == part] for part in ("statistics", "body table")}
    prose = [f for f in answers["figures"] if f["part"] == "prose" and f["required"]]
    index = dict(extraction.index.select("line", "status").iter_rows())
    return [
        *((part, _found(rows, facts), len(rows)) for part, rows in figures.items()),
        ("figures in sentences", _found(prose, facts), len(prose)),
        ("statements that must be found", len(set(required) & set(said)), len(required)),
        ("statements that may be found", len(set(arguable) & set(said)), len(arguable)),
        ("statements with a right line among those kept", _placed(extraction, required | arguable), len(said)),
        ("statements that must not be made, made", len(set(answers["statements"]["forbidden"]) & set(said)), 0),
        ("index rows", len({row["line"] for row in answers["index"]} & set(index)), len(answers["index"])),
        (
            "index rows with a status that can be defended",
            sum(index.get(row["line"]) in STATUSES[row["verdict"]] for row in answers["index"]),
            len(answers["index"]),
        ),
    ]


def _found(rows: Iterable[dict[str, Any]], facts: pl.DataFrame) -> int:
    """How many figures stand among the facts, on one of their lines."""
    columns = ("line", "data_point_id", "dimension", "period", "value")
    values = {row[:4]: row[4] for row in facts.select(columns).rows()}
    count = 0
    for row in rows:
        keys = [(line, row["data_point_id"], row["dimension"], row["period"]) for line in row["lines"]]
        count += any(key in values and _same(values[key], row["value"]) for key in keys)
    return count


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= 1e-9 * abs(other)


def _placed(extraction: Extraction, answers: dict[str, dict[str, Any]]) -> int:
    kept: dict[str, set[int]] = {}
    names = dict(extraction.facts.select("fact_id", "data_point_id").iter_rows())
    for fact_id, line in extraction.evidence.select("fact_id", "line").iter_rows():
        kept.setdefault(names[fact_id], set()).add(line)
    return sum(bool(lines & set(answers[name]["lines"])) for name, lines in kept.items() if name in answers)
