"""Every figure of the statistics pages of a real report, and nothing else, arrives as a fact."""

from pathlib import Path

import polars as pl
import pytest

from esg_pipeline.disclosure.extract import DocumentInput, Extraction, Reader, extract_document

NAME = "seeds/000_66534d47639af9d5.txt"
# line, data point, dimension, value, unit, state
STATISTICS: list[tuple[int, str, str, float | None, str, str]] = [
    (781, "ghg_s12", "", 1296.40, "tCO2e", "reported"),
    (782, "ghg_s1", "", 2.79, "tCO2e", "reported"),
    (783, "ghg_s2", "", 1293.61, "tCO2e", "reported"),
    (784, "ghg_int_emp", "", 0.61, "tCO2e/employee", "reported"),
    (785, "ws_haz", "", 0.12, "t", "reported"),
    (786, "ws_haz_int_emp", "", 0.01, "t/employee", "reported"),
    (787, "ws_nonhaz", "", 877.56, "t", "reported"),
    (788, "ws_nonhaz_int", "", 0.41, "t/employee", "reported"),
    (790, "wa_total", "", 93600.0, "m3", "reported"),
    (791, "wa_int_emp", "", 43.96, "m3/employee", "reported"),
    (793, "en_total", "", 1907.92, "MWh", "reported"),
    (794, "en_direct", "energy=gasoline", 69.92, "MWh", "reported"),
    (795, "en_elec", "", 1838.0, "MWh", "reported"),
    (796, "en_int_emp", "", 0.90, "MWh/employee", "reported"),
    (798, "ws_packaging_total", "", None, "t", "not_applicable"),
    (800, "lr_total", "", 2129.0, "persons", "reported"),
    (802, "lr_total", "gender=female", 910.0, "persons", "reported"),
    (803, "lr_total", "gender=male", 1219.0, "persons", "reported"),
    (805, "lr_total", "employment=full_time", 2124.0, "persons", "reported"),
    (806, "lr_total", "employment=part_time", 5.0, "persons", "reported"),
    (808, "lr_total", "age=under_30", 1212.0, "persons", "reported"),
    (809, "lr_total", "age=30_to_40", 883.0, "persons", "reported"),
    (810, "lr_total", "age=over_40", 34.0, "persons", "reported"),
    (812, "lr_total", "region=china", 2129.0, "persons", "reported"),
    (813, "lr_total", "region=outside_china", 0.0, "persons", "reported_zero"),
    (815, "lr_total", "level=senior", 19.0, "persons", "reported"),
    (816, "lr_total", "level=intermediate", 133.0, "persons", "reported"),
    (817, "lr_total", "level=general", 1977.0, "persons", "reported"),
    (818, "lr_turnover", "", 26.0, "%", "reported"),
    (820, "lr_turnover", "gender=female", 23.0, "%", "reported"),
    (821, "lr_turnover", "gender=male", 28.0, "%", "reported"),
    (825, "lr_turnover", "age=under_30", 29.0, "%", "reported"),
    (826, "lr_turnover", "age=30_to_40", 23.0, "%", "reported"),
    (827, "lr_turnover", "age=over_40", 0.0, "%", "reported_zero"),
    (829, "lr_turnover", "region=china", 26.0, "%", "reported"),
    (830, "lr_turnover", "region=outside_china", 100.0, "%", "reported"),
    (831, "es_lost_days", "", 0.0, "days", "reported_zero"),
    (832, "es_lost_days_pp", "", 0.0, "days/employee", "reported_zero"),
    (835, "er_train_cov", "gender=female", 73.0, "%", "reported"),
    (836, "er_train_cov", "gender=male", 72.0, "%", "reported"),
    (838, "er_train_cov", "level=senior", 45.0, "%", "reported"),
    (839, "er_train_cov", "level=intermediate", 96.0, "%", "reported"),
    (840, "er_train_cov", "level=general", 71.0, "%", "reported"),
    (843, "er_train_hours", "gender=female", 4.06, "hours/employee", "reported"),
    (844, "er_train_hours", "gender=male", 4.0, "hours/employee", "reported"),
    (846, "er_train_hours", "level=senior", 1.41, "hours/employee", "reported"),
    (847, "er_train_hours", "level=intermediate", 9.58, "hours/employee", "reported"),
    (848, "er_train_hours", "level=general", 3.72, "hours/employee", "reported"),
    (850, "su_count", "region=eastern_china", 67.0, "count", "reported"),
    (851, "su_count", "region=south_china", 33.0, "count", "reported"),
    (852, "su_count", "region=central_china", 2.0, "count", "reported"),
    (853, "su_count", "region=north_china", 82.0, "count", "reported"),
    (854, "su_count", "region=northwest", 6.0, "count", "reported"),
    (855, "su_count", "region=southwest", 5.0, "count", "reported"),
    (856, "pf_recall_pct", "", None, "%", "not_applicable"),
    (857, "be_cases", "", 0.0, "count", "reported_zero"),
]
BODY: list[tuple[int, str, str, float | None, str, str]] = [
    (610, "en_elec", "", 1838.0, "MWh", "reported"),
    (630, "wa_total", "", 93600.0, "m3", "reported"),
    (631, "wa_int_emp", "", 43.96, "m3/employee", "reported"),
    (644, "ghg_s1", "", 2.79, "tCO2e", "reported"),
    (645, "ghg_s2", "", 1293.61, "tCO2e", "reported"),
    (646, "ghg_s12", "", 1296.40, "tCO2e", "reported"),
    (647, "ghg_int_emp", "", 0.61, "tCO2e/employee", "reported"),
    (668, "ws_haz", "", 0.12, "t", "reported"),
    (669, "ws_nonhaz", "", 877.56, "t", "reported"),
    (670, "ws_total", "", 877.68, "t", "reported"),
]


