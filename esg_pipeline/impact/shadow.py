"""Rates by any version of the method, aside: the steps of the pipeline in a scratch file that is thrown away."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import polars as pl

from esg_pipeline.committee import Committee, apply
from esg_pipeline.disclosure.units import UnitTable
from esg_pipeline.grade import MinimumCoverage, rate
from esg_pipeline.impact.inputs import DECISIONS, EVENTS, FACTS, STANDINGS, Tables
from esg_pipeline.known import KnownValues, known_policy, known_values
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.tables import reference_tables
from esg_pipeline.observe import collect_observations, factor_between
from esg_pipeline.scoring import score_data_points
from esg_pipeline.sql_models import load_model
from esg_pipeline.universe import rating_universe
from esg_pipeline.warehouse import Warehouse

FROM_EVENTS = ("core.event", "core.event_in_window", "core.event_effect")
LEVELS = (
    *("score.node_share", "score.key_issue_score", "score.theme_score", "score.pillar_score", "score.esg_score"),
    *("rating.red_line_hit", "rating.contribution"),
)


@dataclass(frozen=True)
class Shadow:
    """Ratings of one rating date as `rating.rating`, and what they rest on as `score.key_issue_score`.

    `tables`: every table that was made, by name, columns in no promised order.
    """

    ratings: pl.DataFrame
    key_issues: pl.DataFrame
    tables: Tables = field(default_factory=dict[str, pl.DataFrame], repr=False)

    def in_short(self) -> "Shadow":
        """The same without the tables, for those who hold many."""
        return replace(self, tables={})


def shadow_run(
    methodology: Methodology,
    inputs: Tables,
    rating_date: date,
    known_at: date | None = None,
    previous: pl.DataFrame | None = None,
) -> Shadow:
    """Rate everybody on a date by a version. `inputs`: the tables of `raw`, and the facts of documents.

    `known_at`: the day whose knowledge counts, the rating date by default.
    Committee decisions count when they are among the inputs; a hold needs the `previous` ratings.
    """
    reference = reference_tables(methodology)
    universe = rating_universe(
        inputs["raw.issuer"],
        inputs["raw.bond"],
        inputs["raw.industry_membership"],
        reference["reference.industry"],
        reference["reference.security_type"],
        reference["reference.universe_rule"],
        rating_date,
        known_at,
    )
    with tempfile.TemporaryDirectory() as scratch:
        work = Warehouse(Path(scratch) / "shadow.duckdb")
        delivered = {name: inputs[name] for name in ("raw.issuer", "raw.event", "raw.document", EVENTS)}
        work.replace({**delivered, **reference, "core.rating_universe": universe})
        run_models(work, FROM_EVENTS, rating_date, known_at)
        observations = reported(methodology, inputs, reference)
        known = values_known(methodology, observations, reference, work, rating_date, known_at)
        scores = score_data_points(universe, known.values, known.interpolated, methodology, rating_date)
        work.replace({"core.known_value": in_order(known.values), "score.data_point_score": in_order(scores)})
        run_models(work, LEVELS, rating_date, known_at)
        decided = after_committee(graded(methodology, work), inputs, previous, rating_date, known_at)
        ratings = decided.ratings
        made = {name: work.read(name) for name in (*FROM_EVENTS, *LEVELS)}
        made |= {"core.rating_universe": universe, "core.observation": observations, **known.tables()}
        made |= {"score.data_point_score": scores, "rating.rating": ratings}
        made |= {"rating.committee_decision": decided.decisions}
        return Shadow(ratings, made["score.key_issue_score"], made)


def run_models(work: Warehouse, names: Sequence[str], rating_date: date, known_at: date | None) -> None:
    """The tables that SQL models make of the tables there are."""
    for name in names:
        model = load_model(name)
        work.replace({name: in_order(work.select(model.query, model.parameters(rating_date, known_at)))})


def in_order(table: pl.DataFrame) -> pl.DataFrame:
    """The rows as the pipeline would write them, for a sum's last digit follows the order: by all that is no number."""
    return table.sort([name for name, dtype in table.schema.items() if not dtype.is_float()])


def reported(methodology: Methodology, inputs: Tables, reference: Tables) -> pl.DataFrame:
    """Everything that was ever reported, as `core.observation`."""
    return collect_observations(
        inputs["raw.reported_value"],
        inputs[FACTS],
        inputs["raw.document"],
        inputs["raw.issuer"],
        reference["reference.data_point"],
        factor_between(UnitTable.from_frame(methodology.units)),
        inputs["raw.review_decision"],
        inputs.get(STANDINGS),
    )


def values_known(
    methodology: Methodology,
    observations: pl.DataFrame,
    reference: Tables,
    work: Warehouse,
    rating_date: date,
    known_at: date | None,
) -> KnownValues:
    """What counts on the rating date of what is known."""
    return known_values(
        observations=observations,
        event_effects=work.read("core.event_effect"),
        universe=work.read("core.rating_universe"),
        data_points=reference["reference.data_point"],
        derivations=reference["reference.derivation"],
        rating_date=rating_date,
        policy=known_policy(methodology.parameters),
        known_at=known_at,
    )


def graded(methodology: Methodology, work: Warehouse) -> pl.DataFrame:
    """Grades by the version's scale, red lines and minimum coverage."""
    chosen = methodology.parameters
    return rate(
        work.read("score.esg_score"),
        work.read("score.pillar_score"),
        work.read("score.node_share"),
        work.read("rating.red_line_hit"),
        methodology.grades,
        MinimumCoverage(chosen.minimum_coverage, methodology.pillar_limits, chosen.maximum_not_applicable),
        methodology.version,
        methodology.hash,
    ).sort("issuer_id")


def after_committee(
    rated: pl.DataFrame, inputs: Tables, previous: pl.DataFrame | None, rating_date: date, known_at: date | None
) -> Committee:
    """What the decisions among the inputs do to ratings; those that break a rule here do nothing and stop nothing.

    `known_at` leaves out what was decided later; None counts every decision, for it is about its rating date.
    """
    nothing = pl.DataFrame()
    earlier = nothing if previous is None else previous
    return apply(rated, inputs.get(DECISIONS, nothing), earlier, rating_date, known_at)
