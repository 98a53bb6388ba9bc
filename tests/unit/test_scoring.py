"""One rating date from known values to scored data points, on a method small enough to check by hand."""

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from esg_pipeline.methodology.model import Methodology, Parameters
from esg_pipeline.scoring import policy, score_data_points

DAY = date(2022, 10, 31)
NOTHING = pl.DataFrame()
PARAMETERS = Parameters(
    corner_ratio=3.0,
    influence_share=0.6,
    time_share=0.4,
    min_donors=2,
    carry_decay=0.9,
    prior_score=55.0,
    disclosure_floor=10.0,
    strict_disclosure=False,
    minimum_coverage=0.15,
    event_window_years=3,
    value_current_months=18,
    pillar_limits=False,
    accept_confidence=0.9,
    sample_check_confidence=0.75,
)
# ghg: 100 at 0, 0 at 100; half of that for banks. women: from 0 at 0 to 100 at 50, since 2022 only; before it 0..100.
ANCHORS = [
    ("ghg", None, date(2018, 1, 1), 0.0, 100.0),
    ("ghg", None, date(2018, 1, 1), 100.0, 0.0),
    ("ghg", "banking", date(2018, 1, 1), 0.0, 50.0),
    ("ghg", "banking", date(2018, 1, 1), 100.0, 0.0),
    ("women", None, date(2018, 1, 1), 0.0, 0.0),
    ("women", None, date(2018, 1, 1), 100.0, 100.0),
    ("women", None, date(2022, 6, 1), 0.0, 0.0),
    ("women", None, date(2022, 6, 1), 50.0, 100.0),
]
METHOD = Methodology(
    version="t",
    title="small",
    effective_date=date(2018, 1, 1),
    hash="0" * 64,
    parameters=PARAMETERS,
    data_points=pl.DataFrame(
        [
            ("ghg", "ghg", "lower_better", "all", 1.0, 1),
            ("women", "board", "higher_better", "listed", 1.0, 0),
            ("revenue", "ghg", "context_only", "all", 0.0, 1),
        ],
        schema=["data_point_id", "key_issue_id", "direction", "applies_to", "weight", "carry_years"],
        orient="row",
    ),
    anchors=pl.DataFrame(
        ANCHORS, schema=["data_point_id", "industry_code", "valid_from", "x", "score"], orient="row"
    ).with_columns(basis=pl.lit("guess"), citation=pl.lit("-")),
    materiality=pl.DataFrame(
        [(industry, issue, "high", "short") for industry in ("steel", "banking") for issue in ("ghg", "board")],
        schema=["industry_code", "key_issue_id", "influence", "impact_time"],
        orient="row",
    ),
    **dict.fromkeys(
        [
            *("key_issues", "grades", "industries", "event_types", "event_severities", "red_lines", "derivations"),
            *("security_types", "universe_rules", "units", "labels"),
            *("percentile_scale", "pillar_limits", "frameworks", "industry_codes"),
        ],
        NOTHING,
    ),
)
KNOWN_SCHEMA = {
    "issuer_id": pl.String,
    "data_point_id": pl.String,
    "value": pl.Float64,
    "state": pl.String,
    "age_years": pl.Int64,
    "observation_id": pl.String,
}


def universe(**industries: str) -> pl.DataFrame:
    rows = [
        {
            "issuer_id": name,
            "in_scope": True,
            "industry_code": code,
            "issuer_class": "corporate",
            "tags": "x|listed",
            "size_assets_cny_million": None,
            "is_simulated": name.startswith("SIM"),
        }
        for name, code in industries.items()
    ]
    schema = {"size_assets_cny_million": pl.Float64, "is_simulated": pl.Boolean, "in_scope": pl.Boolean}
    return pl.DataFrame(rows, schema_overrides=schema)


def known(*cells: tuple[str, str, float | None, int], state: str = "reported") -> pl.DataFrame:
    rows = [(name, point, value, state, age, f"{name}.{point}") for name, point, value, age in cells]
    return pl.DataFrame(rows, schema=KNOWN_SCHEMA, orient="row")


