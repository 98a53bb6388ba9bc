"""Who is rated on a rating date: issuers of public bonds and LGFV bonds, rates bonds excluded. No scores in here."""

from datetime import date

import polars as pl

from esg_pipeline.methodology.codes import IssuerClass

# First rule that holds decides; the ids and their wording are rows of universe_rules.csv.
RULES = ("U6", "U1", "U2", "U5", "U3")
NO_BOND_RULE = "U4"


def rating_universe(
    issuers: pl.DataFrame,
    bonds: pl.DataFrame,
    memberships: pl.DataFrame,
    industries: pl.DataFrame,
    security_types: pl.DataFrame,
    rules: pl.DataFrame,
    rating_date: date,
    known_at: date | None = None,
) -> pl.DataFrame:
    """One row per issuer of the registry with the rule that decided (methodology, section 1; DESIGN 4.1).

    Frames as in `raw` and `reference`; `rules` says of each rule whether it lets an issuer in. A bond counts from its
    issue date to the day before it matures; what begins after `known_at` (the rating date) was not known.
    """
    known_day = min(rating_date, known_at or rating_date)
    issued = bonds.filter(pl.col("issue_date") <= known_day)
    holdings = outstanding(issued, security_types, rating_date)
    industry = industry_on(memberships, known_day).join(industries, on="industry_code", how="left", validate="m:1")
    known = issuers.join(holdings, on="issuer_id", how="left", validate="1:1").join(
        industry, on="issuer_id", how="left", validate="1:1"
    )
    decided = known.with_columns(rule_id=deciding_rule(), rating_date=pl.lit(rating_date))
    return decided.join(rules.select("rule_id", "in_scope"), on="rule_id", how="left", validate="m:1").with_columns(
        issuer_class=issuer_class(),
        tags=issuer_tags(),
    )


def outstanding(bonds: pl.DataFrame, security_types: pl.DataFrame, rating_date: date) -> pl.DataFrame:
    """Per issuer, which kinds of bond are outstanding: has_any, has_lgfv, has_public, has_private, has_green."""
    alive = bonds.filter((pl.col("issue_date") <= rating_date) & (pl.col("maturity_date") > rating_date)).join(
        security_types.select("security_type", "is_rates"), on="security_type", how="left", validate="m:1"
    )
    is_credit = ~pl.col("is_rates")
    return alive.group_by("issuer_id").agg(
        has_any=pl.len() > 0,
        has_lgfv=(is_credit & pl.col("is_lgfv")).any(),
        has_public=(is_credit & (pl.col("offering") == "public")).any(),
        has_private=(is_credit & (pl.col("offering") == "private")).any(),
        has_green=(is_credit & pl.col("is_green")).any(),
    )


def industry_on(memberships: pl.DataFrame, rating_date: date) -> pl.DataFrame:
    """The industry each issuer belonged to on a date; the latest start wins where two overlap."""
    valid = (pl.col("valid_from_date") <= rating_date) & (
        pl.col("valid_to_date").is_null() | (pl.col("valid_to_date") >= rating_date)
    )
    return (
        memberships.filter(valid)
        .sort("issuer_id", "valid_from_date", "industry_code")
        .unique("issuer_id", keep="last", maintain_order=True)
        .select("issuer_id", "industry_code")
    )


def deciding_rule() -> pl.Expr:
    """The id of the first rule that holds."""
    has_credit = pl.col("has_lgfv") | pl.col("has_public") | pl.col("has_private")
    holds = {
        "U6": pl.col("industry_code").is_null() & has_credit,
        "U1": pl.col("has_lgfv"),
        "U2": pl.col("has_public"),
        "U5": pl.col("has_private"),
        "U3": pl.col("has_any"),
    }
    return pl.coalesce(
        [pl.when(holds[rule].fill_null(value=False)).then(pl.lit(rule)) for rule in RULES] + [pl.lit(NO_BOND_RULE)]
    )


def issuer_class() -> pl.Expr:
    """LGFV by its bonds, financial by its industry, corporate otherwise."""
    is_financial = pl.col("sector_tags").str.split("|").list.contains("financial").fill_null(value=False)
    return (
        pl.when(pl.col("has_lgfv").fill_null(value=False))
        .then(pl.lit(IssuerClass.LGFV.value))
        .when(is_financial)
        .then(pl.lit(IssuerClass.FINANCIAL.value))
        .otherwise(pl.lit(IssuerClass.CORPORATE.value))
    )


def issuer_tags() -> pl.Expr:
    """The tags that decide which data points apply, separated by |."""
    tags = [
        pl.col("sector_tags"),
        pl.when(pl.col("is_listed")).then(pl.lit("listed")),
        pl.when(pl.col("has_lgfv")).then(pl.lit("lgfv")),
        pl.when(pl.col("has_green")).then(pl.lit("green_issuer")),
    ]
    return pl.concat_str(tags, separator="|", ignore_nulls=True).str.split("|").list.unique().list.sort().list.join("|")
