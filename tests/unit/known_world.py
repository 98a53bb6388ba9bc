"""What issuers reported, and the few data points that it is about: whole inputs of `known_values`, row by row."""

from datetime import date
from typing import Any

import polars as pl
from hypothesis import strategies as st

from esg_pipeline.known import KnownPolicy, KnownValues, known_values
from esg_pipeline.outliers import OutlierPolicy
from tests.unit.reports import DERIVATION_SCHEMA, observations, seen

DAY = date(2022, 10, 31)
DATA_POINTS = pl.DataFrame(
    {
        "data_point_id": ["ghg_s12", "lr_total", "ghg_int_emp", "env_fines", "energy"],
        "unit": ["tCO2e", "persons", "tCO2e/employee", "points", "MWh"],
        "carry_years": [2, 2, 2, 0, 0],
        "kind": ["quantitative", "quantitative", "quantitative", "event", "quantitative"],
        "direction": ["lower_better", "context_only", "lower_better", "lower_better", "lower_better"],
    }
)
RATIO = pl.DataFrame(
    [("ghg_int_emp", 1, "ratio", "ghg_s12", "", "lr_total", "", 1.0)], schema=DERIVATION_SCHEMA, orient="row"
)
EFFECT_SCHEMA = {"issuer_id": pl.String, "data_point_id": pl.String, "points": pl.Float64, "is_simulated": pl.Boolean}
NAMES = ["A", "OUT", *(f"P{number}" for number in range(8))]
UNIVERSE = pl.DataFrame({"issuer_id": NAMES}).with_columns(
    is_simulated=pl.lit(value=False),
    in_scope=pl.col("issuer_id") != "OUT",
    industry_code=pl.lit("steel"),
    size_assets_cny_million=pl.lit(1000.0),
)


def known(
    *rows: dict[str, Any],
    day: date = DAY,
    effects: list[tuple[str, str, float]] | None = None,
    months: int = 18,
    longest: int = 2,
    data_points: pl.DataFrame = DATA_POINTS,
    derivations: pl.DataFrame = RATIO,
    universe: pl.DataFrame = UNIVERSE,
    known_at: date | None = None,
) -> KnownValues:
    """What is known of these reports."""
    return known_values(
        observations=observations(*rows),
        event_effects=pl.DataFrame([(*effect, False) for effect in effects or []], schema=EFFECT_SCHEMA, orient="row"),
        universe=universe,
        data_points=data_points,
        derivations=derivations,
        rating_date=day,
        policy=KnownPolicy(months, longest, OutlierPolicy(winsor_fence=3.0, min_peers=5, unit_slip_tolerance=0.1)),
        known_at=known_at,
    )


def frames(found: KnownValues) -> dict[str, list[tuple[Any, ...]]]:
    """Every table as sorted rows."""
    return {name: sorted(frame.rows(), key=repr) for name, frame in found.tables().items()}


# One report per id; two data points that a ratio is made of, years with gaps, zeros and claims of not applying.
reports = st.builds(
    lambda number, day, assumed, value, sure: seen(
        f"o{number}",
        published_date=date(2022, 1, 1 + day),
        is_date_assumed=assumed,
        value=value,
        state={None: "not_applicable", 0.0: "reported_zero"}.get(value, "reported"),
        data_point_id=("ghg_s12", "lr_total")[number % 2],
        fiscal_year=2018 + number // 2 % 5,
        confidence=sure,
    ),
    st.integers(0, 99),
    st.integers(0, 30),
    st.booleans(),
    st.none() | st.integers(0, 9).map(float),
    st.sampled_from([1.0, 0.9, 0.7]),
)
worlds = st.lists(reports, max_size=14, unique_by=lambda row: row["observation_id"])


def values(*rows: dict[str, Any], **changes: Any) -> dict[str, tuple[Any, ...]]:
    """What is known of A, by data point."""
    table = known(*rows, **changes).values
    columns = ("value", "state", "method", "fiscal_year", "age_years", "observation_id")
    return {row["data_point_id"]: tuple(row[name] for name in columns) for row in table.iter_rows(named=True)}


def claim(name: str = "na", **changes: Any) -> dict[str, Any]:
    """A report that a data point does not apply."""
    return seen(name, **{"state": "not_applicable", "value": None, **changes})
