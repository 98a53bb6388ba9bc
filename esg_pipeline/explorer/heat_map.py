"""The heat map: how graded issuers of each industry score at each part of the method, and who stands behind a cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from esg_pipeline.display import truncated
from esg_pipeline.explorer.addresses import Query, address
from esg_pipeline.explorer.kinds import KINDS, simulated_asked
from esg_pipeline.explorer.paging import Pages, window
from esg_pipeline.explorer.render import rendered
from esg_pipeline.reader import PublishedReader

LEVELS = {"key_issue": "key issues", "theme": "themes", "pillar": "pillars"}
# Lower ends of the shades: below the pass mark by ten points and more, then by grade borders of the method.
SHADES = (50.0, 60.0, 65.0, 70.0, 75.0, 80.0)
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """What an address asks for: a date and a kind of issuers, perhaps one key issue or one industry."""

    day: date
    is_simulated: bool
    level: str
    key_issue_id: str | None
    industry_code: str | None

    def at(self, **more: object) -> str:
        """The address of the page with something else asked for."""
        kind = "simulated" if self.is_simulated else "real"
        return address("/heat-map", **{"date": self.day, "kind": kind, **more})

    def parameters(self) -> dict[str, object]:
        """What the queries ask for."""
        return {"rating_date": self.day, "is_simulated": self.is_simulated, "industry_code": self.industry_code}


@dataclass(frozen=True)
class Cell:
    """The graded issuers of an industry at a node: their median in words, its shade 0 to 6, how many they are."""

    said: str
    shade: int
    peers: int
    words: str
    link: str


def heat_map_page(reader: PublishedReader, query: Query) -> str:
    """The page for an address. Raises NoSuchPageError for a date, kind, level, key issue or industry not there."""
    issues = reader.ask("explorer_key_issues").to_dicts()
    industries, day = reader.industries(), query.day(reader.rating_dates())
    asked = Asked(
        day=day,
        is_simulated=simulated_asked(reader, query, day),
        level=query.one_of("level", LEVELS) or "key_issue",
        key_issue_id=query.one_of("key_issue", [issue["key_issue_id"] for issue in issues]),
        industry_code=query.one_of("industry", industries),
    )
    common = {
        "here": "/heat-map",
        "day": day,
        "days": {str(other): str(other) for other in reversed(reader.rating_dates())},
        "asked": asked,
        "kind": "simulated" if asked.is_simulated else "real",
        "kinds": KINDS,
        "levels": LEVELS,
    }
    if asked.key_issue_id:
        return at_key_issue(reader, asked, query, issues, common)
    if asked.industry_code:
        return at_industry(reader, asked, issues, {**common, "industry": industries[asked.industry_code]})
    nodes = nodes_of(issues, asked.level)
    lines = matrix(figures(reader, asked, asked.level, None), nodes, asked)
    return rendered("heat_map", title="Industries", nodes=nodes, lines=lines, **common)


def figures(reader: PublishedReader, asked: Asked, level: str, node_id: str | None) -> list[dict[str, Any]]:
    """The rows of `sql/read/peer_scores.sql`."""
    return reader.ask("peer_scores", {**asked.parameters(), "node_level": level, "node_id": node_id}).to_dicts()


def nodes_of(issues: Sequence[Row], level: str) -> dict[str, str]:
    """Id -> name of the nodes of a level, in the order of the method."""
    return {issue[f"{level}_id"]: issue[f"{level}_name"] for issue in issues}


def matrix(rows: Sequence[Row], nodes: Mapping[str, str], asked: Asked) -> list[tuple[str, str, list[Cell | None]]]:
    """Industry, its address, and a cell per node; None where the node does not count in the industry."""
    found: dict[tuple[str, str], dict[str, Cell | None]] = {}
    for row in rows:
        line = found.setdefault((row["industry_code"], row["industry_name"]), dict.fromkeys(nodes))
        line[row["node_id"]] = cell(row, nodes, asked)
    return [(name, asked.at(industry=code), list(line.values())) for (code, name), line in found.items()]


def cell(row: Row, nodes: Mapping[str, str], asked: Asked) -> Cell:
    """One cell; a key issue leads to its issuers, another level to the industry."""
    median, peers = row["median_score"], row["peers"]
    words = f"{row['industry_name']}, {nodes[row['node_id']]}: median {truncated(median)} of {peers} graded"
    key_issue = row["node_id"] if asked.level == "key_issue" else None
    link = asked.at(key_issue=key_issue, industry=row["industry_code"])
    return Cell(truncated(median, 0), shade(median), peers, words, link)


def shade(score: float) -> int:
    """How dark a cell is: 0 is farthest below the pass mark of 60, 6 is good practice."""
    return sum(score >= border for border in SHADES)


def at_key_issue(
    reader: PublishedReader, asked: Asked, query: Query, issues: Sequence[Row], common: Mapping[str, object]
) -> str:
    """One key issue: how industries score there, and one page of the issuers, best first."""
    name = nodes_of(issues, "key_issue")[str(asked.key_issue_id)]
    number = query.page()
    paged = {"key_issue_id": asked.key_issue_id, **window(number)}
    issuers = reader.ask("explorer_peers", {**asked.parameters(), **paged}).to_dicts()
    of = {"key_issue": asked.key_issue_id, "industry": asked.industry_code}
    return rendered(
        "heat_map_key_issue",
        title=name,
        rows=figures(reader, asked, "key_issue", asked.key_issue_id),
        issuers=issuers,
        pages=Pages(number, issuers[0]["found"] if issuers else 0, lambda other: asked.at(**of, page=other)),
        **common,
    )


def at_industry(reader: PublishedReader, asked: Asked, issues: Sequence[Row], common: Mapping[str, object]) -> str:
    """One industry: what each key issue weighs there and how its graded issuers score."""
    scores = {row["node_id"]: row for row in figures(reader, asked, "key_issue", None)}
    weights = {
        row["key_issue_id"]: row
        for row in reader.ask("explorer_weights", {"industry_code": asked.industry_code}).to_dicts()
    }
    known = [(issue, issue["key_issue_id"]) for issue in issues if issue["key_issue_id"] in weights]
    lines = [(issue, weights[name], scores.get(name)) for issue, name in known]
    return rendered("heat_map_industry", title=common["industry"], lines=lines, **common)
