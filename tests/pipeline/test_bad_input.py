"""Bad input beside good input: each bad piece is refused with its reason, the rest of the run goes on."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from esg_pipeline.ingest.documents import DocumentError, add_document
from esg_pipeline.methodology.codes import Kind
from esg_pipeline.methodology.read import load_methodology
from tests.pipeline.conftest import OCTOBER, Run, copy_sample, run_pipeline

HEADER = "issuer_id,data_point,dimension,fiscal_year,value,unit,published_date,is_date_assumed,source_type,citation\n"
# A day more than tomorrow: the run may start after midnight.
SOON = (datetime.now(tz=UTC).date() + timedelta(days=2)).isoformat()
ROWS = {
    "unknown_data_point": "360DIGITECH,no_such_thing,,2021,1,t,2022-06-30,false,document,x",
    "unknown_unit": "360DIGITECH,ws_haz,,2020,1,furlong,2022-06-30,false,document,x",
    "bad_number": "360DIGITECH,ws_haz,,2020,about twelve,t,2022-06-30,false,document,x",
    "negative_value": "360DIGITECH,lr_total,,2020,-5,persons,2022-06-30,false,document,x",
    "future_publication": f"360DIGITECH,ws_haz,,2020,1,t,{SOON},false,document,x",
    "unknown_issuer": "NOBODY,ws_haz,,2020,1,t,2022-06-30,false,document,x",
}


def damage(store: Path) -> None:
    """Adds a file or row of every kind of bad input beside the sample."""
    reported, registry = store / "reported", store / "registry"
    for folder in (reported, registry):
        folder.mkdir()
    good = "360DIGITECH,ws_haz,,2020,{},kg,2021-06-30,false,document,x\n"
    (reported / "rows.csv").write_text(HEADER + good.format(130) + "\n".join(ROWS.values()) + "\n", encoding="utf-8")
    (reported / "utf16.csv").write_text(
        HEADER + "HKEX,wa_total,,2020,5,t,2021-06-30,false,document,x\n", encoding="utf-16"
    )
    (reported / "empty.csv").write_bytes(b"")
    (reported / "truncated.parquet").write_bytes(b"PAR1" + b"\x00" * 40)
    (reported / "long_line.csv").write_bytes(HEADER.encode() + b"x" * 12_000_000)
    bonds = "bond_id,issuer_id,name,security_type,offering,is_lgfv,is_green,issue_date,maturity_date,citation\n"
    orphan = "ORPHAN-1,NO_ISSUER,Orphan,corporate_bond,public,false,false,2020-01-01,2030-01-01,x\n"
    twin = "TWIN-1,360DIGITECH,Twin,corporate_bond,public,false,false,2020-01-01,2030-01-01,x\n"
    (registry / "bonds_bad.csv").write_text(bonds + orphan + twin + twin.replace("2030", "2031"), encoding="utf-8")


def waive_everything(store: Path) -> None:
    """Adds an issuer that was searched for in registers and says of every other data point that it does not apply."""
    registry, reported = store / "registry", store / "reported"
    (registry / "issuers_waiver.csv").write_text(
        "issuer_id,name,is_listed,industry_code,event_coverage_start\nWAIVER,Waiver,true,steel,2015-01-01\n",
        encoding="utf-8",
    )
    (registry / "bonds_waiver.csv").write_text(
        "bond_id,issuer_id,name,security_type,offering,issue_date,maturity_date\n"
        "WAIVER-1,WAIVER,Waiver,corporate_bond,public,2020-01-01,2030-01-01\n",
        encoding="utf-8",
    )
    stated = load_methodology().data_points.filter(pl.col("kind") != Kind.EVENT)["data_point_id"]
    rows = "".join(f"WAIVER,{name},,2021,not applicable,,2022-06-30,false,document,x\n" for name in stated)
    (reported / "waiver.csv").write_text(HEADER + rows, encoding="utf-8")


@pytest.fixture(scope="module")
def bad_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("bad_input")
    store = copy_sample(folder / "data")
    damage(store)
    waive_everything(store)
    return run_pipeline(store, folder / "warehouse", (OCTOBER,))


@pytest.fixture(scope="module")
def rejected(bad_run: Run) -> pl.DataFrame:
    assert bad_run.report.success, bad_run.report.message
    return bad_run.published.read("raw.rejected_row")


@pytest.mark.parametrize("rule", ROWS)
def test_a_bad_row_is_refused_by_its_rule(rejected: pl.DataFrame, rule: str) -> None:
    hit = rejected.filter((pl.col("rule") == rule) & (pl.col("source") == "reported/rows.csv"))
    assert hit["row_number"].to_list() == [2 + list(ROWS).index(rule)]
    assert hit["payload"][0]


@pytest.mark.parametrize("name", ["empty.csv", "truncated.parquet", "long_line.csv"])
def test_an_unreadable_file_is_refused_as_a_whole(rejected: pl.DataFrame, name: str) -> None:
    hit = rejected.filter(pl.col("source") == f"reported/{name}")
    assert hit["row_number"].to_list() == [0]
    assert hit["reason"][0]


def test_orphans_and_twins_of_the_registry_are_refused(rejected: pl.DataFrame) -> None:
    hit = rejected.filter(pl.col("source") == "registry/bonds_bad.csv").sort("row_number")
    assert hit["rule"].to_list() == ["unknown_issuer", "duplicate_key"]


def test_what_was_good_went_on(bad_run: Run) -> None:
    observed = bad_run.published.read("core.observation")
    hazardous = observed.filter(issuer_id="360DIGITECH", data_point_id="ws_haz", fiscal_year=2020)
    assert hazardous.select("value", "unit").rows() == [(0.13, "t")]
    assert observed.filter(issuer_id="HKEX", data_point_id="wa_total", fiscal_year=2020)["value"].to_list() == [5.0]


def test_who_calls_everything_not_applicable_is_not_graded_by_clean_registers(bad_run: Run) -> None:
    waiver = bad_run.published.read("mart.issuer_rating").filter(issuer_id="WAIVER").row(0, named=True)
    assert (waiver["score"], waiver["coverage"], waiver["model_grade"]) == (100.0, 1.0, "AAA")
    assert waiver["grade"] == "NR"
    assert waiver["not_applicable_share"] > 0.5
    assert "is declared not applicable, more than 50.0 %" in waiver["not_rated_reason"]


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/hosts"])
def test_a_document_cannot_leave_the_store(tmp_path: Path, name: str) -> None:
    store = tmp_path / "data"
    (store / "documents").mkdir(parents=True)
    outside = tmp_path / "evil.txt"
    outside.write_text("Index\t2021\nTotal\t1")
    try:
        added = add_document(
            store, outside if name.startswith("..") else Path(name), issuer_id=name, fiscal_year=2021,
            published_date=date(2022, 1, 1),
        )  # fmt: skip
    except DocumentError:
        added = None
    assert added is None or added.path.resolve().is_relative_to(store.resolve())
    assert {path.name for path in tmp_path.iterdir()} == {"data", "evil.txt"}
