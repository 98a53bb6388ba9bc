"""The circle of review: a document is read, a person decides by the command, and the next reading heeds it."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from data_contracts.catalogue import contract
from esg_pipeline import paths
from esg_pipeline.cli import esg
from esg_pipeline.disclosure.examine import Examined, examine
from esg_pipeline.disclosure.extract import DocumentInput, Reader, extract_document, reader_of
from esg_pipeline.disclosure.review import Bands
from esg_pipeline.ingest.documents import add_document
from esg_pipeline.ingest.store import RawStore, read_store
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.reader import PublishedReader
from esg_pipeline.warehouse import Warehouse
from tests.pipeline.conftest import OCTOBER, Run, copy_sample, run_pipeline

ISSUERS = "issuer_id,name,is_listed,industry_code\nNORTHLAKE,Northlake Paper Co.,true,\n"
BOND = (
    "bond_id,issuer_id,name,security_type,offering,issue_date,maturity_date\n"
    "NL-1,NORTHLAKE,Northlake 2021,corporate_bond,public,2021-03-01,2026-03-01\n"
)
REPORT = (
    "Key performance data\n\nIndicator\tUnit\t2021\t2020\n"
    "Total electricity consumption\tMWh\t1,830\t1,750\n"
    "Total number of employees\tpersons\t412\t398\n"
    "Non-hazardous waste\tt\t96.5\t101.0\n"
)
# Nothing is sure enough: whatever is read waits for a person.
BANDS = Bands(accept=1.01, sample_check=1.0)
SIMULATED = pl.lit(value=False).alias("is_simulated")


@dataclass
class Circle:
    """A store with one report, and the published file that the command reads."""

    store: Path
    warehouse: Path
    methodology: Methodology
    reader: Reader

    def delivered(self) -> RawStore:
        return read_store(self.store, self.methodology, today=datetime.now(tz=UTC).date())

    def examined(self, raw: RawStore) -> Examined:
        """Every document read anew, with the decisions that the store holds."""
        papers = raw.tables["raw.document"]
        files = papers.select("document_id", "source_path", "fiscal_year").iter_rows()
        inputs = [DocumentInput(name, (self.store / path).read_bytes(), "txt", year) for name, path, year in files]
        extractions = [extract_document(given, self.reader) for given in inputs]
        return examine(extractions, papers, BANDS, raw.tables["raw.review_decision"])

    def run(self) -> Examined:
        """Reads the store and publishes what the command needs."""
        raw = self.delivered()
        assert raw.tables["raw.rejected_row"].is_empty()
        examined = self.examined(raw)
        points = self.methodology.data_points
        unused = ("core.observation", "core.outlier", "core.rating_universe")
        tables = {
            "raw.document": raw.tables["raw.document"],
            "raw.review_decision": raw.tables["raw.review_decision"],
            "core.extracted_fact": examined.facts.with_columns(SIMULATED),
            "core.review_item": examined.review_items.with_columns(SIMULATED),
            "reference.data_point": points,
            **{name: contract(name).empty() for name in unused},
        }
        published = {name: contract(name).conform(frame) for name, frame in tables.items()}
        assert [found for name, frame in published.items() for found in contract(name).violations(frame)] == []
        Warehouse(self.warehouse).replace(published)
        return examined

    def status(self) -> dict[tuple[str, int], tuple[str, float | None, float | None]]:
        """Status, value as read and value put in its place, of each fact."""
        columns = ("data_point_id", "period", "status", "value", "corrected_value")
        return {(p, y): (s, v, c) for p, y, s, v, c in self.run().facts.select(columns).iter_rows()}

    def id_of(self, point: str, period: int) -> str:
        items = PublishedReader(self.warehouse).review_items("NORTHLAKE")
        return items.row(by_predicate=(pl.col("data_point_id") == point) & (pl.col("period") == period), named=True)[
            "review_id"
        ]


@pytest.fixture(scope="module")
def method() -> Methodology:
    return load_methodology()


@pytest.fixture
def circle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: Methodology) -> Circle:
    store, report = tmp_path / "store", tmp_path / "report.txt"
    (store / "registry").mkdir(parents=True)
    (store / "registry" / "issuers.csv").write_text(ISSUERS)
    report.write_text(REPORT)
    add_document(store, report, issuer_id="NORTHLAKE", fiscal_year=2021, published_date=date(2022, 4, 30))
    (tmp_path / "warehouse").mkdir()
    monkeypatch.setenv("ESG_DATA_DIR", str(store))
    monkeypatch.setenv("ESG_WAREHOUSE_DIR", str(tmp_path / "warehouse"))
    return Circle(store, paths.published_file(tmp_path / "warehouse"), method, reader_of(method))


def review(*arguments: str) -> str:
    signed = ["--by", "A. Reader"] if _decides(arguments) else []
    result = CliRunner().invoke(esg, ["review", *arguments, *signed], env={"COLUMNS": "200"})
    assert result.exit_code == 0, result.output
    return result.stdout


def _decides(arguments: Sequence[str]) -> bool:
    return arguments[0] in ("accept", "reject", "correct", "import")


def test_what_a_person_decides_is_heeded_by_the_next_run(circle: Circle) -> None:
    before = circle.status()
    assert before[("en_elec", 2021)] == ("review", 1830.0, None)
    assert {status for status, _, _ in before.values()} == {"review"}
    review("correct", circle.id_of("en_elec", 2021), "--value", "1,838,000", "--unit", "kWh", "--comment", "p. 5")
    review("accept", circle.id_of("lr_total", 2021), circle.id_of("lr_total", 2020))
    review("reject", circle.id_of("en_elec", 2020))
    after = circle.status()
    decided = {
        ("en_elec", 2021): ("corrected", 1830.0, 1838.0),
        ("lr_total", 2021): ("confirmed", 412.0, None),
        ("lr_total", 2020): ("confirmed", 398.0, None),
        ("en_elec", 2020): ("rejected", 1750.0, None),
    }
    assert after == before | decided
    assert "correct to 1,838 MWh by A. Reader" in review("list", "--decided")
    assert f"{len(before) - 4} of {len(before) - 4} facts that wait" in review("list")


def test_of_two_decisions_the_later_stands_and_both_are_kept(circle: Circle) -> None:
    circle.run()
    name = circle.id_of("en_elec", 2021)
    review("reject", name)
    review("accept", name)
    assert circle.status()[("en_elec", 2021)][0] == "confirmed"
    assert circle.delivered().tables["raw.review_decision"].height == 2
    review("correct", name, "--value", "5")
    assert circle.status()[("en_elec", 2021)] == ("corrected", 1830.0, 5.0)


def test_a_sheet_decides_as_the_commands_do(circle: Circle, tmp_path: Path) -> None:
    before = circle.status()
    path = tmp_path / "sheet.csv"
    review("export", "--out", str(path))
    rows = pl.read_csv(path, infer_schema=False).with_columns(decision=pl.lit("accept"))
    rows.write_csv(path, include_bom=True, line_terminator="\r\n", quote_style="always")
    review("import", str(path))
    assert set(circle.status().values()) == {("confirmed", value, None) for _, value, _ in before.values()}
    assert review("list").startswith("0 of 0 facts that wait")


def test_a_decision_outlives_its_fact_and_says_so(circle: Circle) -> None:
    circle.run()
    review("reject", circle.id_of("en_elec", 2021))
    for path in (circle.store / "documents").iterdir():
        path.unlink()
    changed = circle.store.parent / "report.txt"
    changed.write_text(REPORT.replace("1,830", "1,831"))
    add_document(circle.store, changed, issuer_id="NORTHLAKE", fiscal_year=2021, published_date=date(2022, 4, 30))
    assert circle.status()[("en_elec", 2021)] == ("review", 1831.0, None)
    lines = review("list").splitlines()
    assert lines[-2] == "Decisions about facts that the last run did not find: 1"
    assert "en_elec 2021 in document" in lines[-1]
    assert "reject by A. Reader; review/decisions.csv row 1" in lines[-1]


def strict_method(folder: Path) -> Path:
    """The shipped method, but for the border above which a reading counts without a person: nothing reaches it."""
    shutil.copytree(paths.methodology_dir(), folder)
    file = folder / "version.yaml"
    changed, count = re.subn(r"(accept_confidence: )0\.\d+", r"\g<1>0.999", file.read_text(encoding="utf-8"))
    assert count == 1
    file.write_text(changed, encoding="utf-8")
    return folder


def observed(run: Run) -> dict[tuple[str, int], float | None]:
    """What counts of the report of the paper mill."""
    rows = run.published.read("core.observation").filter(pl.col("issuer_id") == "NORTHLAKE")
    assert rows["fact_id"].null_count() == 0
    return {(p, y): v for p, y, v in rows.select("data_point_id", "fiscal_year", "value").iter_rows()}


@pytest.mark.slow
def test_a_whole_run_heeds_what_was_decided_after_the_one_before(
    circle: Circle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = circle.warehouse.parent
    copy_sample(circle.store)
    monkeypatch.setenv("ESG_METHODOLOGY_DIR", str(strict_method(tmp_path / "strict")))
    assert observed(run_pipeline(circle.store, folder, (OCTOBER,))) == {}
    review("correct", circle.id_of("en_elec", 2021), "--value", "1,838,000", "--unit", "kWh")
    review("accept", circle.id_of("lr_total", 2021))
    review("reject", circle.id_of("en_elec", 2020))
    second = run_pipeline(circle.store, folder, (OCTOBER,))
    assert observed(second) == {("en_elec", 2021): 1838.0, ("lr_total", 2021): 412.0}
    decided = second.published.read("core.review_item").drop_nulls("decision")
    assert sorted(decided["decision"]) == ["accept", "correct", "reject"]


SLIPPED = "issuer_id,data_point,dimension,fiscal_year,value,unit,published_date\n" + "".join(
    f"NORTHLAKE,ws_haz,,{year},{value},t,{year + 1}-05-31\n"
    for year, value in ((2018, 96.5), (2019, 99), (2020, 101), (2021, 98_000))
)


def known(run: Run, point: str) -> tuple[float | None, int | None]:
    """Value and year of a data point of the paper mill as known on the rating date."""
    rows = run.published.read("core.known_value", OCTOBER).filter(issuer_id="NORTHLAKE", data_point_id=point)
    return rows.select("value", "fiscal_year").row(0)


@pytest.mark.slow
def test_a_delivered_value_that_is_off_by_a_thousand_waits_and_a_person_settles_it(
    circle: Circle, tmp_path: Path
) -> None:
    (circle.store / "registry" / "issuers.csv").write_text(ISSUERS.replace("true,", "true,steel"))
    (circle.store / "registry" / "bonds.csv").write_text(BOND)
    (circle.store / "reported").mkdir()
    (circle.store / "reported" / "northlake.csv").write_text(SLIPPED)
    first = run_pipeline(circle.store, circle.warehouse.parent, (OCTOBER,))
    assert known(first, "ws_haz") == (101.0, 2020)
    [item] = PublishedReader(circle.warehouse).review_items("NORTHLAKE").filter(data_point_id="ws_haz").to_dicts()
    assert item["reason"] == "1,000 times the other years of the issuer; there are too few peers to ask"
    assert "ws_haz" in review("export", "--out", str(tmp_path / "sheet.csv")) + (tmp_path / "sheet.csv").read_text()
    review("accept", item["review_id"])
    second = run_pipeline(circle.store, circle.warehouse.parent, (OCTOBER,))
    assert known(second, "ws_haz") == (98_000.0, 2021)
    assert second.published.read("core.outlier", OCTOBER).filter(issuer_id="NORTHLAKE")["treatment"].to_list() == [
        "confirmed"
    ]
    review("correct", item["review_id"], "--value", "98,000", "--unit", "kg")
    third = run_pipeline(circle.store, circle.warehouse.parent, (OCTOBER,))
    assert known(third, "ws_haz") == (98.0, 2021)
    assert "correct to 98 t by A. Reader" in review("list", "--decided", "--issuer", "NORTHLAKE")
