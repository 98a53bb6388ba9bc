"""What follows, or would follow, from figures between two known years of an issuer. Which of it is used: known.py."""

import polars as pl

from esg_pipeline.derive import TERM, as_candidates, closure, known_terms
from esg_pipeline.methodology.codes import Kind

GROWTH = "growth"
SERIES = [name for name in TERM if name != "fiscal_year"]


def interpolate(
    believed: pl.DataFrame,
    derived: pl.DataFrame,
    derivations: pl.DataFrame,
    data_points: pl.DataFrame,
    longest: int,
) -> pl.DataFrame:
    """Candidates that follow only when an input is interpolated, with `years_apart` of the known years.

    `believed` and `derived`: all that is known without interpolation; `longest`: largest distance of two known years.
    """
    stated = known_terms(believed, derivations)
    return from_lines(stated, derived, between_years(stated, data_points, longest), derivations)


def try_lines(
    believed: pl.DataFrame,
    cells: pl.DataFrame,
    derivations: pl.DataFrame,
    data_points: pl.DataFrame,
    longest: int,
) -> pl.DataFrame:
    """What would follow at known values that compare with the year before, had that year not been stated.

    `cells`: issuer and fiscal year of these values. Hidden is all that was stated of the year before and lies between
    two known years at most `longest` apart; a line stands in for it, and what else is known stays.
    """
    rules = behind_growth(derivations)
    stated = known_terms(believed, rules)
    lines = left_out(stated, data_points, longest)
    hidden_year = pl.col("fiscal_year") - 1
    years = cells.select("issuer_id", hidden_year=hidden_year).unique().sort("issuer_id", "hidden_year")
    found_lines = lines.select("issuer_id", hidden_year="fiscal_year").unique()
    cases = years.join(found_lines, on=years.columns, maintain_order="left").with_row_index("case")
    hidden = of_cases(lines, cases, 0)
    left = of_cases(stated, cases, 0).join(hidden, on=TERM, how="anti")
    shown = pl.concat([left, of_cases(stated, cases, 1)])
    derived = as_candidates(closure(shown.clear(), shown, rules))
    found = from_lines(shown, derived, hidden, rules)
    named = found.with_columns(case="issuer_id").drop("issuer_id").join(cases, on="case", validate="m:1")
    return named.filter(hidden_year == pl.col("hidden_year")).select(found.columns)


def from_lines(
    stated: pl.DataFrame, derived: pl.DataFrame, lines: pl.DataFrame, derivations: pl.DataFrame
) -> pl.DataFrame:
    """Candidates that follow only with lines in the place of what is neither stated nor derived."""
    known = pl.concat([stated, terms_of(derived)])
    gaps = lines.join(known, on=TERM, how="anti")
    touched = known.join(gaps, on="issuer_id", how="semi")
    return as_candidates(closure(touched, gaps, derivations))


def behind_growth(derivations: pl.DataFrame) -> pl.DataFrame:
    """The formulas that compare with the year before, and those that feed them."""
    is_growth = pl.col("kind") == GROWTH
    rules, fewer = derivations.filter(is_growth), -1
    while rules.height > fewer:
        fewer = rules.height
        inputs = pl.concat([rules["numerator"], rules["denominator"]])
        rules = derivations.filter(is_growth | pl.col("data_point_id").is_in(inputs.implode()))
    return rules


def left_out(stated: pl.DataFrame, data_points: pl.DataFrame, longest: int) -> pl.DataFrame:
    """A line for each stated term between two others, as if it were not known itself."""
    place = pl.int_range(pl.len()).over(SERIES)
    numbered = stated.sort(TERM).with_columns(is_odd=place % 2 == 1)
    odd, even = (numbered.filter(pl.col("is_odd") == is_odd).drop("is_odd") for is_odd in (True, False))
    sides = ((odd, even), (even, odd))
    return pl.concat(
        between_years(kept, data_points, longest).join(hidden, on=TERM, how="semi") for kept, hidden in sides
    )


def of_cases(terms: pl.DataFrame, cases: pl.DataFrame, later: int) -> pl.DataFrame:
    """The terms of each case's hidden year, or so much later, under the number of the case instead of the issuer."""
    year = cases.with_columns(fiscal_year=pl.col("hidden_year") + later).drop("hidden_year")
    found = terms.join(year, on=["issuer_id", "fiscal_year"])
    return found.with_columns(issuer_id="case").select(terms.columns)


def between_years(stated: pl.DataFrame, data_points: pl.DataFrame, longest: int) -> pl.DataFrame:
    """Terms for the years between two known ones, on the straight line: y = y0 + (y1 - y0) (x - x0) / (x1 - x0).

    The line of `zoo::na.approx` (zoo 1.8): its example, 2 at time 1 and 1 at time 4, gives 4/3 at time 3. Quantitative
    data points only: levels and events have no middle.
    """
    quantitative = data_points.filter(pl.col("kind") == Kind.QUANTITATIVE)
    series = stated.join(quantitative, on="data_point_id", how="semi").sort(TERM)
    later = [
        pl.col(name).shift(-1).over(SERIES).alias(f"later_{name}")
        for name in ("fiscal_year", "value", "published_date", "observation_ids")
    ]
    apart = pl.col("later_fiscal_year") - pl.col("fiscal_year")
    gaps = (
        series.with_columns(later)
        .with_columns(years_apart=apart)
        .filter(apart.is_between(2, longest))
        .with_columns(year=pl.int_ranges(pl.col("fiscal_year") + 1, "later_fiscal_year"))
        .explode("year")
    )
    share = (pl.col("year") - pl.col("fiscal_year")) / pl.col("years_apart")
    filled = gaps.select(
        *SERIES,
        fiscal_year="year",
        value=pl.col("value") + (pl.col("later_value") - pl.col("value")) * share,
        published_date=pl.max_horizontal("published_date", "later_published_date"),
        observation_ids=pl.concat_list("observation_ids", "later_observation_ids"),
        years_apart="years_apart",
    )
    return filled.filter(pl.col("value").is_finite()).select(series.columns)


def terms_of(candidates: pl.DataFrame) -> pl.DataFrame:
    """Derived totals as terms of further formulas."""
    return candidates.select(
        "issuer_id",
        "data_point_id",
        pl.lit("").alias("dimension"),
        "fiscal_year",
        "value",
        "published_date",
        "observation_ids",
        pl.lit(0, dtype=pl.Int64).alias("years_apart"),
    )
