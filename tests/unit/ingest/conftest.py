"""A small store in a temporary folder, a small method to read it by, and short ways to change and read the store."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data_contracts.catalogue import contract
from esg_pipeline.ingest.store import RawStore, read_store

TODAY = date(2023, 6, 30)
STORE = {
    "registry/issuers.csv": "issuer_id,name,is_listed,industry_code\nA,Alpha,true,steel\nB,Beta,false,\n",
    "registry/bonds.csv": (
        "bond_id,issuer_id,name,security_type,offering,issue_date,maturity_date\n"
        "A1,A,Alpha bond,corporate_bond,public,2020-01-01,2025-01-01\n"
    ),
    "registry/industry_membership.csv": "issuer_id,industry_code,valid_from,valid_to\nB,banking,2018-01-01,\n",
    "reported/values.csv": (
        "issuer_id,data_point,fiscal_year,value,unit,published_date\nA,waste,2021,12.5,t,2022-04-30\n"
    ),
    "events/events.csv": (
        "event_id,issuer_id,event_type,severity,event_date,published_date,amount_cny\n"
        "E1,A,penalty,minor,2021-03-01,2021-03-05,1000\n"
    ),
}
# data point, kind, unit, framework codes
POINTS = [
    ("waste", "quantitative", "t", "HKEX-27 A1.3; GRI 306-3"),
    ("waste_water", "quantitative", "m3", "HKEX-27 A1.3"),
    ("women", "quantitative", "%", "GRI 405-1"),
    ("staff", "quantitative", "persons", None),
    ("policy", "boolean", "yes/no", "HKEX-27 B1"),
    ("stars", "ordinal", "level", None),
    ("fines", "event", "points", None),
]
# classification, code, industry
CODES = [
    ("sw2021", "480000", "banking"),
    ("sw2021", "45", "steel"),
    ("hsics", "45", "banking"),
    ("hsics", "20", "steel"),
    ("csrc", "20", "steel"),
    ("csrc", "C31", "steel"),
    ("csrc", "Bank", "steel"),
    ("common", "bank", "banking"),
    ("csrc", "steel", "banking"),
]
UNITS = [
    ("t", "mass", "1", "tonnes|吨"),
    ("kg", "mass", "1/1000", ""),
    ("m3", "volume", "1", ""),
    ("%", "share", "1", ""),
]


@dataclass(frozen=True)
class Method:
    """The frames that ingestion reads of a methodology."""

    data_points: pl.DataFrame
    event_types: pl.DataFrame
    event_severities: pl.DataFrame
    industries: pl.DataFrame
    industry_codes: pl.DataFrame
    security_types: pl.DataFrame
    units: pl.DataFrame


@pytest.fixture(scope="session")
def method() -> Method:
    """Seven data points, two industries, two types of security, one type of event."""
    columns = ["data_point_id", "kind", "unit", "framework_code"]
    return Method(
        data_points=pl.DataFrame(POINTS, schema=columns, orient="row"),
        event_types=pl.DataFrame({"event_type": ["penalty"]}),
        event_severities=pl.DataFrame({"severity": ["minor", "severe"]}),
        industries=pl.DataFrame({"industry_code": ["steel", "banking"]}),
        industry_codes=pl.DataFrame(CODES, schema=["classification", "code", "industry_code"], orient="row"),
        security_types=pl.DataFrame({"security_type": ["corporate_bond", "lgfv_bond"]}),
        units=pl.DataFrame(UNITS, schema=["unit", "dimension", "factor", "aliases"], orient="row"),
    )


@pytest.fixture
def put(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write a file of the store."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def folder(tmp_path: Path, put: Callable[[str, str | bytes], Path]) -> Path:
    """A store in which every feed holds good rows."""
    for name, content in STORE.items():
        put(name, content)
    return tmp_path


@pytest.fixture
def add(folder: Path) -> Callable[[str, str], None]:
    """Add lines to a file of the store."""

    def append(name: str, lines: str) -> None:
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(lines)

    return append


@pytest.fixture
def read(folder: Path, method: Method) -> Callable[[], RawStore]:
    """Read the store; every table must be in its contract's form already. test_store.py holds the values against it."""

    def run() -> RawStore:
        store = read_store(folder, method, today=TODAY)
        for name, frame in store.tables.items():
            assert contract(name).conform(frame).equals(frame), name
        return store

    return run


@pytest.fixture
def refused(read: Callable[[], RawStore]) -> Callable[[], list[tuple[str, int, str, str]]]:
    """Read the store and return source, row number, rule and reason of what was refused."""

    def run() -> list[tuple[str, int, str, str]]:
        return read().tables["raw.rejected_row"].drop("payload").rows()

    return run


@pytest.fixture
def document(put: Callable[[str, str | bytes], Path]) -> Callable[..., Path]:
    """Put a document with its sidecar into the store; fields of the sidecar may be changed, None takes one away."""

    def write(name: str, content: str | bytes = "An English report.\n", **fields: object) -> Path:
        meta = {"issuer_id": "A", "fiscal_year": 2021, "published_date": "2022-04-30"} | fields
        kept = {key: value for key, value in meta.items() if value is not None}
        put(f"documents/{name}.meta.json", json.dumps(kept))
        return put(f"documents/{name}", content)

    return write
