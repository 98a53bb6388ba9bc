"""Reference figures of real documents: every figure that has a data point arrives, and no fact contradicts them."""

import json
from pathlib import Path

import polars as pl
import pytest

from esg_pipeline.disclosure.extract import DocumentInput, Reader, extract_document
from tests.documents.conftest import ANSWERS

# The reference files' metric names -> our data point and dimension, per file where they differ.
NAMES = json.loads((ANSWERS / "reference_names.json").read_text(encoding="utf-8"))
HKEX: dict[str, int] = NAMES["series_reports"]
SINGLE = [
    # reference file, document, fiscal year, figures with a data point, facts in all
    ("bochk_2388_2022", "2023033001192_bochk_2388_2022.txt", 2022, 24, 24),
    ("dawnrays_2348_2021", "2022053101131_dawnrays_2348_2021.txt", 2021, 20, 20),
    ("oct_asia_3366_2021", "2022051200314_oct_asia_3366_2021.txt", 2021, 21, 21),
    ("tencent_0700_2023", "tencent_0700_esg2023_p30_p106.md", 2023, 30, 30),
    ("addiko_bank_2023", "addiko_bank_sr2023_p54.txt", 2023, 8, 8),
    ("addiko_bank_2023", "addiko_bank_sr2023_p54.pdf", 2023, 8, 8),
    ("hopfung_2320_2020", "hopfung_2320_ar2020_p35_p38.txt", 2020, 6, 8),
]

Key = tuple[str, str, int]


def facts_of(shared_dir: Path, reader: Reader, name: str, fiscal_year: int) -> pl.DataFrame:
    path = shared_dir / "reports" / name
    return extract_document(DocumentInput(name, path.read_bytes(), path.suffix, fiscal_year), reader).facts


def as_values(facts: pl.DataFrame) -> dict[Key, set[float]]:
    found: dict[Key, set[float]] = {}
    for data_point, dimension, period, value in facts.select("data_point_id", "dimension", "period", "value").rows():
        found.setdefault((data_point, dimension, period), set()).add(value)
    return found


def expected_of(shared_dir: Path, stem: str) -> list[tuple[Key, float]]:
    names = NAMES["metrics"] | NAMES["metrics_of_file"].get(stem, {})
    gold = json.loads((shared_dir / "gold" / f"{stem}.json").read_text(encoding="utf-8"))["gold"]
    found: list[tuple[Key, float]] = []
    for row in gold:
        if row["metric"] in names:
            data_point, _, dimension = names[row["metric"]].partition(" ")
            factor = NAMES["factors"].get(row["unit"], 1.0)
            found.append(((data_point, dimension, int(row["period"])), row["value"] * factor))
    return found


@pytest.mark.parametrize(("stem", "name", "fiscal_year", "covered", "total"), SINGLE)
def test_every_reference_figure_with_a_data_point_arrives_and_nothing_else(
    shared_dir: Path, reader: Reader, stem: str, name: str, fiscal_year: int, covered: int, total: int
) -> None:
    facts = facts_of(shared_dir, reader, name, fiscal_year)
    found = as_values(facts)
    expected = expected_of(shared_dir, stem)
    assert found.keys() == {key for key, _ in expected}
    assert [(key, list(found[key])) for key, _ in expected] == [
        (key, [pytest.approx(value)]) for key, value in expected
    ]
    assert (len(expected), facts.height) == (covered, total)


def test_ten_years_of_one_issuer_agree_with_the_reference_series(shared_dir: Path, reader: Reader) -> None:
    found: dict[Key, set[float]] = {}
    latest: dict[Key, float] = {}
    for name, fiscal_year in HKEX.items():
        for key, values in as_values(facts_of(shared_dir, reader, name, fiscal_year)).items():
            found.setdefault(key, set()).update(values)
            (latest[key],) = values
    missing = []
    for (data_point, dimension, period), value in expected_of(shared_dir, "hkex_0388_2013_2022"):
        is_market = data_point == "ghg_s2" and period >= 2021
        key = ("ghg_s2_mkt" if is_market else data_point, dimension, period)
        missing += [] if value in found.get(key, set()) else [(key, value)]
    assert missing == []
    # Nothing contradicts the series: the latest document that prints a total prints the reference figure.
    series = [
        row
        for row in expected_of(shared_dir, "hkex_0388_2013_2022")
        if row[0][0] in ("ghg_s1", "ghg_s12", "ghg_int_emp")
    ]
    assert {key: latest[key] for key, _ in series} == dict(series)
    assert {key[0] for key in found} == {
        "ghg_s1",
        "ghg_s2",
        "ghg_s2_loc",
        "ghg_s2_mkt",
        "ghg_s3",
        "ghg_s12",
        "ghg_s123",
        "ghg_int_emp",
        "ghg_int3_emp",
        "ghg_int_area",
        "ghg_int3_area",
        "ws_landfill",
    }
