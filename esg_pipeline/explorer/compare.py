"""The page that sets issuers beside each other: grades, scores by part of the method, and what sets them apart."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from esg_pipeline.compare import compare
from esg_pipeline.explorer.addresses import LONGEST, NoSuchPageError, Query, address
from esg_pipeline.explorer.render import rendered
from esg_pipeline.explorer.universe import Asked
from esg_pipeline.methodology.codes import Grade
from esg_pipeline.reader import PublishedReader

MOST = 4  # issuers beside each other
MATCHES = 10
NEAREST = 3
LEVELS = ("pillar", "theme", "key_issue")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Side:
    """One issuer at a node, without score and weight where that does not count for it.

    `points` is what the node adds to the first issuer's lead over this one.
    """

    score: float | None
    weight: float | None
    points: float | None
    link: str


@dataclass(frozen=True)
class Line:
    """A node of the tree, a side for each issuer."""

    level: str
    name: str
    sides: Sequence[Side]


def compare_page(reader: PublishedReader, query: Query) -> str:
    """The page for an address. Raises NoSuchPageError for an issuer without a rating on the date, or for too many."""
    dates = reader.rating_dates()
    day = query.day(dates)
    ratings = {row["issuer_id"]: row for row in reader.ratings(day).iter_rows(named=True)}
    issuers = chosen(query, ratings, day)
    return rendered(
        "compare",
        title="Compare issuers",
        here="/compare",
        day=day,
        days={str(other): str(other) for other in reversed(dates)},
        ids=list(issuers),
        issuers=[(row, link(day, [one for one in issuers if one != row["issuer_id"]])) for row in issuers.values()],
        search=query.first("q"),
        matches=named(matches(reader, query.first("q"), day), issuers, day),
        suggested=named(suggested(list(issuers.values()), ratings), issuers, day),
        remarks=list(remarks(list(issuers.values()))),
        is_full=len(issuers) == MOST,
        lines=lines(reader, list(issuers.values()), day) if len(issuers) > 1 else [],
    )


def chosen(query: Query, ratings: Mapping[str, Row], day: date) -> dict[str, Row]:
    """Issuer -> its rating, in the order of the address. Raises NoSuchPageError."""
    asked = list(dict.fromkeys(query.every("issuer")))
    missing = [issuer for issuer in asked if issuer not in ratings]
    if missing:
        raise NoSuchPageError(f"{missing[0][:LONGEST]} has no rating on {day}")
    if len(asked) > MOST:
        raise NoSuchPageError(f"at most {MOST} issuers stand beside each other")
    return {issuer: ratings[issuer] for issuer in asked}


def link(day: date, issuers: Sequence[str]) -> str:
    """The page with these issuers."""
    return address("/compare", issuer=list(issuers), date=day)


def matches(reader: PublishedReader, search: str, day: date) -> list[dict[str, Any]]:
    """The issuers that a search finds, as many as fit; none without a search."""
    if not search:
        return []
    found = reader.ask("explorer_universe", {**Asked(day, search).parameters(), "rows": MATCHES})
    return found.to_dicts()


def suggested(issuers: Sequence[Row], ratings: Mapping[str, Row]) -> list[Row]:
    """Whom to set beside one issuer: the best, the middle and the nearest of its industry and kind."""
    if len(issuers) != 1:
        return []
    [own] = issuers
    peers = [
        row
        for row in ratings.values()
        if row["industry_code"] == own["industry_code"]
        and row["is_simulated"] == own["is_simulated"]
        and row["grade"] != Grade.NR
        and row["issuer_id"] != own["issuer_id"]
    ]
    nearest = sorted(peers, key=lambda row: (abs(row["score"] - own["score"]), row["issuer_id"]))[:NEAREST]
    picked = [*peers[:1], *peers[len(peers) // 2 :][:1], *nearest]
    return list({row["issuer_id"]: row for row in picked}.values())


def named(rows: Sequence[Row], issuers: Mapping[str, Row], day: date) -> list[tuple[Row, str]]:
    """Issuers that are not on the page yet, each with the address that adds it."""
    return [(row, link(day, [*issuers, row["issuer_id"]])) for row in rows if row["issuer_id"] not in issuers]


def remarks(issuers: Sequence[Row]) -> Iterator[str]:
    """What must be known before two of them are compared."""
    if len({row["is_simulated"] for row in issuers}) > 1:
        yield "Simulated and real issuers stand beside each other: the figures of the simulated ones are made up."
    if len({row["industry_code"] for row in issuers}) > 1:
        yield "They are of different industries, so the same key issue may weigh otherwise or not count at all."
    for row in issuers:
        if row["not_rated_reason"]:
            yield f"{row['issuer_name']} has no grade: {row['not_rated_reason']}"


def lines(reader: PublishedReader, issuers: Sequence[Row], day: date) -> list[Line]:
    """Every node that counts for one of them, in the order of the method."""
    nodes = reader.compare_nodes([row["issuer_id"] for row in issuers], day)
    found: dict[tuple[str, str], dict[str, Row]] = {}
    for row in nodes.iter_rows(named=True):
        if row["node_level"] in LEVELS:
            found.setdefault((row["node_level"], row["node_id"]), {})[row["issuer_id"]] = row
    leads = [dict[tuple[str, str], float](), *(points(issuers[0], other, nodes) for other in issuers[1:])]
    return [
        Line(
            key[0],
            next(iter(rows.values()))["node_name"],
            [side(rows.get(one["issuer_id"]), lead.get(key), day) for one, lead in zip(issuers, leads, strict=True)],
        )
        for key, rows in found.items()
    ]


def points(first: Row, other: Row, nodes: pl.DataFrame) -> dict[tuple[str, str], float]:
    """Level and id of a node -> what it adds to the first issuer's lead over another, by compare.py."""
    both = nodes.filter(pl.col("issuer_id").is_in([first["issuer_id"], other["issuer_id"]]))
    return {(node.node_level, node.node_id): node.points for node in compare(first, other, both).nodes}


def side(row: Row | None, lead: float | None, day: date) -> Side:
    """One issuer at a node."""
    if row is None:
        return Side(None, None, lead, "")
    asked = {"issuer": row["issuer_id"], "key_issue": row["node_id"], "date": day}
    to = address("/key-issue", **asked) if row["node_level"] == "key_issue" else ""
    return Side(row["score"], row["weight"], lead, to)