def scores(
    issuers: pl.DataFrame, values: pl.DataFrame, method: Methodology = METHOD, day: date = DAY
) -> dict[tuple[str, str], tuple[Any, ...]]:
    table = score_data_points(issuers, values, method, day)
    assert table["rating_date"].unique().to_list() in ([], [day])
    columns = ("score", "origin", "method", "donors")
    return {
        (row["issuer_id"], row["data_point_id"]): tuple(row[c] for c in columns) for row in table.iter_rows(named=True)
    }


def test_one_date_by_hand() -> None:
    issuers = universe(A="steel", B="steel", C="steel", D="steel", E="banking")
    values = known(
        ("A", "ghg", 20.0, 0),
        ("B", "ghg", 40.0, 1),
        ("C", "ghg", 90.0, 2),
        ("E", "ghg", 20.0, 0),
        ("A", "women", 30.0, 0),
    )
    found = scores(issuers, values)
    assert {key[1] for key in found} == {"ghg", "women"}
    assert found["A", "ghg"] == (pytest.approx(80.0), "reported", "value_function", None)
    assert found["B", "ghg"] == (pytest.approx(54.0), "carried", "carry_forward", None)
    # Stale: the median of 80 and 54 is 67, but it once disclosed 10, last carried as 9.
    assert found["C", "ghg"] == (pytest.approx(9.0), "imputed", "median_industry_class_size", 2)
    assert found["D", "ghg"] == (pytest.approx(67.0), "imputed", "median_industry_class_size", 2)
    assert found["E", "ghg"] == (pytest.approx(40.0), "reported", "value_function", None)
    assert found["A", "women"] == (pytest.approx(60.0), "reported", "value_function", None)
    assert found["D", "women"] == (55.0, "imputed", "prior", 0)


def test_the_value_functions_are_those_of_the_rating_date() -> None:
    values = known(("A", "women", 30.0, 0))
    assert scores(universe(A="steel"), values)["A", "women"][0] == pytest.approx(60.0)
    assert scores(universe(A="steel"), values, day=date(2022, 4, 30))["A", "women"][0] == pytest.approx(30.0)


def test_a_real_score_rests_on_no_simulated_peer() -> None:
    issuers = universe(A="steel", SIM1="steel", SIM2="steel", SIM3="steel")
    values = known(("SIM1", "ghg", 0.0, 0), ("SIM2", "ghg", 10.0, 0))
    found = scores(issuers, values)
    assert found["A", "ghg"][:3] == (55.0, "imputed", "prior")
    assert found["SIM3", "ghg"][0] == pytest.approx(95.0)


def test_what_does_not_apply_has_no_row() -> None:
    issuers = universe(A="steel").with_columns(tags=pl.lit("x"))
    assert set(scores(issuers, known())) == {("A", "ghg")}
    assert set(scores(universe(A="steel"), known(("A", "ghg", None, 0), state="not_applicable"))) == {("A", "women")}


def test_strict_mode_is_a_switch_of_the_method() -> None:
    strict = replace(METHOD, parameters=replace(PARAMETERS, strict_disclosure=True))
    found = scores(universe(A="steel"), known(("A", "ghg", 20.0, 0)), strict)
    assert found["A", "women"][0] == 10.0
    assert found["A", "ghg"][0] == pytest.approx(80.0)


def test_the_policy_is_that_of_the_method() -> None:
    chosen = policy(METHOD)
    assert (chosen.min_donors, chosen.carry_decay, chosen.prior_score) == (2, 0.9, 55.0)
    assert (chosen.strict_disclosure, chosen.disclosure_floor) == (False, 10.0)


def test_the_order_of_rows_changes_nothing() -> None:
    issuers = universe(A="steel", B="steel", C="banking", D="steel")
    values = known(("A", "ghg", 20.0, 0), ("B", "ghg", 40.0, 1), ("C", "women", 10.0, 0))
    assert scores(issuers, values) == scores(issuers.reverse(), values.reverse())


def test_nobody_to_score_is_an_empty_table() -> None:
    assert scores(universe(A="steel").clear(), known()) == {}
