"""From score to grade: Table 3, minimum coverage, red-line caps. Committee decisions are not made here."""

from dataclasses import dataclass

import polars as pl

from esg_pipeline.methodology.codes import Grade

BEST_TO_WORST = tuple(grade.value for grade in Grade if grade is not Grade.NR)


@dataclass(frozen=True)
class MinimumCoverage:
    """What must be known for a grade: the least coverage in total and per pillar (pillar_id, minimum_coverage).

    `not_applicable`: the largest share of the weight, in total and per pillar, that may be declared not to apply.
    """

    total: float
    pillars: pl.DataFrame
    not_applicable: float


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
    pillars: pl.DataFrame,
    shares: pl.DataFrame,
    red_line_hits: pl.DataFrame,
    scale: pl.DataFrame,
    minimum: MinimumCoverage,
    methodology_version: str,
    methodology_hash: str,
) -> pl.DataFrame:
    """Grades of one rating date: model grade, then the lowest red-line cap, then NR below a minimum coverage.

    `scores`, `pillars`, `shares`, `red_line_hits`: as `score.esg_score`, `score.pillar_score`, `score.node_share` and
    `rating.red_line_hit`. `grade` is the rule grade until the committee has decided; `cap_grade` is the lowest cap.
    """
    known = scores.with_columns(model_grade=model_grade(pl.col("score"), scale))
    capped = known.join(lowest_caps(red_line_hits), on="issuer_id", how="left", validate="1:1")
    reasons = reasons_for_no_grade(scores, pillars, shares, minimum)
    graded = capped.join(reasons, on="issuer_id", how="left", validate="1:1")
    is_capped = (notch("cap_grade") > notch("model_grade")).fill_null(value=False)
    is_rated = pl.col("not_rated_reason").is_null()
    allowed = pl.when(is_capped).then("cap_grade").otherwise("model_grade")
    rule_grade = pl.when(is_rated).then(allowed).otherwise(pl.lit(Grade.NR.value))
    return graded.with_columns(
        rule_grade=rule_grade,
        grade=rule_grade,
        cap_rule_id=pl.when(is_capped).then("rule_id"),
        decision_id=pl.lit(None, dtype=pl.String),
        methodology_version=pl.lit(methodology_version),
        methodology_hash=pl.lit(methodology_hash),
    )


def reasons_for_no_grade(
    scores: pl.DataFrame, pillars: pl.DataFrame, shares: pl.DataFrame, minimum: MinimumCoverage
) -> pl.DataFrame:
    """issuer_id, not_rated_reason of who is below a minimum: the total first, then the pillars, all in one text.

    Then the total and the pillars of which it declares too much not applicable. A pillar that has no weight for an
    issuer, or no data point that applies, has no row in `pillars` and no coverage that could be too low.
    """
    in_total = scores.select("issuer_id", "coverage", what=pl.lit(""), least=pl.lit(minimum.total))
    of_pillar = pillars.join(minimum.pillars, on="pillar_id", validate="m:1").select(
        "issuer_id", "coverage", what=pl.format(" of {}", "pillar_id"), least="minimum_coverage"
    )
    short = pl.concat([in_total, of_pillar]).filter(pl.col("coverage") < pl.col("least")).sort("issuer_id", "what")
    reason = pl.format(
        "coverage{} {} % is below the minimum of {} %", "what", percent(pl.col("coverage")), percent(pl.col("least"))
    )
    said = pl.concat([short.select("issuer_id", reason=reason), too_much_waived(shares, minimum.not_applicable)])
    texts = said.group_by("issuer_id", maintain_order=True).agg(not_rated_reason="reason")
    return texts.with_columns(pl.col("not_rated_reason").list.join("; "))


def too_much_waived(shares: pl.DataFrame, most: float) -> pl.DataFrame:
    """issuer_id, reason of who declares more than a share not applicable: coverage counts only what applies."""
    share, node = pl.col("not_applicable_share"), pl.col("node_id")
    waived = shares.filter(pl.col("node_level").is_in(["total", "pillar"]) & (share > most))
    what = pl.when(pl.col("node_level") == "total").then(pl.lit("")).otherwise(pl.format(" of {}", node))
    reason = pl.format("{} %{} is declared not applicable, more than {} %", percent(share), what, percent(pl.lit(most)))
    return waived.sort("issuer_id", pl.col("node_level") != "total", "node_id").select("issuer_id", reason=reason)


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
