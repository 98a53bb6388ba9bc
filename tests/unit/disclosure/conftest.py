"""What the tests of the extractor share: the shipped unit and label files over the vocabulary's data points."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from esg_pipeline.disclosure.cues import CueBook
from esg_pipeline.disclosure.extract import DocumentInput, Extraction, Reader, extract_document, rules_from, rules_of
from esg_pipeline.disclosure.mapper import Rules
from esg_pipeline.disclosure.similarity import LexicalSimilarity
from esg_pipeline.disclosure.units import UnitTable
from esg_pipeline.methodology.read import load_methodology

ROOT = Path(__file__).resolve().parents[3]
FILES = ROOT / "esg_pipeline" / "methodology" / "v1_0"
UNITS_OF = {
    "tCO2e": "ghg_s1 ghg_s2 ghg_s2_loc ghg_s2_mkt ghg_s12 ghg_s3 ghg_s123",
    "tCO2e/employee": "ghg_int_emp ghg_int3_emp",
    "tCO2e/CNY million": "ghg_int_rev",
    "tCO2e/m2": "ghg_int_area",
    "t": "ws_haz ws_nonhaz ws_total ws_landfill ws_packaging_total",
    "t/employee": "ws_haz_int_emp ws_nonhaz_int",
    "t/CNY million": "ws_haz_int",
    "t/unit": "ws_packaging",
    "kg": "ws_nox ws_so2 ws_pm",
    "m3": "wa_total",
    "m3/employee": "wa_int_emp",
    "MWh": "en_total en_direct en_elec en_indirect en_renewable",
    "MWh/employee": "en_int_emp",
    "%": "en_renew_share lr_turnover er_train_cov pf_recall_pct id_ratio id_women",
    "persons": "lr_total rs_board",
    "days": "es_lost_days",
    "days/employee": "es_lost_days_pp",
    "hours/employee": "er_train_hours",
    "count": "su_count as_complaints es_fatal be_cases",
    "CNY million": "op_revenue op_assets",
}
DATA_POINTS = {data_point: unit for unit, ids in UNITS_OF.items() for data_point in ids.split()}

Extract = Callable[..., Extraction]
_FACT_KEYS = ("data_point_id", "dimension", "period", "value")


@pytest.fixture(scope="session")
def units() -> UnitTable:
    return UnitTable.from_csv(FILES / "units.csv")


@pytest.fixture(scope="session")
def rules() -> Rules:
    frames = [pl.read_csv(FILES / name, infer_schema=False) for name in ("units.csv", "labels.csv")]
    return rules_from(frames[0], frames[1], DATA_POINTS)


@pytest.fixture(scope="session")
def shipped_rules() -> Rules:
    """The rules over every data point of the shipped method."""
    return rules_of(load_methodology())


def figures_only(rules: Rules) -> Reader:
    """A reader that looks for no statements and knows no framework codes."""
    codes = pl.DataFrame(schema={"data_point_id": pl.String, "framework_code": pl.String})
    return Reader(rules, CueBook(()), LexicalSimilarity(()), codes)


@pytest.fixture(scope="session")
def extract(rules: Rules) -> Extract:
    """Extract from a text or bytes: extract("...", fiscal_year=2022, media_type="md")."""

    def run(content: str | bytes, fiscal_year: int | None = 2022, media_type: str = "txt") -> Extraction:
        raw = content.encode() if isinstance(content, str) else content
        return extract_document(DocumentInput("doc", raw, media_type, fiscal_year), figures_only(rules))

    return run


@pytest.fixture(scope="session")
def shipped_values(shipped_rules: Rules) -> Callable[..., dict[tuple[str, str, int], float | None]]:
    """Facts of a text of 2022 by every data point of the shipped method: (data point, dimension, period) -> value."""

    def run(content: str) -> dict[tuple[str, str, int], float | None]:
        facts = extract_document(DocumentInput("doc", content.encode(), "md", 2022), figures_only(shipped_rules)).facts
        return {(d, dim, period): value for d, dim, period, value in facts.select(_FACT_KEYS).rows()}

    return run


@pytest.fixture(scope="session")
def values(extract: Extract) -> Callable[..., dict[tuple[str, str, int], float | None]]:
    """Facts of a text as (data point, dimension, period) -> value."""

    def run(
        content: str | bytes, fiscal_year: int | None = 2022, media_type: str = "txt"
    ) -> dict[tuple[str, str, int], float | None]:
        facts = extract(content, fiscal_year, media_type).facts
        rows = facts.select("data_point_id", "dimension", "period", "value").rows()
        found = {(d, dim, period): value for d, dim, period, value in rows}
        assert len(found) == len(set(rows))  # a sentence may repeat a row, never with another value
        return found

    return run
