"""One rating date from known values to scored data points, on a method small enough to check by hand."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest

from esg_pipeline.impute import INTERPOLATED
from esg_pipeline.methodology.model import Methodology, Parameters
from esg_pipeline.scoring import fill_panel, policy, prepare, score_data_points, score_panel

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
    maximum_not_applicable=0.5,
    event_window_years=3,
    value_current_months=18,
    pillar_limits=False,
    accept_confidence=0.9,
    sample_check_confidence=0.75,
    interpolation_years=2,
    winsor_fence=3.0,
    outlier_min_peers=20,
    unit_slip_tolerance=0.1,
    audit_share=0.1,
    draws=100,
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
STANDARD = (
    *("carry_forward", "interpolation", "median_industry_class_size"),
    *("median_industry", "median_class", "median_universe"),
)
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
    key_issues=pl.DataFrame({"key_issue_id": ["ghg", "board"], "theme_id": ["e", "g"], "pillar_id": ["E", "G"]}),
    ladders=pl.DataFrame(
        [("standard", number, method) for number, method in enumerate(STANDARD, start=1)]
        + [("zero", 1, "carry_forward"), ("zero", 2, "zero")],
        schema=["ladder_id", "step_number", "method"],
        orient="row",
    ),
    imputation=pl.DataFrame(
        [("ghg", "standard", None, None), ("women", "standard", None, None)],
        schema={
            "data_point_id": pl.String,
            "ladder_id": pl.String,
            "carry_decay": pl.Float64,
            "zero_applies_to": pl.String,
        },
        orient="row",
    ),
    uncertainty=pl.DataFrame(
        [("carry_unmeasured", True, 0.3), ("error_correlation", True, 0.2)],
        schema=["choice_id", "is_on", "spread"],
        orient="row",
    ),
    **dict.fromkeys(
        [
            *("grades", "industries", "event_types", "event_severities", "red_lines", "derivations"),
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
    "scored_value": pl.Float64,
    "earlier_value": pl.Float64,
    "earlier_age_years": pl.Int64,
    "confidence": pl.Float64,
}
BETWEEN_SCHEMA = {
    **{name: KNOWN_SCHEMA[name] for name in ("issuer_id", "data_point_id", "value", "age_years")},
    "is_trial": pl.Boolean,
}
NONE_BETWEEN = pl.DataFrame(schema=BETWEEN_SCHEMA)


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
    rows = [
        (name, point, value, state, age, f"{name}.{point}", value, None, None, 1.0) for name, point, value, age in cells
    ]
    return pl.DataFrame(rows, schema=KNOWN_SCHEMA, orient="row")


def scores(
    issuers: pl.DataFrame,
    values: pl.DataFrame,
    method: Methodology = METHOD,
    day: date = DAY,
    between: pl.DataFrame = NONE_BETWEEN,
) -> dict[tuple[str, str], tuple[Any, ...]]:
    table = score_data_points(issuers, values, between, method, day)
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
    assert found["A", "women"][0] == 0.0
    assert found["A", "ghg"][0] == pytest.approx(80.0)


def test_the_policy_is_that_of_the_method() -> None:
    chosen = policy(METHOD)
    assert (chosen.min_donors, chosen.prior_score) == (2, 55.0)
    assert (chosen.strict_disclosure, chosen.disclosure_floor) == (False, 10.0)


def test_an_interpolated_value_is_scored_and_fades_with_its_age() -> None:
    between = pl.DataFrame(
        [("A", "ghg", 20.0, 0, False), ("B", "ghg", 20.0, 1, False)], schema=BETWEEN_SCHEMA, orient="row"
    )
    found = scores(universe(A="steel", B="steel"), known(), between=between)
    assert found["A", "ghg"] == (pytest.approx(80.0), "imputed", "interpolation", 0)
    assert found["B", "ghg"][0] == pytest.approx(72.0)


def test_a_trial_is_scored_beside_the_value_and_changes_no_score() -> None:
    values = known(("A", "ghg", 20.0, 0), ("B", "ghg", 60.0, 0))
    tried = pl.DataFrame([("A", "ghg", 30.0, 0, True)], schema=BETWEEN_SCHEMA, orient="row")
    issuers = universe(A="steel", B="steel", C="steel")
    assert scores(issuers, values, between=tried) == scores(issuers, values)
    scored = score_panel(issuers, values, tried, METHOD, DAY)
    column = scored.panel.data_point_ids.index("ghg")
    np.testing.assert_allclose(scored.known.tried[:, column], [70.0, np.nan, np.nan])
    np.testing.assert_allclose(scored.hidden.estimates[INTERPOLATED][:, column], [70.0, np.nan, np.nan])
    assert np.isnan(scored.known.interpolated).all()


def test_silence_is_a_zero_where_the_method_says_so() -> None:
    said = METHOD.imputation.with_columns(
        ladder_id=pl.when(pl.col("data_point_id") == "ghg").then(pl.lit("zero")).otherwise("ladder_id"),
        zero_applies_to=pl.when(pl.col("data_point_id") == "ghg").then(pl.lit("listed")),
    )
    issuers = universe(A="steel", B="steel").with_columns(
        tags=pl.when(pl.col("issuer_id") == "A").then(pl.lit("listed")).otherwise(pl.lit("x"))
    )
    found = scores(issuers, known(), replace(METHOD, imputation=said))
    assert found["A", "ghg"] == (100.0, "imputed", "zero", 0)
    assert found["B", "ghg"][2] == "prior"


def test_the_treated_value_is_scored_and_the_stated_one_shown() -> None:
    values = known(("A", "ghg", 20.0, 0)).with_columns(scored_value=pl.lit(40.0))
    table = score_data_points(universe(A="steel"), values, NONE_BETWEEN, METHOD, DAY)
    assert table.filter(pl.col("data_point_id") == "ghg").select("score", "value").row(0) == (60.0, 20.0)


def test_filled_cells_have_an_interval_and_reported_ones_none() -> None:
    values = known(("A", "ghg", 20.0, 0), ("B", "ghg", 20.0, 1))
    table = score_data_points(universe(A="steel", B="steel", C="steel"), values, NONE_BETWEEN, METHOD, DAY)
    rows = {row["issuer_id"]: row for row in table.filter(pl.col("data_point_id") == "ghg").iter_rows(named=True)}
    assert (rows["A"]["score_low"], rows["A"]["score_high"]) == (None, None)
    # Nothing was measured: a carried score may be off by 30 % of the room on either side, and 90 % of that counts.
    assert rows["B"]["score_low"] == pytest.approx(72 * (1 - 0.27))
    assert rows["B"]["score_high"] == pytest.approx(72 + 28 * 0.27)
    # A median of two may be off by all of it: 76 is the median of 80 and 72.
    assert (rows["C"]["score"], rows["C"]["score_low"]) == (pytest.approx(76.0), pytest.approx(7.6))


def test_the_panel_keeps_what_the_table_does_not_show() -> None:
    values = known(("A", "ghg", 20.0, 0)).with_columns(
        confidence=pl.lit(0.9), earlier_value=pl.lit(60.0), earlier_age_years=pl.lit(0, dtype=pl.Int64)
    )
    scored = score_panel(universe(A="steel"), values, NONE_BETWEEN, METHOD, DAY)
    column = scored.panel.data_point_ids.index("ghg")
    assert scored.confidence[0].tolist() == [0.9 if place == column else 1.0 for place in range(2)]
    # The year before stands in for a hidden value that is due, as an old one: 40 fades to 36.
    assert scored.hidden.scores[0, column] == pytest.approx(36.0)
    assert (scored.low[0, column], scored.high[0, column]) == pytest.approx((80.0, 80.0))
    np.testing.assert_array_equal(
        fill_panel(universe(A="steel"), values, NONE_BETWEEN, METHOD, DAY).scores, scored.filled.scores
    )


def test_the_worst_that_could_be_disclosed_is_that_of_the_industry() -> None:
    ready = prepare(universe(A="steel", B="banking"), known(), NONE_BETWEEN, METHOD, DAY)
    assert ready.known.worst.tolist() == [[0.0, 0.0], [0.0, 0.0]]


def test_the_order_of_rows_changes_nothing() -> None:
    issuers = universe(A="steel", B="steel", C="banking", D="steel")
    values = known(("A", "ghg", 20.0, 0), ("B", "ghg", 40.0, 1), ("C", "women", 10.0, 0))
    assert scores(issuers, values) == scores(issuers.reverse(), values.reverse())


def test_nobody_to_score_is_an_empty_table() -> None:
    assert scores(universe(A="steel").clear(), known()) == {}
