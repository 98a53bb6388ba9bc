"""What would have been said of everybody on a rating date with the knowledge of a day, beside what was published.

How a rating follows from what is known is in `impact.shadow`; what was known is in `observe`, `universe` and the models
of events. Nothing is written.
"""

from datetime import date

import polars as pl

from esg_pipeline.grade import BEST_TO_WORST
from esg_pipeline.impact.inputs import DECISIONS, Source, Tables
from esg_pipeline.impact.shadow import Shadow, shadow_run
from esg_pipeline.ledger import STAMPS
from esg_pipeline.methodology.codes import Grade
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.past import PAST, as_it_stood, last_made_on
from esg_pipeline.universe import rating_universe

COLUMNS = (
    *("issuer_id", "issuer_name", "rating_date", "known_at", "industry_code", "industry_name", "issuer_class"),
    *("grade", "published_grade", "is_different", "model_grade", "score", "published_score", "score_reported_only"),
    *("coverage", "cap_rule_id", "not_rated_reason", "methodology_version", "methodology_hash", "is_simulated"),
)
RATED = (
    *("issuer_id", "grade", "model_grade", "score", "score_reported_only", "coverage", "cap_rule_id"),
    *("not_rated_reason", "methodology_version", "methodology_hash"),
)


def ratings_as_known(
    methodology: Methodology,
    source: Source,
    published: pl.DataFrame,
    rating_date: date,
    known_at: date,
    ledger: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """COLUMNS of everybody who is rated on the date by what is known now or was known then, best first.

    `published`: `rating.rating` of every date, `ledger`: `rating.rating_version`. Who was not in scope with the
    knowledge of then is NR with the rule that kept it out. Raises WarehouseError when nothing was run yet.
    """
    inputs = {**source.tables(methodology), DECISIONS: source.warehouse.read(DECISIONS)}
    earlier = known_before(methodology, inputs, said_before(published, ledger, rating_date), known_at)
    run = shadow_run(methodology, inputs, rating_date, known_at, earlier)
    registry = inputs["raw.issuer"].select("issuer_id", "is_simulated", issuer_name="name")
    placed = pl.concat([run.ratings.select(RATED), kept_out(methodology, inputs, run, rating_date)], how="diagonal")
    named = placed.join(registry, on="issuer_id", validate="1:1").join(
        industry_of(methodology, inputs, run, rating_date), on="issuer_id", how="left", validate="1:1"
    )
    both = beside(named, published.filter(pl.col("rating_date") == rating_date))
    dated = both.with_columns(rating_date=pl.lit(rating_date), known_at=pl.lit(known_at))
    place = pl.col("grade").replace_strict({grade: n for n, grade in enumerate(BEST_TO_WORST)}, default=None)
    return dated.select(COLUMNS).sort(place, -pl.col("score"), "issuer_id", nulls_last=True)


def said_before(published: pl.DataFrame, ledger: pl.DataFrame | None, rating_date: date) -> pl.DataFrame:
    """PAST of the earlier dates: as it stood when the date was rated, or as it stands where the date never was."""
    rated = published.filter(pl.col("rating_date") == rating_date)
    if ledger is None or ledger.is_empty():
        return published.filter(pl.col("rating_date") < rating_date)
    if rated.is_empty():
        return as_it_stood(ledger, rating_date, None, {})
    stamps = rated.select(STAMPS).row(0, named=True)
    return as_it_stood(ledger, rating_date, last_made_on(ledger, rating_date, stamps), stamps)


def known_before(methodology: Methodology, inputs: Tables, said: pl.DataFrame, known_at: date) -> pl.DataFrame:
    """What decisions look back on: `said`, but dates after the day of knowledge are rated as known on it too."""
    if inputs[DECISIONS].is_empty():
        return said
    known = said.filter(pl.col("rating_date") <= known_at)
    later: list[date] = said.filter(pl.col("rating_date") > known_at)["rating_date"].unique().sort().to_list()
    for day in later:
        rated = shadow_run(methodology, inputs, day, known_at, known).ratings
        known = pl.concat([known, rated.select(PAST)], how="diagonal_relaxed")
    return known


def universe_now(methodology: Methodology, inputs: Tables, rating_date: date) -> pl.DataFrame:
    """Who is in scope on the date by all that is known now."""
    return rating_universe(
        inputs["raw.issuer"],
        inputs["raw.bond"],
        inputs["raw.industry_membership"],
        methodology.industries,
        methodology.security_types,
        methodology.universe_rules,
        rating_date,
    ).filter("in_scope")


def kept_out(methodology: Methodology, inputs: Tables, run: Shadow, rating_date: date) -> pl.DataFrame:
    """NR for those in scope by what is known now and not with the knowledge of then: issuer_id, grade and the rule."""
    then = run.tables["core.rating_universe"].filter(~pl.col("in_scope"))
    rules = methodology.universe_rules.select("rule_id", "description")
    return (
        universe_now(methodology, inputs, rating_date)
        .select("issuer_id")
        .join(then.select("issuer_id", "rule_id"), on="issuer_id", validate="1:1")
        .join(rules, on="rule_id", validate="m:1")
        .select(
            "issuer_id",
            grade=pl.lit(Grade.NR.value),
            not_rated_reason=pl.format("not in scope with what was known, rule {}: {}", "rule_id", "description"),
            methodology_version=pl.lit(methodology.version),
            methodology_hash=pl.lit(methodology.hash),
        )
    )


def industry_of(methodology: Methodology, inputs: Tables, run: Shadow, rating_date: date) -> pl.DataFrame:
    """issuer_id, industry_code, industry_name, issuer_class: as known then, else as known now."""
    columns = ("issuer_id", "industry_code", "issuer_class")
    then = run.tables["core.rating_universe"].filter("in_scope").select(columns)
    now = universe_now(methodology, inputs, rating_date).select(columns).join(then, on="issuer_id", how="anti")
    names = methodology.industries.select("industry_code", industry_name="name")
    return pl.concat([then, now]).join(names, on="industry_code", how="left", validate="m:1")


def beside(rated: pl.DataFrame, published: pl.DataFrame) -> pl.DataFrame:
    """Ratings with published_grade, published_score and is_different; null where the date was never published."""
    said = published.select("issuer_id", published_grade="grade", published_score="score")
    both = rated.join(said, on="issuer_id", how="left", validate="1:1")
    is_different = pl.col("published_grade") != pl.col("grade")
    return both.with_columns(is_different=is_different)


def narrowed(found: pl.DataFrame, industry_code: str | None, is_simulated: bool | None) -> pl.DataFrame:
    """The rows of one industry, and of real or simulated issuers; None asks for all."""
    of_industry = found if industry_code is None else found.filter(pl.col("industry_code") == industry_code)
    return of_industry if is_simulated is None else of_industry.filter(pl.col("is_simulated") == is_simulated)
