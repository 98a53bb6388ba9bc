"""The page of migration: which grades issuers held on one date and hold on a later one, and who moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from esg_pipeline.explorer.addresses import NoSuchPageError, Query, address
from esg_pipeline.explorer.kinds import KINDS, simulated_asked
from esg_pipeline.explorer.paging import Pages, window
from esg_pipeline.explorer.render import rendered
from esg_pipeline.grade import BEST_TO_WORST
from esg_pipeline.methodology.codes import Grade
from esg_pipeline.reader import PublishedReader

GRADES = (*BEST_TO_WORST, Grade.NR.value)
NOBODY = "none"  # in an address: no rating on that date
NOTCHES = {grade: place for place, grade in enumerate(BEST_TO_WORST)}
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Cell:
    """Issuers of one grade before and one after; `share` is theirs of all of that grade before, `way` where they went.

    `way`: up, down, same, or empty to and from those without a grade.
    """

    issuers: int
    share: float
    way: str
    link: str


@dataclass(frozen=True)
class Between:
    """Two rating dates and the kind of issuers."""

    before: date
    day: date
    is_simulated: bool

    def parameters(self) -> dict[str, object]:
        """What the queries ask for."""
        return {"before": self.before, "rating_date": self.day, "is_simulated": self.is_simulated}

    def at(self, **more: object) -> str:
        """The address of the page, with more to ask."""
        kind = "simulated" if self.is_simulated else "real"
        return address("/migration", date=self.day, before=self.before, kind=kind, **more)


def migration_page(reader: PublishedReader, query: Query) -> str:
    """The page for an address. Raises NoSuchPageError for dates, grades and kinds that there are not."""
    dates = reader.rating_dates()
    day = query.day(dates)
    between = Between(day_before(dates, day, query), day, simulated_asked(reader, query, day))
    issuers = reader.ask("explorer_migration", between.parameters())
    rows = counted(issuers)
    return rendered(
        "migration",
        title=f"Migration to {between.day}",
        here="/migration",
        day=day,
        between=between,
        days={str(other): str(other) for other in reversed(dates)},
        kinds=KINDS,
        kind="simulated" if between.is_simulated else "real",
        grades=(*GRADES, NOBODY),
        lines=[(grade, *line_of(grade, rows, between)) for grade in (*GRADES, NOBODY)],
        totals=totals(rows),
        chosen=chosen(issuers, query, between),
        over_time=over_time(reader, dates, is_simulated=between.is_simulated),
    )


def day_before(dates: Sequence[date], day: date, query: Query) -> date:
    """The earlier date: as asked, else the one before; the only one where there is one. Raises NoSuchPageError."""
    asked = query.one_of("before", [str(other) for other in dates])
    if asked:
        if date.fromisoformat(asked) > day:
            raise NoSuchPageError(f"{asked} is after {day}: the earlier date comes first")
        return date.fromisoformat(asked)
    return max((other for other in dates if other < day), default=day)


def counted(issuers: pl.DataFrame) -> list[dict[str, Any]]:
    """How many went from one grade to another, and by how many points together."""
    return issuers.group_by("previous_grade", "grade").agg(issuers=pl.len(), points=pl.col("points").sum()).to_dicts()


def line_of(grade: str, rows: Sequence[Row], between: Between) -> tuple[int, list[Cell | None]]:
    """How many held a grade before, and where they are now; None where nobody is."""
    mine = {named(row["grade"]): row["issuers"] for row in rows if named(row["previous_grade"]) == grade}
    held = sum(mine.values())
    places = [mine.get(after, 0) for after in (*GRADES, NOBODY)]
    return held, [
        Cell(issuers, issuers / held, way(grade, after), f"{between.at(previous_grade=grade, grade=after)}#issuers")
        if issuers
        else None
        for after, issuers in zip((*GRADES, NOBODY), places, strict=True)
    ]


def named(grade: str | None) -> str:
    """A grade as an address says it."""
    return NOBODY if grade is None else grade


def way(before: str, after: str) -> str:
    """Where a grade went: up, down or the same; empty where one of them is no grade."""
    if before not in NOTCHES or after not in NOTCHES:
        return ""
    notches = NOTCHES[before] - NOTCHES[after]
    return "up" if notches > 0 else "down" if notches < 0 else "same"


def totals(rows: Sequence[Row]) -> dict[str, Any]:
    """How many went which way, and by how many points scores of those who are graded on both dates moved on average."""
    ways = [(way(named(row["previous_grade"]), named(row["grade"])), row) for row in rows]
    graded = [row for where, row in ways if where]
    issuers = sum(row["issuers"] for row in graded)
    found = {name: sum(row["issuers"] for where, row in ways if where == name) for name in ("up", "down", "same")}
    return {**found, "graded": issuers, "mean": sum(row["points"] for row in graded) / issuers if issuers else None}


def chosen(issuers: pl.DataFrame, query: Query, between: Between) -> dict[str, Any] | None:
    """One page of the issuers of a cell, when one is asked for."""
    of = {name: query.one_of(name, (*GRADES, NOBODY)) for name in ("previous_grade", "grade")}
    if None in of.values():
        return None
    number = query.page()
    mine = issuers.filter(pl.col(name).fill_null(NOBODY) == grade for name, grade in of.items())
    paged = window(number)
    rows = mine.slice(paged["skipped"], paged["rows"]).to_dicts()
    return {**of, "rows": rows, "pages": Pages(number, mine.height, lambda other: between.at(**of, page=other))}


def over_time(reader: PublishedReader, dates: Sequence[date], *, is_simulated: bool) -> list[tuple[date, list[int]]]:
    """Date -> how many hold each grade, newest date first."""
    name = "simulated_issuers" if is_simulated else "real_issuers"
    found: list[tuple[date, list[int]]] = []
    for day in reversed(dates):
        held = dict(reader.grade_distribution(day).select("grade", name).iter_rows())
        found.append((day, [held.get(grade, 0) for grade in GRADES]))
    return found
