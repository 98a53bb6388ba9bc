"""Silence does not pay, from the reports on: hiding figures that others follow from, older years or everything."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from esg_pipeline.known import KnownValues, known_policy, known_values
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.methodology.tables import derivation_table
from esg_pipeline.scoring import score_data_points

DAY = date(2022, 10, 31)
YEARS = (2018, 2019, 2020, 2021)
SAME = 1e-9
# What is stated; intensities and growth of emissions follow from the first three.
STATED = ("ghg_s12", "op_revenue", "lr_total", "er_women", "wa_int_rev", "ghg_target")
FOLLOWING = ("ghg_int_rev", "ghg_int_emp", "ghg_yoy")
REPORTS = {
    "observation_id": pl.String,
    "issuer_id": pl.String,
    "data_point_id": pl.String,
    "fiscal_year": pl.Int64,
    "value": pl.Float64,
}
NO_EVENTS = pl.DataFrame(schema={"issuer_id": pl.String, "data_point_id": pl.String, "points": pl.Float64})
CELL = ["issuer_id", "data_point_id"]


@cache
def small_version() -> Methodology:
    """The shipped version with a few data points; so few issuers that nothing is taken for an outlier."""
    whole, names = load_methodology(), (*STATED, *FOLLOWING)
    formulas = whole.derivations.filter(
        pl.all_horizontal(pl.col("data_point_id", "numerator", "denominator").is_in(names))
    )
    return replace(
        whole,
        data_points=whole.data_points.filter(pl.col("data_point_id").is_in(names)),
        imputation=whole.imputation.filter(pl.col("data_point_id").is_in(names)),
        derivations=formulas,
    )


def version(rng: np.random.Generator, *, strict: bool) -> Methodology:
    """The small version with a ladder per data point, a floor, a decay and a number of donors at random."""
    small = small_version()
    ladders = rng.choice(["standard", "regression", "regression", "industry", "universe"], small.imputation.height)
    parameters = replace(
        small.parameters,
        strict_disclosure=strict,
        disclosure_floor=float(rng.choice([0.0, 40.0, 100.0])),
        carry_decay=float(rng.choice([0.5, 1.0])),
        min_donors=int(rng.integers(1, 5)),
    )
    return replace(
        small, parameters=parameters, imputation=small.imputation.with_columns(ladder_id=pl.Series(ladders.tolist()))
    )


def universe_of(issuers: int) -> pl.DataFrame:
    """Issuers of one industry, so that every data point applies and matters."""
    return pl.DataFrame({"issuer_id": [f"I{number:02}" for number in range(issuers)]}).with_columns(
        in_scope=pl.lit(value=True),
        industry_code=pl.lit("steel"),
        issuer_class=pl.lit("corporate"),
        tags=pl.lit("corporate|industrial|nonfinancial|unlisted"),
        size_assets_cny_million=pl.lit(1000.0),
        is_simulated=pl.lit(value=False),
    )


def reports_of(rng: np.random.Generator, issuers: Sequence[str]) -> pl.DataFrame:
    """One report at most per issuer, data point and year; figures differ by less than a factor of three.

    The first issuer never says anything of some data points, so that regressions on others have to.
    """
    share = rng.choice([0.4, 0.7, 0.95])
    never = {(issuers[0], name) for name in STATED if rng.random() < 0.3}
    rows = [
        (f"{issuer} {name} {year}", issuer, name, year, value_of(rng, name, trait))
        for issuer, trait in zip(issuers, rng.random(len(issuers)), strict=True)
        for name in STATED
        for year in YEARS
        if rng.random() < share and (issuer, name) not in never
    ]
    return pl.DataFrame(rows, schema=REPORTS, orient="row").with_columns(
        dimension=pl.lit(""),
        published_date=pl.date(pl.col("fiscal_year") + 1, 4, 30),
        is_date_assumed=pl.lit(value=False),
        state=pl.when(pl.col("value") == 0).then(pl.lit("reported_zero")).otherwise(pl.lit("reported")),
        confidence=pl.lit(1.0),
        is_confirmed=pl.lit(value=False),
        fact_id=pl.lit(None, dtype=pl.String),
    )


def value_of(rng: np.random.Generator, name: str, trait: float) -> float:
    """Yes or no, or a figure that the value functions tell apart; who emits much uses much water."""
    if name == "ghg_target":
        return float(rng.integers(0, 2))
    sizes = {"ghg_s12": 4000.0, "op_revenue": 100.0, "lr_total": 100.0, "er_women": 12.0, "wa_int_rev": 10.0}
    place = np.clip(trait + rng.normal(0, 0.1), 0, 1) if name in {"ghg_s12", "wa_int_rev"} else rng.random()
    return float(sizes[name] * (1 + 1.9 * place))


@dataclass(frozen=True)
class Rated:
    """What is known of everybody, and the scores that follow."""

    known: KnownValues
    scores: pl.DataFrame

    def of(self, issuer: str) -> dict[str, Any]:
        """Data point -> score of one issuer."""
        rows = self.scores.filter(pl.col("issuer_id") == issuer)
        return dict(rows.select("data_point_id", "score").iter_rows())

    def own(self, issuer: str) -> dict[str, list[tuple[Any, ...]]]:
        """Data point -> what the issuer's own figures say of it, whatever is filled."""
        columns = ["data_point_id", "fiscal_year", "age_years", "value"]
        said = [self.known.values.select(*CELL, *columns[1:]), self.known.interpolated.select(*CELL, *columns[1:])]
        found: dict[str, list[tuple[Any, ...]]] = {}
        for row in pl.concat(said).filter(pl.col("issuer_id") == issuer).select(columns).iter_rows():
            found.setdefault(row[0], []).append(row[1:])
        return found


