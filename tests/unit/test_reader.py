"""The queries under sql/read, on a small published file."""

import re
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from shutil import copy

import polars as pl
import pytest

from data_contracts.catalogue import PUBLISHED_TABLES, STORED_QUERIES, contract
from esg_pipeline import paths
from esg_pipeline.disclosure.review import review_ids
from esg_pipeline.reader import PublishedReader, published_reader
from esg_pipeline.sql_models import description_of, read_query, sources_of
from esg_pipeline.warehouse import Warehouse, WarehouseError
from tests.unit.published_rows import DECIDED_AT, evidence_rows, only, table

DAY = date(2022, 10, 31)
QUERIES = sorted(file.stem for file in (paths.sql_dir() / "read").glob("*.sql"))


@pytest.fixture
def reader(small_published_file: Path) -> PublishedReader:
    return PublishedReader(small_published_file)


def test_the_small_file_keeps_the_contracts(small_published_file: Path) -> None:
    warehouse = Warehouse(small_published_file)
    broken = {table: contract(table).violations(warehouse.read(table)) for table in warehouse.tables()}
    assert {table: found for table, found in broken.items() if found} == {}


def test_dates_come_oldest_first(reader: PublishedReader) -> None:
    assert reader.rating_dates() == [date(2022, 4, 30), DAY]


def test_industries_have_names(reader: PublishedReader) -> None:
    assert reader.industries() == {"banking": "Banking", "non_bank_financials": "Non-bank financials"}


def test_industries_have_other_words(reader: PublishedReader) -> None:
    assert reader.industry_words() == {"480000": "banking", "insurance": "non_bank_financials"}


def test_ratings_come_best_grade_first_and_unrated_ones_last(reader: PublishedReader) -> None:
    found = reader.ratings(DAY)
    assert found["issuer_id"].to_list() == ["SIM-0001", "360DIGITECH", "CAPPED", "BANKX"]
    assert set(found.columns) == {column.name for column in contract("mart.issuer_rating").columns}


@pytest.mark.parametrize(
    ("industry", "simulated", "expected"),
    [
        ("banking", None, ["BANKX"]),
        (None, True, ["SIM-0001"]),
        ("non_bank_financials", False, ["360DIGITECH", "CAPPED"]),
        ("steel", None, []),
    ],
)
def test_ratings_are_narrowed(
    reader: PublishedReader, industry: str | None, simulated: bool | None, expected: list[str]
) -> None:
    found = reader.ratings(DAY, industry_code=industry, is_simulated=simulated)
    assert found["issuer_id"].to_list() == expected


def test_the_distribution_has_every_grade_and_keeps_real_and_simulated_apart(reader: PublishedReader) -> None:
    counts = {grade: (real, simulated) for grade, real, simulated in reader.grade_distribution(DAY).iter_rows()}
    assert list(counts) == ["AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C", "NR"]
    assert {grade: n for grade, n in counts.items() if n != (0, 0)} == {
        "AA": (0, 1),
        "B": (1, 0),
        "C": (1, 0),
        "NR": (1, 0),
    }


def test_issuers_out_of_scope_are_known_too(reader: PublishedReader) -> None:
    known = {row[0]: row[1:] for row in reader.issuers().iter_rows()}
    assert known["360DIGITECH"] == ("360 DigiTech, Inc.", [date(2022, 4, 30), DAY])
    assert known["RATES"] == ("RATES", None)


def test_the_rule_that_keeps_an_issuer_out_is_told(reader: PublishedReader) -> None:
    assert reader.universe_decision("RATES", DAY).row(0) == (False, "U1", "Only rates bonds")


def test_an_explanation_holds_only_the_issuer_and_date_asked_for(reader: PublishedReader) -> None:
    frames = reader.explanation("360DIGITECH", DAY)
    assert frames.nodes["node_id"].to_list().count("E") == 1
    assert frames.data_points.height == 4
    assert frames.inputs["data_point_id"].to_list() == ["er_train_cov", "ghg_int_emp", "ghg_int_emp", "ws_total"]
    assert reader.explanation("360DIGITECH", date(2022, 4, 30)).data_points.is_empty()


def test_the_events_behind_a_value_come_latest_first_beside_their_sum(reader: PublishedReader) -> None:
    events = reader.explanation("CAPPED", DAY).events
    assert events.select("event_id", "faded_points", "events", "points").rows() == [
        ("EV-1", 14.5, 2, 18.5),
        ("EV-2", 4.0, 2, 18.5),
    ]
    assert reader.explanation("360DIGITECH", DAY).events.is_empty()


@pytest.mark.parametrize(("trigger_kind", "source"), [("event", "fines.csv"), ("data_point", "facts.csv")])
def test_a_red_line_leads_to_the_event_or_the_observation_that_crossed_it(
    small_published_file: Path, tmp_path: Path, trigger_kind: str, source: str
) -> None:
    file = Path(copy(small_published_file, tmp_path / "published.duckdb"))
    seen = Warehouse(file).read("core.observation").with_columns(observation_id=pl.lit("EV-1"), source=pl.lit(source))
    rules = Warehouse(file).read("reference.red_line").with_columns(trigger_kind=pl.lit(trigger_kind))
    Warehouse(file).replace({"reference.red_line": rules, "core.observation": seen})
    [line] = PublishedReader(file).explanation("CAPPED", DAY).red_lines.to_dicts()
    assert line["evidence_source"].endswith(source)
    assert (line["evidence_description"] is None) is (trigger_kind == "data_point")


