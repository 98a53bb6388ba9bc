"""Reads what the ledger of restated values of one rating date is made of. How it is made: restatements."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from esg_pipeline.attribution_cells import Rules, functions_of, rules_of
from esg_pipeline.attribution_source import RULE_TABLES
from esg_pipeline.observe import newest_reports
from esg_pipeline.outliers import fences
from esg_pipeline.restatements import Formula, rating_date_before, restated, with_effect
from esg_pipeline.sql_models import read_query
from esg_pipeline.warehouse import Warehouse

WITHOUT_ROWS = [pl.lit(None, dtype=pl.Float64).alias("points"), pl.lit(None, dtype=pl.String).alias("without_effect")]
DERIVATION = "reference.derivation"


def restatements(warehouse: Warehouse, rating_date: date) -> pl.DataFrame:
    """`rating.restatement` of one rating date from the tables of a work file and the version that made them."""
    since = {"since_date": rating_date_before(rating_date), "rating_date": rating_date}
    found = restated(warehouse.select(read_query("republished_values"), since), rating_date)
    if found.is_empty():
        return found.with_columns(WITHOUT_ROWS, rating_date=pl.lit(rating_date))
    ids, issuers = found["observation_id"].to_list(), found["issuer_id"].unique().sort().to_list()
    asked: list[tuple[str, Mapping[str, object]]] = [
        ("cells_resting_on", {"rating_date": rating_date, "observation_ids": ids}),
        ("reports_of_issuers", {"rating_date": rating_date, "issuer_ids": issuers}),
        ("known_years", {"rating_date": rating_date, "issuer_ids": issuers}),
        ("fenced_figures", {"rating_date": rating_date, "other_date": rating_date, "issuer_id": None}),
    ]
    cells, reports, years, figures = warehouse.select_all([(read_query(name), given) for name, given in asked])
    believed = newest_reports(reports, rating_date)
    effective = with_effect(found, cells, believed, years, formula_of(warehouse, rating_date, figures))
    return effective.with_columns(rating_date=pl.lit(rating_date))


def formula_of(warehouse: Warehouse, rating_date: date, figures: pl.DataFrame) -> Formula:
    """How the version of the file scores on a date. `figures`: as `sql/read/fenced_figures.sql`."""
    rules: Rules = rules_of({name: warehouse.read(name) for name in RULE_TABLES})
    return Formula(
        functions_of(rules, rating_date),
        fences(figures, rules.outliers),
        rules.carrying,
        warehouse.read(DERIVATION),
    )
