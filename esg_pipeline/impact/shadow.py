"""Rates by any version of the method, aside: the steps of the pipeline in a scratch file that is thrown away."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from esg_pipeline.disclosure.units import UnitTable
from esg_pipeline.grade import MinimumCoverage, rate
from esg_pipeline.impact.inputs import EVENTS, FACTS, Tables
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
    "rating.red_line_hit",
)


@dataclass(frozen=True)
class Shadow:
    """Ratings of one rating date as `rating.rating`, and what they rest on as `score.key_issue_score`."""

    ratings: pl.DataFrame
    key_issues: pl.DataFrame


def shadow_run(methodology: Methodology, inputs: Tables, rating_date: date) -> Shadow:
    """Rate everybody on a date by a version. `inputs`: the tables of `raw`, and the facts of documents."""
    reference = reference_tables(methodology)
    universe = rating_universe(
        inputs["raw.issuer"],
        inputs["raw.bond"],
        inputs["raw.industry_membership"],
        reference["reference.industry"],
        reference["reference.security_type"],
        reference["reference.universe_rule"],
        rating_date,
    )
    with tempfile.TemporaryDirectory() as scratch:
        work = Warehouse(Path(scratch) / "shadow.duckdb")
        delivered = {name: inputs[name] for name in ("raw.issuer", "raw.event", "raw.document", EVENTS)}
        work.replace({**delivered, **reference, "core.rating_universe": universe})
        run_models(work, FROM_EVENTS, rating_date)
        known = values_known(methodology, inputs, reference, work, rating_date)
        scores = score_data_points(universe, known.values, known.interpolated, methodology, rating_date)
        work.replace({"core.known_value": known.values, "score.data_point_score": scores})
        run_models(work, LEVELS, rating_date)
        return Shadow(graded(methodology, work), work.read("score.key_issue_score"))


def run_models(work: Warehouse, names: Sequence[str], rating_date: date) -> None:
    """The tables that SQL models make of the tables there are."""
    for name in names:
        model = load_model(name)
        parameters = {"rating_date": rating_date} if model.is_partitioned else {}
        work.replace({name: work.select(model.query, parameters)})


def values_known(
    methodology: Methodology, inputs: Tables, reference: Tables, work: Warehouse, rating_date: date
) -> KnownValues:
    """What is known on the rating date."""
    observations = collect_observations(
        inputs["raw.reported_value"],
        inputs[FACTS],
        inputs["raw.document"],
        inputs["raw.issuer"],
        reference["reference.data_point"],
        factor_between(UnitTable.from_frame(methodology.units)),
        inputs["raw.review_decision"],
    )
    return known_values(
        observations=observations,
        event_effects=work.read("core.event_effect"),
        universe=work.read("core.rating_universe"),
        data_points=reference["reference.data_point"],
        derivations=reference["reference.derivation"],
        rating_date=rating_date,
        policy=known_policy(methodology.parameters),
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
