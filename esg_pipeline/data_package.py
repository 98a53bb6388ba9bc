"""The contract beside exported files: a Data Package (datapackage.org) with each table's schema. Writes nothing."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

TYPES = {
    "varchar": "string",
    "double": "number",
    "bigint": "integer",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "datetime",
}
# Rules of the contracts that the standard has words for; a number or a text takes the place of the group.
NUMBER = r"(-?[0-9.]+(?:e[+-]?[0-9]+)?)"
BOUNDS = {
    rf"at least {NUMBER}": ("minimum",),
    rf"at most {NUMBER}": ("maximum",),
    rf"between {NUMBER} and {NUMBER}": ("minimum", "maximum"),
}
ROUNDING = 1e-9  # sums of shares may miss a bound by as much, in the contracts too
# Every row of these belongs to a row of mart.issuer_rating.
RATING, RATING_KEY = "mart.issuer_rating", ["issuer_id", "rating_date"]
OF_A_RATING = ("mart.bond_rating", "mart.evidence", "mart.grade_probability", "mart.peer", "mart.score_tree")
# Files in which nothing tells empty text from a null; of the others frictionless counts no bytes and would complain.
WITHOUT_NULLS = ("csv", "xlsx")
MEDIA_TYPES = {
    "parquet": "application/vnd.apache.parquet",
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def data_package(resources: Sequence[Mapping[str, Any]], rating_dates: Sequence[date]) -> dict[str, Any]:
    """The descriptor of an export. Nothing in it depends on the day on which it is made."""
    dates = f" of {', '.join(map(str, sorted(rating_dates)))}" if rating_dates else ""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "esg-ratings",
        "title": "ESG ratings of bond issuers",
        "description": f"Published tables{dates}. Scores run from 0 to 100, weights and shares from 0 to 1.",
        "resources": list(resources),
    }


def resource(
    file: Path, table: str, frame: pl.DataFrame, words: pl.DataFrame, exported: Sequence[str] = ()
) -> dict[str, Any]:
    """The descriptor of one table: its file with size and hash, its columns; `words` is the data dictionary.

    `exported` names all tables of the package; keys lead to no other.
    """
    columns = words.filter(table_name=table).sort("position")
    content = file.read_bytes()
    kind = file.suffix[1:]
    empty = {name for name in frame.columns if kind in WITHOUT_NULLS and (frame[name].cast(pl.String) == "").any()}
    # A JSON list without rows has no heads, and frictionless would not know it for a table.
    is_table = {"type": "table", "rows": frame.height} if kind != "json" or frame.height else {}
    leads = table in OF_A_RATING and RATING in exported
    keys = [{"fields": RATING_KEY, "reference": {"resource": RATING, "fields": RATING_KEY}}] if leads else []
    return {
        "name": table,
        **is_table,
        "description": columns["table_description"][0],
        "path": file.name,
        "format": kind,
        "mediatype": MEDIA_TYPES[kind],
        **reading(kind, table),
        **({"bytes": len(content)} if kind in WITHOUT_NULLS else {}),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "fields": [field(row, is_empty=row["column_name"] in empty) for row in columns.iter_rows(named=True)],
            "primaryKey": columns.filter("is_key")["column_name"].to_list(),
            "missingValues": [""] if kind in WITHOUT_NULLS else [],
            **({"foreignKeys": keys} if keys else {}),
        },
    }


def reading(kind: str, table: str) -> dict[str, Any]:
    """How a file is to be read: the sheet of a workbook, in the word of the standard and in that of frictionless."""
    if kind == "xlsx":
        return {"dialect": {"sheetName": table, "excel": {"sheet": table}}}
    return {} if kind == "parquet" else {"encoding": "utf-8"}


def field(row: Mapping[str, Any], *, is_empty: bool = False) -> dict[str, Any]:
    """One column; rules that the standard has no word for stand in `rules`. `is_empty`: some text there is empty."""
    kind = TYPES.get(row["data_type"], "any")
    rules = str(row["rules"]).split("; ") if row["rules"] else list[str]()
    found = {rule: constraint(rule, kind) for rule in rules}
    constraints = {key: value for one in found.values() for key, value in one.items()}
    unsaid = [rule for rule, one in found.items() if not one]
    return {
        "name": row["column_name"],
        "type": kind,
        "description": row["description"],
        "constraints": {"required": not row["is_nullable"] and not is_empty, **constraints},
        **({"rules": unsaid} if unsaid else {}),
        **({"example": row["example"]} if row["example"] is not None else {}),
    }


def constraint(rule: str, kind: str) -> dict[str, Any]:
    """A rule of a contract in the words of the standard; empty when it has none."""
    if rule == "not blank":
        return {"minLength": 1}
    if rule.startswith("one of "):
        return {"enum": rule.removeprefix("one of ").split(", ")}
    if rule.startswith("matches "):
        return {"pattern": rule.removeprefix("matches ").replace("(?:", "(")}
    for pattern, names in BOUNDS.items():
        if match := re.fullmatch(pattern, rule):
            return {name: bound(text, name, kind) for name, text in zip(names, match.groups(), strict=True)}
    return {}


def bound(text: str, name: str, kind: str) -> float:
    """A bound as a number; of what is not counted a little beyond it."""
    if kind == "integer":
        return int(text)
    return float(text) + (ROUNDING if name == "maximum" else -ROUNDING)
