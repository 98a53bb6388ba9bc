"""What an attribution reads: pairs of ratings, their cells and events, and the versions that made them. No method."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TypeAlias, cast

import polars as pl

from esg_pipeline import paths
from esg_pipeline.attribution import NO_DETAIL, attributed, changes
from esg_pipeline.attribution_cells import GROUP, Grid, Rules, Side, functions_of, rules_of
from esg_pipeline.attribution_refill import CORE, Dated, refilled_cells
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.methodology.tables import reference_tables
from esg_pipeline.sql_models import read_query
from esg_pipeline.standardise import ValueFunctions
from esg_pipeline.warehouse import Warehouse

Pair: TypeAlias = tuple[date, date, str, str]
PAIR = ("previous_rating_date", "rating_date", "previous_methodology_hash", "methodology_hash")
SIDE_QUERIES = ("weighed_scores", "scoring_methods", "values_in_use", "lines_in_use", "rated_industries")
NO_FIGURES = pl.DataFrame(schema=[*GROUP, "value"])
RULE_TABLES = ("reference.parameter", "reference.data_point", "reference.imputation", "reference.value_function")


@dataclass
class ChangeSource:
    """A work file or a published one; the versions of earlier ratings are archived beside it, a folder per hash."""

    warehouse: Warehouse
    kept: dict[str, Rules | None] = field(default_factory=dict[str, Rules | None], repr=False)
    sides: dict[tuple[date, str, str | None], Side] = field(
        default_factory=dict[tuple[date, str, str | None], Side], repr=False
    )
    in_force: dict[tuple[str, int], ValueFunctions] = field(
        default_factory=dict[tuple[str, int], ValueFunctions], repr=False
    )

    def ask(self, name: str, parameters: Mapping[str, object] | None = None) -> pl.DataFrame:
        """The result of `sql/read/<name>.sql`."""
        return self.warehouse.select(read_query(name), parameters)

    @cached_property
    def grid(self) -> Grid:
        """Every issuer that was ever rated x every data point that ever had a weight."""
        return Grid(self.history()["issuer_id"].unique().sort(), self.ask("weighed_data_points")["data_point_id"])

    def history(self, issuer_id: str | None = None) -> pl.DataFrame:
        """Ratings with the date and the version of the one before, of one issuer or of all."""
        ratings = self.ask("graded_history", {"issuer_id": issuer_id})
        return with_version_before(ratings)

    def rules(self, methodology_hash: str) -> Rules | None:
        """The rules of a version: those of the file, else archived ones; None where there are none.

        Raises ValueError when the archive holds other files under that hash.
        """
        if methodology_hash not in self.kept:
            self.kept[methodology_hash] = self.found_rules(methodology_hash)
        return self.kept[methodology_hash]

    def found_rules(self, methodology_hash: str) -> Rules | None:
        """The same, read."""
        in_file = self.warehouse.read("reference.methodology")["methodology_hash"].to_list()
        if methodology_hash in in_file:
            return rules_of({name: self.warehouse.read(name) for name in RULE_TABLES})
        version = self.archived(methodology_hash)
        return None if version is None else rules_of(reference_tables(version))

    def archived(self, methodology_hash: str) -> Methodology | None:
        """A version out of the archive. Raises ValueError when its files are no longer those of the hash."""
        folder = paths.archive_dir(self.warehouse.path.parent) / "methodology" / methodology_hash
        if not folder.is_dir():
            return None
        version = load_methodology(folder)
        if version.hash != methodology_hash:
            raise ValueError(f"{folder} holds the version {version.hash}: its files were changed")
        return version

    def unknown_versions(self) -> list[str]:
        """Hashes of versions that made ratings with one before or after them, and that are not at hand."""
        pairs = self.history().drop_nulls("previous_rating_date")
        used = {*pairs["methodology_hash"], *pairs["previous_methodology_hash"]}
        return sorted(name for name in used if self.rules(name) is None)

    def functions(self, day: date, methodology_hash: str) -> ValueFunctions | None:
        """The value functions in force on a date; the same object as long as no anchors come into force."""
        rules = self.rules(methodology_hash)
        if rules is None:
            return None
        in_force = rules.anchors.filter(pl.col("valid_from_date") <= day).height
        key = methodology_hash, in_force
        if key not in self.in_force:
            self.in_force[key] = functions_of(rules, day)
        return self.in_force[key]

    def side(self, day: date, methodology_hash: str, issuer_id: str | None) -> Side:
        """One date of a pair, still without the figures of fences; the last two are kept."""
        key = day, methodology_hash, issuer_id
        if key not in self.sides:
            self.sides = dict(list(self.sides.items())[-1:])
            self.sides[key] = self.read_side(*key)
        return self.sides[key]

    def read_side(self, day: date, methodology_hash: str, issuer_id: str | None) -> Side:
        """The same, read."""
        asked = {"rating_date": day, "issuer_id": issuer_id}
        tables = self.warehouse.select_all([(read_query(name), asked) for name in SIDE_QUERIES])
        scores, methods, values, lines = map(self.grid.numbered, tables[:-1])
        return Side(
            day,
            methodology_hash,
            self.rules(methodology_hash),
            self.functions(day, methodology_hash),
            scores,
            methods,
            values,
            lines,
            industries=tables[-1],
            figures=NO_FIGURES,
        )

    def changes_of(self, pair: Pair, issuers: pl.Series, issuer_id: str | None) -> pl.DataFrame:
        """`rating.change_detail` of issuers between two dates. `pair`: dates, then versions, the earlier first."""
        first, second, old_hash, new_hash = pair
        sides = self.side(first, old_hash, issuer_id), self.side(second, new_hash, issuer_id)
        fenced = read_query("fenced_figures")
        *figures, events = self.warehouse.select_all(
            [
                (fenced, {"rating_date": first, "other_date": second, "issuer_id": issuer_id}),
                (fenced, {"rating_date": second, "other_date": first, "issuer_id": issuer_id}),
                (read_query("event_points"), {"earlier_date": first, "later_date": second, "issuer_id": issuer_id}),
            ]
        )
        earlier, later = (replace(side, figures=known) for side, known in zip(sides, figures, strict=True))
        return changes(self.grid, events, earlier, later, issuers, self.refilled(earlier, later))

    def refilled(self, earlier: Side, later: Side) -> pl.DataFrame | None:
        """Both dates filled by each other's benchmarks; None where these are the same or a version is not archived."""
        if earlier.functions is later.functions:
            return None
        dated = [self.dated(side) for side in (earlier, later)]
        return refilled_cells(dated[0], dated[1]) if dated[0] and dated[1] else None

    def dated(self, side: Side) -> Dated | None:
        """A date with its archived version and what was known of everybody."""
        version = self.archived(side.methodology_hash) or in_force(side.methodology_hash)
        tables = {name: self.warehouse.read(name, side.rating_date) for name in CORE}
        return None if version is None else Dated(side.rating_date, version, tables)


