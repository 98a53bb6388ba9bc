"""Every figure that the sentences of a real report give arrives with its line, and none besides."""

from typing import Any

import polars as pl
import pytest

from esg_pipeline.disclosure.extract import Extraction

Answers = dict[str, Any]


@pytest.fixture(scope="module")
def told(seed_report: Extraction) -> pl.DataFrame:
    return seed_report.facts.filter(pl.col("method").str.starts_with("prose"))


@pytest.fixture(scope="module")
def figures(seed_answers: Answers) -> list[Answers]:
    return [row for row in seed_answers["figures"] if row["part"] == "prose"]


def test_every_figure_of_a_sentence_arrives(told: pl.DataFrame, figures: list[Answers]) -> None:
    columns = ("data_point_id", "dimension", "period", "line", "value", "unit", "state")
    found = {row[:4]: row[4:] for row in told.select(columns).rows()}
    missing: list[Answers] = []
    for row in figures:
        keys = [(row["data_point_id"], row["dimension"], row["period"], line) for line in row["lines"]]
        values = [found[key] for key in keys if key in found]
        said = [(pytest.approx(row["value"]), row["unit"], row["state"])] * len(values)
        assert values == said
        missing += [] if values or not row["required"] else [row]
    assert missing == []


def test_no_other_figure_of_a_sentence_is_made_up(told: pl.DataFrame, figures: list[Answers]) -> None:
    known = {(row["data_point_id"], row["dimension"], line) for row in figures for line in row["lines"]}
    assert set(told.select("data_point_id", "dimension", "line").rows()) <= known


def test_numbers_that_look_like_figures_are_left(seed_report: Extraction, seed_answers: Answers) -> None:
    said = set(seed_report.facts.select("line", "data_point_id", "dimension").rows())
    for trap in seed_answers["refused_figures"]:
        lines = {(line, trap["data_point_id"], trap["dimension"]) for line in trap["lines"]}
        assert not lines & said, trap["why"]


def test_nearly_is_kept_as_about(told: pl.DataFrame) -> None:
    suppliers = told.filter(pl.col("data_point_id") == "su_count", pl.col("dimension") == "")
    assert suppliers["qualifier"].to_list() == ["about"]


def test_the_value_stands_in_its_quote(told: pl.DataFrame, seed_report: Extraction) -> None:
    for fact in told.iter_rows(named=True):
        assert fact["quote"] == seed_report.text[fact["char_start"] : fact["char_end"]]
        assert fact["raw_value"] in fact["quote"]
