"""Two issuers with their inputs, ratings and archive, which tests of the history change cell by cell."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from data_contracts.catalogue import contract
from esg_pipeline.archive import Archive
from esg_pipeline.history_causes import Inputs
from esg_pipeline.impact.inputs import INPUTS
from esg_pipeline.ledger import LEDGER

Rows = list[dict[str, Any]]
Tables = dict[str, pl.DataFrame]
EARLIER, DAY, LATER = date(2022, 4, 30), date(2022, 10, 31), date(2022, 11, 1)
A, B = "ALPHA", "BETA"
STAMPS = {"methodology_version": "1.0", "methodology_hash": "ab" * 32, "code_hash": "cd" * 32}
VALUE = {"issuer_id": A, "data_point_id": "rev", "fiscal_year": 2021, "published_date": date(2022, 5, 31), "value": 7.0}
ROWS: dict[str, Rows] = {
    "raw.issuer": [{"issuer_id": A}, {"issuer_id": B}],
    "raw.bond": [{"issuer_id": A, "bond_id": "A1"}, {"issuer_id": B, "bond_id": "B1"}],
    "raw.industry_membership": [{"issuer_id": A}, {"issuer_id": B}],
    "raw.reported_value": [
        {**VALUE, "row_number": 1},
        {**VALUE, "row_number": 2, "issuer_id": B, "value": 8.0},
    ],
    "raw.event": [{"issuer_id": A, "event_id": "E1", "published_date": date(2022, 1, 3)}],
    "raw.document": [{"issuer_id": A, "document_id": "cd" * 32, "published_date": date(2022, 5, 31)}],
    "core.extracted_fact": [{"fact_id": "f1", "document_id": "cd" * 32}],
}


def table(name: str, rows: Rows) -> pl.DataFrame:
    """The contract's example, changed where a row says so."""
    promised = contract(name)
    example = {column.name: column.example for column in promised.columns}
    schema = {column.name: column.dtype for column in promised.columns}
    frame = promised.conform(pl.DataFrame([{**example, **row} for row in rows], schema=schema))
    assert promised.violations(frame) == [], name
    return frame


def inputs(**changed: Rows) -> Tables:
    """Every table that a rating is made from; `raw__event=[...]` has other rows than ROWS."""
    rows = ROWS | {name.replace("__", "."): given for name, given in changed.items()}
    return {name: table(name, rows.get(name, [])) for name in INPUTS}


def more(name: str, *rows: dict[str, Any]) -> dict[str, Rows]:
    """Further rows of a table, as `inputs` takes them."""
    return {name.replace(".", "__"): [*ROWS.get(name, []), *rows]}


def keep(archive: Archive, tables: Tables) -> str:
    """The hash by which the archive keeps these inputs."""
    kept = archive.keep_inputs(tables, {name: contract(name).key for name in tables})
    [inputs_hash] = set(kept["inputs_hash"])
    return inputs_hash


def past(folder: Path) -> Inputs:
    """An empty archive."""
    return Inputs(Archive(folder / "archive"))


def ratings(inputs_hash: str, *rows: dict[str, Any]) -> pl.DataFrame:
    """`rating.rating` of both issuers on DAY; a row says what is other for its issuer."""
    named = {row["issuer_id"]: row for row in rows}
    given = [{"issuer_id": issuer, **STAMPS, "inputs_hash": inputs_hash, **named.get(issuer, {})} for issuer in (A, B)]
    return table("rating.rating", given)


def no_ledger() -> pl.DataFrame:
    """A ledger without records."""
    return pl.DataFrame(schema=dict(LEDGER))