def rate(reports: pl.DataFrame, universe: pl.DataFrame, method: Methodology) -> Rated:
    known = known_values(
        observations=reports,
        event_effects=NO_EVENTS,
        universe=universe,
        data_points=method.data_points,
        derivations=derivation_table(method),
        rating_date=DAY,
        policy=known_policy(method.parameters),
    )
    return Rated(known, score_data_points(universe, known.values, known.interpolated, method, DAY))


def raised(before: Rated, after: Rated, issuer: str) -> set[str]:
    """Data points of an issuer whose score is higher than before."""
    old, new = before.of(issuer), after.of(issuer)
    assert old.keys() == new.keys()
    return {name for name, score in old.items() if new[name] > score + SAME}


def random_world(seed: int, *, strict: bool) -> tuple[np.random.Generator, pl.DataFrame, pl.DataFrame, Methodology]:
    rng = np.random.default_rng(seed)
    universe = universe_of(int(rng.choice([3, 8, 28, 28])))
    return rng, universe, reports_of(rng, universe["issuer_id"].to_list()), version(rng, strict=strict)


@settings(max_examples=12)
@given(st.integers(0, 2**32 - 1))
def test_in_strict_mode_hiding_any_reports_never_raises_a_score(seed: int) -> None:
    """Any figures of any years: also those that intensities, growth and interpolated values follow from."""
    rng, universe, reports, method = random_world(seed, strict=True)
    silent = pl.Series(rng.random(reports.height) < rng.choice([0.1, 0.5, 1.0])) & (reports["issuer_id"] == "I00")
    before, after = rate(reports, universe, method), rate(reports.filter(~silent), universe, method)
    assert raised(before, after, "I00") == set()


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1))
def test_hiding_data_points_altogether_raises_no_score_that_does_not_rest_on_them(seed: int) -> None:
    """Whatever its own figures still say the same of, and whatever they never said anything of, gains nothing."""
    rng, universe, reports, method = random_world(seed, strict=False)
    names = [name for name in STATED if rng.random() < 0.5]
    silent = reports["data_point_id"].is_in(names) & (reports["issuer_id"] == "I00")
    before, after = rate(reports, universe, method), rate(reports.filter(~silent), universe, method)
    said, left = before.own("I00"), after.own("I00")
    assert {name for name in raised(before, after, "I00") if said.get(name) == left.get(name)} == set()


def test_the_random_worlds_hide_what_scores_rest_on() -> None:
    """The laws above bite only where a hidden report had a say: directly, by what follows, or by a regression."""
    lost: set[str] = set()
    methods: set[str] = set()
    for seed in range(12):
        _, universe, reports, method = random_world(seed, strict=False)
        before = rate(reports, universe, method)
        after = rate(reports.filter(pl.col("issuer_id") != "I00"), universe, method)
        lost |= {name for name in before.own("I00") if name not in after.own("I00")}
        methods |= set(before.scores["method"])
    assert lost >= {*FOLLOWING, "er_women", "wa_int_rev", "ghg_target"}
    assert methods >= {"value_function", "carry_forward", "interpolation", "regression", "median_industry"}
