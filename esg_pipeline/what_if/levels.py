"""From the scored data points of one issuer to its score and grade: the pipeline's models in a file thrown away."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from esg_pipeline.impact.shadow import LEVELS, graded, in_order, run_models
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.tables import reference_tables
from esg_pipeline.warehouse import Warehouse

REFERENCE = tuple(
    f"reference.{name}" for name in ("data_point", "key_issue", "key_issue_weight", "red_line", "event_severity")
)
NODES = {"key_issue": "score.key_issue_score", "theme": "score.theme_score", "pillar": "score.pillar_score"}


@dataclass(frozen=True)
class Rated:
    """An issuer by some version and values: score None where nothing weighs; the grade is that of the rules.

    `nodes`: node_level, node_id, weight, score, coverage; `points`: data_point_id, weight, score, contribution and how.
    """

    score: float | None
    model_grade: str | None
    rule_grade: str | None
    cap_rule_id: str | None
    not_rated_reason: str | None
    coverage: float | None
    imputed_share: float | None
    nodes: pl.DataFrame
    points: pl.DataFrame


@dataclass(frozen=True)
class Issuer:
    """What besides the method decides the grade of one issuer: its cells, what is known, its row, its events."""

    cells: pl.DataFrame
    known: pl.DataFrame
    universe: pl.DataFrame
    events: pl.DataFrame


def rated(methodology: Methodology, issuer: Issuer, rating_date: date) -> Rated:
    """The score, its parts and the grade by the rules of a version, committee left out."""
    reference = reference_tables(methodology)
    with tempfile.TemporaryDirectory() as scratch:
        work = Warehouse(Path(scratch) / "what_if.duckdb")
        given = {
            **{name: reference[name] for name in REFERENCE},
            "core.rating_universe": issuer.universe,
            "core.event": issuer.events,
            "core.known_value": in_order(issuer.known),
            "score.data_point_score": in_order(issuer.cells),
        }
        with work.working():
            work.replace(given)
            run_models(work, LEVELS, rating_date, None)
            return outcome(graded(methodology, work), {name: work.read(name) for name in LEVELS}, issuer.cells)


def outcome(ratings: pl.DataFrame, made: Mapping[str, pl.DataFrame], cells: pl.DataFrame) -> Rated:
    """The rows of the only issuer, put together."""
    names = ("score", "model_grade", "rule_grade", "cap_rule_id", "not_rated_reason", "coverage", "imputed_share")
    of_issuer = ratings.row(0, named=True) if ratings.height else dict.fromkeys(names)
    nodes = [
        made[table].select(
            node_level=pl.lit(level), node_id=f"{level}_id", weight="weight", score="score", coverage="coverage"
        )
        for level, table in NODES.items()
    ]
    how = cells.select("data_point_id", "origin", "method", "donors", "value")
    points = (
        made["rating.contribution"]
        .select("data_point_id", "contribution", "score", weight="weight_in_total")
        .join(how, on="data_point_id", validate="1:1")
    )
    return Rated(*(of_issuer[name] for name in names), nodes=pl.concat(nodes), points=points)