def in_force(methodology_hash: str) -> Methodology | None:
    """The version to rate by, when it is the one asked for: a run archives it only after its ratings are made."""
    version = load_methodology(paths.methodology_dir())
    return version if version.hash == methodology_hash else None


def with_version_before(ratings: pl.DataFrame) -> pl.DataFrame:
    """Ratings with the version by which the one before was made."""
    before = ratings.select(
        "issuer_id", previous_rating_date="rating_date", previous_methodology_hash="methodology_hash"
    )
    return ratings.join(
        before, on=["issuer_id", "previous_rating_date"], how="left", validate="1:1", maintain_order="left"
    )


def attribute(source: ChangeSource, history: pl.DataFrame, issuer_id: str | None = None) -> dict[str, pl.DataFrame]:
    """`rating.change_attribution` and `rating.change_detail` of every rating in `history` that has one before it.

    A pair of dates at a time: what is in memory does not grow with the years.
    """
    pairs = history.drop_nulls("previous_rating_date").partition_by(PAIR, as_dict=True)
    details = [source.changes_of(cast("Pair", pair), pairs[pair]["issuer_id"], issuer_id) for pair in sorted(pairs)]
    detail = pl.concat(details) if details else NO_DETAIL
    return {"rating.change_attribution": attributed(detail, history), "rating.change_detail": detail}
