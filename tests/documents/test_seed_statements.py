"""What a real report says yes or no to: found, a supporting line among the three kept, and nothing besides."""

from typing import Any

import polars as pl
import pytest

from esg_pipeline.disclosure.extract import Extraction
from esg_pipeline.methodology.codes import Kind
from esg_pipeline.methodology.read import load_methodology

Answers = dict[str, Any]
GOAL = 50


@pytest.fixture(scope="module")
def said(seed_report: Extraction) -> dict[str, float | None]:
    points = load_methodology().data_points.filter(pl.col("kind").is_in([Kind.BOOLEAN, Kind.ORDINAL]))
    stated = seed_report.facts.filter(pl.col("data_point_id").is_in(points["data_point_id"].to_list()))
    rows = stated.select("data_point_id", "value").rows()
    assert len({name for name, _ in rows}) == len(rows)
    return dict(rows)


@pytest.fixture(scope="module")
def kept_lines(seed_report: Extraction) -> dict[str, list[int]]:
    names = seed_report.facts.select("fact_id", "data_point_id")
    rows = seed_report.evidence.join(names, on="fact_id").sort("data_point_id", "rank")
    return {str(name[0]): frame["line"].to_list() for name, frame in rows.group_by("data_point_id")}


@pytest.fixture(scope="module")
def answers(seed_answers: Answers) -> Answers:
    return seed_answers["statements"]


def test_what_the_report_clearly_says_is_found(said: dict[str, float | None], answers: Answers) -> None:
    assert sorted(set(answers["required"]) - set(said)) == []


def test_fifty_statements_are_found(said: dict[str, float | None]) -> None:
    assert len(said) >= GOAL


def test_nothing_is_said_that_the_report_does_not_support(said: dict[str, float | None], answers: Answers) -> None:
    assert sorted(set(said) - set(answers["required"]) - set(answers["arguable"])) == []


@pytest.mark.parametrize("kind", ["required", "arguable"])
def test_levels_are_those_of_the_report(said: dict[str, float | None], answers: Answers, kind: str) -> None:
    for name in said.keys() & answers[kind].keys():
        level = answers[kind][name]["value"]
        assert said[name] in (level if isinstance(level, list) else [level]), name


def test_a_supporting_line_is_among_the_three_kept(
    said: dict[str, float | None], kept_lines: dict[str, list[int]], answers: Answers
) -> None:
    supporting = answers["required"] | answers["arguable"]
    assert {name for name, lines in kept_lines.items() if len(lines) > 3} == set()
    astray = {
        name: kept_lines.get(name)
        for name in said
        if not set(kept_lines.get(name, ())) & set(supporting[name]["lines"])
    }
    assert astray == {}
