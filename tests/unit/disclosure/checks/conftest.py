"""A company written down in lines: `data_point [dim=member] [year:] raw_value [= canonical] [marks]`."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl
import pytest

from esg_pipeline.disclosure.checks.company import Company, company_of
from esg_pipeline.disclosure.checks.model import Findings, Rule
from esg_pipeline.disclosure.checks.rules import RULES
from esg_pipeline.disclosure.checks.run import findings_of
from esg_pipeline.disclosure.fact_table import FACT_SCHEMA, OBSERVATION_SCHEMA
from esg_pipeline.methodology.read import load_methodology

YEAR = 2021
LINE = re.compile(
    r"(?P<dp>\w+)(?:\s+(?P<dims>\w+=[\w=;]+))?(?:\s+(?P<year>\d{4}):)?\s+(?P<raw>[^=@]+?)(?:\s*=\s*(?P<value>-?[\d.]+))?"
    r"(?:\s+@(?P<mark>\w+))?"
)
DOCUMENTS = {
    "document_id": pl.String(),
    "fiscal_year": pl.Int32(),
    "published_date": pl.Date(),
    "grid_area": pl.String(),
    "issuer_kind": pl.String(),
}


@dataclass
class Frames:
    """The four frames that the checks take."""

    facts: pl.DataFrame
    documents: pl.DataFrame
    observations: pl.DataFrame
    index: pl.DataFrame


@dataclass
class Writer:
    """Turns the lines of a company into frames."""

    units: dict[str, str]
    facts: list[dict[str, object]] = field(default_factory=list)
    observations: list[dict[str, object]] = field(default_factory=list)
    documents: list[dict[str, object]] = field(default_factory=list)
    index: list[dict[str, object]] = field(default_factory=list)

    def write(self, text: str) -> Frames:
        document = self.document("d2021 2021")
        for number, line in enumerate((part.strip() for part in text.strip().splitlines()), start=1):
            kind, _, rest = line.partition(": ")
            if kind == "document":
                document = self.document(rest)
            elif kind == "unread":
                self.observations.append(unread(document, number, rest))
            elif kind == "index":
                provision, status = rest.split()
                row = {"document_id": document, "provision": provision, "status": status, "line": number}
                self.index.append({**row, "claimed_location": "Environment"})
            elif line:
                self.facts.append(self.fact(document, number, line))
        if len(self.documents) > 1 and self.documents[0]["document_id"] == "d2021":
            self.documents.pop(0)
        index_schema = {
            "document_id": pl.String(),
            "provision": pl.String(),
            "status": pl.String(),
            "line": pl.Int32(),
            "claimed_location": pl.String(),
        }
        return Frames(
            pl.DataFrame(self.facts, FACT_SCHEMA),
            pl.DataFrame(self.documents, DOCUMENTS),
            pl.DataFrame(self.observations, OBSERVATION_SCHEMA),
            pl.DataFrame(self.index, index_schema),
        )

    def document(self, text: str) -> str:
        name, year, *rest = text.split()
        more = dict(part.split("=") for part in rest)
        row = {"document_id": name, "fiscal_year": int(year), "published_date": None}
        self.documents.append({**row, "grid_area": more.get("grid"), "issuer_kind": more.get("kind")})
        return name

    def fact(self, document: str, number: int, line: str) -> dict[str, object]:
        found = LINE.fullmatch(line)
        assert found, line
        value = float(found["value"] or found["raw"].replace(",", "").rstrip("%"))
        mark = found["mark"] or ""
        label = f"{document}|{number}"
        return {
            "fact_id": f"{document}-{number:03d}",
            "document_id": document,
            "data_point_id": found["dp"],
            "dimension": found["dims"] or "",
            "period": int(found["year"] or YEAR),
            "value": value,
            "unit": self.units[found["dp"]],
            "raw_value": found["raw"],
            "raw_unit": "",
            "state": mark if mark.startswith("not_") else "reported" if value else "reported_zero",
            "method": "prose" if mark == "prose" else "table:exact",
            "confidence": 0.9,
            "line": number,
            "page": None,
            "char_start": number * 100,
            "char_end": number * 100 + 50,
            "quote": label,
            "qualifier": mark if mark in ("about", "at_least", "at_most") else "exact",
        }


def unread(document: str, number: int, text: str) -> dict[str, object]:
    """`label path | raw value | raw unit | reason`."""
    path, raw, unit, reason = (part.strip() for part in text.split("|"))
    return {
        "document_id": document,
        "line": number,
        "char_start": number * 100,
        "char_end": number * 100 + 10,
        "label_path": path,
        "raw_value": raw,
        "raw_unit": unit,
        "period": None,
        "fact_id": None,
        "reason": reason,
    }


@pytest.fixture(scope="session")
def names() -> dict[str, str]:
    return dict(load_methodology().data_points.select("data_point_id", "name").iter_rows())


@pytest.fixture(scope="session")
def frames() -> Callable[[str], Frames]:
    """The frames of a company."""
    units = {str(d): str(u or "") for d, u in load_methodology().data_points.select("data_point_id", "unit").rows()}
    return lambda text: Writer(units).write(text)


@pytest.fixture(scope="session")
def company(frames: Callable[[str], Frames], names: dict[str, str]) -> Callable[[str], Company]:
    """A company as the rules read it."""

    def build(text: str) -> Company:
        given = frames(text)
        return company_of(given.facts, given.documents, given.observations, given.index, names)

    return build


@pytest.fixture(scope="session")
def check(company: Callable[[str], Company]) -> Callable[..., Findings]:
    """Findings of all rules, or of the ones named."""
    by_id: dict[str, Rule] = {rule.rule_id: rule for rule in RULES}
    return lambda text, *ids: findings_of(company(text), [by_id[i] for i in ids] if ids else RULES)
