"""From score to grade: Table 3, minimum coverage, red-line caps. Committee decisions are not made here."""

import polars as pl

from esg_pipeline.methodology.codes import Grade

BEST_TO_WORST = tuple(grade.value for grade in Grade if grade is not Grade.NR)


def model_grade(score: pl.Expr, scale: pl.DataFrame) -> pl.Expr:
    """Grade of the unrounded score, lower bound inclusive (Table 3). `scale`: grade, lower_bound."""
    bounds = scale.sort("lower_bound", descending=True)
    known = score.fill_nan(None)  # polars holds NaN for greater than every number: it would be AAA
    choices = [
        pl.when(known >= bound).then(pl.lit(grade))
        for grade, bound in bounds.select("grade", "lower_bound").iter_rows()
    ]
    return pl.coalesce(choices)


def rate(
    scores: pl.DataFrame,
    red_line_hits: pl.DataFrame,
    scale: pl.DataFrame,
    minimum_coverage: float,
    methodology_version: str,
    methodology_hash: str,
) -> pl.DataFrame:
    """Grades of one rating date: model grade, then the lowest red-line cap, then NR below the minimum coverage.

    `scores`: as `score.esg_score`; `red_line_hits`: as `rating.red_line_hit`. The model grade is always kept.
    """
    caps = lowest_caps(red_line_hits)
    graded = scores.with_columns(model_grade=model_grade(pl.col("score"), scale)).join(
        caps, on="issuer_id", how="left", validate="1:1"
    )
    is_capped = (notch("cap_grade") > notch("model_grade")).fill_null(value=False)
    is_rated = pl.col("coverage") >= minimum_coverage
    reason = pl.format(
        "coverage {} % is below the minimum of {} %", percent(pl.col("coverage")), percent(pl.lit(minimum_coverage))
    )
    return graded.with_columns(
        grade=pl.when(~is_rated)
        .then(pl.lit(Grade.NR.value))
        .otherwise(pl.when(is_capped).then("cap_grade").otherwise("model_grade")),
        cap_rule_id=pl.when(is_capped).then("rule_id"),
        not_rated_reason=pl.when(~is_rated).then(reason),
        decision_id=pl.lit(None, dtype=pl.String),
        methodology_version=pl.lit(methodology_version),
        methodology_hash=pl.lit(methodology_hash),
    )


def lowest_caps(red_line_hits: pl.DataFrame) -> pl.DataFrame:
    """The hit with the lowest cap per issuer; the rule id breaks ties."""
    ordered = red_line_hits.with_columns(cap_notch=notch("cap_grade")).sort(
        "issuer_id", "cap_notch", "rule_id", descending=[False, True, False]
    )
    return ordered.unique("issuer_id", keep="first", maintain_order=True).select("issuer_id", "rule_id", "cap_grade")


def notch(column: str) -> pl.Expr:
    """1 for AAA to 9 for C."""
    return pl.col(column).replace_strict(BEST_TO_WORST, list(range(1, 10)), default=None, return_dtype=pl.Int64)


def percent(share: pl.Expr) -> pl.Expr:
    """A share as a percentage with one decimal, truncated so that it never looks better than it is."""
    tenths = (share * 1000).floor().cast(pl.Int64)
    return pl.format("{}.{}", tenths // 10, tenths % 10)
