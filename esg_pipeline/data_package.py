"""The contract beside exported files: a Data Package (datapackage.org) with each table's schema. Writes nothing."""

import hashlib
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


def resource(file: Path, table: str, rows: int, words: pl.DataFrame) -> dict[str, Any]:
    """The descriptor of one table: its file with size and hash, its columns; `words` is the data dictionary."""
    columns = words.filter(table_name=table).sort("position")
    content = file.read_bytes()
    kind = file.suffix[1:]
    return {
        "name": table,
        "description": columns["table_description"][0],
        "path": file.name,
        "format": kind,
        "mediatype": MEDIA_TYPES[kind],
        **({"dialect": {"sheetName": table}} if kind == "xlsx" else {"encoding": "utf-8"} if kind != "parquet" else {}),
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "rows": rows,
        "schema": {
            "fields": [field(row) for row in columns.iter_rows(named=True)],
            "primaryKey": columns.filter("is_key")["column_name"].to_list(),
        },
    }


def field(row: Mapping[str, Any]) -> dict[str, Any]:
    """One column; rules that the standard has no word for stand in `rules`."""
    return {
        "name": row["column_name"],
        "type": TYPES.get(row["data_type"], "any"),
        "description": row["description"],
        "constraints": {"required": not row["is_nullable"]},
        **({"rules": row["rules"].split("; ")} if row["rules"] else {}),
        **({"example": row["example"]} if row["example"] is not None else {}),
    }
