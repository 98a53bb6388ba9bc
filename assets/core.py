"""The `core` layer: universe, facts of documents, observations, events, values as known on each rating date."""

from assets.factories import Frames, Inputs, sql_asset, table_assets
from data_contracts import core, documents, outliers
from esg_pipeline import paths
from esg_pipeline.disclosure.archive import extract_store
from esg_pipeline.disclosure.readings import Readings
from esg_pipeline.disclosure.units import UnitTable
from esg_pipeline.known import known_policy, known_values
from esg_pipeline.observe import collect_observations, factor_between
from esg_pipeline.universe import rating_universe


def facts(inputs: Inputs) -> Frames:
    """Everything that every document of the store says; what was read before is not read again."""
    return extract_store(
        inputs.store.directory,
        inputs.table("raw.document"),
        inputs.methodology,
        inputs.table("raw.issuer"),
        inputs.table("raw.review_decision"),
        inputs.store.limits.documents,
        Readings(paths.readings_dir(inputs.warehouse.path.parent)),
    )


def observations(inputs: Inputs) -> Frames:
    """Structured values and facts in canonical units."""
    collected = collect_observations(
        inputs.table("raw.reported_value"),
        inputs.table("core.extracted_fact"),
        inputs.table("raw.document"),
        inputs.table("raw.issuer"),
        inputs.table("reference.data_point"),
        factor_between(UnitTable.from_frame(inputs.methodology.units)),
        inputs.table("raw.review_decision"),
        inputs.table("core.fact_standing"),
    )
    return {"core.observation": collected}


def universe(inputs: Inputs) -> Frames:
    """Who is rated on the rating date."""
    rated = rating_universe(
        inputs.table("raw.issuer"),
        inputs.table("raw.bond"),
        inputs.table("raw.industry_membership"),
        inputs.table("reference.industry"),
        inputs.table("reference.security_type"),
        inputs.table("reference.universe_rule"),
        inputs.day,
    )
    return {"core.rating_universe": rated}


def values(inputs: Inputs) -> Frames:
    """What was known on the rating date, from which observations, and which of them were treated as outliers."""
    return known_values(
        observations=inputs.table("core.observation"),
        event_effects=inputs.table("core.event_effect"),
        universe=inputs.table("core.rating_universe"),
        data_points=inputs.table("reference.data_point"),
        derivations=inputs.table("reference.derivation"),
        rating_date=inputs.day,
        policy=known_policy(inputs.methodology.parameters),
    ).tables()


ASSETS = (
    table_assets(
        "documents",
        documents.TABLES,
        (
            "raw.document",
            "raw.issuer",
            "raw.review_decision",
            "reference.label",
            "reference.unit",
            "reference.data_point",
            "reference.event_type",
            "reference.parameter",
        ),
        facts,
        "python",
    ),
    table_assets(
        "observation",
        (core.OBSERVATION,),
        (
            "raw.reported_value",
            "core.extracted_fact",
            "core.fact_standing",
            "raw.document",
            "raw.issuer",
            "reference.data_point",
            "raw.review_decision",
        ),
        observations,
        "python",
    ),
    table_assets(
        "rating_universe",
        (core.RATING_UNIVERSE,),
        (
            "raw.issuer",
            "raw.bond",
            "raw.industry_membership",
            "reference.industry",
            "reference.security_type",
            "reference.universe_rule",
        ),
        universe,
        "python",
    ),
    sql_asset(core.EVENT),
    sql_asset(core.EVENT_IN_WINDOW),
    sql_asset(core.EVENT_EFFECT),
    table_assets(
        "known_value",
        (
            core.KNOWN_VALUE,
            core.KNOWN_VALUE_INPUT,
            core.INTERPOLATED_VALUE,
            core.INTERPOLATED_VALUE_INPUT,
            outliers.OUTLIER,
        ),
        (
            "core.observation",
            "core.event_effect",
            "core.rating_universe",
            "reference.data_point",
            "reference.derivation",
        ),
        values,
        "python",
    ),
    sql_asset(core.VALUE_SOURCE),
)