@pytest.fixture(scope="module")
def extraction(shared_dir: Path, reader: Reader) -> Extraction:
    content = (shared_dir / NAME).read_bytes()
    return extract_document(DocumentInput("seed", content, "text/plain", 2021), reader)


@pytest.fixture(scope="module")
def tables(extraction: Extraction) -> pl.DataFrame:
    """The facts of the tables."""
    return extraction.facts.filter(pl.col("method").str.starts_with("table"))


def rows(facts: pl.DataFrame) -> list[tuple[int, str, str, float | None, str, str]]:
    return facts.select("line", "data_point_id", "dimension", "value", "unit", "state").rows()


def test_the_statistics_pages_give_every_row_and_no_other(tables: pl.DataFrame) -> None:
    assert rows(tables.filter(pl.col("line") >= 779)) == STATISTICS


def test_the_tables_of_the_body_give_what_is_certain_and_no_other(tables: pl.DataFrame) -> None:
    assert rows(tables.filter(pl.col("line") < 779)) == BODY


def test_every_fact_is_about_the_year_of_the_table(extraction: Extraction) -> None:
    assert set(extraction.facts["period"]) == {2021}


def test_quotes_are_the_text_at_their_offsets(extraction: Extraction, tables: pl.DataFrame) -> None:
    lines = extraction.text.split("\n")
    for fact in tables.iter_rows(named=True):
        assert (
            extraction.text[fact["char_start"] : fact["char_end"]] == fact["quote"] == lines[fact["line"] - 1].strip()
        )
        assert fact["raw_value"] in fact["quote"]


def test_a_number_on_a_breakdown_heading_stays_an_unmapped_observation(extraction: Extraction) -> None:
    stray = extraction.observations.filter(pl.col("line") == 819)
    assert stray.select("raw_value", "fact_id", "reason").rows() == [("2070", None, "a number on a breakdown heading")]


@pytest.mark.parametrize(("line", "raw_value"), [(609, "8,000"), (611, "0.86"), (671, "0.41")])
def test_litres_power_density_and_waste_per_dollar_are_seen_but_not_mapped(
    extraction: Extraction, line: int, raw_value: str
) -> None:
    seen = extraction.observations.filter(pl.col("line") == line)
    assert seen["raw_value"].to_list() == [raw_value]
    assert seen["fact_id"].to_list() == [None]
