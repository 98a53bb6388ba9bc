"""Reads the published file for people: one method per question, one query of `sql/read` each. Writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from esg_pipeline import paths
from esg_pipeline.explain import Frames
from esg_pipeline.sql_models import read_query
from esg_pipeline.warehouse import Warehouse

REVIEW_QUERIES = ("review_items", "review_slips", "review_values")


@dataclass(frozen=True)
class PublishedReader:
    """The published file. Every method raises WarehouseError when the file or one of its tables is missing."""

    file: Path

    def ask(self, name: str, parameters: Mapping[str, object] | None = None) -> pl.DataFrame:
        """The result of `sql/read/<name>.sql`."""
        return Warehouse(self.file).select(read_query(name), parameters)

    def rating_dates(self) -> list[date]:
        """The rating dates there are, oldest first."""
        return self.ask("rating_dates")["rating_date"].to_list()

    def data_dictionary(self) -> pl.DataFrame:
        """What the file holds: a row per column of every table, view and macro, as `mart.data_dictionary`."""
        return self.ask("data_dictionary")

    def industries(self) -> dict[str, str]:
        """Industry code -> name."""
        return dict(self.ask("industries").iter_rows())

    def industry_words(self) -> dict[str, str]:
        """Plain word or Shenwan code -> industry code."""
        return dict(self.ask("industry_words").iter_rows())

    def ratings(
        self, rating_date: date, *, industry_code: str | None = None, is_simulated: bool | None = None
    ) -> pl.DataFrame:
        """The ratings of one date, best first; None asks for every industry, or for real and simulated issuers."""
        parameters = {"rating_date": rating_date, "industry_code": industry_code, "is_simulated": is_simulated}
        return self.ask("ratings", parameters)

    def portfolio_bonds(self, rating_date: date) -> pl.DataFrame:
        """Every bond that any rating date knows; columns bond_name, issuer_id, is_outstanding on the date and more."""
        return self.ask("portfolio_bonds", {"rating_date": rating_date})

    def compare_nodes(self, issuer_ids: Sequence[str], rating_date: date) -> pl.DataFrame:
        """The score trees of some issuers: node_level, node_id, node_name, score, weight, coverage."""
        return self.ask("compare_nodes", {"issuer_ids": list(issuer_ids), "rating_date": rating_date})

    def grade_distribution(self, rating_date: date) -> pl.DataFrame:
        """Columns grade, real_issuers, simulated_issuers; one row per grade, best first."""
        return self.ask("grade_distribution", {"rating_date": rating_date})

    def grade_scale(self) -> pl.DataFrame:
        """Columns grade, lower_bound; best first."""
        return self.ask("grade_scale")

    def issuers(self) -> pl.DataFrame:
        """Columns issuer_id, issuer_name, rating_dates (null for an issuer that was never rated)."""
        return self.ask("issuers")

    def universe_decision(self, issuer_id: str, rating_date: date) -> pl.DataFrame:
        """Columns in_scope, rule_id, description; no row when the issuer was not considered on that date."""
        return self.ask("universe_decision", {"issuer_id": issuer_id, "rating_date": rating_date})

    def review_items(self, issuer_id: str | None) -> pl.DataFrame:
        """What waits for a person or was decided about, the most doubtful first; None asks for every issuer.

        Facts of documents, values that are held because they look wrong by a power of ten, and decided values.
        """
        parts = [self.ask(name, {"issuer_id": issuer_id}) for name in REVIEW_QUERIES]
        order = [pl.col("decision").is_not_null(), pl.col("status") != "held", "confidence", "review_id"]
        return pl.concat(parts, how="vertical_relaxed").sort(order)

    def committee_decisions(self, rating_date: date) -> pl.DataFrame:
        """What the committee's decisions do on one date, those in force first."""
        return self.ask("committee_decisions", {"rating_date": rating_date})

    def orphan_decisions(self) -> pl.DataFrame:
        """Decisions about facts and values that the last run did not find."""
        return self.ask("orphan_decisions")

    def explanation(self, issuer_id: str, rating_date: date) -> Frames:
        """Everything that one grade rests on."""
        parameters = {"issuer_id": issuer_id, "rating_date": rating_date}
        return Frames(
            issuer=self.ask("explain_issuer", parameters),
            probabilities=self.ask("explain_probabilities", parameters),
            nodes=self.ask("explain_nodes", parameters),
            data_points=self.ask("explain_data_points", parameters),
            inputs=self.ask("explain_inputs", parameters),
            events=self.ask("explain_events", parameters),
            red_lines=self.ask("explain_red_lines", parameters),
            not_counted=self.ask("explain_not_counted", parameters),
            decisions=self.ask("explain_decisions", parameters),
        )


def published_reader() -> PublishedReader:
    """The reader of the published file where this process looks for it."""
    return PublishedReader(paths.published_file())
