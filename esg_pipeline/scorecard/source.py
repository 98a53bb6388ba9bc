"""What a scorecard is made of: one issuer's explanation, peers, history and findings as published. Shows nothing."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import polars as pl

from esg_pipeline.explain import Explanation, Node, explain
from esg_pipeline.methodology.codes import Grade
from esg_pipeline.reader import PublishedReader
from esg_pipeline.warehouse import Warehouse

Records = list[dict[str, Any]]


@dataclass(frozen=True)
class Peers:
    """How the graded issuers of the industry score at a node."""

    peers: int
    lower_quartile: float
    median_score: float
    upper_quartile: float


@dataclass(frozen=True)
class Source:
    """Everything that a card says, as published; histories end on the rating date. `names` are the Chinese ones."""

    explanation: Explanation
    peers: dict[tuple[str, str], Peers]
    history: Records
    changes: Records
    versions: Records
    findings: Records
    borders: list[tuple[str, float]]
    names: dict[tuple[str, str], str]

    @property
    def is_graded(self) -> bool:
        """Whether there is a grade."""
        return self.explanation.grade != Grade.NR

    @property
    def graded(self) -> int:
        """How many issuers of the industry have a grade, this one among them if it has one."""
        return max((node.peers for node in self.peers.values()), default=0)

    @property
    def others(self) -> int:
        """How many other issuers of the industry have a grade."""
        return max(0, self.graded - self.is_graded)

    def beside(self, level: str, identity: str) -> Peers | None:
        """The peers at a node; none where there is nobody but the issuer."""
        return self.peers.get((level, identity)) if self.others else None

    @property
    def key_issues(self) -> list[Node]:
        """The key issues that count, in the order of the method."""
        return [issue for pillar in self.explanation.pillars for theme in pillar.children for issue in theme.children]

    def points(self, weight: float, score: float) -> float:
        """Points by which a part moves the total; over all parts they sum to zero."""
        return weight * (score - self.explanation.score)


def read_source(reader: PublishedReader, issuer_id: str, rating_date: date) -> Source:
    """Reads all of it over one connection. Raises IssuerNotFoundError when nothing is published of the issuer."""
    with Warehouse(reader.file).reading():
        found = explain(reader.explanation(issuer_id, rating_date))
        of = {"issuer_id": issuer_id, "rating_date": rating_date}
        industry = {"industry_code": found.industry_code, "is_simulated": found.is_simulated}
        peers = reader.ask("peer_scores", {**industry, "rating_date": rating_date, "node_level": None, "node_id": None})
        return Source(
            explanation=found,
            peers=peers_by_node(peers),
            history=reader.ask("scorecard_history", of).to_dicts(),
            changes=reader.ask("scorecard_changes", of).to_dicts(),
            versions=reader.ask("scorecard_versions", of).to_dicts(),
            findings=reader.ask("scorecard_findings", of).to_dicts(),
            borders=list(reader.ask("scorecard_borders").iter_rows()),
            names={(kind, identity): name for kind, identity, name in reader.ask("scorecard_names").iter_rows()},
        )


def peers_by_node(frame: pl.DataFrame) -> dict[tuple[str, str], Peers]:
    """(level, id) of a node -> its peers."""
    columns = [field.name for field in fields(Peers)]
    return {
        (row["node_level"], row["node_id"]): Peers(**{name: row[name] for name in columns})
        for row in frame.iter_rows(named=True)
    }
