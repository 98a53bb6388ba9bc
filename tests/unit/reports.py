"""Rows of reports for the tests of what is known: as they are observed, and as formulas read them."""

from datetime import date
from typing import Any

import polars as pl

OBSERVATION_SCHEMA = {
    "observation_id": pl.String,
    "issuer_id": pl.String,
    "data_point_id": pl.String,
    "dimension": pl.String,
    "fiscal_year": pl.Int64,
    "published_date": pl.Date,
    "is_date_assumed": pl.Boolean,
    "value": pl.Float64,
    "state": pl.String,
    "confidence": pl.Float64,
    "is_confirmed": pl.Boolean,
    "fact_id": pl.String,
}
# What formulas read of an observation.
STATED_COLUMNS = (
    "observation_id",
    "issuer_id",
    "data_point_id",
    "dimension",
    "fiscal_year",
    "published_date",
    "value",
    "state",
)
DERIVATION_SCHEMA = {
    "data_point_id": pl.String,
    "step": pl.Int64,
    "kind": pl.String,
    "numerator": pl.String,
    "numerator_dimension": pl.String,
    "denominator": pl.String,
    "denominator_dimension": pl.String,
    "scale": pl.Float64,
}


def seen(name: str, **changes: Any) -> dict[str, Any]:
    """An observation with everything that may be known of one."""
    plain = {
        "observation_id": name,
        "issuer_id": "A",
        "data_point_id": "ghg_s12",
        "dimension": "",
        "fiscal_year": 2021,
        "published_date": date(2022, 5, 31),
        "is_date_assumed": False,
        "value": 100.0,
        "state": "reported",
        "confidence": 1.0,
        "is_confirmed": False,
        "fact_id": None,
    }
    return {**plain, **changes}


def observations(*rows: dict[str, Any]) -> pl.DataFrame:
    """A table of what `seen` makes."""
    return pl.DataFrame(list(rows), schema=OBSERVATION_SCHEMA)


def stated(data_point: str, year: int, value: float | None, **changes: Any) -> dict[str, Any]:
    """What formulas read of an observation, published in the May after its year."""
    plain = seen(
        f"{data_point}{year}",
        data_point_id=data_point,
        fiscal_year=year,
        published_date=date(year + 1, 5, 31),
        value=value,
    )
    return {**{name: plain[name] for name in STATED_COLUMNS}, **changes}


def table(*rows: dict[str, Any]) -> pl.DataFrame:
    """A table of what `stated` makes."""
    return pl.DataFrame(list(rows), schema={name: OBSERVATION_SCHEMA[name] for name in STATED_COLUMNS})