def test_a_missing_file_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESG_WAREHOUSE_DIR", str(tmp_path))
    with pytest.raises(WarehouseError, match="esg run"):
        published_reader().rating_dates()


@pytest.mark.parametrize("column", ["score_low", "grade_probability"])
def test_a_file_of_an_earlier_version_says_what_to_do(small_published_file: Path, tmp_path: Path, column: str) -> None:
    file = Path(copy(small_published_file, tmp_path / "published.duckdb"))
    Warehouse(file).replace({"mart.issuer_rating": Warehouse(file).read("mart.issuer_rating").drop(column)})
    for ask in (PublishedReader(file).ratings, partial(PublishedReader(file).explanation, "360DIGITECH")):
        with pytest.raises(WarehouseError, match="a column is missing, the file is of another version: run `esg run`"):
            ask(DAY)


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_says_what_it_returns_and_reads_published_tables_only(name: str) -> None:
    query = read_query(name)
    assert len(description_of(query)) > 20
    # A parameter has no value while the query is only parsed.
    read = set(sources_of(re.sub(r"\$\w+", "null", query)))
    assert read
    assert read <= {table.name for table in PUBLISHED_TABLES} | set(STORED_QUERIES)


def test_values_that_look_wrong_by_a_power_of_ten_wait_and_decided_ones_are_told(file_with_slips: Path) -> None:
    items = PublishedReader(file_with_slips).review_items("BANKX").filter(pl.col("data_point_id") == "en_total")
    columns = ("review_id", "status", "decision", "decided_value", "observation_id", "document_id")
    assert items.select(columns).rows() == [
        ("51" * 16, "held", None, None, "51" * 16, None),
        ("d1" * 16, "confirmed", "accept", None, "d1" * 16, None),
        ("d2" * 16, "corrected", "correct", 2500.0, "d2" * 16, None),
        ("d3" * 16, "rejected", "reject", None, "d3" * 16, None),
    ]
    slip = items.row(0, named=True)
    assert slip["suggestion"] == "2500 MWh would fit: is it in another unit than MWh?"
    assert (slip["reason"], slip["period"], slip["kind"]) == ("1,000 times the other years", 2021, "quantitative")


def test_a_fact_that_looks_wrong_by_a_power_of_ten_waits_under_the_id_that_a_decision_gives_it(
    file_with_slips: Path,
) -> None:
    reader = PublishedReader(file_with_slips)
    held = reader.review_items("360DIGITECH").filter(pl.col("reason") == "1,000 times the other years")
    [row] = held.iter_rows(named=True)
    assert row["review_id"] == review_ids(held)[0]
    assert (row["document_id"], row["char_start"], row["observation_id"]) == ("cd" * 32, 0, None)
    assert (row["quote"][:9], row["value"]) == ("Emissions", 1830.0)


def test_a_decision_about_a_value_that_is_gone_is_an_orphan(file_with_slips: Path) -> None:
    orphans = PublishedReader(file_with_slips).orphan_decisions()
    assert orphans["observation_id"].to_list() == ["ee" * 16]


def test_what_a_person_decided_stands_beside_the_observation(small_published_file: Path, tmp_path: Path) -> None:
    file = Path(copy(small_published_file, tmp_path))
    before = PublishedReader(file).explanation("360DIGITECH", DAY).inputs
    assert before["decision"].null_count() == before.height
    fact = before.filter(pl.col("fact_id").is_not_null()).row(0, named=True)
    [value] = before.filter(data_point_id="ws_total").to_dicts()
    of_value = {"observation_id": value["observation_id"], "data_point_id": "ws_total", "dimension": "", "period": 2019}
    told = {**of_value, "decision": "correct", "value": 12.0, "document_id": None}
    last = {**told, "decided_by": "B", "decided_at": DECIDED_AT + timedelta(days=1), "comment": None, "row_number": 2}
    item = {"fact_id": fact["fact_id"], "decision": "accept", "decided_by": "A. Reader", "comment": "seen"}
    seen = {"observation_id": value["observation_id"], "data_point_id": "ws_total", "fiscal_year": 2019}
    Warehouse(file).replace(
        {
            "core.review_item": table("core.review_item", [item]),
            "core.observation": table("core.observation", [{**seen, "raw_value": "1,200", "raw_unit": "kg"}]),
            "raw.review_decision": table("raw.review_decision", [told, last]),
            "mart.evidence": only(
                "mart.evidence",
                [
                    {**row, "input_dimension": ""} | ({"fact_id": None} if row["data_point_id"] == "ws_total" else {})
                    for row in evidence_rows()
                ],
            ),
        }
    )
    after = PublishedReader(file).explanation("360DIGITECH", DAY).inputs
    assert after.height == before.height
    by_point = {(row["data_point_id"], row["input_number"]): row for row in after.to_dicts()}
    corrected, confirmed = by_point["ws_total", 1], by_point[fact["data_point_id"], 1]
    assert (corrected["decision"], corrected["decided_by"], corrected["delivered"]) == ("correct", "B", "1,200 kg")
    assert (confirmed["decision"], confirmed["decision_comment"]) == ("accept", "seen")
